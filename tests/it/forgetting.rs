//! Forgetting who did what long ago: what goes, what stays, and that the trail holds.

use domain::actor::{Actor, Role};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use store::{Break, Error, Store, TrailFilter};
use testkit::database::{Backend, Database};
use testkit::fixtures::{centre_lead, clerk, contact, furnished, member, now, on_ecmo, submission};

use crate::tampering::{intruder, lived_in};

fn years_later(years: i64) -> Timestamp {
    now().to_zoned_datetime(TimeZone::UTC).checked_add(years.years()).unwrap().timestamp()
}

async fn forget(store: &Store, before: Timestamp) -> u64 {
    store.forget_events(&Actor::system("test"), years_later(10), before).await.unwrap()
}

async fn broken(store: &Store) -> Option<Break> {
    store.verify(&mut |_| ()).await.unwrap().broken
}

/// The events that still say who did them.
async fn told(db: &Database) -> Vec<String> {
    db.strings("SELECT action FROM audit_event WHERE actor <> '' ORDER BY seq").await
}

/// Whatever the trail says of persons, in one text.
async fn persons(db: &Database) -> String {
    let said =
        "SELECT actor || ' ' || COALESCE(through, '') || ' ' || subject || ' ' || detail FROM audit_event";
    db.strings(said).await.join("\n")
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn takes_who_from_what_is_old_and_the_trail_holds(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    lived_in(&store).await;
    let noted = store.audit_head().await.unwrap();
    assert!(persons(&db).await.contains("192.0.2.1"));
    let all = u64::try_from(noted.seq).unwrap();
    assert_eq!(forget(&store, years_later(1)).await, all);
    assert_eq!(told(&db).await, ["trail.forget"]);
    let left = persons(&db).await;
    for personal in ["192.0.2.1", "session ", "token ", "reason", "\"from\"", "Nobody of the centre answers"]
    {
        assert!(!left.contains(personal), "{personal}");
    }
    let verified = store.verify_against(&[noted.to_string().parse().unwrap()], &mut |_| ()).await.unwrap();
    assert_eq!(verified.broken, None, "and a head of before lies on it");
    assert_eq!(forget(&store, years_later(1)).await, 0);
}

#[rstest]
#[tokio::test]
async fn goes_on_where_it_stopped_and_leaves_what_is_younger(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    let young = years_later(5);
    store.submit(&clerk("STH"), young, submission("physio_contact", &contact(1))).await.unwrap();
    assert!(forget(&store, years_later(1)).await > 0);
    assert_eq!(told(&db).await, ["record.create", "trail.forget"]);
    assert_eq!(broken(&store).await, None);
    assert_eq!(forget(&store, years_later(6)).await, 1, "the contact");
    assert_eq!(broken(&store).await, None);
    store.submit(&clerk("STH"), years_later(10), submission("physio_contact", &contact(2))).await.unwrap();
    assert_eq!(broken(&store).await, None, "writing goes on");
    let events = store.trail(&centre_lead("STH"), &TrailFilter::default(), 50).await.unwrap().events;
    assert_eq!(events.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["record.create"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_cannot_be_changed_unseen(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    let count = forget(&store, years_later(1)).await;
    on_ecmo(&store, &clerk("PAP")).await;
    let intruder = intruder(&db).await;
    for change in [
        "SET centre = 'PAP' WHERE seq = 2".to_owned(),
        "SET actor = 'Robin' WHERE seq = 2".to_owned(),
        "SET subject = 'x' WHERE seq = 2".to_owned(),
        "SET detail = '{}' WHERE seq = 2".to_owned(),
        "SET action = 'import.undo' WHERE seq = 2".to_owned(),
        "SET at = at + 1 WHERE seq = 2".to_owned(),
        "SET hash = prev_hash WHERE seq = 2".to_owned(),
        "SET prev_hash = hash WHERE seq = 2".to_owned(),
        // One that is young enough to be told is made to look forgotten.
        format!("SET actor = '' WHERE seq = {}", count + 2),
    ] {
        intruder
            .execute_unprepared(&format!(
                "CREATE TABLE kept AS SELECT * FROM audit_event; UPDATE audit_event {change}"
            ))
            .await
            .unwrap();
        let found = broken(&store).await;
        assert_ne!(found, None, "{change}");
        let back = "DELETE FROM audit_event; INSERT INTO audit_event SELECT * FROM kept; DROP TABLE kept";
        intruder.execute_unprepared(back).await.unwrap();
    }
    for setting in ["1:", "999999:"] {
        let sql = format!(
            "UPDATE setting SET value = '{setting}{}' WHERE name = 'trail_forgotten'",
            "0".repeat(64)
        );
        intruder.execute_unprepared("CREATE TABLE kept AS SELECT * FROM setting").await.unwrap();
        intruder.execute_unprepared(&sql).await.unwrap();
        assert_ne!(broken(&store).await, None, "{setting}");
        let back = "DELETE FROM setting; INSERT INTO setting SELECT * FROM kept; DROP TABLE kept";
        intruder.execute_unprepared(back).await.unwrap();
    }
    assert_eq!(broken(&store).await, None);
}

#[rstest]
#[tokio::test]
async fn what_was_altered_before_is_not_forgotten(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    let intruder = intruder(&db).await;
    intruder.execute_unprepared("UPDATE audit_event SET actor = 'Robin' WHERE seq = 2").await.unwrap();
    let system = Actor::system("test");
    let refused = store.forget_events(&system, years_later(10), years_later(1)).await;
    assert!(matches!(refused, Err(Error::Inconsistent { .. })), "{refused:?}");
    assert!(matches!(broken(&store).await, Some(Break::Event { seq: 2, .. })), "it is still found");
}

#[rstest]
#[tokio::test]
async fn leaves_the_table_guarded_as_it_was(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    on_ecmo(&store, &clerk("STH")).await;
    forget(&store, years_later(1)).await;
    for change in ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"] {
        let refused = db.try_tamper(change).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
}

#[tokio::test]
async fn is_the_operators() {
    let (_db, store) = furnished(Backend::Sqlite).await;
    for role in Role::OF_MEMBERS {
        let who = member(&store, role.as_str(), role, role.has_centre().then_some("STH")).await;
        let refused = store.forget_events(&who, now(), now()).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{role}");
    }
}
