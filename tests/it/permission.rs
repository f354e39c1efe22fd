//! A centre's permission to submit: entered by its lead, seen by the network; without one that holds nothing is stored,
//! and nothing typed is lost.

use domain::actor::{Actor, Role};
use domain::permission::{LegalRoute, Permission};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::Value;
use store::{Error, SubmitError};
use testkit::database::Backend;
use testkit::fixtures::{
    centre, centre_lead, clerk, contact, furnished, member, now, on_ecmo, patient, submission, submission_of,
};

use crate::import::{bad_row, bundle, import_of};
use crate::site::{Browser, Page, Site};

/// The last day of [`permission`].
const LAST: Date = date(2026, 9, 30);

/// One that an English centre may have.
pub(crate) fn permission() -> Permission {
    Permission {
        approval: "R-12/2025".to_owned(),
        last_day: LAST,
        guardian: "Robin Dyke".to_owned(),
        route: LegalRoute::LocalAudit,
        opt_out_checked_on: None,
    }
}

/// How long it is from the fixtures' now to a day.
fn until(day: Date) -> SignedDuration {
    let noon = day.at(12, 0, 0, 0).in_tz("Europe/London").unwrap().timestamp();
    noon.duration_since(now())
}

fn is_unpermitted(refused: &SubmitError, words: &str) -> bool {
    matches!(refused, SubmitError::Store(Error::Unpermitted(why)) if why.to_string().contains(words))
}

mod without_one_that_holds {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn no_door_of_the_store_takes_a_record(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let (entry, lead) = (clerk("STH"), centre_lead("STH"));
        let records = on_ecmo(&store, &entry).await;
        store.enter_permission(&lead, now(), permission()).await.unwrap();
        store.submit(&entry, now() + until(LAST), submission("physio_contact", &contact(1))).await.unwrap();
        let over = now() + until(LAST.tomorrow().unwrap());
        let new = submission("physio_contact", &contact(2));
        let change = store::Submit {
            id: Some(records[0].id),
            expected: Some(records[0].revision),
            reason: Some("typed wrongly".to_owned()),
            ..submission("patient", &patient())
        };
        for submit in [new, change] {
            let refused = store.submit(&entry, over, submit).await.unwrap_err();
            assert!(is_unpermitted(&refused, "R-12/2025 ended on 30 September 2026"), "{refused}");
        }
        let elsewhere = submission_of("PAP", "patient", &patient());
        store.submit(&clerk("PAP"), over, elsewhere).await.expect("another centre's is its own");
    }

