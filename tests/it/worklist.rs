//! The worklist of a cycle, and the home page that leads to it.

use reporting::indicators::{Definition, Indicators};
use reporting::pack::completeness;
use reporting::snapshot::Snapshot;
use serde_json::{Value, json};
use store::{Submit, Submitted};
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{clerk, contact, form, now, on_ecmo, submission};

use crate::site::{Browser, CYCLE, Page, Site};

const WORKLIST: &str = "/cycles/2025H2/worklist";

/// A contact that lacks an answer before it can be signed off.
fn without(number: u32, field: &str) -> Value {
    let mut record = contact(number);
    record.as_object_mut().unwrap().remove(field);
    record
}

/// A centre with a patient on ECMO in an open cycle, and its lead at a browser.
async fn at_work() -> (Site, Browser) {
    let site = Site::start(Backend::Sqlite).await;
    site.open_cycle().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    let lead = site.centre_lead("STH").await;
    (site, lead)
}

async fn enter(site: &Site, form: &str, record: &Value) -> Submitted {
    site.store.submit(&clerk("STH"), now(), submission(form, record)).await.unwrap()
}

/// Puts a contact right.
async fn mend(site: &Site, held: &Submitted, record: &Value) {
    let change = Submit {
        id: Some(held.id),
        expected: Some(held.revision),
        reason: Some("the chart was found".to_owned()),
        ..submission("physio_contact", record)
    };
    site.store.submit(&clerk("STH"), now(), change).await.unwrap();
}

/// The link to the control of a contact's field.
fn to_field(held: &Submitted, field: &str) -> String {
    format!("/records/physio_contact/{}/edit#f-{field}", held.id)
}

/// The cells of the first row whose first cell holds a text.
fn row(page: &Page, first: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.html);
    let select = |css| scraper::Selector::parse(css).unwrap();
    let (rows, cells, heading) = (select("tr"), select("th, td"), select(".nhsuk-table__heading"));
    let text = |cell: scraper::ElementRef<'_>| {
        let head: String = cell.select(&heading).flat_map(|head| head.text()).collect();
        let all: String = cell.text().collect();
        all.strip_prefix(&head).unwrap_or(&all).trim().to_owned()
    };
    let mut all = html.select(&rows).map(|row| row.select(&cells).map(text).collect::<Vec<_>>());
    all.find(|cells| cells.first().is_some_and(|cell| cell.contains(first))).unwrap_or_else(|| {
        panic!("no row “{first}” in:\n{}", page.main());
    })
}

mod blockers {
    use super::*;

    #[tokio::test]
    async fn what_blocks_sign_off_leads_to_its_field_and_is_gone_when_it_is_mended() {
        let (site, lead) = at_work().await;
        let held = enter(&site, "physio_contact", &without(1, "rass")).await;
        lead.get(WORKLIST).await.shows(&to_field(&held, "rass"));
        lead.get("/centre").await.shows(&to_field(&held, "rass"));
        mend(&site, &held, &contact(1)).await;
        lead.get(WORKLIST).await.hides(&to_field(&held, "rass"));
        lead.get("/centre").await.hides(&to_field(&held, "rass"));
    }

    #[tokio::test]
    async fn the_oldest_comes_first() {
        let (site, lead) = at_work().await;
        let later = enter(&site, "physio_contact", &without(12, "rass")).await;
        let earlier = enter(&site, "physio_contact", &without(1, "rass")).await;
        let page = lead.get(WORKLIST).await;
        let place = |held| page.html.find(&to_field(held, "rass")).unwrap();
        assert!(place(&earlier) < place(&later));
    }

    #[tokio::test]
    async fn a_filter_narrows_the_list_and_stays_in_the_address() {
        let (site, lead) = at_work().await;
        let rass = enter(&site, "physio_contact", &without(1, "rass")).await;
        let airway = enter(&site, "physio_contact", &without(2, "airway")).await;
        let page = lead.get(&format!("{WORKLIST}?form=physio_contact&field=rass")).await;
        page.shows(&to_field(&rass, "rass"));
        page.hides(&to_field(&airway, "airway"));
        page.shows("Show all");
    }

