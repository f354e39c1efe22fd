//! What whoever leads the audit oversees: ascertainment and sign-off by centre, and what the rules find, to be asked about unseen.

use domain::Level;
use domain::forms::{EcmoActivityReturn, PhysioContact};
use domain::reference::CycleDates;
use reqwest::StatusCode;
use rstest::rstest;
use store::{Found, Stage};
use testkit::chromium::Chromium;
use testkit::database::Backend;
use testkit::fixtures::{
    PASSWORD, PATIENT, audit_lead, centre, centre_lead, clerk, contact, now, on_ecmo, submission,
};

use crate::packs::measure;
use crate::site::{Browser, CYCLE, Page, Site};

/// The rule that doubts a number beyond its likely bounds.
const UNLIKELY: &str = "X-SOFT";

/// A dose that is doubted and was confirmed; it must be shown to nobody but its centre.
const DOSE: &str = "1.73";

/// A contact with an unlikely dose that was confirmed, in an open cycle.
async fn unlikely(on: Backend) -> Site {
    let site = Site::start(on).await;
    site.open_cycle().await;
    on_ecmo(&site.store, &clerk("STH")).await;
    let mut doubted = contact(1);
    doubted[PhysioContact::NORAD_MCG_KG_MIN] = serde_json::json!(1.73);
    site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &doubted)).await.unwrap();
    site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &contact(2))).await.unwrap();
    site
}

async fn cycle(site: &Site) -> CycleDates {
    site.store.cycle(CYCLE).await.unwrap().expect("the cycle").dates
}

/// The records on which the dose is doubted.
fn doubted(page: &Page) -> String {
    let begin = "/network/findings/records?";
    let found = page.html.split('"').find(|part| part.starts_with(begin) && part.contains(UNLIKELY));
    found.unwrap_or_else(|| panic!("no {begin} in {}", page.main())).replace("&#38;", "&")
}

