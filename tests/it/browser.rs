//! A real browser, with and without JavaScript.

use domain::actor::Role;
use testkit::{
    chromium::Chromium,
    database::Backend,
    fixtures::{PASSWORD, member},
};

use crate::site::Site;

/// Enters a contact from its admission's page.
async fn enter_contact(browser: &Chromium, site: &Site, reference: &str, time: &str) {
    browser.open(&format!("{}/admissions/A00001", site.url)).await;
    browser.click(".app-actions a").await;
    browser.type_in("[name=contact_ref]", reference).await;
    browser.type_in("[name='start_at.date']", "25/3/2026").await;
    browser.type_in("[name='start_at.time']", time).await;
    for choice in [
        "outcome][value=TREATED",
        "kind][value=ROUTINE",
        "domain][value=RESP",
        "delivered_by][value=PT",
        "airway][value=ETT",
    ] {
        browser.click(&format!("[name={choice}]")).await;
    }
    for (name, value) in [
        ("minutes", "30"),
        ("rass", "-2"),
        ("spo2_start", "94"),
        ("spo2_min", "91"),
        ("ecmo_flow_l_min", "4.2"),
        ("ecmo_sweep_l_min", "3"),
        ("ecmo_fdo2", "0.6"),
    ] {
        browser.type_in(&format!("[name={name}]"), value).await;
    }
    browser.choose("interventions.0.code", "SUC_ETT").await;
    browser.choose("staff.0.role", "PT").await;
    browser.click("[name='staff.0.band'][value='6']").await;
    browser.type_in("[name='staff.0.n']", "1").await;
    browser.click("[name='staff.0.ecmo_competent'][value=true]").await;
    // Enter saves, although other buttons stand before the one that does.
    browser.type_in("[name=minutes]", "30\u{e007}").await;
    browser.find(".nhsuk-notification-banner").await;
}

async fn site_with_a_clerk() -> Site {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    site
}

#[tokio::test]
async fn a_contact_is_entered_without_javascript() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.without_javascript().await;
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    enter_contact(&browser, &site, "C-NOSCRIPT", "0940").await;
    assert!(browser.text(".nhsuk-notification-banner").await.contains("Physiotherapy contact saved"));
    browser.open(&format!("{}/admissions/A00001", site.url)).await;
    assert!(browser.text("main").await.contains("C-NOSCRIPT"));
    browser.quit().await;
}

#[tokio::test]
async fn a_contact_is_entered_with_javascript() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    enter_contact(&browser, &site, "C-SCRIPT", "10:40").await;
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.quit().await;
}

#[tokio::test]
async fn the_error_summary_takes_the_focus_and_leads_to_the_field() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    browser.open(&format!("{}/records/patient/new", site.url)).await;
    browser.click("form[data-entry] button.nhsuk-button[value=save]").await;
    browser.waits_for_focus(".nhsuk-error-summary").await;
    browser.click(".nhsuk-error-summary a[href='#f-age_years']").await;
    browser.waits_for_focus("[name=age_years]").await;
    browser.quit().await;
}

#[tokio::test]
async fn no_page_is_wider_than_a_phone() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    let pages = [
        "/centre",
        "/admissions",
        "/admissions/A00001",
        "/records/physio_contact/new",
        "/records/ecmo_run/new",
        "/help",
    ];
    for width in [1280, 390, 320] {
        browser.width(width).await;
        for page in pages {
            browser.open(&format!("{}{page}", site.url)).await;
            let script = "return document.documentElement.scrollWidth - window.innerWidth";
            let overflow: i64 = browser.driver.execute(script, vec![]).await.unwrap().convert().unwrap();
            assert!(overflow <= 0, "{page} is {overflow} too wide at {width}");
        }
    }
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.quit().await;
}

/// A paste that nobody stops puts its text into the box.
const PASTES: &str = "return [...document.querySelectorAll('input[type=password]')].map((box) => {
    const data = new DataTransfer();
    data.setData('text/plain', 'correct horse battery staple');
    const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    return box.dispatchEvent(paste);
})";

#[tokio::test]
async fn a_password_can_be_pasted_wherever_one_is_asked_for() {
    let (site, browser) = (site_with_a_clerk().await, Chromium::start().await);
    browser.open(&format!("{}/sign-in", site.url)).await;
    assert_eq!(browser.ask::<Vec<bool>>(PASTES).await, [true]);
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    for (page, boxes) in [("/account/password", 3), ("/account/confirm", 1)] {
        browser.open(&format!("{}{page}", site.url)).await;
        assert_eq!(browser.ask::<Vec<bool>>(PASTES).await, vec![true; boxes], "{page}");
    }
    browser.quit().await;
}
