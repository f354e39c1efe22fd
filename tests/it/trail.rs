//! The audit trail as people read it: who did what at a centre, from where, and nothing that is none of theirs.

use domain::actor::{Actor, Role};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use store::{TrailEvent, TrailFilter, TrailKind};
use testkit::database::{Backend, Database};
use testkit::fixtures::{centre_lead, clerk, contact, member, now, question};

use crate::site::Site;

async fn read(site: &Site, actor: &Actor, filter: &TrailFilter) -> Vec<TrailEvent> {
    site.store.trail(actor, filter, 1000).await.unwrap().events
}

fn of_kind(kind: TrailKind) -> TrailFilter {
    TrailFilter { kind: Some(kind), ..TrailFilter::default() }
}

async fn administrator(site: &Site) -> Actor {
    member(&site.store, "keeper", Role::Administrator, None).await
}

/// Asks a centre about its patient, as the network does.
async fn ask(site: &Site, code: &str) {
    let audit = member(&site.store, "asks", Role::AuditLead, None).await;
    let ask = question(code, "Is this right?");
    site.store.ask(&audit, now(), ask).await.unwrap();
}

mod a_lead {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn reads_what_concerns_their_centre_whoever_did_it(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let site = Site::start(on).await;
        site.open_cycle().await;
        site.on_ecmo("STH").await;
        site.on_ecmo("PAP").await;
        ask(&site, "STH").await;
        let events = read(&site, &centre_lead("STH"), &of_kind(TrailKind::Records)).await;
        let words: Vec<_> = events.iter().map(|event| event.words).collect();
        assert_eq!(
            words,
            ["Asked about a record", "Entered a record", "Entered a record", "Entered a record"]
        );
        assert!(events.iter().all(|event| event.centre.as_deref() == Some("STH")));
        assert_eq!(events[0].actor, "Member asks");
        assert!(events[1].detail["key"].is_string());
        assert_eq!(read(&site, &centre_lead("PAP"), &of_kind(TrailKind::Records)).await.len(), 3);
    }

    #[tokio::test]
    async fn is_told_that_somebody_tried_to_sign_in_as_one_of_theirs() {
        let site = Site::start(Backend::Sqlite).await;
        member(&site.store, "robin", Role::DataEntry, Some("STH")).await;
        site.visitor().sign_in("robin", "a guess at random").await;
        let told = read(&site, &centre_lead("STH"), &of_kind(TrailKind::SignIn)).await;
        assert_eq!(told[0].action, "sign_in.refuse");
        assert!(read(&site, &centre_lead("PAP"), &of_kind(TrailKind::SignIn)).await.is_empty());
    }

    #[tokio::test]
    async fn finds_what_one_person_did_and_what_happened_to_one_record() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let reader = site.clerk("STH").await;
        reader.get(&format!("/records/patient/{}", records[0].id)).await;
        let lead = centre_lead("STH");
        let about = TrailFilter { about: Some(records[0].id.uuid()), ..TrailFilter::default() };
        let told: Vec<_> = read(&site, &lead, &about).await.iter().map(|event| event.words).collect();
        assert_eq!(told, ["Read records", "Entered a record"]);
        let everything = read(&site, &lead, &TrailFilter::default()).await;
        let by = everything.iter().find_map(|event| event.member).unwrap();
        let own = read(&site, &lead, &TrailFilter { by: Some(by), ..TrailFilter::default() }).await;
        assert!(!own.is_empty() && own.iter().all(|event| event.member == Some(by)));
    }

    #[rstest]
    #[tokio::test]
    async fn goes_through_the_trail_part_by_part_and_day_by_day(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let site = Site::start(on).await;
        site.on_ecmo("STH").await;
        let lead = centre_lead("STH");
        let all = read(&site, &lead, &TrailFilter::default()).await;
        let (mut parts, mut filter) = (Vec::new(), TrailFilter::default());
        loop {
            let part = site.store.trail(&lead, &filter, 1).await.unwrap();
            parts.extend(part.events);
            let Some(next) = part.next else { break };
            filter.before = Some(next);
        }
        assert_eq!(parts, all);
        let later =
            TrailFilter { from: Some(now() + SignedDuration::from_hours(24)), ..TrailFilter::default() };
        assert!(read(&site, &lead, &later).await.is_empty());
        let until = TrailFilter { until: later.from, ..TrailFilter::default() };
        assert_eq!(read(&site, &lead, &until).await, all);
    }
}

