//! Proving once more who one is, at the provider; and what was typed before a session ended.

use domain::actor::Role;
use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::json;

use super::Hospital;
use crate::site::{Browser, Page};

/// A lead who came by the provider, a quarter of an hour later at a door that asks who they are.
async fn asked(hospital: &Hospital) -> (Browser, Page) {
    hospital.connected("robin", Role::CentreLead, Some("STH")).await;
    let lead = hospital.signed_in().await;
    let page = lead.get("/people/invite").await;
    hospital.site.pass(SignedDuration::from_mins(16));
    let mut form: Vec<(&str, String)> = vec![("csrf", page.value_of("csrf"))];
    form.extend([
        ("name", "Jay Dunnock".to_owned()),
        ("login", "jay".to_owned()),
        ("becomes", "DATA_ENTRY".to_owned()),
        ("until", String::new()),
    ]);
    let asked = lead.post_as_is("/people/invite", &form).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    (lead, asked)
}

/// Presses the page's button for the provider, in another tab, and comes back in it.
async fn in_another_tab(hospital: &Hospital, browser: &Browser, action: &str, page: &Page) -> Page {
    page.shows("(opens in a new tab)");
    let left = browser.post(action, page, &[("next", "/sign-in/done")]).await;
    browser.get(&hospital.visit(&left).await).await
}

/// Goes back to the first tab and asks for what was typed, as a browser sends it from there.
async fn shown_again(hospital: &Hospital, browser: &Browser, page: &Page) -> Page {
    let names = ["kept.to", "kept.page", "kept.fields", "kept.whose"];
    let form = names.map(|name| (name, page.value_of(name)));
    browser.post_from("/sign-in/again", &format!("{}/sign-in", hospital.site.url), &form).await
}

#[tokio::test]
async fn at_the_provider_opens_the_door_and_costs_no_word() {
    let hospital = Hospital::start().await;
    let (lead, page) = asked(&hospital).await;
    let done = in_another_tab(&hospital, &lead, "/account/confirm/provider", &page).await;
    assert_eq!(done.location, "/sign-in/done", "{}", done.html);
    lead.get("/sign-in/done").await.shows("What you typed is in the other tab");
    let sent = hospital.provider.asked().pop().unwrap();
    assert_eq!((sent["prompt"].as_str(), sent["max_age"].as_str()), ("login", "0"));
    let again = shown_again(&hospital, &lead, &page).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.html);
    assert_eq!(again.value_of("name"), "Jay Dunnock");
    let fields: Vec<(String, String)> = again.controls();
    let fields: Vec<(&str, String)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    lead.post_as_is("/people/invite", &fields).await.shows("works once");
}

#[tokio::test]
async fn of_another_account_proves_nothing() {
    let hospital = Hospital::start().await;
    let (lead, page) = asked(&hospital).await;
    hospital.provider.lets_in(json!({ "sub": "u-somebody" }));
    let refused = in_another_tab(&hospital, &lead, "/account/confirm/provider", &page).await;
    refused.shows("This is another Sheffield account than the one that is connected to you");
    let again = shown_again(&hospital, &lead, &page).await;
    assert_eq!(again.value_of("name"), "Jay Dunnock", "the words are there still");
    let fields: Vec<(String, String)> = again.controls();
    let fields: Vec<(&str, String)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    lead.post_as_is("/people/invite", &fields).await.shows("Confirm that it is you");
}

#[rstest::rstest]
#[tokio::test]
async fn that_is_old_or_not_said_to_be_new_proves_nothing(#[values(Some(-600), None)] at: Option<i64>) {
    let hospital = Hospital::start().await;
    let (lead, page) = asked(&hospital).await;
    let at = at.map(|ago| hospital.site.time().as_second() + ago);
    hospital.provider.lets_in(json!({ "sub": "u-robin", "auth_time": at }));
    let refused = in_another_tab(&hospital, &lead, "/account/confirm/provider", &page).await;
    refused.shows("have to sign in there once more");
    assert_eq!(hospital.why().await, "the provider did not ask anew");
}

/// Wards share computers: whoever sat there before is still signed in at the provider.
#[tokio::test]
async fn signing_in_with_the_sign_in_of_whoever_was_there_before_is_refused() {
    let hospital = Hospital::start().await;
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    let before = hospital.site.time().as_second() - 3600;
    hospital.provider.lets_in(json!({ "sub": "u-robin", "auth_time": before }));
    hospital
        .sign_in(&hospital.site.visitor())
        .await
        .shows("You are still signed in with your Sheffield account");
}

mod what_was_typed_before_a_session_ended {
    use super::*;

    async fn late(hospital: &Hospital) -> (Browser, Page) {
        hospital.connected("robin", Role::DataEntry, Some("STH")).await;
        let robin = hospital.signed_in().await;
        let page = robin.get("/records/patient/new").await;
        let mut typed = page.controls();
        "47".clone_into(&mut typed.iter_mut().find(|(name, _)| name == "age_years").expect("a question").1);
        hospital.site.pass(SignedDuration::from_mins(31));
        let fields: Vec<(&str, String)> =
            typed.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let late = robin.post_as_is("/records/patient/new", &fields).await;
        assert_eq!(late.status, StatusCode::UNAUTHORIZED);
        (robin, late)
    }

    #[tokio::test]
    async fn stays_on_its_page_and_comes_back_after_the_provider() {
        let hospital = Hospital::start().await;
        let (robin, page) = late(&hospital).await;
        let early = shown_again(&hospital, &robin, &page).await;
        early.shows("What you typed is kept on this page");
        in_another_tab(&hospital, &robin, "/sign-in/provider", &page).await;
        let again = shown_again(&hospital, &robin, &early).await;
        assert_eq!(again.value_of("age_years"), "47", "{}", again.html);
        again.shows("Nothing of it has been saved yet");
    }

    #[tokio::test]
    async fn is_not_lost_by_a_provider_that_is_down() {
        let mut hospital = Hospital::start().await;
        let (robin, page) = late(&hospital).await;
        hospital.provider.goes_down().await;
        hospital.site.pass(SignedDuration::from_hours(2));
        robin.post("/sign-in/provider", &page, &[]).await.shows("cannot be reached");
        shown_again(&hospital, &robin, &page).await.shows("What you typed is kept on this page");
    }

    #[tokio::test]
    async fn is_shown_to_no_page_of_another_site() {
        let hospital = Hospital::start().await;
        let (robin, page) = late(&hospital).await;
        in_another_tab(&hospital, &robin, "/sign-in/provider", &page).await;
        let form =
            ["kept.to", "kept.page", "kept.fields", "kept.whose"].map(|name| (name, page.value_of(name)));
        let unsaid = robin.post_as_is("/sign-in/again", &form).await;
        assert_eq!(unsaid.status, StatusCode::FORBIDDEN, "a browser says where it sends from");
        let foreign = robin.post_from("/sign-in/again", "https://evil.example.org/x", &form).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    }
}
