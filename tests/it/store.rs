//! Submitting records: what is stored, what is refused, what is replayed.

use domain::Level;
use domain::actor::Role;
use rstest::rstest;
use serde_json::json;
use store::{Revision, SubmitError};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, admission, clerk, contact, form, furnished, member, now, on_ecmo, patient, submission,
    submission_of,
};

mod create {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn a_contact_is_found_again_as_it_was_entered(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let stored = store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
        assert_eq!(stored.revision, Revision::FIRST);
        let form = form("physio_contact");
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let found = scope.record(form, stored.id).await.unwrap();
        assert_eq!(found.natural_key, "C00001");
        assert_eq!(found.parent_key.as_deref(), Some("A00001"));
        assert_eq!(found.patient.unwrap().as_str(), PATIENT);
        assert_eq!(found.raw.get(form, "ecmo_flow_l_min"), "4.2");
        assert_eq!(found.raw.get(form, "created_at"), "2026-04-01T10:00");
        assert_eq!(found.raw.children[0].len(), 2);
    }

    #[rstest]
    #[tokio::test]
    async fn errors_refuse_it_and_nothing_is_stored(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let before = store.audit_head().await.unwrap();
        let mut wrong = contact(1);
        wrong["minutes"] = json!(0);
        let refused = store.submit(&clerk, now(), submission("physio_contact", &wrong)).await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert!(findings.iter().any(|found| found.rule == "X-RANGE" && found.column == "minutes"));
        assert_eq!(store.audit_head().await.unwrap(), before);
    }

    #[rstest]
    #[tokio::test]
    async fn a_parent_must_be_there(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let orphan = submission("physio_contact", &contact(1));
        let refused = store.submit(&clerk("STH"), now(), orphan).await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert!(findings.iter().any(|found| found.rule == "K-PARENT"));
    }

    #[rstest]
    #[tokio::test]
    async fn a_key_that_is_there_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        store.submit(&clerk, now(), submission("patient", &patient())).await.unwrap();
        let again = store.submit(&clerk, now(), submission("patient", &patient())).await;
        let Err(SubmitError::Refused(findings)) = again else { panic!("{again:?}") };
        let found = findings.iter().find(|found| found.rule == "K-DUP").unwrap();
        assert_eq!((found.level, found.column.as_str()), (Level::E, "patient_ref"));
    }

    #[rstest]
    #[tokio::test]
    async fn a_warning_needs_to_be_confirmed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let mut old = patient();
        old["age_years"] = json!(80);
        let mut submit = submission("patient", &old);
        submit.confirm.clear();
        let asked = store.submit(&clerk("STH"), now(), submit.clone()).await;
        let Err(SubmitError::NeedsConfirmation(findings)) = asked else { panic!("{asked:?}") };
        submit.confirm = findings.iter().map(domain::Finding::key).collect();
        let stored = store.submit(&clerk("STH"), now(), submit).await.unwrap();
        assert!(stored.findings.iter().any(|found| found.level == Level::W));
    }

    #[rstest]
    #[tokio::test]
    async fn another_centre_is_not_found(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let elsewhere = submission_of("PAP", "patient", &patient());
        let answer = store.submit(&clerk("STH"), now(), elsewhere).await;
        assert!(matches!(answer, Err(SubmitError::NotFound)));
        let lead = member(&store, "lead@example.org", Role::AuditLead, None).await;
        let answer = store.submit(&lead, now(), submission("patient", &patient())).await;
        assert!(matches!(answer, Err(SubmitError::NotFound)));
    }
}

mod edit {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn makes_a_new_version_and_keeps_the_old_one(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let first = store.submit(&clerk, now(), submission("patient", &patient())).await.unwrap();
        let mut changed = patient();
        changed["cfs"] = json!(3);
        let mut submit = submission("patient", &changed);
        (submit.id, submit.expected) = (Some(first.id), Some(first.revision));
        submit.reason = Some("typed the wrong number".to_owned());
        let second = store.submit(&clerk, now(), submit).await.unwrap();
        assert_eq!((second.id, second.revision), (first.id, Revision(2)));
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let history = scope.history(form("patient"), first.id).await.unwrap();
        let cfs: Vec<_> = history.iter().map(|version| version.raw.get(form("patient"), "cfs")).collect();
        assert_eq!(cfs, ["3", "2"]);
        assert_eq!(history[0].reason.as_deref(), Some("typed the wrong number"));
    }

