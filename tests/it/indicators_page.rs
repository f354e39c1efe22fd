//! Indicators of the records as they are now, as a centre's lead and the audit lead read them.

use domain::actor::Actor;
use domain::forms::{EcmoRun, PhysioContact};
use jiff::SignedDuration;
use reqwest::StatusCode;
use rstest::rstest;
use testkit::database::Backend;
use testkit::fixtures::{self, clerk, now, submission};

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

/// Three centres were frozen with thirty contacts each; then ten more came late at one of them.
#[tokio::test(flavor = "multi_thread")]
async fn what_moved_stands_in_rows_that_lead_to_their_indicators() {
    let site = Site::start(Backend::Sqlite).await;
    for code in ["STH", "PAP", "LEI"] {
        site.on_ecmo(code).await;
        for number in 1..=30 {
            let contact = fixtures::submission_of(code, PhysioContact::ID, &fixtures::contact(number));
            site.store.submit(&clerk(code), now(), contact).await.unwrap();
        }
    }
    site.open_cycle().await;
    let insist = || fixtures::insist(CYCLE);
    site.store.lock_cycle(&fixtures::audit_lead(), now(), CYCLE, insist()).await.unwrap();
    let freeze = crate::packs::call(fixtures::audit_lead());
    site.acts.freeze_cycle(&freeze, CYCLE, insist()).await.unwrap();
    for number in 31..=40 {
        let mut late = fixtures::contact(number);
        late[PhysioContact::RASS] = serde_json::json!({ "missing": "NR" });
        site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &late)).await.unwrap();
    }
    measure(&site).await;
    let page = site.audit_lead().await.get("/indicators/corrections").await;
    page.shows("Numbers of 2025H2 that are not what they were");
    page.shows("href=\"/indicators/D02?cycle=2025H2\"");
    for told in ["St Thomas", "The network", "By −"] {
        page.shows(told);
    }
    page.hides("Papworth");
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

mod a_stratum_in_the_address {
    use super::*;

