//! The schema's history: up, down and up again on both databases.

use domain::actor::Role;
use migrations::Migrator;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;
use store::{Break, Error, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{furnished, member, now};

#[rstest]
#[tokio::test]
async fn go_up_down_and_up(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let db = Database::empty(on).await;
    let connection = sea_orm::Database::connect(db.url.as_str()).await.unwrap();
    let all = Migrator::migrations().len();
    Migrator::up(&connection, None).await.unwrap();
    for _ in 0..all {
        Migrator::down(&connection, Some(1)).await.unwrap();
    }
    Migrator::up(&connection, None).await.unwrap();
    let status = db.store().await.schema_status().await.unwrap();
    assert_eq!((status.applied.len(), status.pending.len()), (all, 0));
}

#[rstest]
#[tokio::test]
async fn are_applied_once_by_two_processes(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let db = Database::empty(on).await;
    let (one, other) = (db.store().await, db.store().await);
    assert!(matches!(one.ready().await, Err(Error::Behind)));
    let (first, second) = tokio::join!(one.migrate(now()), other.migrate(now()));
    assert_eq!(first.unwrap(), second.unwrap());
    one.ready().await.unwrap();
}

/// A database as an earlier version has left it: rows, and events that vouch for none of them.
#[rstest]
#[tokio::test]
async fn vouch_for_the_rows_that_an_earlier_version_has_left(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    member(&store, "early@example.org", Role::DataEntry, Some("STH")).await;
    let earlier = "DELETE FROM seaql_migrations WHERE version = 'm20261128_120000_rows_are_vouched_for'";
    db.tamper(earlier).await;
    forget_what_was_vouched(on, &db).await;
    let before = db.store().await;
    assert!(matches!(before.ready().await, Err(Error::Behind)));
    before.migrate(now()).await.unwrap();
    assert_eq!(before.verify(&mut |_| {}).await.unwrap().broken, None);
    let vouched =
        db.strings("SELECT subject FROM audit_event WHERE action = 'vouch.baseline' ORDER BY seq").await;
    assert_eq!(vouched, ["centre", "centre_designation", "member", "membership"]);
    db.tamper("UPDATE member SET role = 'audit-lead'").await;
    let found = before.verify(&mut |_| {}).await.unwrap().broken;
    assert!(matches!(found, Some(Break::Row { table: "member", .. })), "{found:?}");
    // Once is enough.
    let events = before.audit_head().await.unwrap();
    before.migrate(now()).await.unwrap();
    assert_eq!(before.audit_head().await.unwrap(), events);
}

/// Writes the trail as a version would have that vouched for no rows: its events are taken away, and their rows
/// stay.
async fn forget_what_was_vouched(on: Backend, db: &Database) {
    let unguard = match on {
        Backend::Sqlite => "DROP TRIGGER audit_event_no_delete",
        Backend::Postgres => "DROP TRIGGER audit_event_no_change ON audit_event",
    };
    for sql in [
        unguard,
        "DELETE FROM audit_event WHERE seq > 1",
        "UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit_event WHERE seq = 1)",
    ] {
        db.tamper(sql).await;
    }
}

#[rstest]
#[tokio::test]
async fn of_a_newer_version_are_refused_in_one_sentence(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let db = Database::migrated(on).await;
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m30000101_000000_later', 0)";
    db.connection().await.execute_unprepared(newer).await.unwrap();
    let error = Store::open(&db.url).await.unwrap_err();
    assert!(matches!(error, Error::Newer(_)));
    assert!(error.to_string().contains("newer version of ecmopt"));
}