/// So many events more, a second later, in which nobody enters anything.
async fn lengthen(db: &Database, events: u32) {
    db.tamper(&format!(
        "INSERT INTO audit_event (seq, at, member_id, actor, action, subject, detail, through, centre, prev_hash, hash) \
         WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < {events}) \
         SELECT 1000 + n, at + 1000, member_id, actor, 'session.prove', subject, '{{}}', through, centre, prev_hash, hash \
         FROM audit_event, more WHERE seq = 3"
    ))
    .await;
}

#[rstest]
#[tokio::test]
async fn a_rare_thing_far_back_takes_several_looks_and_is_found(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = testkit::fixtures::furnished(on).await;
    testkit::fixtures::on_ecmo(&store, &clerk("STH")).await;
    lengthen(&db, 45_000).await;
    let (lead, mut filter) = (centre_lead("STH"), of_kind(TrailKind::Records));
    let (mut looks, mut found) = (0, Vec::new());
    loop {
        let part = store.trail(&lead, &filter, 50).await.unwrap();
        looks += 1;
        found.extend(part.events);
        let Some(next) = part.next else { break };
        filter.before = Some(next);
    }
    assert_eq!((looks, found.len()), (3, 3), "none is passed over and none is told twice");
    let (mut seen, mut filter) = (0, of_kind(TrailKind::SignIn));
    while let store::TrailPart { events, next: Some(next) } =
        store.trail(&lead, &filter, 7_000).await.unwrap()
    {
        seen += events.len();
        filter.before = Some(next);
    }
    let last = store.trail(&lead, &filter, 7_000).await.unwrap();
    assert_eq!(seen + last.events.len(), 45_000);
}

/// What an event holds for `verify` names rows by hashes of tokens and codes.
#[tokio::test]
async fn nobody_reads_the_hashes_that_are_for_verify() {
    let site = Site::start(Backend::Sqlite).await;
    let records = site.on_ecmo("STH").await;
    site.open_cycle().await;
    ask(&site, "STH").await;
    let lead = site.centre_lead("STH").await;
    lead.get(&format!("/records/patient/{}", records[0].id)).await;
    let hidden = ["vouched", "life", "digest"];
    let stored = site.strings("SELECT detail FROM audit_event").await.join("");
    for name in hidden {
        assert!(stored.contains(&format!("\"{name}\":")), "{name}");
    }
    for who in [centre_lead("STH"), administrator(&site).await] {
        for event in read(&site, &who, &TrailFilter::default()).await {
            let fields = event.detail.as_object().unwrap();
            assert!(hidden.iter().all(|name| !fields.contains_key(*name)), "{event:?}");
        }
    }
}

mod an_administrator {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn reads_everything_but_which_records(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let site = Site::start(on).await;
        site.open_cycle().await;
        let records = site.on_ecmo("STH").await;
        ask(&site, "STH").await;
        site.clerk("STH").await.get(&format!("/records/patient/{}", records[0].id)).await;
        let keeper = administrator(&site).await;
        let events = read(&site, &keeper, &TrailFilter::default()).await;
        assert!(events.iter().any(|event| event.action == "member.add" && !event.subject.is_empty()));
        let of_records =
            |event: &&TrailEvent| event.action.starts_with("record.") || event.action.starts_with("query.");
        let of_records: Vec<_> = events.iter().filter(of_records).collect();
        assert!(of_records.len() > 4);
        for event in of_records {
            assert_eq!(event.subject, "", "{event:?}");
            let fields = event.detail.as_object().unwrap();
            assert!(fields.values().all(serde_json::Value::is_number), "{event:?}");
        }
    }