    /// A run of St Thomas' that has ended, with a viral pneumonia and one groin cannulated.
    async fn ended() -> (Site, crate::site::Browser) {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let scope = site.store.scope(&clerk("STH"), now(), "test").unwrap();
        let run = scope.record_by_key(EcmoRun::FORM_SPEC, "A00001/1").await.unwrap();
        let mut over = fixtures::run();
        over[EcmoRun::TIME_OFF] = "2026-03-28T14:00".into();
        over[EcmoRun::DISCONTINUATION] = "RECOV".into();
        over[EcmoRun::ALIVE_AT_TIME_OFF] = true.into();
        over["segments"][0]["seg_stop"] = "2026-03-28T14:00".into();
        let mut submit = submission(EcmoRun::ID, &over);
        submit.id = Some(run.id);
        submit.expected = Some(run.revision);
        submit.reason = Some("It ended.".to_owned());
        submit.confirm = domain::rules::RULES.iter().map(|rule| rule.id.to_owned()).collect();
        site.store.submit(&clerk("STH"), now(), submit).await.unwrap();
        measure(&site).await;
        let lead = site.centre_lead("STH").await;
        (site, lead)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn leaves_its_part_of_the_number_the_tables_and_the_records() {
        let (_site, lead) = ended().await;
        let whole = lead.get(&of("/indicators/P07")).await;
        for told in ["Of all, only", "value=\"dx:VIRAL\"", "Download p07_by_dx.csv", "Cannula in one groin"] {
            whole.shows(told);
        }
        let viral = lead.get(&format!("{}&stratum=dx:VIRAL", of("/indicators/P07"))).await;
        viral.shows("Viral pneumonia: 0.0% (0 of 1 run");
        viral.shows("value=\"dx:VIRAL\" selected");
        viral.shows("No run chart: a point of this part");
        viral.shows("csv/p07_own.csv?cycle=2025H2&amp;stratum=dx:VIRAL");
        let asthma = lead.get(&format!("{}&stratum=dx:ASTHMA", of("/indicators/P07"))).await;
        asthma.shows("No record of");
        let records = |stratum: &str| format!("{}&stratum={stratum}", of("/indicators/P07/records"));
        lead.get(&records("dx:VIRAL")).await.shows("A00001/1");
        lead.get(&records("dx:ASTHMA")).await.shows("No record was counted or left out");
        lead.get(&records("femoral:one_side")).await.shows("A00001/1");
        let csv = lead.download("/indicators/P07/csv/p07_own.csv?cycle=2025H2&stratum=dx:VIRAL").await;
        assert!(String::from_utf8(csv).unwrap().contains("P07"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn that_an_indicator_does_not_have_is_told_in_a_sentence() {
        let (_site, lead) = ended().await;
        for (address, told) in [
            ("/indicators/P07?stratum=dx:FLU", "“dx:FLU” is no stratum of P07."),
            ("/indicators/P07?stratum=nonsense", "like dx:VIRAL"),
            ("/indicators/P04?stratum=dx:VIRAL", "P04 has no strata."),
            ("/indicators/P07/records?stratum=dx:FLU", "is no stratum"),
        ] {
            let page = lead.get(address).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{address}");
            page.shows(told);
        }
        assert_eq!(lead.get("/indicators/P07?stratum=").await.status, StatusCode::OK, "as the form sends it");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_the_network_is_held_back_where_it_would_tell_of_a_few() {
        let (site, _) = ended().await;
        let audit = site.audit_lead().await;
        let viral = audit.get(&format!("{}&stratum=dx:VIRAL", of("/indicators/P07"))).await;
        viral.shows("Network, Viral pneumonia: held back");
        viral.hides("St Thomas");
        viral.hides("1 run");
    }
}

mod the_map_of_fields {
    use super::*;

    /// The first address of a page that begins so.
    fn link(page: &crate::site::Page, begin: &str) -> String {
        let found = page.html.split('"').find(|part| part.starts_with(begin));
        found
            .unwrap_or_else(|| panic!("no {begin} in {}", page.main()))
            .replace("&amp;", "&")
            .replace("&#38;", "&")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn leads_to_exactly_the_records_without_a_value() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let mut contact = fixtures::contact(1);
        contact[PhysioContact::RASS] = serde_json::json!({ "missing": "NR" });
        site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &contact)).await.unwrap();
        let full = fixtures::contact(2);
        site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &full)).await.unwrap();
        measure(&site).await;
        let lead = site.centre_lead("STH").await;
        let page = lead.get(&of("/indicators/D02")).await;
        let cell = "/indicators/D02/records?from=2026-03-01&amp;to=2026-03-31&amp;stratum=fields:rass";
        assert_eq!(page.html.matches(cell).count(), 2, "in the picture and in the table");
        let list = lead.get(&cell.replace("&amp;", "&")).await;
        list.shows("1 value is lacking.");
        list.shows("Physiotherapy contact C00001");
        list.hides("C00002");
        let mend = link(&list, "/records/physio_contact/");
        assert_eq!(lead.get(&mend).await.status, StatusCode::OK);
        list.shows("/edit#f-rass");
        let other = site.centre_lead("PAP").await;
        other.get(&cell.replace("&amp;", "&")).await.shows("No record lacks a value here");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn leads_whoever_leads_the_audit_to_a_question_and_to_no_record() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        for number in 1..=12 {
            let mut contact = fixtures::contact(number);
            contact[PhysioContact::RASS] = serde_json::json!({ "missing": "NR" });
            site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &contact)).await.unwrap();
        }
        measure(&site).await;
        let audit = site.audit_lead().await;
        let page = audit.get(&of("/indicators/D02")).await;
        page.hides("/records");
        let question = link(&page, "/network/queries/new?");
        let form = audit.get(&question).await;
        form.shows("value=\"STH\" selected");
        form.shows("value=\"physio_contact:rass\" selected");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_read_from_the_snapshot_once() {
    let site = Site::start(Backend::Sqlite).await;
    site.on_ecmo("STH").await;
    measure(&site).await;
    let lead = site.centre_lead("STH").await;
    lead.get(&of("/indicators/P08/records")).await.shows("ECMO run");
    // What the number was made of is in memory now: the next page does not need the files.
    let places: Vec<_> =
        std::fs::read_dir(site.file("snapshots")).unwrap().map(|entry| entry.unwrap().path()).collect();
    std::fs::rename(&places[0], site.file("elsewhere")).unwrap();
    lead.get(&of("/indicators/P08/records")).await.shows("ECMO run");
    std::fs::rename(site.file("elsewhere"), &places[0]).unwrap();
}
