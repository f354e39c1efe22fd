//! Indicators of the records as they are now, as a centre's lead and the audit lead read them.

use domain::actor::Actor;
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use testkit::database::Backend;

use crate::packs::{frozen, measure};
use crate::site::{CYCLE, Site};

fn of(address: &str) -> String {
    format!("{address}?cycle={CYCLE}")
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_centres_lead_reads_its_own_numbers_and_of_the_network_what_was_frozen(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (site, _) = frozen(on).await;
    site.on_ecmo("STH").await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    let list = lead.get(&of("/indicators")).await;
    for told in ["St Thomas", "Core indicators", "Further indicators", "Network when last frozen", "just now"]
    {
        list.shows(told);
    }
    let page = lead.get(&of("/indicators/P04")).await;
    for told in ["What counts:", "The records behind this number", "Where it comes from", "Network, 2025H2"] {
        page.shows(told);
    }
    page.hides("Papworth");
    let other = site.centre_lead("PAP").await;
    let there = other.get(&of("/indicators/P04")).await;
    there.shows("No record of Papworth");
    there.hides("St Thomas");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_lead_reads_every_centre_and_no_record() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    measure(&site).await;
    let audit = site.audit_lead().await;
    let list = audit.get(&of("/indicators")).await;
    list.shows("The network");
    list.hides("Network when last frozen");
    let page = audit.get(&of("/indicators/P04")).await;
    page.shows("Papworth");
    page.shows("St Thomas");
    page.hides("The records behind this number");
    assert_eq!(audit.get(&of("/indicators/P04/records")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moved_since_the_freeze_is_told_to_the_audit_lead() {
    let site = Site::start(Backend::Sqlite).await;
    measure(&site).await;
    let audit = site.audit_lead().await;
    audit.get("/indicators/corrections").await.shows("No cycle is frozen yet");
    assert_eq!(
        site.centre_lead("STH").await.get("/indicators/corrections").await.status,
        StatusCode::FORBIDDEN
    );

    let (site, audit) = frozen(Backend::Sqlite).await;
    measure(&site).await;
    audit.get("/indicators/corrections").await.shows("No number has moved since the freeze.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_snapshot_that_is_gone_takes_nothing_else_along() {
    let (site, _) = frozen(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    std::fs::remove_dir_all(site.file("snapshots").join(CYCLE)).unwrap();
    measure(&site).await;
    let list = site.centre_lead("STH").await.get(&of("/indicators")).await;
    list.shows("Core indicators");
    list.hides("Network when last frozen");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_what_was_measured_when_it_goes() {
    let site = Site::start(Backend::Sqlite).await;
    measure(&site).await;
    let left = || std::fs::read_dir(site.file("snapshots")).unwrap().count();
    assert_eq!(left(), 1, "the snapshot that the numbers open");
    site.pass(SignedDuration::from_mins(16));
    let later = acts::Call::new(Actor::service("test"), site.clock());
    site.acts.measure_live(&later).await.unwrap();
    assert_eq!(left(), 1, "the one before is gone with its board");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_enters_data_sees_no_indicator() {
    let site = Site::start(Backend::Sqlite).await;
    let clerk = site.clerk("STH").await;
    for address in
        ["/indicators", "/indicators/P04", "/indicators/P04/records", "/indicators/P04/csv/p04_own.csv"]
    {
        assert_eq!(clerk.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_opens_its_records_and_that_is_written_down() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    let page = lead.get(&of("/indicators/P08/records")).await;
    page.shows("Records behind P08");
    page.shows("ECMO run");
    let read = site.strings("SELECT subject FROM audit_event WHERE action = 'record.read'").await;
    assert!(read.iter().any(|what| what.contains("ecmo_run")), "{read:?}");
    let link = page.html.split('"').find(|part| part.starts_with("/records/ecmo_run/")).expect("a link");
    assert_eq!(lead.get(link).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_look_says_that_the_numbers_are_on_their_way() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.centre_lead("STH").await;
    let answer = lead.client().get(format!("{}/indicators", site.url)).send().await.unwrap();
    assert_eq!(answer.headers()["refresh"], "3", "the page looks again by itself");
    assert!(answer.text().await.unwrap().contains("are being worked out"));
    // Somebody wants them: whoever measures hears of it.
    site.acts.live_wanted().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_numbers_are_shown_with_their_age_and_measured_anew() {
    let site = Site::start(Backend::Sqlite).await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    lead.get(&of("/indicators/P08")).await.shows("No record of");
    site.on_ecmo("STH").await;
    site.pass(SignedDuration::from_mins(16));
    let old = lead.get(&of("/indicators/P08")).await;
    old.shows("16 minutes ago");
    old.shows("No record of");
    site.acts.live_wanted().await;
    let later = acts::Call::new(Actor::service("test"), site.clock());
    site.acts.measure_live(&later).await.unwrap();
    let new = lead.get(&of("/indicators/P08/records")).await;
    new.shows("just now");
    new.shows("ECMO run");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_and_is_not_there_is_told() {
    let site = Site::start(Backend::Sqlite).await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    assert_eq!(lead.get("/indicators/P99").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lead.get("/indicators/P04?cycle=1999H1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(lead.get("/indicators/P04/csv/matrix.csv").await.status, StatusCode::NOT_FOUND);
    let backwards = lead.get("/indicators?from=2026-03-01&to=2026-01-01").await;
    assert_eq!(backwards.status, StatusCode::BAD_REQUEST);
    backwards.shows("ends before it begins");
    lead.get("/indicators?from=2026-01-01&to=2026-03-01").await.shows("1 January 2026 to 1 March 2026");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_taken_along_as_csv() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    let page = lead.get(&of("/indicators/P04")).await.html;
    let link = page.split('"').find(|part| part.contains("/csv/p04_own.csv")).expect("a link");
    let csv = String::from_utf8(lead.download(link).await).unwrap();
    assert!(csv.contains("period_from") && csv.contains("2025-10-01"), "{csv}");
}