    #[tokio::test]
    async fn finds_no_record_by_its_id() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let keeper = administrator(&site).await;
        let about = TrailFilter { about: Some(records[0].id.uuid()), ..TrailFilter::default() };
        assert!(read(&site, &keeper, &about).await.is_empty());
    }
}

#[tokio::test]
async fn nobody_else_reads_it() {
    let site = Site::start(Backend::Sqlite).await;
    for role in Role::OF_MEMBERS {
        let who = member(&site.store, role.as_str(), role, role.has_centre().then_some("STH")).await;
        let may = matches!(role, Role::CentreLead | Role::Administrator);
        assert_eq!(site.store.trail(&who, &TrailFilter::default(), 1).await.is_ok(), may, "{role}");
    }
}

#[tokio::test]
async fn says_from_which_session_and_which_token() {
    let site = Site::start(Backend::Sqlite).await;
    let records = site.on_ecmo("STH").await;
    let reader = site.clerk("STH").await;
    reader.get(&format!("/records/patient/{}", records[0].id)).await;
    let program = site.program("STH").await;
    assert_eq!(program.create("physio_contact", &contact(9)).await.status(), StatusCode::CREATED);
    let events = read(&site, &centre_lead("STH"), &TrailFilter::default()).await;
    let through = |action: &str| {
        events.iter().find(|event| event.action == action).and_then(|event| event.through.clone()).unwrap()
    };
    let begun = events.iter().find(|event| event.action == "session.begin").unwrap();
    let session = format!("session {}", begun.detail["session"].as_str().unwrap());
    assert_eq!(through("record.read"), session);
    assert!(through("record.create").starts_with("token "));
    let only = TrailFilter { through: Some(session), ..TrailFilter::default() };
    let told = read(&site, &centre_lead("STH"), &only).await;
    assert_eq!(told.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["record.read"]);
}

mod the_page {
    use super::*;

    #[tokio::test]
    async fn says_who_read_what_and_leads_there() {
        let site = Site::start(Backend::Sqlite).await;
        let records = site.on_ecmo("STH").await;
        let record = format!("/records/patient/{}", records[0].id);
        site.clerk("STH").await.get(&record).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get("/trail?what=reads").await;
        for words in ["Member clerk-sth", "Read records", "Patient", "session "] {
            page.shows(words);
        }
        assert_eq!(page.link_to("Patient"), record);
        page.hides("Signed in");
        let history = lead.get(&format!("{record}/history")).await;
        let trail = lead.get(&history.link_to("Who has opened or changed it")).await;
        trail.shows("Entered a record");
        trail.shows("Only what names one record");
    }

    #[tokio::test]
    async fn refuses_a_day_that_is_none_in_words() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get("/trail?from=yesterday").await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        page.shows("Write it as 2026-03-27");
        assert_eq!(lead.get("/trail?what=nonsense").await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn hands_out_a_file_after_a_proof_and_writes_down_that_it_did() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let lead = site.centre_lead("STH").await;
        let file = String::from_utf8(lead.download("/trail/events.csv").await).unwrap();
        assert!(
            file.starts_with("event,at,who,member,action,what,through,centre,subject,detail\n"),
            "{file}"
        );
        assert_eq!(file.matches("record.create").count(), 3);
        let taken = read(&site, &centre_lead("STH"), &of_kind(TrailKind::Reads)).await;
        assert_eq!(taken[0].action, "trail.read");
        site.pass(SignedDuration::from_mins(16));
        assert_eq!(lead.get("/trail/events.csv").await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_session_that_was_written_into_an_event_afterwards_is_found() {
    for alter in ["through = 'session 1'", "through = NULL, centre = NULL", "centre = 'PAP'"] {
        let (db, store) = testkit::fixtures::furnished(Backend::Sqlite).await;
        testkit::fixtures::on_ecmo(&store, &clerk("STH")).await;
        db.tamper("DROP TRIGGER audit_event_no_update").await;
        db.tamper(&format!("UPDATE audit_event SET {alter} WHERE seq = 3")).await;
        let broken = store.verify(&mut |_| {}).await.unwrap().broken;
        assert!(matches!(broken, Some(store::Break::Event { seq: 3, .. })), "{alter}: {broken:?}");
    }
}
