//! The schema's history: up, down and up again on both databases.

use migrations::Migrator;
use rstest::rstest;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;
use store::{Error, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::now;

#[rstest]
#[tokio::test]
async fn go_up_down_and_up(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let db = Database::empty(on).await;
    let connection = db.connection().await;
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