    #[tokio::test]
    async fn an_import_stores_nothing_of_any_centre() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        let over = now() + until(LAST.tomorrow().unwrap());
        let system = Actor::system("test");
        let refused = store.import(&system, over, import_of(bundle(2))).await.unwrap_err();
        assert!(matches!(&refused, Error::Unpermitted(_)), "{refused}");
        assert!(store.imports(&system).await.unwrap().is_empty());
        store.import(&system, now() + until(LAST), import_of(bundle(2))).await.unwrap();
    }

    #[rstest]
    #[tokio::test]
    async fn what_was_stored_before_is_answered_for(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        let sent =
            store::Submit { idempotency_key: Some("one".to_owned()), ..submission("patient", &patient()) };
        let saved = store.submit(&clerk("STH"), now(), sent.clone()).await.unwrap();
        let over = now() + until(LAST.tomorrow().unwrap());
        let again = store.submit(&clerk("STH"), over, sent).await.unwrap();
        assert!(again.replayed && again.id == saved.id, "a program that heard nothing asks once more");
    }

    #[tokio::test]
    async fn neither_rows_that_are_kept_aside_nor_files_come_in() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        let over = now() + until(LAST.tomorrow().unwrap());
        let aside = store::KeptAside { row: bad_row(), origin: String::new(), findings: Vec::new() };
        let import = store::Import { set_aside: vec![aside], ..import_of(Vec::new()) };
        let refused = store.import(&Actor::system("test"), over, import).await.unwrap_err();
        assert!(matches!(&refused, Error::Unpermitted(_)), "{refused}");
        let upload = store::NewUpload {
            name: "contacts.csv".to_owned(),
            files: vec![("physio_contacts".to_owned(), b"contact_ref".to_vec())],
        };
        let refused = store.stage_upload(&clerk("STH"), over, upload).await.unwrap_err();
        assert!(matches!(&refused, Error::Unpermitted(_)), "{refused}");
    }

    #[tokio::test]
    async fn a_centre_submits_only_where_none_is_asked_for() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let asking = store.clone().needing_permission(true);
        let refused =
            asking.submit(&clerk("STH"), now(), submission("patient", &patient())).await.unwrap_err();
        assert!(is_unpermitted(&refused, "before its lead has entered"), "{refused}");
        asking.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        asking.submit(&clerk("STH"), now(), submission("patient", &patient())).await.unwrap();
    }

    #[tokio::test]
    async fn a_program_reads_why_and_what_it_sent_can_be_sent_again() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let program = site.program("STH").await;
        site.store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        site.pass(until(LAST.tomorrow().unwrap()));
        let sent = program.create("physio_contact", &contact(1)).await;
        assert_eq!(sent.status(), StatusCode::CONFLICT);
        let problem: Value = sent.json().await.unwrap();
        let why = problem["detail"].as_str().unwrap();
        assert!(why.contains("STH cannot submit since its approval R-12/2025 ended"), "{why}");
        let listed = program.request(Method::GET, "/api/v1/records/physio_contact").send().await.unwrap();
        let listed: Value = listed.json().await.unwrap();
        assert!(listed["items"].as_array().unwrap().is_empty());
    }
}

mod entering {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn is_the_leads_of_the_centre_and_kept_with_who_did_it(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let audit = member(&store, "audit", Role::AuditLead, None).await;
        for nobody in [clerk("STH"), audit.clone(), member(&store, "admin", Role::Administrator, None).await]
        {
            let refused = store.enter_permission(&nobody, now(), permission()).await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{}", nobody.name);
        }
        let lead = centre_lead("STH");
        store.enter_permission(&lead, now(), permission()).await.unwrap();
        let later =
            Permission { approval: "R-13/2026".to_owned(), last_day: date(2027, 9, 30), ..permission() };
        store.enter_permission(&lead, now() + SignedDuration::from_secs(1), later.clone()).await.unwrap();
        let own = store.permissions(&clerk("STH")).await.unwrap();
        assert_eq!(own.iter().map(|kept| &kept.permission).collect::<Vec<_>>(), [&later, &permission()]);
        assert_eq!((&own[0].by, &own[0].centre), (&lead.name, &centre("STH")));
        assert!(
            store.permissions(&clerk("PAP")).await.unwrap().is_empty(),
            "another centre's is not theirs to see"
        );
        assert_eq!(store.permissions(&audit).await.unwrap().len(), 2);
        store.verify(&mut |_| ()).await.unwrap();
    }

    #[tokio::test]
    async fn refuses_what_does_not_hold_where_the_centre_is() {
        let (_db, store) = furnished(Backend::Sqlite).await;
        let over = Permission { last_day: date(2020, 1, 1), ..permission() };
        let refused = store.enter_permission(&centre_lead("STH"), now(), over).await.unwrap_err();
        assert!(refused.to_string().starts_with("The approval is over already"), "{refused}");
        let english = Permission { route: LegalRoute::Section251, ..permission() };
        let refused = store.enter_permission(&centre_lead("ABE"), now(), english).await.unwrap_err();
        assert_eq!(refused.to_string(), "There is no such ground in Scotland. Choose another.");
    }
}

mod in_the_browser {
    use super::*;

    const ADDRESS: &str = "/centre/permission";

    async fn enter(lead: &Browser, fields: &[(&str, &str)]) -> Page {
        let page = lead.get(ADDRESS).await;
        assert_eq!(page.status, StatusCode::OK);
        lead.post(ADDRESS, &page, fields).await
    }