    #[tokio::test]
    async fn fifty_stand_on_a_page() {
        let (site, lead) = at_work().await;
        for number in 1..=51 {
            enter(&site, "physio_contact", &without(number, "rass")).await;
        }
        let filter = format!("{WORKLIST}?form=physio_contact");
        lead.get(&filter).await.shows("Records 1 to 50 of 51");
        lead.get(&format!("{filter}&page=2")).await.shows("Records 51 to 51 of 51");
    }

    #[tokio::test]
    async fn another_centre_sees_none_of_it() {
        let (site, _) = at_work().await;
        let held = enter(&site, "physio_contact", &without(1, "rass")).await;
        let other = site.clerk("PAP").await;
        let page = other.get(WORKLIST).await;
        page.hides(&held.id.to_string());
        page.shows("No record of 2025H2 has been entered yet.");
    }
}

mod numbers {
    use super::*;

    fn monthly_return(runs: u32) -> Value {
        json!({
            "month": "2026-03", "runs_started_resp": runs, "runs_started_card": 0, "runs_started_ecpr": 0,
            "runs_open_month_end": 1, "source_of_count": "ECMO_LOG"
        })
    }

    #[tokio::test]
    async fn runs_entered_are_set_against_runs_declared() {
        let (site, lead) = at_work().await;
        let before = row(&lead.get(WORKLIST).await, "March 2026");
        assert_eq!(before[1..], ["Enter the return for March", "1", "Not known yet"]);
        enter(&site, "ecmo_activity_return", &monthly_return(2)).await;
        let after = row(&lead.get(WORKLIST).await, "March 2026");
        assert_eq!(after[1..], ["2", "1", "50%: 1 run is missing"]);
    }

    #[tokio::test]
    async fn a_field_that_is_not_complete_says_how_often_it_is_filled() {
        let (site, lead) = at_work().await;
        enter(&site, "physio_contact", &contact(1)).await;
        enter(&site, "physio_contact", &without(2, "rass")).await;
        let label = &*form("physio_contact").field("rass").unwrap().label;
        let fields = row(&lead.get(WORKLIST).await, label);
        assert_eq!(fields[2..4], ["1 of 2", "50%"]);
    }

    #[tokio::test]
    async fn the_days_to_the_deadline_are_counted_in_words() {
        let (site, lead) = at_work().await;
        lead.get("/centre").await.shows("2025H2: 41 days left");
        site.pass(jiff::SignedDuration::from_hours(24 * 40));
        let lead = site.signed_in("lead-sth").await;
        lead.get("/centre").await.shows("2025H2: 1 day left");
    }
}

/// Filled and applicable cells of a field by the pack's completeness, from a snapshot of the same database.
fn by_the_pack(site: &Site) -> impl Fn(&str) -> (u32, u32) {
    let ecmopt = Ecmopt::on(site.database_url());
    ecmopt.must(&["snapshot", "--out", "snapshot", "--cycle", CYCLE]);
    let snapshot = Snapshot::open(&ecmopt.path("snapshot")).unwrap();
    let period = snapshot.manifest().header.period.unwrap();
    let indicators = Indicators::of(&snapshot, Definition::shipped().unwrap()).unwrap();
    let counts = completeness::count(&indicators, period);
    move |label| {
        let count = counts.iter().find(|count| count.column == "STH" && count.field == label);
        count.map_or((0, 0), |count| (count.filled, count.applicable))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn completeness_is_that_of_the_pack() {
    let (site, lead) = at_work().await;
    enter(&site, "physio_contact", &contact(1)).await;
    enter(&site, "physio_contact", &without(2, "rass")).await;
    let mut not_recorded = contact(3);
    not_recorded["airway"] = json!({ "missing": "NR" });
    enter(&site, "physio_contact", &not_recorded).await;
    let pack = by_the_pack(&site);
    let page = lead.get(WORKLIST).await;
    for name in ["rass", "airway"] {
        let label = &*form("physio_contact").field(name).unwrap().label;
        let (filled, applicable) = pack(label);
        assert_eq!((filled, applicable), (2, 3), "{name}");
        assert_eq!(row(&page, label)[2], format!("{filled} of {applicable}"), "{name}");
    }
}
