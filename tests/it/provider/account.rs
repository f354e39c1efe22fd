//! One's own account at the provider: connected by whoever is signed in, disconnected when there is another way in.

use domain::actor::Role;
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;
use testkit::fixtures::member;

use super::Hospital;
use crate::site::{Browser, Page};

async fn connect(hospital: &Hospital, browser: &Browser) -> Page {
    let page = browser.get("/account/provider").await;
    let left = browser.post("/account/provider/connect", &page, &[]).await;
    browser.get(&hospital.visit(&left).await).await
}

#[tokio::test]
async fn is_connected_by_whoever_is_signed_in_and_opens_the_door_from_then_on() {
    let hospital = Hospital::start().await;
    let clerk = hospital.site.clerk("STH").await;
    clerk.get("/account").await.shows("Your Sheffield account");
    let done = connect(&hospital, &clerk).await;
    assert_eq!(done.location, "/account/provider?done=connected", "{}", done.html);
    clerk.get("/account/provider").await.shows("You can sign in with it since");
    hospital.signed_in().await.get("/account").await.shows("clerk-sth");
    assert!(hospital.told("provider.connect").await.is_some());
    connect(&hospital, &hospital.site.clerk("PAP").await).await.shows("connected to somebody else here");
}

#[tokio::test]
async fn is_not_connected_without_a_fresh_proof() {
    let hospital = Hospital::start().await;
    let clerk = hospital.site.clerk("STH").await;
    let page = clerk.get("/account/provider").await;
    hospital.site.pass(SignedDuration::from_mins(16));
    let asked = clerk.post("/account/provider/connect", &page, &[]).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    asked.shows("Confirm that it is you");
    assert!(hospital.provider.asked().is_empty());
}

/// Whoever signs out, or in as somebody else, on the way has nothing connected.
#[tokio::test]
async fn is_connected_to_whoever_left_and_to_nobody_else() {
    let hospital = Hospital::start().await;
    let clerk = hospital.site.clerk("STH").await;
    member(&hospital.site.store, "other", Role::DataEntry, Some("STH")).await;
    let page = clerk.get("/account/provider").await;
    let left = clerk.post("/account/provider/connect", &page, &[]).await;
    let back = hospital.visit(&left).await;
    clerk.sign_in("other", testkit::fixtures::PASSWORD).await;
    clerk.get(&back).await.shows("was begun in another browser or tab");
    hospital.sign_in(&hospital.site.visitor()).await.shows("Nobody here is connected");
}

#[tokio::test]
async fn is_disconnected_and_everybody_else_who_is_signed_in_is_signed_out() {
    let hospital = Hospital::start().await;
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let (ward, desk) = (hospital.signed_in().await, hospital.site.signed_in("robin").await);
    let page = desk.get("/account/provider").await;
    let done = desk.post("/account/provider/disconnect", &page, &[]).await;
    assert_eq!(done.location, "/account/provider?done=disconnected", "{}", done.html);
    assert_eq!(ward.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/account").await.status, StatusCode::OK);
    hospital.sign_in(&hospital.site.visitor()).await.shows("Nobody here is connected");
    assert!(hospital.told("provider.disconnect").await.is_some());
}

mod the_last_way_in {
    use super::*;

    #[tokio::test]
    async fn stays_for_who_has_no_password() {
        let hospital = Hospital::start().await;
        let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        let system = domain::actor::Actor::system("test");
        let now = hospital.site.time();
        let (_, link) =
            hospital.site.store.invite_to_password(&system, now, robin.member, false).await.unwrap();
        let hash = store::Store::link_hash(secrecy::ExposeSecret::expose_secret(&link));
        hospital.site.store.accept_at(now, hash, hospital.account("u-robin")).await.unwrap();
        let browser = hospital.signed_in().await;
        let page = browser.get("/account/provider").await;
        let refused = browser.post("/account/provider/disconnect", &page, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("You have no password, so that this is your only way in");
        hospital.signed_in().await;
    }

    #[tokio::test]
    async fn stays_where_passwords_are_not_taken() {
        let hospital = Hospital::without_passwords().await;
        hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        let browser = hospital.signed_in().await;
        let page = browser.get("/account/provider").await;
        let refused = browser.post("/account/provider/disconnect", &page, &[]).await;
        refused.shows("Passwords are not used here, so that this is your only way in");
        hospital.signed_in().await;
    }
}

#[tokio::test]
async fn of_a_service_without_a_provider_says_so() {
    let site = crate::site::Site::start(testkit::database::Backend::Sqlite).await;
    let clerk = site.clerk("STH").await;
    clerk.get("/account").await.hides("/account/provider");
    let page = clerk.get("/account/provider").await;
    page.shows("No hospital’s accounts can be used here");
    let none = clerk.post_as_is("/account/provider/connect", &[("csrf", page.value_of("csrf"))]).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert_eq!(
        site.visitor().get("/sign-in/provider/back?code=x&state=y").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn is_one_for_each_member() {
    let hospital = Hospital::start().await;
    let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let again = hospital.site.store.connect(&robin, hospital.site.time(), hospital.account("u-2")).await;
    assert!(again.unwrap_err().to_string().contains("connected already"));
    hospital.provider.lets_in(json!({ "sub": "u-2" }));
    hospital.sign_in(&hospital.site.visitor()).await.shows("Nobody here is connected");
}
