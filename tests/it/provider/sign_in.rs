//! Signing in there: who gets in, as what, and who does not.

use domain::actor::{Actor, Role};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;
use testkit::database::Backend;
use testkit::fixtures::member;
use testkit::provider::Key;
use web::Demand;

use super::{Hospital, NAME, federation, post};

#[rstest]
#[tokio::test]
async fn a_member_gets_in_by_their_account_whatever_the_key(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    #[values(Key::First, Key::Rsa)] key: Key,
) {
    let hospital = Hospital::start_on(on, Demand::Nobody, federation).await;
    hospital.provider.be(|conduct| (conduct.key, conduct.published) = (key, vec![key]));
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let browser = hospital.signed_in().await;
    browser.get("/account").await.shows("Member robin");
    assert_eq!(browser.get("/centre").await.status, StatusCode::OK);
    let begun = hospital.told("session.begin").await.unwrap();
    assert_eq!((begun.actor.as_str(), &begun.detail["by"]), ("Member robin", &json!("PROVIDER")));
    assert_eq!(hospital.site.store.verify(&mut |_| ()).await.unwrap().broken, None);
}

#[tokio::test]
async fn the_browser_is_sent_with_everything_that_binds_the_answer_and_without_a_secret() {
    let hospital = Hospital::start().await;
    let browser = hospital.site.visitor();
    let left = hospital.leave(&browser).await;
    let address = left.link_to("Go there");
    let sent: std::collections::BTreeMap<_, _> =
        openidconnect::url::Url::parse(&address).unwrap().query_pairs().into_owned().collect();
    assert_eq!(sent["code_challenge_method"], "S256");
    assert!(sent["state"].len() == 64 && sent["nonce"].len() == 64 && sent["state"] != sent["nonce"]);
    assert_eq!((sent["scope"].as_str(), sent["prompt"].as_str()), ("openid profile", "login"));
    assert_eq!(sent["redirect_uri"], format!("{}/sign-in/provider/back", hospital.site.url));
    assert!(!address.contains("secret"));
    let again = hospital.leave(&browser).await.link_to("Go there");
    assert_ne!(address, again, "each trip is another");
}

