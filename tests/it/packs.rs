//! Packs as people ask for them, watch them, read them, publish and withdraw them.

use domain::actor::Actor;
use reqwest::StatusCode;
use rstest::rstest;
use testkit::database::Backend;
use testkit::fixtures::{audit_lead, insist, now};

use crate::site::{Browser, CYCLE, Page, Site};

/// A call by whoever it is, at the time of the tests.
pub(crate) fn call(actor: Actor) -> acts::Call {
    acts::Call::new(actor, std::sync::Arc::new(now))
}

/// A site whose cycle is frozen, and its audit lead.
pub(crate) async fn frozen(on: Backend) -> (Site, Browser) {
    let site = Site::start(on).await;
    site.open_cycle().await;
    site.store.lock_cycle(&audit_lead(), now(), CYCLE, insist(CYCLE)).await.unwrap();
    site.acts.freeze_cycle(&call(audit_lead()), CYCLE, insist(CYCLE)).await.unwrap();
    let lead = site.audit_lead().await;
    (site, lead)
}

/// Builds what is asked for, as the service does beside its pages.
pub(crate) async fn build(site: &Site) -> usize {
    site.acts.build_packs(&call(Actor::service("test"))).await.unwrap()
}

/// Measures the indicators of now, as the service does beside its pages.
pub(crate) async fn measure(site: &Site) {
    site.acts.measure_live(&call(Actor::service("test"))).await.unwrap();
}

/// Asks for a pack by its page; where it leads.
async fn ask(lead: &Browser, centre: &str) -> Page {
    let page = lead.get("/packs/new").await;
    let fields = [("cycle", CYCLE), ("definition", "biannual"), ("centre", centre)];
    lead.post("/packs/new", &page, &fields).await
}

/// Takes a step with a pack; the page that comes of it.
async fn step(lead: &Browser, pack: &str, step: &str, fields: &[(&str, &str)]) -> Page {
    let address = format!("{pack}/{step}");
    let page = lead.get(&address).await;
    let answer = lead.post(&address, &page, fields).await;
    if answer.status == StatusCode::SEE_OTHER { lead.get(&answer.location).await } else { answer }
}

