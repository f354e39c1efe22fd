//! The day grid as a person without JavaScript meets it.

use reqwest::StatusCode;
use testkit::{
    database::Backend,
    fixtures::{contact, now, submission},
};

use crate::site::{Browser, Site};

const DAY: &str = "/admissions/A00001/days/2026-03-25";

/// A treatment as it is typed into a row.
const TREATED: &[(&str, &str)] = &[
    ("start_at", "0940"),
    ("outcome", "TREATED"),
    ("kind", "ROUTINE"),
    ("domain", "RESP"),
    ("minutes", "30"),
    ("rass", "-2"),
    ("airway", "ETT"),
    ("ecmo_flow_l_min", "4.2"),
    ("ecmo_sweep_l_min", "3"),
    ("ecmo_fdo2", "0.6"),
    ("spo2_start", "94"),
    ("spo2_min", "91"),
    ("delivered_by", "PT"),
    ("interventions", "assess SUC_ETT"),
    ("staff", "PT6 x1 e"),
];

async fn clerk_at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let clerk = site.clerk("STH").await;
    (site, clerk)
}

/// Row `row` as the page sends it, with some cells changed.
fn row(row: usize, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let kept = TREATED.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let cells = kept.chain(changes).map(|(name, value)| (format!("rows.{row}.{name}"), (*value).to_owned()));
    let reference = (format!("rows.{row}.contact_ref"), format!("C-ROW{row}"));
    std::iter::once(reference).chain(cells).collect()
}

async fn send(clerk: &Browser, rows: &[Vec<(String, String)>], action: &str) -> crate::site::Page {
    let page = clerk.get(DAY).await;
    let mut fields: Vec<(&str, &str)> =
        rows.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("action", action));
    clerk.post(DAY, &page, &fields).await
}

#[tokio::test]
async fn shows_what_is_there_and_three_blank_rows() {
    let (site, clerk) = clerk_at_work().await;
    let actor = testkit::fixtures::clerk("STH");
    site.store.submit(&actor, now(), submission("physio_contact", &contact(31))).await.unwrap();
    let page = clerk.get(DAY).await;
    page.shows("Contacts on 25 March 2026");
    page.shows("ASSESS SUC_ETT");
    page.shows("PT6 x1 e");
    assert_eq!(page.html.matches("data-grid-row").count(), 3);
    page.shows("aria-label=\"Row 3, Lowest SpO2\"");
}

#[tokio::test]
async fn saves_every_row_in_one_go_and_leaves_blank_ones_out() {
    let (_site, clerk) = clerk_at_work().await;
    let rows = [row(0, &[]), row(1, &[("start_at", "14:20")]), vec![("rows.2.minutes".into(), " ".into())]];
    let saved = send(&clerk, &rows, "save").await;
    assert_eq!(saved.location, format!("{DAY}?saved=2"), "{}", saved.main());
    let page = clerk.get(&saved.location).await;
    page.shows("2 contacts saved.");
    page.shows("14:20");
    let admission = clerk.get("/admissions/A00001").await;
    admission.shows("C-ROW0");
    admission.shows("C-ROW1");
}

#[tokio::test]
async fn puts_each_contact_into_the_run_of_its_time() {
    let (_site, clerk) = clerk_at_work().await;
    send(&clerk, &[row(0, &[])], "save").await;
    let admission = clerk.get("/admissions/A00001").await;
    let record =
        admission.html.split("/records/physio_contact/").find(|part| part.contains("C-ROW0")).unwrap();
    let id = record.split('"').next().unwrap();
    assert_eq!(clerk.get(&format!("/records/physio_contact/{id}/edit")).await.value_of("run_no"), "1");
}

#[tokio::test]
async fn keeps_a_row_with_errors_and_names_row_and_column() {
    let (_site, clerk) = clerk_at_work().await;
    let rows = [row(0, &[]), row(1, &[("start_at", "11:00"), ("spo2_start", "940"), ("staff", "Anna")])];
    let partly = send(&clerk, &rows, "save").await;
    assert_eq!(partly.status, StatusCode::UNPROCESSABLE_ENTITY);
    partly.shows("1 row saved. The others are below.");
    partly.shows("Row 1, Staff: “Anna” cannot be read.");
    assert_eq!(partly.value_of("rows.0.staff"), "Anna", "nothing typed is lost");
    assert_eq!(partly.value_of("rows.0.spo2_start"), "940");
    let again = [row(0, &[("start_at", "11:00"), ("spo2_start", "940")])];
    let refused = send(&clerk, &again, "save").await;
    refused.shows("Row 1, SpO2 at start:");
    refused.shows("href=\"#g-1-spo2_start\"");
    refused.shows("data-finding=\"X-RANGE@spo2_start\"");
}

#[tokio::test]
async fn asks_about_an_unlikely_value_and_takes_the_confirmation() {
    let (_site, clerk) = clerk_at_work().await;
    let asked = send(&clerk, &[row(0, &[("minutes", "130")])], "save").await;
    asked.shows("Row 1, Minutes:");
    asked.shows("value=\"X-SOFT@minutes\"");
    let yes = row(0, &[("minutes", "130"), ("confirm", "X-SOFT@minutes")]);
    let saved = send(&clerk, &[yes], "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
}

#[tokio::test]
async fn adds_rows_and_keeps_what_was_typed() {
    let (_site, clerk) = clerk_at_work().await;
    let more = send(&clerk, &[row(0, &[])], "more").await;
    assert_eq!(more.html.matches("data-grid-row").count(), 6);
    assert_eq!(more.value_of("rows.0.staff"), "PT6 x1 e");
    assert_eq!(more.value_of("rows.0.contact_ref"), "C-ROW0");
}

#[tokio::test]
async fn keeps_rows_as_drafts_of_the_full_page() {
    let (_site, clerk) = clerk_at_work().await;
    let kept = send(&clerk, &[row(0, &[("minutes", "half an hour")])], "drafts").await;
    assert_eq!(kept.location, "/drafts");
    let list = clerk.get("/drafts").await;
    let address = list.html.split("href=\"/records/physio_contact/new?draft=").nth(1).unwrap();
    let id = address.split('"').next().unwrap();
    let page = clerk.get(&format!("/records/physio_contact/new?draft={id}")).await;
    assert_eq!(page.value_of("minutes"), "half an hour");
    page.shows("<option value=\"SUC_ETT\" selected>");
}

#[tokio::test]
async fn sent_twice_saves_once() {
    let (_site, clerk) = clerk_at_work().await;
    let page = clerk.get(DAY).await;
    let row = row(0, &[]);
    let mut fields: Vec<(&str, &str)> =
        row.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("action", "save"));
    for _ in 0..2 {
        let saved = clerk.post(DAY, &page, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    }
    assert_eq!(clerk.get("/admissions/A00001").await.html.matches("Physiotherapy contact C-ROW0").count(), 1);
}

#[tokio::test]
async fn a_day_that_is_none_is_not_found() {
    let (_site, clerk) = clerk_at_work().await;
    for path in ["/admissions/A00001/days/2026-02-30", "/admissions/A99999/days/2026-03-25"] {
        assert_eq!(clerk.get(path).await.status, StatusCode::NOT_FOUND);
    }
}
