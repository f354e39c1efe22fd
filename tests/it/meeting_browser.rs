//! From a locked cycle to a pack in its reader's hands, in a real browser.

use std::time::Duration;

use domain::actor::Role;
use testkit::{
    chromium::Chromium,
    database::Backend,
    fixtures::{PASSWORD, audit_lead, insist, member, now},
};

use crate::packs::{build, measure};
use crate::site::{CYCLE, Site};

/// The button that a page asks to press.
const SEND: &str = "main form button[type=submit]:not([hidden])";

/// Waits until the cycle is frozen: the page only begins it.
async fn is_frozen(site: &Site) {
    for _ in 0..150 {
        let cycle = site.store.cycle(CYCLE).await.unwrap().expect("the cycle");
        if cycle.state.freeze_facts().is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("the cycle was not frozen in half a minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_lead_freezes_makes_and_publishes_and_a_centre_lead_reads() {
    let (site, browser) = (Site::start(Backend::Sqlite).await, Chromium::start().await);
    site.on_ecmo("STH").await;
    site.open_cycle().await;
    site.store.lock_cycle(&audit_lead(), now(), CYCLE, insist(CYCLE)).await.unwrap();
    for (login, role, centre) in [
        ("chair", Role::AuditLead, None),
        ("lead", Role::CentreLead, Some("STH")),
        ("other", Role::DataEntry, Some("PAP")),
    ] {
        member(&site.store, login, role, centre).await;
    }

    browser.sign_in(&site.url, "chair", PASSWORD).await;
    browser.open(&format!("{}/network/cycles/{CYCLE}/freeze", site.url)).await;
    browser.type_in("[name=reason]", "Every centre has signed off").await;
    browser.type_in("[name=confirm]", CYCLE).await;
    browser.click(SEND).await;
    is_frozen(&site).await;
    browser.open(&format!("{}/packs/new?cycle={CYCLE}", site.url)).await;
    browser.choose("definition", "biannual").await;
    browser.click(SEND).await;
    assert!(browser.text("main").await.contains("It waits to be built."));
    assert_eq!(build(&site).await, 1);
    let pack = browser.ask::<String>("return location.pathname").await;
    browser.open(&format!("{}{pack}/publish", site.url)).await;
    browser.click(SEND).await;
    assert!(browser.text("main").await.contains("Published"));
    measure(&site).await;
    browser.open(&format!("{}/indicators/P08?cycle={CYCLE}", site.url)).await;
    assert!(browser.text(".app-report").await.contains("Network"));
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.forget().await;

    browser.sign_in(&site.url, "lead", PASSWORD).await;
    browser.open(&format!("{}{pack}", site.url)).await;
    browser.click("main .app-actions a").await;
    assert!(browser.text("h1").await.contains("ECMO physiotherapy audit"));
    browser.open(&format!("{}/indicators?cycle={CYCLE}", site.url)).await;
    assert!(browser.text("main").await.contains("St Thomas"));
    browser.open(&format!("{}/indicators/P08/records?cycle={CYCLE}", site.url)).await;
    browser.click("main table a").await;
    assert!(browser.text("main").await.contains("A00001"), "the record itself");
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.forget().await;

    browser.sign_in(&site.url, "other", PASSWORD).await;
    for address in [&*pack, "/packs", "/indicators", "/indicators/P08"] {
        browser.open(&format!("{}{address}", site.url)).await;
        let told = browser.text("main").await;
        assert!(told.contains("access"), "{address}: {told}");
        assert!(!told.contains("St Thomas"), "{address}");
    }
    browser.quit().await;
}