/// The first address of a page that begins so.
fn link(page: &Page, begin: &str) -> String {
    let found = page.html.split('"').find(|part| part.starts_with(begin));
    found
        .unwrap_or_else(|| panic!("no {begin} in {}", page.main()))
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// Neither the doubted value nor a patient, an admission or a way to a record.
fn tells_nothing(page: &Page) {
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    for secret in [DOSE, PATIENT, "A00001", "\"/records/", "2026-03-22", "22 March"] {
        page.hides(secret);
    }
}

mod what_the_rules_find {
    use super::*;

    #[rstest]
    #[tokio::test(flavor = "multi_thread")]
    async fn is_counted_and_listed_by_reference_and_follows_every_change(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let site = unlikely(on).await;
        let (lead, cycle) = (audit_lead(), cycle(&site).await);
        let dose = Found {
            form: PhysioContact::ID.to_owned(),
            level: Level::W,
            rule: UNLIKELY.to_owned(),
            field: PhysioContact::NORAD_MCG_KG_MIN.to_owned(),
        };
        let counts = site.store.found(&lead, now(), &cycle).await.unwrap();
        let count = counts.iter().find(|count| count.found == dose).expect("the dose is doubted");
        assert_eq!((count.centre.as_str(), count.records), ("STH", 1));
        let sth = centre("STH");
        let list = || site.store.found_records(&lead, now(), (&cycle, &sth), &dose, (0, 50));
        let records = list().await.unwrap();
        assert_eq!((records.all, &*records.shown[0].key, records.shown[0].stage), (1, "C00001", Stage::Open));
        // What is corrected is found no more.
        let scope = site.store.scope(&clerk("STH"), now(), "test").unwrap();
        let stored = scope.record_by_key(PhysioContact::FORM_SPEC, "C00001").await.unwrap();
        let mut submit = submission(PhysioContact::ID, &contact(1));
        submit.id = Some(stored.id);
        submit.expected = Some(stored.revision);
        submit.reason = Some("Misread.".to_owned());
        site.store.submit(&clerk("STH"), now(), submit).await.unwrap();
        assert_eq!(list().await.unwrap().all, 0);
        let counts = site.store.found(&lead, now(), &cycle).await.unwrap();
        assert!(counts.iter().all(|count| count.found != dose));
        assert_eq!(site.store.verify(&mut |_| {}).await.unwrap().broken, None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_missing_value_is_no_contradiction() {
        let site = unlikely(Backend::Sqlite).await;
        let mut lacking = contact(3);
        lacking.as_object_mut().unwrap().remove(PhysioContact::RASS);
        site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &lacking)).await.unwrap();
        let counts = site.store.found(&audit_lead(), now(), &cycle(&site).await).await.unwrap();
        assert!(counts.iter().all(|count| count.found.field != PhysioContact::RASS), "{counts:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn is_for_the_audit_lead_alone_and_written_down() {
        let site = unlikely(Backend::Sqlite).await;
        let cycle = cycle(&site).await;
        for actor in [clerk("STH"), centre_lead("STH")] {
            assert!(matches!(site.store.found(&actor, now(), &cycle).await, Err(store::Error::Forbidden)));
        }
        let audit = site.audit_lead().await;
        let list = doubted(&audit.get("/network/findings").await);
        audit.get(&list).await;
        for browser in [site.clerk("STH").await, site.centre_lead("STH").await] {
            for address in
                ["/network/findings", &list, "/network/oversight", "/network/oversight/csv/sign_off.csv"]
            {
                assert_eq!(browser.get(address).await.status, StatusCode::FORBIDDEN, "{address}");
            }
        }
        let read = site.strings("SELECT subject FROM audit_event WHERE action = 'finding.read'").await;
        assert!(read.iter().any(|what| what.contains("findings of 2025H2")), "{read:?}");
        assert!(read.iter().any(|what| what.contains("records of STH in 2025H2: W X-SOFT")), "{read:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn is_asked_about_without_being_seen_and_the_centre_finds_the_question() {
        let site = unlikely(Backend::Sqlite).await;
        let audit = site.audit_lead().await;
        let found = audit.get("/network/findings").await;
        tells_nothing(&found);
        found.shows("X-SOFT: A value or a pair of values is likely.");
        found.shows("No contradiction stands.");
        let list = audit.get(&doubted(&found)).await;
        tells_nothing(&list);
        list.shows("Physiotherapy contact C00001");
        list.hides("C00002");
        let address = link(&list, "/network/queries/new?");
        let form = audit.get(&address).await;
        tells_nothing(&form);
        form.shows("Please check this answer against the notes");
        let asked = ask(&audit, &form).await;
        let id = asked.location.rsplit('/').next().unwrap().to_owned();

        let lead = site.centre_lead("STH").await;
        lead.get(&format!("/cycles/{CYCLE}/worklist?show=queries"))
            .await
            .shows("Physiotherapy contact C00001");
        let thread = lead.get(&format!("/queries/{id}")).await;
        thread.shows("Rule X-SOFT: A value or a pair of values is likely.");
        thread.shows(DOSE);
        thread.shows("/edit#f-norad_mcg_kg_min");
        let again = audit.get(&doubted(&found)).await;
        again.shows("Query open");
    }

    async fn ask(audit: &Browser, form: &Page) -> Page {
        let fields = [
            ("centre", "STH"),
            ("key", "C00001"),
            ("field", "physio_contact:norad_mcg_kg_min"),
            ("rule", UNLIKELY),
            ("text", "Is it right?"),
        ];
        let asked = audit.post("/network/queries/new", form, &fields).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.main());
        asked
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn of_no_rule_or_cycle_is_not_there() {
        let site = unlikely(Backend::Sqlite).await;
        let audit = site.audit_lead().await;
        let address = |cycle: &str, rule: &str| {
            format!(
                "/network/findings/records?cycle={cycle}&centre=STH&form=physio_contact&level=W&rule={rule}&field=minutes"
            )
        };
        assert_eq!(audit.get(&address(CYCLE, "V-NO-1")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(audit.get(&address("1999H1", UNLIKELY)).await.status, StatusCode::NOT_FOUND);
        audit.get(&address(CYCLE, UNLIKELY)).await.shows("No record is found any more.");
        assert_eq!(audit.get("/network/findings?cycle=1999H1").await.status, StatusCode::NOT_FOUND);
    }
}

mod ascertainment_and_sign_off {
    use super::*;

    async fn with_return() -> (Site, Browser) {
        let site = unlikely(Backend::Sqlite).await;
        let declared = serde_json::json!({
            EcmoActivityReturn::MONTH: "2026-03",
            EcmoActivityReturn::RUNS_STARTED_RESP: 2,
            EcmoActivityReturn::RUNS_STARTED_CARD: 0,
            EcmoActivityReturn::RUNS_STARTED_ECPR: 0,
            EcmoActivityReturn::RUNS_OPEN_MONTH_END: 1,
            EcmoActivityReturn::SOURCE_OF_COUNT: "ECMO_LOG"
        });
        let mut submit = submission(EcmoActivityReturn::ID, &declared);
        submit.confirm = domain::rules::RULES.iter().map(|rule| rule.id.to_owned()).collect();
        site.store.submit(&clerk("STH"), now(), submit).await.unwrap();
        measure(&site).await;
        let audit = site.audit_lead().await;
        (site, audit)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn stand_by_centre_and_month_with_files_to_take_along() {
        let (site, audit) = with_return().await;
        let page = audit.get("/network/oversight").await;
        tells_nothing(&page);
        for told in [
            "Mar 2026",
            "1 of 2",
            "no return",
            "Sign-off of 2025H2 by centre",
            "Not signed off",
            "Nothing entered",
        ] {
            page.shows(told);
        }
        let csv = |name: &'static str| {
            let audit = &audit;
            async move {
                let bytes = audit.download(&format!("/network/oversight/csv/{name}.csv?cycle={CYCLE}")).await;
                String::from_utf8(bytes).unwrap()
            }
        };
        let months = csv("ascertainment_months").await;
        let line = months.lines().find(|line| line.contains("STH,2026-03,")).expect("the month");
        assert!(line.contains("yes,2,1,50.0"), "{line}");
        assert!(
            months
                .lines()
                .any(|line| line.contains("STH") && line.contains("2026-01") && line.contains(",no,"))
        );
        assert!(csv("ascertainment").await.contains("declared"));
        let signed = csv("sign_off").await;
        let own = signed.lines().find(|line| line.contains("(STH)")).expect("the centre");
        assert!(own.contains("Not signed off,"), "{own}");
        assert_eq!(audit.get("/network/oversight/csv/nothing.csv").await.status, StatusCode::NOT_FOUND);
        site.store.sign_off(&centre_lead("STH"), now(), CYCLE).await.unwrap();
        audit.get("/network/oversight").await.shows("<td>Signed off</td>");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn are_a_click_from_the_network() {
        let (_site, audit) = with_return().await;
        let page = audit.get("/network").await;
        page.shows("href=\"/network/oversight\"");
        page.shows("href=\"/network/findings\"");
        assert_eq!(audit.get("/network/oversight?cycle=1999H1").await.status, StatusCode::NOT_FOUND);
    }
}

/// With a pointer and with a form, without any script.
#[tokio::test(flavor = "multi_thread")]
async fn a_cell_of_the_map_and_a_question_work_in_a_browser_without_javascript() {
    let site = unlikely(Backend::Sqlite).await;
    let mut lacking = contact(3);
    lacking[PhysioContact::RASS] = serde_json::json!({ "missing": "NR" });
    site.store.submit(&clerk("STH"), now(), submission(PhysioContact::ID, &lacking)).await.unwrap();
    measure(&site).await;
    site.audit_lead().await;
    site.centre_lead("STH").await;
    let browser = Chromium::start().await;
    browser.without_javascript().await;

    browser.sign_in(&site.url, "lead-sth", PASSWORD).await;
    browser.open(&format!("{}/indicators/D02?cycle={CYCLE}", site.url)).await;
    browser.click("figure svg a[href*='stratum=fields:rass']").await;
    let told = browser.text("main").await;
    assert!(told.contains("C00003") && !told.contains("C00002"), "{told}");
    browser.click("main table a").await;
    assert!(browser.text("main").await.contains("C00003"), "the record itself");
    browser.forget().await;

    browser.sign_in(&site.url, "audit", PASSWORD).await;
    browser.width(390).await;
    browser.open(&format!("{}/network", site.url)).await;
    browser.click("a[href='/network/findings']").await;
    browser.click("main table a[href*='norad_mcg_kg_min']").await;
    browser.click("main table a").await;
    browser.click("main form button[type=submit]").await;
    let told = browser.text("main").await;
    assert!(told.contains("Rule X-SOFT") && told.contains("Waiting for the centre"), "{told}");
    browser.quit().await;
}
