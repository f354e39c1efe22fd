//! Reviewing and signing off a cycle, unlocking, withdrawing.

use domain::cycle::Extension;
use domain::life::{Life, LifeError};
use domain::reference::CycleDates;
use jiff::Timestamp;
use rstest::rstest;
use serde_json::json;
use store::{
    Error, LifeStep, RecordId, Review, Revision, SignedOff, Standing, Store, StoredRecord, SubmitError,
};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, admission, audit_lead, centre, centre_lead, clerk, contact, form, furnished, insist, now,
    on_ecmo, patient, submission,
};

fn cycle() -> CycleDates {
    CycleDates {
        id: "2025H2".to_owned(),
        start: "2025-10-01".parse().unwrap(),
        end: "2026-03-31".parse().unwrap(),
        lock_deadline: "2026-05-12".parse().unwrap(),
    }
}

/// St Thomas' in an open cycle, with a patient on ECMO and two contacts, the second of which lacks an answer.
async fn opened(store: &Store) {
    store.open_cycle(&audit_lead(), now(), cycle()).await.unwrap();
    on_ecmo(store, &clerk("STH")).await;
    store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(1))).await.unwrap();
    let mut lacking = contact(2);
    lacking.as_object_mut().unwrap().remove("rass");
    store.submit(&clerk("STH"), now(), submission("physio_contact", &lacking)).await.unwrap();
}

async fn sign(store: &Store) -> SignedOff {
    store.sign_off(&centre_lead("STH"), now(), "2025H2").await.unwrap()
}

async fn review(store: &Store) -> Review {
    store.scope(&clerk("STH"), now(), "test").unwrap().review(&cycle()).await.unwrap()
}

async fn record(store: &Store, id: &str, key: &str) -> StoredRecord {
    store.scope(&clerk("STH"), now(), "test").unwrap().record_by_key(form(id), key).await.unwrap()
}

async fn first_contact(store: &Store) -> StoredRecord {
    record(store, "physio_contact", "C00001").await
}

/// Hands the first contact in again, a minute longer.
async fn lengthen(store: &Store, id: RecordId) -> Result<Revision, SubmitError> {
    let mut edit = submission("physio_contact", &contact(1));
    edit.raw.set(form("physio_contact"), "minutes", "31");
    edit.id = Some(id);
    store.submit(&clerk("STH"), now(), edit).await.map(|stored| stored.revision)
}

async fn withdraw(store: &Store, record: &StoredRecord) -> Result<(), SubmitError> {
    let why = "entered twice".to_owned();
    store.withdraw(&clerk("STH"), now(), record.form, record.id, record.revision, why).await
}