#[tokio::test]
async fn it_takes_a_press_of_the_button_on_a_page_of_ours() {
    let hospital = Hospital::start().await;
    let browser = hospital.site.visitor();
    assert_eq!(browser.get("/sign-in/provider").await.status, StatusCode::METHOD_NOT_ALLOWED);
    let forged = browser.post_as_is("/sign-in/provider", &[("csrf", "0".repeat(96))]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(hospital.provider.asked().is_empty());
    browser.get("/sign-in").await.shows(&format!("Sign in with your {NAME}"));
}

#[tokio::test]
async fn the_session_that_the_browser_had_before_ends_and_the_token_is_another() {
    let hospital = Hospital::start().await;
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let browser = hospital.site.clerk("PAP").await;
    let before = hospital.site.strings("SELECT hex(token_hash) FROM session").await;
    hospital.sign_in(&browser).await;
    let after = hospital.site.strings("SELECT hex(token_hash) FROM session").await;
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
    browser.get("/account").await.shows("Member robin");
}

/// An address of e-mail may become somebody else's, and a provider may let people write their own.
#[tokio::test]
async fn a_stranger_is_told_whom_to_ask_also_with_the_address_of_a_member() {
    let hospital = Hospital::start().await;
    member(&hospital.site.store, "robin@example.org", Role::CentreLead, Some("STH")).await;
    let claims =
        json!({ "sub": "u-stranger", "email": "robin@example.org", "email_verified": true, "name": "Robin" });
    hospital.provider.lets_in(claims);
    let browser = hospital.site.visitor();
    let refused = hospital.sign_in(&browser).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.shows("Nobody here is connected to this Sheffield account");
    refused.shows("ask the lead of your centre");
    refused.hides("robin@example.org");
    assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(hospital.why().await, "the account is nobody’s here");
}

#[tokio::test]
async fn a_subject_of_another_provider_is_somebody_else() {
    let hospital = Hospital::start().await;
    let robin = member(&hospital.site.store, "robin", Role::DataEntry, Some("STH")).await;
    let account = store::Account {
        issuer: "https://login.other.example.org".to_owned(),
        subject: "u-robin".to_owned(),
    };
    hospital.site.store.connect(&robin, hospital.site.time(), account).await.unwrap();
    hospital.sign_in(&hospital.site.visitor()).await.shows("Nobody here is connected");
}

#[tokio::test]
async fn who_was_retired_is_refused_whatever_the_provider_says() {
    let hospital = Hospital::start().await;
    let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    hospital.signed_in().await;
    let now = hospital.site.time();
    hospital.site.store.retire_member(&Actor::system("test"), now, robin.member).await.unwrap();
    let refused = hospital.sign_in(&hospital.site.visitor()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    refused.shows("Your membership is over");
    assert_eq!(hospital.why().await, "the membership is over");
    assert!(hospital.site.strings("SELECT hex(token_hash) FROM session").await.is_empty());
}

mod what_the_provider_confirms {
    use super::*;

    async fn with_two_posts() -> Hospital {
        let groups = [("leads", post(Role::CentreLead, "STH")), ("desk", post(Role::DataEntry, "PAP"))];
        let hospital = Hospital::confirming(&groups).await;
        let robin = hospital.connected("robin", Role::CentreLead, Some("STH")).await;
        let system = Actor::system("test");
        let later = hospital.site.time() + SignedDuration::from_mins(1);
        let also = post(Role::DataEntry, "PAP");
        hospital.site.store.give_post(&system, later, robin.member, also, None).await.unwrap();
        hospital.site.pass(SignedDuration::from_mins(2));
        hospital
    }

    #[tokio::test]
    async fn is_all_that_somebody_acts_as() {
        let hospital = with_two_posts().await;
        hospital.provider.lets_in(json!({ "sub": "u-robin", "groups": ["staff", "desk"] }));
        let robin = hospital.signed_in().await;
        let account = robin.get("/account").await;
        account.shows("(PAP)");
        account.hides("What else you are");
        // Nor by asking for it.
        let other = hospital.site.strings("SELECT hex(id) FROM membership WHERE centre = 'STH'").await;
        let other = other[0].to_lowercase();
        let fields = [("membership", other.as_str())];
        assert_eq!(robin.post("/account/act-as", &account, &fields).await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn may_be_several() {
        let hospital = with_two_posts().await;
        hospital.provider.lets_in(json!({ "sub": "u-robin", "groups": ["desk", "leads"] }));
        let robin = hospital.signed_in().await;
        let account = robin.get("/account").await;
        let other = account.value_of("membership");
        let acted = robin.post("/account/act-as", &account, &[("membership", other.as_str())]).await;
        assert_eq!(acted.status, StatusCode::SEE_OTHER);
        let back = robin.get("/account").await;
        back.shows("Act as centre lead at STH");
    }

    #[tokio::test]
    async fn makes_nobody_more_than_they_are_here() {
        let hospital = Hospital::confirming(&[("leads", post(Role::CentreLead, "STH"))]).await;
        hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        hospital.provider.lets_in(json!({ "sub": "u-robin", "groups": ["leads"] }));
        let refused = hospital.sign_in(&hospital.site.visitor()).await;
        refused.shows("does not say that you are what you are here");
        assert_eq!(hospital.why().await, "the provider did not confirm the role");
    }

    #[rstest]
    #[tokio::test]
    async fn a_role_that_vanished_there_lets_nobody_in(
        #[values(json!({ "sub": "u-robin" }), json!({ "sub": "u-robin", "groups": [] }), json!({ "sub": "u-robin", "groups": "other" }), json!({ "sub": "u-robin", "groups": { "leads": true } }))]
        claims: serde_json::Value,
    ) {
        let hospital = with_two_posts().await;
        hospital.provider.lets_in(json!({ "sub": "u-robin", "groups": "leads" }));
        hospital.signed_in().await;
        hospital.provider.lets_in(claims);
        let refused = hospital.sign_in(&hospital.site.visitor()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        refused.shows("does not say that you are what you are here");
    }

    #[tokio::test]
    async fn a_post_that_ended_here_is_not_acted_as_either() {
        let hospital = with_two_posts().await;
        hospital.provider.lets_in(json!({ "sub": "u-robin", "groups": "desk" }));
        let robin = hospital.signed_in().await;
        let id = hospital.site.strings("SELECT hex(id) FROM membership WHERE centre = 'PAP'").await;
        let id = domain::actor::MembershipId::parse(&id[0].to_lowercase()).unwrap();
        let now = hospital.site.time();
        hospital.site.store.end_membership(&Actor::system("test"), now, id).await.unwrap();
        assert_eq!(robin.get("/account").await.status, StatusCode::SEE_OTHER, "signed out at once");
        hospital.sign_in(&hospital.site.visitor()).await.shows("does not say that you are");
    }
}

mod the_second_factor {
    use super::*;

    async fn leads_need_two() -> Hospital {
        let hospital = Hospital::start_on(Backend::Sqlite, Demand::Leads, federation).await;
        hospital.connected("robin", Role::CentreLead, Some("STH")).await;
        hospital
    }

    #[rstest]
    #[tokio::test]
    async fn counts_as_given_where_the_provider_says_so(
        #[values(json!({ "sub": "u-robin", "amr": ["pwd", "mfa"] }), json!({ "sub": "u-robin", "acr": "mfa" }))]
        claims: serde_json::Value,
    ) {
        let hospital = leads_need_two().await;
        hospital.provider.lets_in(claims);
        let robin = hospital.signed_in().await;
        assert_eq!(robin.get("/centre").await.status, StatusCode::OK);
        assert_eq!(hospital.told("session.begin").await.unwrap().detail["proof"], "TWO");
    }

    #[rstest]
    #[tokio::test]
    async fn is_owed_where_it_does_not(
        #[values(json!({ "sub": "u-robin" }), json!({ "sub": "u-robin", "amr": ["pwd"], "acr": "0" }))]
        claims: serde_json::Value,
    ) {
        let hospital = leads_need_two().await;
        hospital.provider.lets_in(claims);
        let robin = hospital.signed_in().await;
        assert_eq!(robin.get("/centre").await.location, "/account/second-factor");
    }

    #[tokio::test]
    async fn that_is_a_passkey_alone_is_asked_for_as_well() {
        let hospital = Hospital::start().await;
        let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        let store = &hospital.site.store;
        let (actor, token) = crate::passkeys::at_a_session(store, &robin).await;
        crate::passkeys::set_up(store, &actor, &token, &crate::passkeys::authenticator(1)).await;
        let browser = hospital.site.visitor();
        hospital.sign_in(&browser).await.shows("Your account is right. Now the code");
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "nothing is open before it");
    }

    #[tokio::test]
    async fn of_ours_is_asked_for_after_the_account() {
        let hospital = Hospital::start().await;
        let robin = hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        let store = &hospital.site.store;
        let now = hospital.site.time();
        let key = store.begin_app(&robin, now, "the audit").await.unwrap().key;
        let key = secrecy::ExposeSecret::expose_secret(&key).to_owned();
        store.confirm_app(&robin, now, "none", &crate::second_factor::code(&key, now)).await.unwrap();
        hospital.site.pass(SignedDuration::from_secs(60));
        let browser = hospital.site.visitor();
        let asked = hospital.sign_in(&browser).await;
        asked.shows("Your account is right. Now the code");
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER, "nothing is open before it");
        let typed = crate::second_factor::code(&key, hospital.site.time());
        let fields = [("digits", typed.as_str()), ("next", "/account")];
        let done = browser.post("/sign-in/second", &asked, &fields).await;
        assert_eq!(done.location, "/account", "{}", done.html);
        let begun = hospital.told("session.begin").await.unwrap();
        assert_eq!((&begun.detail["by"], &begun.detail["proof"]), (&json!("PROVIDER"), &json!("TWO")));
    }
}

mod passwords {
    use testkit::fixtures::PASSWORD;

    use super::*;

    #[tokio::test]
    async fn are_taken_beside_it() {
        let hospital = Hospital::start().await;
        member(&hospital.site.store, "clerk", Role::DataEntry, Some("STH")).await;
        hospital.site.signed_in("clerk").await;
    }

    #[tokio::test]
    async fn open_nothing_where_they_are_not_taken() {
        let hospital = Hospital::without_passwords().await;
        member(&hospital.site.store, "clerk", Role::DataEntry, Some("STH")).await;
        let browser = hospital.site.visitor();
        let page = browser.get("/sign-in").await;
        page.hides("id=\"password\"");
        let fields = [("login", "clerk"), ("password", PASSWORD)];
        let refused = browser.post("/sign-in", &page, &fields).await;
        refused.shows("Passwords are not taken here");
        assert_eq!(browser.get("/account").await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_session_of_the_provider_ends_like_any_other() {
    let hospital = Hospital::start().await;
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let robin = hospital.signed_in().await;
    hospital.site.pass(SignedDuration::from_mins(29));
    assert_eq!(robin.get("/account").await.status, StatusCode::OK);
    hospital.site.pass(SignedDuration::from_mins(31));
    assert_eq!(robin.get("/account").await.status, StatusCode::SEE_OTHER, "half an hour without a request");
    let robin = hospital.signed_in().await;
    for _ in 0..25 {
        hospital.site.pass(SignedDuration::from_mins(29));
        robin.get("/account").await;
    }
    assert_eq!(robin.get("/account").await.status, StatusCode::SEE_OTHER, "twelve hours in any case");
}
