//! What entry pages do for those who have JavaScript, in a real browser.

use domain::actor::Role;
use testkit::{
    chromium::Chromium,
    database::Backend,
    fixtures::{PASSWORD, member},
};
use thirtyfour::prelude::*;

use crate::site::Site;

const NEW: &str = "/records/physio_contact/new?admission_ref=A00001";

/// A clerk at the page of a new contact, with one contact before it.
async fn at_a_new_contact() -> (Site, Chromium) {
    let (site, browser) = (Site::start(Backend::Sqlite).await, Chromium::start().await);
    site.on_ecmo("STH").await;
    member(&site.store, "clerk", Role::DataEntry, Some("STH")).await;
    let contact = testkit::fixtures::contact(1);
    let submit = testkit::fixtures::submission("physio_contact", &contact);
    let actor = testkit::fixtures::clerk("STH");
    site.store.submit(&actor, testkit::fixtures::now(), submit).await.unwrap();
    browser.sign_in(&site.url, "clerk", PASSWORD).await;
    browser.open(&format!("{}{NEW}", site.url)).await;
    (site, browser)
}

async fn is_shown(browser: &Chromium, css: &str) -> bool {
    browser.driver.find(By::Css(css)).await.unwrap().is_displayed().await.unwrap()
}

/// Presses keys wherever the focus is, and counts them.
async fn press(browser: &Chromium, keys: &str, count: &mut usize) {
    *count += keys.chars().count();
    browser.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Goes on with the Tab key to a control; every press counts.
async fn tab_to(browser: &Chromium, name: &str, count: &mut usize) {
    for _ in 0..80 {
        let at: Option<String> = browser.ask("return document.activeElement.getAttribute('name')").await;
        if at.as_deref() == Some(name) {
            return;
        }
        press(browser, "\u{e004}", count).await;
    }
    panic!("{name} is not reached with the Tab key");
}

#[tokio::test]
async fn a_question_that_cannot_apply_is_hidden_unless_it_has_an_answer() {
    let (_site, browser) = at_a_new_contact().await;
    assert!(!is_shown(&browser, "[name=not_treated_reason]").await);
    browser.click("[name=outcome][value=NOT_TREATED]").await;
    assert!(is_shown(&browser, "[name=not_treated_reason]").await);
    assert!(!is_shown(&browser, "[name=minutes]").await);
    browser.choose("not_treated_reason", "PRONE_POSITION").await;
    browser.click("[name=outcome][value=TREATED]").await;
    assert!(is_shown(&browser, "[name=not_treated_reason]").await, "an answer is never hidden");
    assert!(is_shown(&browser, "[name=minutes]").await);
    assert!(!is_shown(&browser, "[name='interventions.0.metres']").await);
    browser.choose("interventions.0.code", "WALK").await;
    assert!(is_shown(&browser, "[name='interventions.0.metres']").await);
    browser.quit().await;
}

#[tokio::test]
async fn a_draft_is_kept_when_a_group_of_fields_is_left() {
    let (site, browser) = at_a_new_contact().await;
    browser.type_in("[name=rass]", "-3").await;
    browser.click("[name=note]").await;
    let saved = browser.driver.query(By::XPath("//*[@id='status'][contains(., 'Draft saved at 10:00')]"));
    saved.first().await.unwrap();
    assert_ne!(browser.value("[name='draft.id']").await, "");
    browser.open(&format!("{}/drafts", site.url)).await;
    browser.click("main table a").await;
    assert_eq!(browser.value("[name=rass]").await, "-3");
    browser.quit().await;
}

#[tokio::test]
async fn the_total_of_an_instrument_runs_along() {
    let (site, browser) = at_a_new_contact().await;
    browser.open(&format!("{}/records/assessment/new?instrument=CPAX", site.url)).await;
    browser.click("[name='items.0.value'][value='3']").await;
    browser.click("[name='items.1.value'][value='4']").await;
    assert_eq!(browser.text("#total").await, "7 so far, 8 of 10 items open");
    browser.quit().await;
}

#[tokio::test]
async fn the_grid_moves_by_row_and_takes_a_block_of_cells() {
    let (site, browser) = at_a_new_contact().await;
    browser.open(&format!("{}/admissions/A00001/days/2026-03-25", site.url)).await;
    let mut keys = 0;
    browser.click("#g-1-minutes").await;
    press(&browser, "30\u{e015}45\u{e007}60\u{e013}", &mut keys).await;
    browser.waits_for_focus("#g-2-minutes").await;
    assert_eq!(browser.value("#g-3-minutes").await, "60");
    let paste = "const data = new DataTransfer(); data.setData('text/plain', '09:40\\tTREATED\\tRoutine\\n14:20\\tnot treated\\toncall\\n'); \
                 document.getElementById('g-1-start_at').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    browser.driver.execute(paste, vec![]).await.unwrap();
    for (cell, expected) in [
        ("#g-1-start_at", "09:40"),
        ("#g-1-outcome", "TREATED"),
        ("#g-1-kind", "ROUTINE"),
        ("#g-2-outcome", "NOT_TREATED"),
        ("#g-2-kind", "ONCALL"),
    ] {
        assert_eq!(browser.value(cell).await, expected, "{cell}");
    }
    browser.quit().await;
}

/// A practised person presses some three keys a second: under 180 presses are under a minute.
#[tokio::test]
async fn a_contact_takes_few_keys() {
    let (_site, browser) = at_a_new_contact().await;
    let mut keys = 0;
    // The skip link, then the offer of the last contact's values.
    press(&browser, "\u{e004}", &mut keys).await;
    press(&browser, "\u{e007}", &mut keys).await;
    press(&browser, "\u{e004}", &mut keys).await;
    press(&browser, "\u{e007}", &mut keys).await;
    browser.find(".app-check").await;
    press(&browser, "\u{e004}\u{e007}", &mut keys).await;
    for (name, typed) in [
        ("start_at.time", "0940"),
        ("outcome", "t"),
        ("domain", " "),
        ("minutes", "30"),
        ("spo2_start", "94"),
        ("spo2_min", "91"),
        ("interventions.0.code", "suction thr"),
    ] {
        tab_to(&browser, name, &mut keys).await;
        press(&browser, typed, &mut keys).await;
    }
    tab_to(&browser, "interventions.0.dose_minutes", &mut keys).await;
    press(&browser, "\u{e007}", &mut keys).await;
    let saved = browser.text(".nhsuk-notification-banner").await;
    assert!(saved.contains("Physiotherapy contact saved"), "{saved}");
    assert!(keys < 180, "{keys} presses");
    browser.quit().await;
}

#[tokio::test]
async fn two_people_merge_their_changes_field_by_field() {
    let (site, browser) = at_a_new_contact().await;
    let other = Chromium::start().await;
    member(&site.store, "colleague", Role::DataEntry, Some("STH")).await;
    other.sign_in(&site.url, "colleague", PASSWORD).await;
    for page in [&browser, &other] {
        page.open(&format!("{}/records/physio_contact", site.url)).await;
        page.click("main table a").await;
        page.click(".app-actions a").await;
        page.find("[name=reason]").await;
    }
    other.type_in("[name=minutes]", "45").await;
    other.choose("staff.0.role", "RN").await;
    other.click("[name=delivered_by][value=NURSE]").await;
    other.type_in("[name=reason]", "Corrected with the chart\u{e007}").await;
    other.find(".nhsuk-notification-banner").await;
    browser.type_in("[name=minutes]", "50").await;
    browser.type_in("[name=rr]", "22").await;
    browser.type_in("[name=reason]", "Late entry\u{e007}").await;
    // The page that was sent is there until the answer comes.
    browser.find("main form[action$='/conflict']").await;
    let page = browser.text("main").await;
    assert!(page.contains("Member colleague saved it on 1 April 2026 at 10:00: Corrected with the chart"));
    for part in ["Saved: 45 minutes", "Yours: 50 minutes", "Member colleague changed it at 10:00."] {
        assert!(page.contains(part), "{part}");
    }
    browser.click("main form button[type=submit]").await;
    let saved = browser.text("main").await;
    for part in ["45 minutes", "22 breaths a minute", "Nurse", "Revision 3"] {
        assert!(saved.contains(part), "{part}\n{saved}");
    }
    browser.quit().await;
    other.quit().await;
}