/// A pack that is built and published; its address.
async fn published(site: &Site, lead: &Browser, centre: &str) -> String {
    let pack = ask(lead, centre).await.location;
    build(site).await;
    step(lead, &pack, "publish", &[]).await.shows("The pack is published.");
    pack
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_audit_lead_makes_a_pack_and_a_centre_lead_reads_it(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (site, lead) = frozen(on).await;
    let asked = ask(&lead, "").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
    let pack = asked.location;
    let waiting = lead.client().get(format!("{}{pack}", site.url)).send().await.unwrap();
    assert_eq!(waiting.headers()["refresh"], "3", "the page looks again by itself");
    assert!(waiting.text().await.unwrap().contains("It waits to be built."));

    let reader = site.centre_lead("STH").await;
    assert_eq!(build(&site).await, 1);
    let ready = lead.get(&pack).await;
    for told in ["Ready, not published", "Read it here", "PDF, to print and to send", "Member audit"] {
        ready.shows(told);
    }
    assert_eq!(reader.get(&pack).await.status, StatusCode::NOT_FOUND, "not before it is published");
    reader.get("/packs").await.shows("No pack is published yet.");

    step(&lead, &pack, "publish", &[]).await.shows("The pack is published.");
    reader.get("/packs").await.shows("Published on 1 April 2026");
    reader.get(&pack).await.hides("/withdraw");
    assert!(reader.download(&format!("{pack}/files/pack.pdf")).await.starts_with(b"%PDF-"));
    assert!(reader.download(&format!("{pack}/files/csv.zip")).await.starts_with(b"PK"));
    assert!(reader.download(&format!("{pack}/files/tables.xlsx")).await.starts_with(b"PK"));
    let page = reader.get(&pack).await.html;
    let table =
        page.split('"').find(|part| part.starts_with(&format!("{pack}/csv/"))).expect("a link to a table");
    assert!(!reader.download(table).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_made_so_is_refused_when_it_is_asked_for() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    for (definition, why) in [("public", "anonymised tables"), ("centre", "is made for one centre")] {
        let page = lead.get("/packs/new").await;
        let fields = [("cycle", CYCLE), ("definition", definition), ("centre", "")];
        let answer = lead.post("/packs/new", &page, &fields).await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER, "{definition}");
        answer.shows(why);
    }
    lead.get("/packs").await.shows("No pack has been made yet.");
    assert_eq!(build(&site).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_web_page_is_shown_and_can_do_nothing() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let pack = published(&site, &lead, "").await;
    let answer = lead.client().get(format!("{}{pack}/read", site.url)).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'"), "{policy}");
    assert!(policy.ends_with("sandbox allow-same-origin allow-downloads"), "{policy}");
    assert!(!policy.contains("script"), "{policy}");
    let page = answer.text().await.unwrap();
    assert!(page.contains("<h1"), "the pack itself");
    // Its links to tables are relative to where it is shown.
    let table = page.split('"').find(|part| part.starts_with("csv/")).expect("a link to a table");
    assert!(!lead.download(&format!("{pack}/{table}")).await.is_empty());
    let other = lead.client().get(format!("{}{pack}", site.url)).send().await.unwrap();
    let policy = other.headers()["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("unsafe-inline"), "no other page is allowed what this one is: {policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_centres_pack_is_read_by_its_lead_and_by_nobody_of_another_centre() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let pack = published(&site, &lead, "STH").await;
    let own = site.centre_lead("STH").await;
    own.get("/packs").await.shows(&pack);
    own.download(&format!("{pack}/files/pack.pdf")).await;
    let other = site.centre_lead("PAP").await;
    other.get("/packs").await.shows("No pack is published yet.");
    let (clerk, own_clerk) = (site.clerk("PAP").await, site.clerk("STH").await);
    for path in [pack.clone(), format!("{pack}/read"), format!("{pack}/files/pack.pdf")] {
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        // What other centres do is shown to leads (data dictionary, 7.4).
        assert_eq!(clerk.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(own_clerk.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_pack_is_gone_for_members_who_are_told_why() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let pack = published(&site, &lead, "").await;
    let reader = site.centre_lead("STH").await;
    reader.get(&format!("{pack}/read")).await.shows("<h1");
    let refused = step(&lead, &pack, "withdraw", &[("reason", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Enter why this pack is withdrawn");
    step(&lead, &pack, "withdraw", &[("reason", "Bed days of a centre were wrong")])
        .await
        .shows("The pack is withdrawn.");
    for file in ["read", "files/pack.pdf", "files/pack.zip"] {
        assert_eq!(reader.get(&format!("{pack}/{file}")).await.status, StatusCode::NOT_FOUND, "{file}");
    }
    reader.get("/packs").await.shows("Withdrawn on 1 April 2026: Bed days of a centre were wrong");
    let page = reader.get(&pack).await;
    page.shows("Bed days of a centre were wrong");
    page.hides("/files/");
    assert!(lead.get(&format!("{pack}/read")).await.html.contains("<h1"), "kept, for whoever answers for it");
    let again = ask(&lead, "").await.location;
    assert_ne!(again, pack, "the same pack can be made anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_never_published_is_withdrawn_without_a_word_to_members() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let pack = ask(&lead, "").await.location;
    build(&site).await;
    step(&lead, &pack, "withdraw", &[("reason", "Built too early")]).await.shows("The pack is withdrawn.");
    let reader = site.centre_lead("STH").await;
    reader.get("/packs").await.hides("Built too early");
    assert_eq!(reader.get(&pack).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn before_the_freeze_it_is_refused_in_words() {
    let site = Site::start(Backend::Sqlite).await;
    site.open_cycle().await;
    let lead = site.audit_lead().await;
    let page = lead.get("/packs/new").await;
    page.shows("No cycle is frozen yet.");
    let page = lead.get("/network/cycles").await;
    let fields = [("cycle", CYCLE), ("definition", "biannual"), ("centre", "")];
    let refused = lead.post("/packs/new", &page, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Cycle 2025H2 is not frozen yet.");
    lead.get("/packs").await.shows("No pack has been made yet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_pack_is_made_by_is_refused_in_words() {
    let (_site, lead) = frozen(Backend::Sqlite).await;
    let page = lead.get("/packs/new").await;
    let fields = [("cycle", CYCLE), ("definition", "weekly"), ("centre", "")];
    let refused = lead.post("/packs/new", &page, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("There is no pack definition");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_built_says_why_and_is_tried_again() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let (there, aside) = (site.file("snapshots/2025H2"), site.file("snapshots/aside"));
    std::fs::rename(&there, &aside).unwrap();
    let pack = ask(&lead, "").await.location;
    assert_eq!(build(&site).await, 0);
    let failed = lead.get(&pack).await;
    failed.shows("The snapshot of cycle 2025H2 is not where the service keeps snapshots.");
    failed.hides(&site.file("").display().to_string());
    assert_eq!(packs_on_disk(&site), 0, "nothing of it is kept");
    std::fs::rename(&aside, &there).unwrap();
    let again = lead.post(&format!("{pack}/again"), &failed, &[]).await;
    assert_eq!(again.location, pack);
    assert_eq!(build(&site).await, 1);
    lead.get(&pack).await.shows("Ready, not published");
    assert_eq!(packs_on_disk(&site), 1);
}

/// How many packs have files.
pub(crate) fn packs_on_disk(site: &Site) -> usize {
    std::fs::read_dir(site.file("files/packs")).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_file_stands_in_the_trail() {
    let (site, lead) = frozen(Backend::Sqlite).await;
    let pack = published(&site, &lead, "").await;
    let reader = site.centre_lead("STH").await;
    reader.download(&format!("{pack}/files/pack.pdf")).await;
    reader.get(&format!("{pack}/files/secret.pdf")).await;
    let reads = "SELECT actor || ' ' || detail FROM audit_event WHERE action = 'pack.read'";
    let reads = site.strings(reads).await;
    assert_eq!(reads.len(), 1, "{reads:?}");
    assert!(reads[0].starts_with("Member lead-sth ") && reads[0].contains("pack.pdf"), "{reads:?}");
}
