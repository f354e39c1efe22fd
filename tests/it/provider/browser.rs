//! The same in a real browser, without JavaScript too.

use domain::actor::Role;
use rstest::rstest;
use testkit::axe;
use testkit::chromium::Chromium;
use testkit::fixtures::PASSWORD;

use super::Hospital;

const BUTTON: &str = "form[action='/sign-in/provider'] button";

async fn connected() -> (Hospital, Chromium) {
    let (hospital, browser) = (Hospital::start().await, Chromium::start().await);
    hospital.connected("robin", Role::DataEntry, Some("STH")).await;
    (hospital, browser)
}

#[rstest]
#[tokio::test]
async fn somebody_signs_in_by_the_provider(#[values(true, false)] script: bool) {
    let (hospital, browser) = connected().await;
    if !script {
        browser.without_javascript().await;
    }
    browser.open(&format!("{}/sign-in?next=/account", hospital.site.url)).await;
    browser.click(BUTTON).await;
    browser.find("a[href='/account/provider']").await;
    assert!(browser.text("main").await.contains("Member robin"));
    browser.quit().await;
}

#[tokio::test]
async fn every_page_on_the_way_keeps_the_bar() {
    let (hospital, browser) = connected().await;
    let sign_in = format!("{}/sign-in", hospital.site.url);
    let mut problems = Vec::new();
    let mut look = async |what: &str| {
        for width in [1280, 390] {
            browser.width(width).await;
            problems
                .extend(axe::violations(&browser).await.into_iter().map(|found| format!("{what}: {found}")));
        }
    };
    browser.open(&sign_in).await;
    look("the sign-in page").await;
    // A provider that answers nothing leaves the browser on the page that sends it there.
    hospital.provider.be(|conduct| conduct.says_nothing = true);
    browser.click(BUTTON).await;
    assert!(browser.text("main").await.contains("You are taken there now"));
    look("on the way").await;
    hospital.provider.be(|conduct| (conduct.says_nothing, conduct.person) = (false, None));
    browser.open(&sign_in).await;
    browser.click(BUTTON).await;
    browser.find(".nhsuk-error-summary").await;
    look("refused").await;
    browser.sign_in(&hospital.site.url, "robin", PASSWORD).await;
    browser.open(&format!("{}/account/provider", hospital.site.url)).await;
    assert!(browser.text("main").await.contains("You can sign in with it since"));
    look("the account").await;
    browser.quit().await;
    assert!(problems.is_empty(), "{problems:#?}");
}
