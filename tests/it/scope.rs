//! Reading records: only through a scope, only one's own, and never unnoticed.

use domain::actor::{Actor, Role};
use rstest::rstest;
use store::{Error, GapFilter};
use testkit::database::Backend;
use testkit::fixtures::{centre, clerk, contact, form, furnished, member, now, on_ecmo, submission};

mod read {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn another_centres_record_is_not_found(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let stored = on_ecmo(&store, &clerk("STH")).await;
        let other = store.scope(&clerk("PAP"), now(), "test").unwrap();
        let patient = other.record(form("patient"), stored[0].id).await;
        assert!(matches!(patient, Err(Error::NotFound)));
        let history = other.history(form("patient"), stored[0].id).await;
        assert!(matches!(history, Err(Error::NotFound)));
        assert!(matches!(other.admission("A00001").await, Err(Error::NotFound)));
        assert!(other.records(form("patient"), None, 10).await.unwrap().is_empty());
        assert!(other.overview().await.unwrap().open_admissions(10).await.unwrap().shown.is_empty());
        let elsewhere = store.scope_of(&clerk("PAP"), now(), "test", centre("STH"));
        assert!(matches!(elsewhere, Err(Error::NotFound)));
    }

    #[rstest]
    #[tokio::test]
    async fn the_audit_lead_sees_no_row(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let lead = member(&store, "lead@example.org", Role::AuditLead, None).await;
        assert!(matches!(store.scope(&lead, now(), "test"), Err(Error::Forbidden)));
        let extract = store.extract_every_centre(&lead, now(), "test").await;
        assert!(matches!(extract, Err(Error::Forbidden)));
    }

    #[rstest]
    #[tokio::test]
    async fn every_read_of_rows_is_in_the_trail(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let overview = scope.overview().await.unwrap();
        let before = store.audit_head().await.unwrap().seq;
        scope.records(form("patient"), None, 10).await.unwrap();
        scope.admission("A00001").await.unwrap();
        overview.open_admissions(10).await.unwrap();
        overview.on_ecmo(10).await.unwrap();
        overview.gaps("2025H2", &GapFilter::default(), 0, 10).await.unwrap();
        overview.follow_ups("2026-06-01".parse().unwrap(), 10).await.unwrap();
        assert_eq!(store.audit_head().await.unwrap().seq, before + 6);
    }
}

mod lists {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn go_on_after_the_last_record_seen(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        for number in 0..7 {
            let at = now() + jiff::SignedDuration::from_millis(number.into());
            let submit = submission("physio_contact", &contact(number));
            store.submit(&clerk, at, submit).await.unwrap();
        }
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let (mut after, mut keys) = (None, Vec::new());
        loop {
            let page = scope.records(form("physio_contact"), after, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            keys.extend(page.into_iter().map(|record| record.natural_key));
        }
        let expected: Vec<_> = (0..7).map(|number| format!("C{number:05}")).collect();
        assert_eq!(keys, expected);
    }

    #[rstest]
    #[tokio::test]
    async fn of_open_admissions_end_with_the_discharge(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let open = scope.overview().await.unwrap().open_admissions(10).await.unwrap();
        assert_eq!((open.all, open.shown[0].runs, open.shown[0].contacts), (1, 1, 0));
        assert_eq!(scope.overview().await.unwrap().on_ecmo(10).await.unwrap().all, 1);
        let discharge = serde_json::json!({
            "admission_ref": "A00001", "icu_discharged_at": "2026-03-31T10:00", "icu_outcome": "WARD",
            "airway_icu_dc": "SV_AIR"
        });
        store.submit(&clerk, now(), submission("discharge", &discharge)).await.unwrap();
        assert_eq!(scope.overview().await.unwrap().open_admissions(10).await.unwrap().all, 0);
        assert_eq!(scope.overview().await.unwrap().on_ecmo(10).await.unwrap().all, 0);
    }
}

mod extract {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn gives_every_centre_in_one_order_as_it_was(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        for code in ["STH", "PAP", "LEI"] {
            on_ecmo(&store, &clerk(code)).await;
        }
        let system = Actor::system("test");
        let extract = store.extract_every_centre(&system, now(), "test").await.unwrap();
        let clerk = clerk("STH");
        store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
        let (mut centres, mut runs) = (Vec::new(), extract.records(form("ecmo_run"), None));
        while let Some(record) = runs.next().await.unwrap() {
            centres.push(record.centre.to_string());
        }
        assert_eq!(centres, ["LEI", "PAP", "STH"]);
        let later = extract.records(form("physio_contact"), None).next().await.unwrap();
        assert!(later.is_none());
    }
}
