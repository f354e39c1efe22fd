//! A page that is sent after its session has ended, in a real browser, with and without JavaScript.

use domain::actor::Role;
use jiff::SignedDuration;
use testkit::chromium::Chromium;
use testkit::database::Backend;
use testkit::fixtures::{PASSWORD, member};
use thirtyfour::prelude::*;

use crate::site::Site;

const NEW: &str = "/records/physio_contact/new?admission_ref=A00001";

/// Types a contact, lets the session end, and sends it; ends on the sign-in page.
async fn send_too_late(script: bool, after: SignedDuration) -> (Site, Chromium) {
    let (site, browser) = (Site::start(Backend::Sqlite).await, Chromium::start().await);
    site.on_ecmo("STH").await;
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    if !script {
        browser.without_javascript().await;
    }
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    browser.open(&format!("{}{NEW}", site.url)).await;
    browser.click("[name=outcome][value=TREATED]").await;
    browser.type_in("[name=minutes]", "35").await;
    browser.choose("interventions.0.code", "SUC_ETT").await;
    site.pass(after);
    browser.type_in("[name=note]", "The last group, “typed” & sent").await;
    browser.click("form[data-entry] button.nhsuk-button[value=save]").await;
    browser.find("#password").await;
    assert!(browser.text("main").await.contains("What you typed is kept on this page"));
    (site, browser)
}

async fn sign_in_here(browser: &Chromium) {
    browser.type_in("#login", "clerk").await;
    browser.type_in("#password", PASSWORD).await;
    browser.click("main form button[type=submit]:not([hidden])").await;
    browser.find("form[data-entry]").await;
}

async fn everything_is_there(browser: &Chromium) {
    assert!(
        browser.text("main").await.contains("What you typed stands below. Nothing of it has been saved yet.")
    );
    assert_eq!(browser.value("[name=minutes]").await, "35");
    assert_eq!(browser.value("[name=note]").await, "The last group, “typed” & sent");
    assert_eq!(browser.value("[name='interventions.0.code']").await, "SUC_ETT");
    assert_eq!(browser.value("[name=admission_ref]").await, "A00001");
    assert!(browser.find("[name=outcome][value=TREATED]").await.is_selected().await.unwrap());
}

#[tokio::test]
async fn comes_back_without_javascript_after_twelve_hours() {
    let (site, browser) = send_too_late(false, SignedDuration::from_hours(13)).await;
    sign_in_here(&browser).await;
    everything_is_there(&browser).await;
    // And goes on as if nothing had been: the page is judged and shows what is missing.
    browser.click("form[data-entry] button.nhsuk-button[value=save]").await;
    browser.find(".nhsuk-error-summary").await;
    assert_eq!(browser.value("[name=minutes]").await, "35");
    drop(site);
    browser.quit().await;
}

#[tokio::test]
async fn comes_back_with_javascript_and_is_kept_as_a_draft() {
    let (site, browser) = send_too_late(true, SignedDuration::from_mins(31)).await;
    sign_in_here(&browser).await;
    everything_is_there(&browser).await;
    assert_eq!(browser.driver.current_url().await.unwrap().as_str(), format!("{}{NEW}", site.url));
    let saved = browser.driver.query(By::XPath("//*[@id='status'][contains(., 'Draft saved')]"));
    saved.first().await.unwrap();
    browser.quit().await;
}