    const RIGHT: [(&str, &str); 5] = [
        ("approval", "R-12/2025"),
        ("last_day", "30 September 2026"),
        ("ground", "LOCAL_AUDIT"),
        ("guardian", "Robin Dyke"),
        ("opt_out", ""),
    ];

    #[tokio::test]
    async fn a_lead_enters_it_and_everybody_at_the_centre_is_warned_before_it_ends() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        let (lead, clerk) = (site.centre_lead("STH").await, site.clerk("STH").await);
        assert!(lead.get("/centre").await.html.contains("approval has not been entered yet"));
        assert!(!clerk.get("/centre").await.html.contains("approval"), "it is not theirs to enter");
        let entered = enter(&lead, &RIGHT).await;
        assert_eq!(entered.location, "/centre/permission?done=entered", "{}", entered.html);
        let page = clerk.get(ADDRESS).await;
        for words in ["R-12/2025", "Robin Dyke", "30 September 2026", "Your centre’s lead enters it here"] {
            assert!(page.html.contains(words), "{words}: {}", page.html);
        }
        assert!(!clerk.get("/centre").await.html.contains("approval"));
        site.pass(until(date(2026, 8, 1)));
        let clerk = site.signed_in("clerk-sth").await;
        let home = clerk.get("/centre").await.html;
        assert!(home.contains("R-12/2025 ends on 30 September 2026"), "{home}");
    }

    #[tokio::test]
    async fn what_is_missing_or_wrong_is_said_at_its_place() {
        let site = Site::start(Backend::Sqlite).await;
        let lead = site.centre_lead("STH").await;
        let none =
            enter(&lead, &[("approval", ""), ("last_day", "soon"), ("ground", ""), ("guardian", "")]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in
            ["Enter the number", "like 31 July 2027", "Choose the legal ground", "Caldicott Guardian"]
        {
            assert!(none.html.contains(words), "{words}: {}", none.html);
        }
        let mut unchecked = RIGHT;
        unchecked[2] = ("ground", "S251");
        let unchecked = enter(&lead, &unchecked).await;
        assert!(unchecked.html.contains("Enter when patients who have opted out"), "{}", unchecked.html);
        assert_eq!(unchecked.value_of("approval"), "R-12/2025", "what was right stays");
    }

    #[tokio::test]
    async fn what_is_typed_after_its_end_is_kept_as_a_draft() {
        let site = Site::start(Backend::Sqlite).await;
        site.on_ecmo("STH").await;
        site.store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        site.pass(until(LAST.tomorrow().unwrap()));
        let clerk = site.clerk("STH").await;
        assert!(clerk.get("/centre").await.html.contains("Records cannot be saved"));
        let page = clerk.get("/records/patient/new").await;
        let typed = [("age_years", "61"), ("sex_phenotypic", "1"), ("action", "save")];
        let refused = clerk.post("/records/patient/new", &page, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.value_of("age_years"), "61", "{}", refused.html);
        let actor = site.store.members(&Actor::system("test")).await.unwrap();
        let actor =
            actor.iter().find(|member| member.login == "clerk-sth").unwrap().acting(site.time()).unwrap();
        let drafts = site.store.scope(&actor, site.time(), "test").unwrap().drafts().await.unwrap();
        assert_eq!(drafts.len(), 1);
        assert!(drafts[0].fields.contains(&("age_years".to_owned(), "61".to_owned())), "{drafts:?}");
    }

    #[tokio::test]
    async fn the_network_sees_those_first_that_need_somebody() {
        let site = Site::start(Backend::Sqlite).await;
        site.store.enter_permission(&centre_lead("STH"), now(), permission()).await.unwrap();
        site.pass(until(date(2026, 8, 1)));
        let audit = site.audit_lead().await;
        let page = audit.get("/network/permissions").await.html;
        let (ends, missing) = (page.find("ends on 30 September 2026"), page.find("not entered"));
        assert!(ends.is_some() && ends < missing, "{page}");
        assert_eq!(
            site.centre_lead("PAP").await.get("/network/permissions").await.status,
            StatusCode::FORBIDDEN
        );
    }
}
