//! Questions of the network, as the audit lead writes them in a browser.

use reqwest::StatusCode;
use serde_json::json;
use testkit::database::Backend;
use testkit::fixtures::contact;

use crate::site::{Browser, Page, Site};

const AT: &str = "/questions/2025H2";

/// A question as it is typed.
const QUESTION: &[(&str, &str)] = &[
    ("new.name", "q_device"),
    ("new.form", "physio_contact"),
    ("new.label", "Device used for cough"),
    ("new.type", "code"),
    ("new.codes", "MIE Cough assist\r\nNONE No device"),
    ("new.need", "optional"),
];

async fn add(lead: &Browser, page: &Page, question: &[(&str, &str)]) -> Page {
    let text = page.controls().into_iter().find(|(name, _)| name == "text").unwrap().1;
    let mut fields = vec![("text", text.as_str()), ("action", "add")];
    fields.extend(question);
    lead.post(AT, page, &fields).await
}

async fn save(lead: &Browser, page: &Page, text: &str) -> Page {
    lead.post(AT, page, &[("text", text), ("action", "save")]).await
}

fn text_of(page: &Page) -> String {
    page.controls().into_iter().find(|(name, _)| name == "text").unwrap().1
}

#[tokio::test]
async fn are_added_shown_saved_and_asked() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let (lead, program) = (site.audit_lead().await, site.program("STH").await);
    lead.get("/questions").await.shows("2025H2");
    let page = add(&lead, &lead.get(AT).await, QUESTION).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    page.shows("How they look");
    page.shows("Cough assist");
    let saved = save(&lead, &page, &text_of(&page)).await;
    assert_eq!(saved.location, format!("{AT}?saved=1"), "{}", saved.main());
    lead.get(AT).await.shows("Versions");

    // Through the API, out as a file, and in again.
    let mut record = contact(0);
    record["q_device"] = json!("MIE");
    let created = program.create("physio_contact", &record).await;
    assert_eq!(created.status(), StatusCode::CREATED, "{}", created.text().await.unwrap());
    let clerk = site.clerk("STH").await;
    let bundle = clerk.download("/exports/bundle.zip").await;
    let files = exchange::archive::read("bundle.zip", &bundle).unwrap();
    let contacts = String::from_utf8(files["physio_contacts.csv"].clone()).unwrap();
    assert!(contacts.lines().next().unwrap().ends_with(",q_device"), "{contacts}");
    assert!(contacts.lines().nth(1).unwrap().ends_with(",MIE"), "{contacts}");
    let page = clerk.get("/imports").await;
    let sent = clerk.send_files("/imports", &page, &[("bundle.zip", &bundle)]).await;
    let check = clerk.get(&format!("{}/check", sent.location)).await;
    check.shows("<strong>4</strong>good records");
    let confirmed = check.value_of("confirmed");
    let accept = format!("{}/accept", sent.location);
    let done = clerk.post(&accept, &check, &[("confirmed", &confirmed)]).await;
    clerk.get(&done.location).await.shows("0 records are new, 0 records changed.");
}

#[tokio::test]
async fn with_a_mistake_are_shown_again_with_what_was_typed() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.audit_lead().await;
    let wrong: Vec<_> = QUESTION
        .iter()
        .map(|(name, value)| (*name, if *name == "new.name" { "device" } else { value }))
        .collect();
    let page = add(&lead, &lead.get(AT).await, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows("device: a name begins with q_");
    assert_eq!(page.value_of("new.name"), "device");
    page.shows("Device used for cough");
}

#[tokio::test]
async fn that_were_answered_are_not_taken_away() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    let (lead, program) = (site.audit_lead().await, site.program("STH").await);
    let page = add(&lead, &lead.get(AT).await, QUESTION).await;
    save(&lead, &page, &text_of(&page)).await;
    let mut record = contact(0);
    record["q_device"] = json!("MIE");
    program.create("physio_contact", &record).await;
    let refused = save(&lead, &page, "cycle = \"2025H2\"\n").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("q_device: 1 record answers it already.");
}

#[tokio::test]
async fn of_a_cycle_that_is_not_are_not_found() {
    let site = Site::start(Backend::Sqlite).await;
    let lead = site.audit_lead().await;
    assert_eq!(lead.get("/questions/1999H1").await.status, StatusCode::NOT_FOUND);
}