async fn intact(store: &Store) {
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

mod review {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn holds_what_happened_in_the_cycle_and_its_patients(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let mut other = patient();
        other["patient_ref"] = json!("000000011");
        store.submit(&clerk("STH"), now(), submission("patient", &other)).await.unwrap();
        let review = review(&store).await;
        let forms: Vec<_> = review.records.iter().map(|reviewed| reviewed.record.form.id).collect();
        assert_eq!(forms, ["patient", "icu_admission", "ecmo_run", "physio_contact", "physio_contact"]);
        let earlier = CycleDates {
            start: "2025-04-01".parse().unwrap(),
            end: "2025-09-30".parse().unwrap(),
            ..cycle()
        };
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        assert!(scope.review(&earlier).await.unwrap().records.is_empty());
    }

    #[rstest]
    #[tokio::test]
    async fn judges_by_the_clock_of_the_centre(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        // 2026-03-31T23:30 in London is 22:30 in UTC; the next local day begins at 23:00 UTC.
        let mut last = contact(3);
        last["start_at"] = json!("2026-03-31T23:30");
        store.submit(&clerk("STH"), now(), submission("physio_contact", &last)).await.unwrap();
        let mut next = contact(4);
        next["start_at"] = json!("2026-04-01T00:10");
        store.submit(&clerk("STH"), now(), submission("physio_contact", &next)).await.unwrap();
        let review = review(&store).await;
        let keys: Vec<_> =
            review.records.iter().map(|reviewed| reviewed.record.natural_key.as_str()).collect();
        assert!(keys.contains(&"C00003") && !keys.contains(&"C00004"), "{keys:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn finds_what_another_record_has_made_wrong_since(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let open = |review: &Review, key: &str| {
            let of = review.records.iter().find(|reviewed| reviewed.record.natural_key == key).unwrap();
            of.holds().map(|finding| finding.column.clone()).collect::<Vec<_>>()
        };
        assert_eq!(open(&review(&store).await, "C00002"), ["rass"]);
        assert!(open(&review(&store).await, "C00001").is_empty());
    }

    #[rstest]
    #[tokio::test]
    async fn is_one_read_in_the_trail(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let before = store.audit_head().await.unwrap().seq;
        review(&store).await;
        assert_eq!(store.audit_head().await.unwrap().seq, before + 1);
    }
}

mod sign_off {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn takes_what_is_complete_and_says_what_is_not(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let events = store.audit_head().await.unwrap().seq;
        let done = sign(&store).await;
        assert_eq!((done.already, done.signed + done.blocked), (0, 5));
        assert!(done.signed >= 1 && done.blocked >= 1, "{done:?}");
        assert_eq!(store.audit_head().await.unwrap().seq, events + 1, "one event for all of them");
        let Life::SignedOff(sign_off) = first_contact(&store).await.life else { panic!("not signed off") };
        assert_eq!((sign_off.by.as_str(), sign_off.cycle.as_str()), ("Member lead of STH", "2025H2"));
        let again = sign(&store).await;
        assert_eq!(again, SignedOff { signed: 0, already: done.signed, blocked: done.blocked });
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn lapses_with_an_edit(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        sign(&store).await;
        let signed = first_contact(&store).await;
        assert_eq!(lengthen(&store, signed.id).await.unwrap(), Revision(2));
        assert_eq!(first_contact(&store).await.life, Life::Submitted);
        assert_eq!(sign(&store).await.signed, 1);
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        let steps = scope.life_events(signed.form, signed.id).await.unwrap();
        let steps: Vec<_> = steps.iter().map(|event| event.what).collect();
        assert_eq!(steps, [LifeStep::SignedOff, LifeStep::Lapsed, LifeStep::SignedOff]);
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn is_the_leads(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        for actor in [clerk("STH"), audit_lead()] {
            let refused = store.sign_off(&actor, now(), "2025H2").await;
            assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        }
        let elsewhere = store.sign_off(&centre_lead("PAP"), now(), "2025H2").await.unwrap();
        assert_eq!(elsewhere, SignedOff::default());
    }

    #[rstest]
    #[tokio::test]
    async fn ends_with_the_lock_unless_there_is_an_extension(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        let lead = centre_lead("STH");
        let refused = store.sign_off(&lead, now(), "2025H2").await.unwrap_err().to_string();
        assert!(refused.starts_with("Cycle 2025H2 is locked. Ask"), "{refused}");
        extend(&store, "2026-05-20").await;
        let within: Timestamp = "2026-05-20T22:59:00Z".parse().unwrap();
        let done = store.sign_off(&lead, within, "2025H2").await.unwrap();
        assert!(done.signed > 0);
        assert!(matches!(first_contact(&store).await.life, Life::Locked { .. }), "locked at once");
        let after: Timestamp = "2026-05-20T23:00:00Z".parse().unwrap();
        let refused = store.sign_off(&lead, after, "2025H2").await.unwrap_err().to_string();
        assert!(refused.contains("extension ended on 2026-05-20"), "{refused}");
        intact(&store).await;
    }
}

async fn extend(store: &Store, until: &str) {
    let extension = Extension {
        centre: centre("STH"),
        until: until.parse().unwrap(),
        reason: "The ward moved.".to_owned(),
    };
    store.extend_cycle(&audit_lead(), now(), "2025H2", extension).await.unwrap();
}

mod lock {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn refuses_edits_until_the_lead_unlocks_with_a_reason(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        sign(&store).await;
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        let contact = first_contact(&store).await;
        let refused = lengthen(&store, contact.id).await;
        assert!(matches!(refused, Err(SubmitError::Life(LifeError::Locked(_)))), "{refused:?}");
        let refused = withdraw(&store, &contact).await;
        assert!(matches!(refused, Err(SubmitError::Life(LifeError::Locked(_)))), "{refused:?}");
        let unlock = |actor, reason: &str| {
            let (store, reason) = (store.clone(), reason.to_owned());
            async move { store.unlock(&actor, now(), form("physio_contact"), contact.id, reason).await }
        };
        let clerk = unlock(clerk("STH"), "wrong minutes").await;
        assert!(matches!(clerk, Err(SubmitError::Store(Error::Forbidden))));
        assert!(matches!(unlock(centre_lead("PAP"), "wrong minutes").await, Err(SubmitError::NotFound)));
        let blank = unlock(centre_lead("STH"), " ").await.unwrap_err().to_string();
        assert!(blank.starts_with("The reason is empty."), "{blank}");
        unlock(centre_lead("STH"), "wrong minutes").await.unwrap();
        lengthen(&store, contact.id).await.unwrap();
        let scope = store.scope(&centre_lead("STH"), now(), "test").unwrap();
        let events = scope.life_events(contact.form, contact.id).await.unwrap();
        assert_eq!(
            (events[0].what, events[0].reason.as_deref()),
            (LifeStep::Unlocked, Some("wrong minutes"))
        );
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn leaves_a_centre_with_an_extension_until_it_has_passed(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        sign(&store).await;
        extend(&store, "2026-05-20").await;
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        assert!(matches!(first_contact(&store).await.life, Life::SignedOff(_)));
        let after: Timestamp = "2026-05-21T09:00:00Z".parse().unwrap();
        store.lock_cycle(&audit_lead(), after, "2025H2", insist("2025H2")).await.unwrap();
        assert!(matches!(first_contact(&store).await.life, Life::Locked { .. }));
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn is_found_when_somebody_lifts_it_in_the_database(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        opened(&store).await;
        sign(&store).await;
        let sql = "UPDATE record SET state = 'SUBMITTED', state_by = NULL, state_at = NULL, \
                   state_cycle = NULL WHERE natural_key = 'C00001'";
        db.tamper(sql).await;
        let id = first_contact(&store).await.id;
        let broken = store.verify(&mut |_| {}).await.unwrap().broken.unwrap().to_string();
        assert_eq!(
            broken,
            format!(
                "Record {id} is not what its last version and its steps say: the column state of record differs."
            )
        );
    }

    #[rstest]
    #[tokio::test]
    async fn that_means_nothing_names_its_row(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (db, store) = furnished(on).await;
        opened(&store).await;
        let id = first_contact(&store).await.id;
        db.tamper("UPDATE record SET state = 'LOCKED' WHERE natural_key = 'C00001'").await;
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        let error = scope.record(form("physio_contact"), id).await.unwrap_err();
        let expected = format!("record.state of row {id}: its columns do not fit its state");
        assert_eq!(error.detail().unwrap(), expected);
    }
}

mod withdraw {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn takes_a_record_out_and_frees_its_key(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let contact = first_contact(&store).await;
        withdraw(&store, &contact).await.unwrap();
        let scope = store.scope(&clerk("STH"), now(), "test").unwrap();
        assert!(matches!(scope.record(contact.form, contact.id).await, Err(Error::NotFound)));
        assert_eq!(scope.admission("A00001").await.unwrap().records.len(), 2);
        let shown = scope.record_even_withdrawn(contact.form, contact.id).await.unwrap();
        let Life::Withdrawn(withdrawal) = shown.life else { panic!("{:?}", shown.life) };
        assert_eq!(withdrawal.reason, "entered twice");
        assert_eq!(scope.history(contact.form, contact.id).await.unwrap().len(), 1);
        let edit = lengthen(&store, contact.id).await;
        assert!(matches!(edit, Err(SubmitError::Life(LifeError::Withdrawn(_)))), "{edit:?}");
        let again = submission("physio_contact", &testkit::fixtures::contact(1));
        let again = store.submit(&clerk("STH"), now(), again).await.unwrap();
        assert_ne!(again.id, contact.id);
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn is_refused_while_others_belong_to_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let run = record(&store, "ecmo_run", "A00001/1").await;
        let refused = withdraw(&store, &run).await.unwrap_err().to_string();
        assert_eq!(
            refused,
            "Other records belong to A00001/1: Physiotherapy contact C00001, Physiotherapy contact C00002. \
             Withdraw them first."
        );
        for key in ["C00001", "C00002"] {
            withdraw(&store, &record(&store, "physio_contact", key).await).await.unwrap();
        }
        withdraw(&store, &run).await.unwrap();
        withdraw(&store, &record(&store, "icu_admission", "A00001").await).await.unwrap();
        withdraw(&store, &record(&store, "patient", PATIENT).await).await.unwrap();
        store.submit(&clerk("STH"), now(), submission("patient", &patient())).await.unwrap();
        store.submit(&clerk("STH"), now(), submission("icu_admission", &admission())).await.unwrap();
        intact(&store).await;
    }

    #[rstest]
    #[tokio::test]
    async fn of_an_old_version_or_another_centre_is_refused(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let contact = first_contact(&store).await;
        lengthen(&store, contact.id).await.unwrap();
        let refused = withdraw(&store, &contact).await;
        assert!(matches!(refused, Err(SubmitError::Conflict { current: Revision(2) })), "{refused:?}");
        let why = "not ours".to_owned();
        let other = clerk("PAP");
        let refused = store.withdraw(&other, now(), contact.form, contact.id, Revision(2), why).await;
        assert!(matches!(refused, Err(SubmitError::NotFound)), "{refused:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn leaves_the_extract_and_changes_its_link(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        let system = domain::actor::Actor::system("test");
        let contacts = async || {
            let extract = store.extract_every_centre(&system, now(), "test").await.unwrap();
            let (mut keys, mut records) = (Vec::new(), extract.records(form("physio_contact"), None));
            while let Some(record) = records.next().await.unwrap() {
                keys.push(record.natural_key);
            }
            (keys, extract.audit_head())
        };
        let (before, head) = contacts().await;
        assert_eq!(before, ["C00001", "C00002"]);
        withdraw(&store, &first_contact(&store).await).await.unwrap();
        let (after, later) = contacts().await;
        assert_eq!(after, ["C00002"]);
        assert!(later.seq > head.seq);
    }
}

mod standing {
    use super::*;

    async fn of_contacts(store: &Store) -> Standing {
        let standing = store.cycle_standing(&audit_lead(), now(), &cycle()).await.unwrap();
        assert!(standing.iter().all(|line| line.centre == centre("STH")));
        for line in &standing {
            let sum = line.locked + line.signed_off + line.queried + line.incomplete + line.unsigned;
            assert_eq!(line.records, sum, "{line:?}");
        }
        standing.into_iter().find(|line| line.form == "physio_contact").unwrap()
    }

    #[rstest]
    #[tokio::test]
    async fn counts_every_record_by_where_it_is(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        opened(&store).await;
        store.submit(&clerk("STH"), now(), submission("physio_contact", &contact(3))).await.unwrap();
        withdraw(&store, &record(&store, "physio_contact", "C00003").await).await.unwrap();
        let draft = store::SaveDraft {
            id: None,
            form: form("physio_contact"),
            record: None,
            expected: None,
            fields: Vec::new(),
        };
        store.save_draft(&clerk("STH"), now(), draft).await.unwrap();
        let line = of_contacts(&store).await;
        assert_eq!((line.records, line.unsigned, line.incomplete), (2, 1, 1));
        assert_eq!((line.withdrawn, line.drafts), (1, 1));
        sign(&store).await;
        assert_eq!(of_contacts(&store).await.signed_off, 1);
        store.lock_cycle(&audit_lead(), now(), "2025H2", insist("2025H2")).await.unwrap();
        let line = of_contacts(&store).await;
        assert_eq!((line.records, line.locked, line.signed_off, line.incomplete), (2, 1, 0, 1));
    }

    #[rstest]
    #[tokio::test]
    async fn is_not_for_a_centre(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let refused = store.cycle_standing(&centre_lead("STH"), now(), &cycle()).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
    }
}
