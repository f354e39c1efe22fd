//! Drafts: what was typed is kept, on every device of the centre, until it is handed in.

use domain::actor::Actor;
use rstest::rstest;
use store::{Draft, DraftError, DraftId, Error, RecordId, SaveDraft, Store, SubmitError};
use testkit::database::Backend;
use testkit::fixtures::{
    PATIENT, clerk, contact, form, furnished, now, on_ecmo, patient, pseudonym, submission, submission_of,
};

fn typed(minutes: &str) -> SaveDraft {
    let fields = [("contact_ref", "C00001"), ("minutes", minutes), ("minutes", "again")];
    SaveDraft {
        id: None,
        form: form("physio_contact"),
        record: None,
        expected: None,
        fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
    }
}

fn again(draft: &Draft, minutes: &str) -> SaveDraft {
    SaveDraft { id: Some(draft.id), expected: Some(draft.version), ..typed(minutes) }
}

async fn kept(store: &Store, actor: &Actor) -> Vec<DraftId> {
    let scope = store.scope(actor, now(), "test").unwrap();
    scope.drafts().await.unwrap().into_iter().map(|draft| draft.id).collect()
}

mod save {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn keeps_what_was_typed_as_it_was_typed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let saved = store.save_draft(&clerk("STH"), now(), typed("3o")).await.unwrap();
        assert_eq!(saved.version, 1);
        let found = store.scope(&clerk("STH"), now(), "test").unwrap().draft(saved.id).await.unwrap();
        assert_eq!((found.form.id, found.version), ("physio_contact", 1));
        assert_eq!(found.fields, typed("3o").fields);
        assert_eq!(found.by, "Member STH");
    }

    #[rstest]
    #[tokio::test]
    async fn of_the_same_words_makes_no_version(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let first = store.save_draft(&clerk, now(), typed("30")).await.unwrap();
        let head = store.audit_head().await.unwrap();
        assert_eq!(store.save_draft(&clerk, now(), again(&first, "30")).await.unwrap().version, 1);
        assert_eq!(store.audit_head().await.unwrap(), head);
        assert_eq!(store.save_draft(&clerk, now(), again(&first, "31")).await.unwrap().version, 2);
    }

    #[rstest]
    #[tokio::test]
    async fn says_so_when_too_many_wait(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let mut last = None;
        for _ in 0..100 {
            last = Some(store.save_draft(&clerk, now(), typed("30")).await.unwrap());
        }
        let refused = store.save_draft(&clerk, now(), typed("30")).await;
        let Err(DraftError::NoRoom(sentence)) = refused else { panic!("{refused:?}") };
        assert!(sentence.starts_with("You have 100 drafts (0.0 MB); at most 100"), "{sentence}");
        let last = last.unwrap();
        store.save_draft(&clerk, now(), again(&last, "31")).await.expect("one that is there is kept on");
        store.delete_draft(&clerk, now(), last.id).await.unwrap();
        store.save_draft(&clerk, now(), typed("30")).await.expect("there is room again");
    }

    #[rstest]
    #[tokio::test]
    async fn says_so_when_they_are_too_large_together(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let large = || SaveDraft { fields: vec![("note".to_owned(), "x".repeat(255 << 10))], ..typed("30") };
        let mut kept = 0;
        let refused = loop {
            match store.save_draft(&clerk("STH"), now(), large()).await {
                Ok(_) => kept += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, DraftError::NoRoom(_)), "{refused:?}");
        assert_eq!(kept, 32, "eight megabytes");
    }

    #[rstest]
    #[tokio::test]
    async fn of_an_old_version_shows_the_current_one(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let first = store.save_draft(&clerk, now(), typed("30")).await.unwrap();
        store.save_draft(&clerk, now(), again(&first, "31")).await.unwrap();
        let refused = store.save_draft(&clerk, now(), again(&first, "32")).await;
        let Err(DraftError::Conflict(current)) = refused else { panic!("{refused:?}") };
        assert_eq!((current.version, current.fields), (2, typed("31").fields));
        let insisting = SaveDraft { expected: None, ..again(&first, "32") };
        assert_eq!(store.save_draft(&clerk, now(), insisting).await.unwrap().version, 3);
    }

    #[rstest]
    #[tokio::test]
    async fn of_eight_devices_at_once_lets_one_win(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        let draft = store.save_draft(&clerk("STH"), now(), typed("0")).await.unwrap();
        let mut tasks = Vec::new();
        for number in 1..9 {
            // Half of them through another process.
            let store = if number % 2 == 0 { store.clone() } else { db.store().await };
            let save = again(&draft, &number.to_string());
            tasks.push(tokio::spawn(async move { store.save_draft(&clerk("STH"), now(), save).await }));
        }
        let (mut won, mut lost) = (Vec::new(), Vec::new());
        for task in tasks {
            match task.await.unwrap() {
                Ok(saved) => won.push(saved.fields),
                Err(DraftError::Conflict(current)) => lost.push((current.version, current.fields)),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won.len(), 1);
        assert_eq!(lost, vec![(2, won.remove(0)); 7]);
    }

    #[rstest]
    #[tokio::test]
    async fn has_a_limit(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let refused = store.save_draft(&clerk("STH"), now(), typed(&"x".repeat(300_000))).await.unwrap_err();
        assert_eq!(refused.to_string(), "A draft holds at most 256 kilobytes.");
        assert!(kept(&store, &clerk("STH")).await.is_empty());
    }

    #[rstest]
    #[tokio::test]
    async fn says_in_the_trail_that_it_was_but_not_what(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        store.save_draft(&clerk("STH"), now(), typed("31415")).await.unwrap();
        let details = db.strings("SELECT detail FROM audit_event WHERE action = 'draft.save'").await;
        assert_eq!(details.len(), 1);
        assert!(
            details[0].starts_with(r#"{"centre":"STH","form":"physio_contact","version":1"#),
            "{details:?}"
        );
        assert!(!details[0].contains("31415"), "{details:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn for_a_record_needs_that_record(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let stored = store.submit(&clerk("STH"), now(), submission("patient", &patient())).await.unwrap();
        let of = |id: RecordId, form_id| SaveDraft { record: Some(id), form: form(form_id), ..typed("30") };
        assert!(store.save_draft(&clerk("STH"), now(), of(stored.id, "patient")).await.is_ok());
        for (code, form_id) in [("PAP", "patient"), ("STH", "physio_contact")] {
            let refused = store.save_draft(&clerk(code), now(), of(stored.id, form_id)).await;
            assert!(matches!(refused, Err(DraftError::NotFound)), "{code} {form_id}: {refused:?}");
        }
    }
}

mod another_centre {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn neither_sees_nor_changes_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let draft = store.save_draft(&clerk("STH"), now(), typed("30")).await.unwrap();
        let other = clerk("PAP");
        let scope = store.scope(&other, now(), "test").unwrap();
        assert!(matches!(scope.draft(draft.id).await, Err(Error::NotFound)));
        assert!(scope.drafts().await.unwrap().is_empty());
        let save = store.save_draft(&other, now(), again(&draft, "31")).await;
        assert!(matches!(save, Err(DraftError::NotFound)));
        let delete = store.delete_draft(&other, now(), draft.id).await;
        assert!(matches!(delete, Err(DraftError::NotFound)));
        assert_eq!(kept(&store, &clerk("STH")).await, [draft.id]);
    }

    #[rstest]
    #[tokio::test]
    async fn is_told_nothing_by_handing_its_id_in(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let foreign = store.save_draft(&clerk("STH"), now(), typed("30")).await.unwrap().id;
        let unknown = DraftId::parse("00000000-0000-7000-8000-000000000000").unwrap();
        let answer = async |draft: DraftId, number: usize, age: i64| {
            let mut patient = patient();
            patient["patient_ref"] = pseudonym(number).into();
            patient["age_years"] = age.into();
            let mut submit = submission_of("PAP", "patient", &patient);
            submit.draft = Some(draft);
            match store.submit(&clerk("PAP"), now(), submit).await {
                Ok(saved) => format!("saved at revision {}", saved.revision),
                Err(SubmitError::Refused(findings)) => findings[0].key(),
                Err(other) => panic!("{other:?}"),
            }
        };
        assert_eq!(answer(foreign, 1, 900).await, answer(unknown, 2, 900).await);
        assert_eq!(answer(foreign, 3, 45).await, answer(unknown, 4, 45).await);
        assert_eq!(kept(&store, &clerk("STH")).await, [foreign]);
    }
}

mod end {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn when_the_record_is_there(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        on_ecmo(&store, &clerk).await;
        let draft = store.save_draft(&clerk, now(), typed("30")).await.unwrap();
        let mut wrong = contact(1);
        wrong["minutes"] = serde_json::json!(0);
        let mut submit = submission("physio_contact", &wrong);
        submit.draft = Some(draft.id);
        assert!(matches!(store.submit(&clerk, now(), submit).await, Err(SubmitError::Refused(_))));
        assert_eq!(kept(&store, &clerk).await, [draft.id], "a refused record leaves its draft");
        let mut submit = submission("physio_contact", &contact(1));
        submit.draft = Some(draft.id);
        store.submit(&clerk, now(), submit).await.unwrap();
        assert!(kept(&store, &clerk).await.is_empty());
    }

    #[rstest]
    #[tokio::test]
    async fn even_when_the_answer_is_a_replay_or_nothing_changed(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let mut submit = submission("patient", &patient());
        submit.idempotency_key = Some("one".to_owned());
        let stored = store.submit(&clerk, now(), submit.clone()).await.unwrap();
        submit.draft = Some(store.save_draft(&clerk, now(), typed("30")).await.unwrap().id);
        assert!(store.submit(&clerk, now(), submit.clone()).await.unwrap().replayed);
        assert!(kept(&store, &clerk).await.is_empty());
        (submit.idempotency_key, submit.id) = (None, Some(stored.id));
        submit.draft = Some(store.save_draft(&clerk, now(), typed("30")).await.unwrap().id);
        assert_eq!(store.submit(&clerk, now(), submit).await.unwrap().revision, stored.revision);
        assert!(kept(&store, &clerk).await.is_empty());
        assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    }

    #[rstest]
    #[tokio::test]
    async fn when_it_is_thrown_away(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (_db, store) = furnished(on).await;
        let clerk = clerk("STH");
        let draft = store.save_draft(&clerk, now(), typed(PATIENT)).await.unwrap();
        store.delete_draft(&clerk, now(), draft.id).await.unwrap();
        assert!(kept(&store, &clerk).await.is_empty());
        let twice = store.delete_draft(&clerk, now(), draft.id).await;
        assert!(matches!(twice, Err(DraftError::NotFound)));
        let late = store.save_draft(&clerk, now(), again(&draft, "31")).await;
        assert!(matches!(late, Err(DraftError::NotFound)));
    }
}
