//! Cycles as the network's audit lead runs them.

use reqwest::StatusCode;
use store::Import;
use testkit::database::Backend;
use testkit::fixtures::{PATIENT, centre, clerk, contact, now, on_ecmo, submission};

use crate::import::{bundle, import_of};
use crate::site::{Browser, Page, Site};

const CYCLE_PAGE: &str = "/network/cycles/2025H2";
const DAY: &str = "/admissions/A00001/days/2026-03-25";
const LOCKED: &str = "Cycle 2025H2 is locked: this record cannot be signed off for it.";
const SIGN_OFF: &str = "/cycles/2025H2/sign-off";

/// Why it is locked before its day, and the name of the cycle.
const INSISTED: &[(&str, &str)] = &[("reason", "The meeting is earlier"), ("confirm", "2025H2")];

async fn at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.open_cycle().await;
    let lead = site.audit_lead().await;
    (site, lead)
}

async fn take(lead: &Browser, step: &str, fields: &[(&str, &str)]) -> Page {
    let address = format!("{CYCLE_PAGE}/{step}");
    let page = lead.get(&address).await;
    lead.post(&address, &page, fields).await
}

/// The cycle's page once a freeze has come to its end.
async fn after_freeze(lead: &Browser, address: &str) -> Page {
    loop {
        let page = lead.get(address).await;
        if !page.html.contains("The cycle is being frozen") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_extension_lets_one_centre_go_on() {
    let (site, lead) = at_work().await;
    for code in ["STH", "PAP"] {
        on_ecmo(&site.store, &clerk(code)).await;
    }
    let extension = [("centre", "STH"), ("until", "20 May 2026"), ("reason", "The unit moved")];
    let extended = take(&lead, "extend", &extension).await;
    assert_eq!(extended.status, StatusCode::SEE_OTHER, "{}", extended.main());
    let page = lead.get(&extended.location).await;
    page.shows("20 May 2026");
    page.shows("The unit moved");
    assert_eq!(take(&lead, "lock", INSISTED).await.status, StatusCode::SEE_OTHER);

    let (extended, other) = (site.centre_lead("STH").await, site.centre_lead("PAP").await);
    extended.get(SIGN_OFF).await.shows("Your centre has an extension until 20 May 2026.");
    other.get(SIGN_OFF).await.shows("Nothing can be signed off any more.");
    for (browser, expected) in [(extended, StatusCode::SEE_OTHER), (other, StatusCode::UNPROCESSABLE_ENTITY)]
    {
        let page = browser.get("/centre").await;
        let answer = browser.post(SIGN_OFF, &page, &[("declared", "yes")]).await;
        assert_eq!(answer.status, expected, "{}", answer.main());
    }
}

#[tokio::test]
async fn grace_moves_the_last_day_of_every_centre() {
    let (site, lead) = at_work().await;
    let done = take(&lead, "grace", &[("until", "2026-05-26")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.main());
    lead.get(CYCLE_PAGE).await.shows("with grace until 26 May 2026");
    site.centre_lead("STH")
        .await
        .get("/centre")
        .await
        .shows("the network gives every centre until 26 May 2026");
}

#[tokio::test]
async fn a_step_says_what_it_lacks_and_keeps_what_was_typed() {
    let (_site, lead) = at_work().await;
    let page = take(&lead, "extend", &[("centre", "STH"), ("until", "soon"), ("reason", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows("Enter the last day, like 20 November 2026");
    page.shows("Enter why this centre gets more time");
    page.shows("value=\"soon\"");
}

#[tokio::test]
async fn a_cycle_is_opened_once() {
    let (_site, lead) = at_work().await;
    let page = lead.get("/network/cycles/new").await;
    assert_eq!(page.value_of("id"), "2026H1", "the next one of the calendar is suggested");
    let fields: Vec<_> =
        ["id", "start", "end", "deadline"].iter().map(|name| (*name, page.value_of(name))).collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let opened = lead.post("/network/cycles/new", &page, &fields).await;
    assert_eq!(opened.location, "/network/cycles/2026H1?done=open", "{}", opened.main());
    let again = lead.post("/network/cycles/new", &page, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.shows("There is a cycle 2026H1 already.");
}

#[tokio::test]
async fn where_centres_stand_is_told_in_counts() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    site.store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
    let page = lead.get(CYCLE_PAGE).await;
    page.shows("Where each centre stands");
    for secret in [PATIENT, "A00001", "C00001", "/records/"] {
        page.hides(secret);
    }
}

#[tokio::test]
async fn a_lock_before_its_day_says_who_has_not_signed_off_and_needs_a_reason_and_the_name() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    let page = lead.get(&format!("{CYCLE_PAGE}/lock")).await;
    for told in
        ["What each centre has signed off", "0%", "Not signed off", "counts all the same", "Type 2025H2"]
    {
        page.shows(told);
    }
    for fields in [&[][..], &INSISTED[..1], &[("reason", "early"), ("confirm", "2026H1")]] {
        let refused = take(&lead, "lock", fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
    }
    lead.get(CYCLE_PAGE).await.shows("Open");
    let locked = take(&lead, "lock", INSISTED).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER, "{}", locked.main());
}

#[tokio::test]
async fn a_lock_is_lifted_with_a_reason() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    take(&lead, "lock", INSISTED).await;
    let refused = take(&lead, "unlock", &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Enter why the lock is lifted");
    let lifted = take(&lead, "unlock", &[("reason", "Locked by mistake")]).await;
    assert_eq!(lifted.location, format!("{CYCLE_PAGE}?done=unlock"), "{}", lifted.main());
    lead.get(&lifted.location).await.shows("The lock of cycle 2025H2 is lifted.");
}

#[tokio::test]
async fn saving_into_a_locked_cycle_says_so() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    take(&lead, "lock", INSISTED).await;
    let saved =
        site.store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
    let page = format!("/records/physio_contact/{}?saved=1", saved.id);
    let answer = site.centre_lead("STH").await.get(&page).await;
    answer.shows("Cycle 2025H2 is locked: this record cannot be signed off for it.");
    answer.hides("Nothing is missing");
}

#[tokio::test]
async fn the_day_and_the_next_blank_page_say_so_too() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    let browser = site.clerk("STH").await;
    browser.get(DAY).await.hides("Cycle 2025H2");
    take(&lead, "lock", INSISTED).await;
    browser.get(DAY).await.shows(LOCKED);
    browser.get(&format!("{DAY}?saved=2")).await.shows(LOCKED);
    let saved =
        site.store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
    let next = browser.get(&format!("/records/physio_contact/new?saved={}", saved.id)).await;
    next.shows(LOCKED);
    next.shows("Enter the next one.");
    let other = site.clerk("PAP").await.get(&format!("/records/physio_contact/new?saved={}", saved.id)).await;
    other.hides("Cycle 2025H2");
}

#[tokio::test]
async fn what_an_import_brings_to_a_locked_cycle_is_counted_on_its_page() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    take(&lead, "lock", INSISTED).await;
    let import = Import { centre: Some(centre("STH")), ..import_of(bundle(2)) };
    let id = site.store.import(&clerk("STH"), now(), import).await.unwrap().id.unwrap();
    let page = site.clerk("STH").await.get(&format!("/imports/{id}")).await;
    page.shows(
        "2 records of this import belong to cycle 2025H2, which is locked: they cannot be signed off for it.",
    );
}

#[tokio::test]
async fn a_freeze_says_what_it_means_and_before_its_day_needs_a_reason_and_the_name() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    take(&lead, "lock", INSISTED).await;
    let page = lead.get(&format!("{CYCLE_PAGE}/freeze")).await;
    for told in ["No step leads back.", "What each centre has signed off", "Type 2025H2"] {
        page.shows(told);
    }
    for fields in [&[][..], &INSISTED[..1], &[("reason", "early"), ("confirm", "2026H1")]] {
        let refused = take(&lead, "freeze", fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.main());
    }
    lead.get(CYCLE_PAGE).await.shows("Locked, being completed");
    let frozen = take(&lead, "freeze", INSISTED).await;
    assert_eq!(frozen.location, format!("{CYCLE_PAGE}?done=freeze"), "{}", frozen.main());
    let page = after_freeze(&lead, &frozen.location).await;
    page.shows("Cycle 2025H2 is frozen.");
    let manifest = std::fs::read(site.file("snapshots/2025H2/manifest.json")).unwrap();
    page.shows(&files::sha256(&manifest));
    page.hides("/freeze");
}

#[tokio::test]
async fn an_extension_that_still_runs_makes_a_freeze_early() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    let extension = [("centre", "STH"), ("until", "20 June 2026"), ("reason", "The unit moved")];
    take(&lead, "extend", &extension).await;
    take(&lead, "lock", INSISTED).await;
    site.pass(jiff::SignedDuration::from_hours(24 * 60));
    let lead = site.signed_in("audit").await;
    lead.get(&format!("{CYCLE_PAGE}/lock")).await.hides("Type 2025H2");
    lead.get(&format!("{CYCLE_PAGE}/freeze")).await.shows("Type 2025H2");
}

#[tokio::test]
async fn a_freeze_that_cannot_be_done_says_why_on_the_cycles_page() {
    let (_site, lead) = at_work().await;
    let refused = take(&lead, "freeze", INSISTED).await;
    let page = after_freeze(&lead, &refused.location).await;
    page.shows("The cycle was not frozen. A cycle that is OPEN cannot become FROZEN.");
    page.hides("nhsuk-notification-banner--success");
}

/// The audit lead freezes what they may not read.
#[tokio::test]
async fn a_freeze_opens_no_row_to_the_audit_lead() {
    let (site, lead) = at_work().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    take(&lead, "lock", INSISTED).await;
    take(&lead, "freeze", INSISTED).await;
    let page = after_freeze(&lead, CYCLE_PAGE).await;
    page.shows("Frozen");
    for secret in [PATIENT, "A00001", "/records/"] {
        page.hides(secret);
    }
    let extract = site.store.extract_every_centre(&testkit::fixtures::audit_lead(), now(), "test").await;
    assert!(matches!(extract, Err(store::Error::Forbidden)), "{extract:?}");
}