    #[rstest]
    #[tokio::test]
    async fn of_an_old_version_is_a_conflict(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let first = store.submit(&clerk, now(), submission("patient", &patient())).await.unwrap();
        let edit = |cfs: u32| {
            let mut changed = patient();
            changed["cfs"] = json!(cfs);
            let mut submit = submission("patient", &changed);
            (submit.id, submit.expected) = (Some(first.id), Some(first.revision));
            submit
        };
        store.submit(&clerk, now(), edit(3)).await.unwrap();
        let late = store.submit(&clerk, now(), edit(4)).await;
        assert!(matches!(late, Err(SubmitError::Conflict { current: Revision(2) })), "{late:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn keeps_the_key_and_the_time_of_entry(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let first = store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
        let mut renamed = submission("physio_contact", &contact(2));
        renamed.id = Some(first.id);
        let refused = store.submit(&clerk, now(), renamed).await;
        let Err(SubmitError::Refused(findings)) = refused else { panic!("{refused:?}") };
        assert!(findings.iter().any(|found| found.rule == "K-KEY"));
        let mut longer = contact(1);
        longer["minutes"] = json!(40);
        let mut submit = submission("physio_contact", &longer);
        submit.id = Some(first.id);
        let later = now() + jiff::SignedDuration::from_hours(24);
        store.submit(&clerk, later, submit).await.unwrap();
        let scope = store.scope(&clerk, later, "test").unwrap();
        let found = scope.record(form("physio_contact"), first.id).await.unwrap();
        assert_eq!(found.raw.get(form("physio_contact"), "created_at"), "2026-04-01T10:00");
    }
}

mod move_admission {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn takes_along_what_belongs_to_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let stored = on_ecmo(&store, &clerk).await;
        store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await.unwrap();
        let mut other = patient();
        other["patient_ref"] = json!("000000011");
        store.submit(&clerk, now(), submission("patient", &other)).await.unwrap();
        let mut moved = admission();
        moved["patient_ref"] = json!("000000011");
        let mut submit = submission("icu_admission", &moved);
        submit.id = Some(stored[1].id);
        store.submit(&clerk, now(), submit).await.unwrap();
        let scope = store.scope(&clerk, now(), "test").unwrap();
        let patient = |text| domain::value::PatientRef::parse(text).unwrap();
        let held = |records: Vec<store::StoredRecord>| -> Vec<&str> {
            records.iter().map(|record| record.form.id).collect()
        };
        assert_eq!(held(scope.patient_file(&patient(PATIENT)).await.unwrap()), ["patient"]);
        let taken = held(scope.patient_file(&patient("000000011")).await.unwrap());
        assert_eq!(taken.len(), 4, "{taken:?}");
        store.submit(&clerk, now(), submission("physio_contact", &contact(2))).await.unwrap();
    }
}

mod replay {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn gives_the_same_answer_and_no_second_record(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let mut submit = submission("patient", &patient());
        submit.idempotency_key = Some("one".to_owned());
        let first = store.submit(&clerk, now(), submit.clone()).await.unwrap();
        let head = store.audit_head().await.unwrap();
        let second = store.submit(&clerk, now(), submit.clone()).await.unwrap();
        assert!(second.replayed && !first.replayed);
        assert_eq!((second.id, second.revision), (first.id, first.revision));
        assert_eq!(second.findings, first.findings);
        assert_eq!(store.audit_head().await.unwrap(), head);
        submit.raw.set(form("patient"), "cfs", "5");
        let other = store.submit(&clerk, now(), submit).await;
        assert!(matches!(other, Err(SubmitError::KeyReused)));
    }

    #[rstest]
    #[tokio::test]
    async fn of_another_record_is_refused_even_beside_others(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let mut used = submission("physio_contact", &contact(0));
        used.idempotency_key = Some("one".to_owned());
        store.submit(&clerk, now(), used).await.unwrap();
        let mut tasks = Vec::new();
        for number in 1..9 {
            let (store, clerk) = (store.clone(), clerk.clone());
            let mut submit = submission("physio_contact", &contact(number));
            submit.idempotency_key = Some(if number == 5 { "one".to_owned() } else { number.to_string() });
            tasks.push(tokio::spawn(async move { store.submit(&clerk, now(), submit).await }));
        }
        let mut refused = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => {}
                Err(SubmitError::KeyReused) => refused += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(refused, 1);
        assert_eq!(store.verify(&mut |_| {}).await.unwrap().revisions, 3 + 1 + 7);
    }

    #[rstest]
    #[tokio::test]
    async fn of_eight_at_once_stores_one(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (db, store) = furnished(on).await;
        let mut submit = submission("patient", &patient());
        submit.idempotency_key = Some("one".to_owned());
        let mut tasks = Vec::new();
        for number in 0..8 {
            // Half of them through another process.
            let store = if number % 2 == 0 { store.clone() } else { db.store().await };
            let submit = submit.clone();
            tasks
                .push(tokio::spawn(async move { store.submit(&clerk("STH"), now(), submit).await.unwrap() }));
        }
        let mut first = 0;
        for task in tasks {
            first += u32::from(!task.await.unwrap().replayed);
        }
        assert_eq!(first, 1);
    }
}
