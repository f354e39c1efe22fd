//! The audit trail: every write leaves its event, and nothing can be changed without being found.

use rstest::rstest;
use store::{Anchor, Break};
use testkit::database::{Backend, Database};
use testkit::fixtures::{clerk, contact, furnished, now, on_ecmo, submission};

mod verify {
    use super::*;

    #[rstest]
    #[tokio::test]
    async fn holds_after_eight_writers_in_two_processes(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        let other = db.store().await;
        let mut tasks = Vec::new();
        for writer in 0..8_u32 {
            let store = if writer % 2 == 0 { store.clone() } else { other.clone() };
            tasks.push(tokio::spawn(async move {
                for number in 0..10 {
                    let submit = submission("physio_contact", &contact(writer * 10 + number));
                    store.submit(&clerk("STH"), now(), submit).await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let verified = store.verify(&mut |_| {}).await.unwrap();
        assert_eq!(verified.broken, None);
        assert_eq!(verified.revisions, 83);
        // The directory, three records around the contacts, the contacts.
        assert_eq!(verified.head.seq, 1 + 83);
        assert_eq!(verified.head, store.audit_head().await.unwrap());
    }

    #[rstest]
    #[tokio::test]
    async fn names_an_event_that_was_changed(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let broken = after(on, "UPDATE audit_event SET actor = 'nobody' WHERE seq = 3").await;
        let problem = "its content was changed".to_owned();
        assert_eq!(broken, Some(Break::Event { seq: 3, problem }));
    }

    #[rstest]
    #[tokio::test]
    async fn names_an_event_that_is_missing(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let broken = after(on, "DELETE FROM audit_event WHERE seq = 3").await;
        assert!(matches!(broken, Some(Break::Event { seq: 4, .. })), "{broken:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn notices_that_the_last_events_were_cut_off(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let broken = after(on, "DELETE FROM audit_event WHERE seq = 4").await;
        assert_eq!(broken, Some(Break::Head { claimed: 4 }));
    }

    #[rstest]
    #[tokio::test]
    async fn names_the_event_of_a_version_that_was_changed(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let broken = after(on, "UPDATE record_revision SET actor = 'nobody'").await;
        assert!(matches!(broken, Some(Break::Revision { seq: Some(2), .. })), "{broken:?}");
    }

    #[rstest]
    #[tokio::test]
    async fn notices_a_record_that_is_not_its_last_version(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let broken = after(on, "UPDATE record SET payload = '{}' WHERE form = 'patient'").await;
        assert!(matches!(broken, Some(Break::Record { .. })), "{broken:?}");
    }

    /// What lies below it was removed as well: no event speaks of it any more.
    #[rstest]
    #[tokio::test]
    async fn finds_a_tail_that_was_cut_off_cleanly_by_a_head_that_was_noted(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (db, store) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        let noted: Anchor = store.audit_head().await.unwrap().to_string().parse().unwrap();
        drop_triggers(on, &db).await;
        for sql in [
            "DELETE FROM record_revision WHERE record_id IN (SELECT id FROM record WHERE form = 'ecmo_run')",
            "DELETE FROM record WHERE form = 'ecmo_run'",
            "DELETE FROM audit_event WHERE seq = 4",
            "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_event WHERE seq = 3)",
        ] {
            db.tamper(sql).await;
        }
        let unaware = store.verify(&mut |_| {}).await.unwrap();
        assert_eq!(unaware.broken, None, "by itself the rest is sound");
        let aware = store.verify_against(&[noted], &mut |_| {}).await.unwrap();
        assert_eq!(aware.broken, Some(Break::Anchor { head: noted.to_string(), events: 3 }));
    }

    /// As a trail looks that somebody has computed anew from its beginning.
    #[rstest]
    #[tokio::test]
    async fn finds_a_trail_that_was_written_anew_by_a_head_that_was_noted(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_one, store) = furnished(on).await;
        let (_other, anew) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        on_ecmo(&anew, &clerk("STH")).await;
        let head = store.audit_head().await.unwrap();
        for noted in [head.to_string(), head.hash.to_string()] {
            let noted: Anchor = noted.parse().unwrap();
            assert_eq!(store.verify_against(&[noted], &mut |_| {}).await.unwrap().broken, None);
            let found = anew.verify_against(&[noted], &mut |_| {}).await.unwrap().broken;
            assert!(matches!(found, Some(Break::Anchor { events: 4, .. })), "{found:?}");
        }
    }

    #[rstest]
    #[tokio::test]
    async fn takes_heads_of_long_ago_as_long_as_they_lie_on_the_trail(
        #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
    ) {
        let (_db, store) = furnished(on).await;
        let empty = "0:0000000000000000000000000000000000000000000000000000000000000000".parse().unwrap();
        let early: Anchor = store.audit_head().await.unwrap().to_string().parse().unwrap();
        on_ecmo(&store, &clerk("STH")).await;
        let verified = store.verify_against(&[empty, early], &mut |_| {}).await.unwrap();
        assert_eq!(verified.broken, None);
        let misnumbered = Anchor { seq: Some(2), ..early };
        let found = store.verify_against(&[early, misnumbered], &mut |_| {}).await.unwrap().broken;
        assert!(matches!(found, Some(Break::Anchor { .. })), "{found:?}");
    }

    /// What is found after the triggers were removed and SQL was run behind the program's back.
    async fn after(on: Backend, sql: &str) -> Option<Break> {
        let (db, store) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        drop_triggers(on, &db).await;
        db.tamper(sql).await;
        store.verify(&mut |_| {}).await.unwrap().broken
    }

    async fn drop_triggers(on: Backend, db: &Database) {
        for table in ["audit_event", "record_revision"] {
            db.tamper(&match on {
                Backend::Sqlite => {
                    format!("DROP TRIGGER {table}_no_update; DROP TRIGGER {table}_no_delete;")
                }
                Backend::Postgres => format!("DROP TRIGGER {table}_no_change ON {table};"),
            })
            .await;
        }
    }
}

mod append_only {
    use super::*;
    use sea_orm::ConnectionTrait;

    #[rstest]
    #[tokio::test]
    async fn tables_refuse_a_change(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
        let (db, store) = furnished(on).await;
        on_ecmo(&store, &clerk("STH")).await;
        let connection = db.connection().await;
        for table in ["audit_event", "record_revision"] {
            for sql in [format!("UPDATE {table} SET actor = 'x'"), format!("DELETE FROM {table}")] {
                let refused = connection.execute_unprepared(&sql).await.unwrap_err().to_string();
                assert!(refused.contains("is append-only"), "{refused}");
            }
        }
    }
}
