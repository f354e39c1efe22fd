//! A link that is used with the hospital's account in place of a password.

use domain::actor::{Actor, Role};
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde_json::json;
use store::Invite;
use testkit::fixtures::{PASSWORD, member};

use super::{Hospital, post};
use crate::site::Page;

async fn invited(hospital: &Hospital, login: &str) -> String {
    let invite = Invite {
        login: login.to_owned(),
        name: "Robin Fieldfare".to_owned(),
        post: post(Role::DataEntry, "STH"),
        ends_at: None,
    };
    let system = Actor::system("test");
    let (_, link) = hospital.site.store.invite(&system, hospital.site.time(), invite).await.unwrap();
    link.expose_secret().to_owned()
}

/// Opens a link in a new browser and goes to the provider with it; the page that comes of it.
async fn used(hospital: &Hospital, link: &str) -> (crate::site::Browser, Page) {
    let browser = hospital.site.visitor();
    let page = browser.get(&format!("/join/{link}")).await;
    page.shows("Use your Sheffield account");
    let left = browser.post("/join/provider", &page, &[("link", link)]).await;
    let back = browser.get(&hospital.visit(&left).await).await;
    (browser, back)
}

#[tokio::test]
async fn makes_somebody_a_member_who_has_no_password() {
    let hospital = Hospital::start().await;
    let link = invited(&hospital, "robin").await;
    let (robin, joined) = used(&hospital, &link).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.html);
    robin.get("/account").await.shows("Robin Fieldfare");
    for password in ["", PASSWORD] {
        let guessed = hospital.site.visitor().sign_in("robin", password).await;
        assert_eq!(guessed.status(), StatusCode::OK, "no password opens it");
    }
    hospital.signed_in().await;
    assert_eq!(hospital.told("invitation.accept").await.unwrap().detail["by"], "PROVIDER");
    assert_eq!(hospital.site.store.verify(&mut |_| ()).await.unwrap().broken, None);
}

#[tokio::test]
async fn works_once_and_not_with_an_account_that_is_somebodys() {
    let hospital = Hospital::start().await;
    let (first, second) = (invited(&hospital, "robin").await, invited(&hospital, "other").await);
    used(&hospital, &first).await;
    hospital.site.visitor().get(&format!("/join/{first}")).await.shows("This link cannot be used");
    let (_, refused) = used(&hospital, &second).await;
    refused.shows("This account is connected to somebody else here");
    hospital.provider.lets_in(json!({ "sub": "u-other" }));
    let (_, joined) = used(&hospital, &second).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "it was not used up");
}

#[tokio::test]
async fn is_all_that_there_is_where_passwords_are_not_taken() {
    let hospital = Hospital::without_passwords().await;
    let link = invited(&hospital, "robin").await;
    let browser = hospital.site.visitor();
    let page = browser.get(&format!("/join/{link}")).await;
    page.hides("new_password");
    let chosen = "velvet anchor picnic thunder";
    let fields = [("link", link.as_str()), ("new_password", chosen), ("again_password", chosen)];
    let refused = browser.post("/join", &page, &fields).await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(hospital.told("invitation.accept").await.is_none(), "no password makes anybody a member");
    let (_, joined) = used(&hospital, &link).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn for_a_new_password_connects_another_account_and_ends_everything_before() {
    let hospital = Hospital::start().await;
    let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let before = hospital.signed_in().await;
    let system = Actor::system("test");
    let now = hospital.site.time();
    let (_, link) = hospital.site.store.invite_to_password(&system, now, robin.member, false).await.unwrap();
    hospital.provider.lets_in(json!({ "sub": "u-robin-anew" }));
    let (after, done) = used(&hospital, link.expose_secret()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    after.get("/account").await.shows("Member robin");
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER);
    let guessed = hospital.site.visitor().sign_in("robin", PASSWORD).await;
    assert_eq!(guessed.status(), StatusCode::OK, "the password of before opens nothing");
    hospital.provider.lets_in(json!({ "sub": "u-robin" }));
    hospital.sign_in(&hospital.site.visitor()).await.shows("Nobody here is connected");
}

#[tokio::test]
async fn gives_nobody_the_account_of_a_member() {
    let hospital = Hospital::start().await;
    member(&hospital.site.store, "robin", Role::CentreLead, Some("STH")).await;
    let link = invited(&hospital, "robin").await;
    let browser = hospital.site.visitor();
    let page = browser.get(&format!("/join/{link}")).await;
    page.shows("You have an account already. Sign in with it");
    page.hides("Use your Sheffield account");
    let marked = browser.get("/sign-in").await;
    let refused = browser.post("/join/provider", &marked, &[("link", link.as_str())]).await;
    refused.shows("You have an account already");
    assert!(hospital.provider.asked().is_empty());
}
