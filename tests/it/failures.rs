//! What goes wrong around the database, in one clear sentence each.

use std::time::Duration;

use domain::actor::Actor;
use rstest::rstest;
use sea_orm::{ConnectionTrait, TransactionTrait};
use store::{Error, Options, Store, SubmitError};
use testkit::database::{Backend, Database};
use testkit::fixtures::{clerk, contact, form, furnished, now, on_ecmo, patient, pseudonym, submission};

use crate::import::{bundle, import_of};

#[tokio::test]
async fn an_address_of_no_known_database_is_refused() {
    let error = Store::open("mysql://localhost/ecmopt").await.unwrap_err();
    assert!(error.to_string().contains("must start with sqlite: or postgres:"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_as_such() {
    let error = Store::open("postgres://nobody@127.0.0.1:1/none").await.unwrap_err();
    assert!(matches!(error, Error::Unusable { .. }), "{error:?}");
    assert!(error.to_string().starts_with("The PostgreSQL server does not answer"), "{error}");
}

#[rstest]
#[tokio::test]
async fn a_database_that_somebody_else_locks_is_busy(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, _store) = furnished(on).await;
    let other = db.connection().await;
    let lock = other.begin().await.unwrap();
    lock.execute_unprepared("UPDATE audit_head SET seq = seq").await.unwrap();
    let options = Options { patience: Duration::from_millis(100), ..Options::default() };
    let store = Store::open_with(&db.url, options).await.unwrap();
    let submit = submission("patient", &patient());
    let waits = store.submit(&clerk("STH"), now(), submit.clone()).await;
    let Err(SubmitError::Store(error @ Error::Busy { .. })) = waits else { panic!("{waits:?}") };
    assert!(error.to_string().contains("Try again"), "{error}");
    lock.rollback().await.unwrap();
    store.submit(&clerk("STH"), now(), submit).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_past_its_deadline_is_not_stored_later(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, _store) = furnished(on).await;
    let other = db.connection().await;
    let lock = other.begin().await.unwrap();
    lock.execute_unprepared("UPDATE audit_head SET seq = seq").await.unwrap();
    let options = Options {
        patience: Duration::from_secs(5),
        deadline: Duration::from_millis(300),
        ..Options::default()
    };
    let store = Store::open_with(&db.url, options).await.unwrap();
    // The first one is begun and waits for the lock; the others wait behind it.
    let clerk = clerk("STH");
    let submits = (0..3).map(|number| {
        let (store, clerk) = (store.clone(), clerk.clone());
        let mut record = patient();
        record["patient_ref"] = pseudonym(number).into();
        tokio::spawn(async move { store.submit(&clerk, now(), submission("patient", &record)).await })
    });
    for submit in submits.collect::<Vec<_>>() {
        let answer = submit.await.unwrap();
        let Err(SubmitError::Store(error @ Error::Late(_))) = answer else { panic!("{answer:?}") };
        assert!(error.to_string().contains("Nothing was saved"), "{error}");
    }
    lock.rollback().await.unwrap();
    store.submit(&clerk, now(), submission("patient", &patient())).await.unwrap();
    let scope = store.scope(&clerk, now(), "test").unwrap();
    let stored = scope.records(form("patient"), None, 10).await.unwrap();
    assert_eq!(stored.len(), 1, "only what was acknowledged");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_behind_a_long_import_is_told_at_its_deadline(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, _store) = furnished(on).await;
    let other = db.connection().await;
    let lock = other.begin().await.unwrap();
    lock.execute_unprepared("UPDATE audit_head SET seq = seq").await.unwrap();
    let options =
        Options { patience: Duration::from_secs(30), deadline: Duration::from_secs(1), ..Options::default() };
    let store = Store::open_with(&db.url, options).await.unwrap();
    let (importing, clerk) = (store.clone(), clerk("STH"));
    // It may take thirty times as long, and holds the only lane of SQLite.
    let import =
        tokio::spawn(
            async move { importing.import(&Actor::system("import"), now(), import_of(bundle(0))).await },
        );
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut record = patient();
    record["patient_ref"] = pseudonym(2).into();
    // If it waited for the import, the import would wait for its lock in vain.
    let answer = store.submit(&clerk, now(), submission("patient", &record)).await;
    assert!(matches!(answer, Err(SubmitError::Store(Error::Late(_)))), "{answer:?}");
    lock.rollback().await.unwrap();
    assert_eq!(import.await.unwrap().unwrap().created, 3);
    let scope = store.scope(&clerk, now(), "test").unwrap();
    let stored = scope.records(form("patient"), None, 10).await.unwrap();
    assert_eq!(stored.len(), 1, "what was told that nothing was saved is not");
}

#[rstest]
#[tokio::test]
async fn a_record_that_cannot_be_read_names_its_row(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    let clerk = clerk("STH");
    let stored = on_ecmo(&store, &clerk).await;
    db.tamper("UPDATE record SET payload = '{\"cfs\":' WHERE form = 'patient'").await;
    let scope = store.scope(&clerk, now(), "test").unwrap();
    let error = scope.record(form("patient"), stored[0].id).await.unwrap_err();
    let detail = error.detail().unwrap();
    assert!(detail.starts_with(&format!("record.payload of row {}", stored[0].id)), "{detail}");
    let judged = store.submit(&clerk, now(), submission("physio_contact", &contact(1))).await;
    assert!(matches!(judged, Err(SubmitError::Store(Error::Inconsistent { .. }))), "{judged:?}");
}

#[rstest]
#[tokio::test]
async fn a_database_without_tables_is_behind(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let db = Database::empty(on).await;
    let error = db.store().await.ready().await.unwrap_err();
    assert!(error.to_string().contains("ecmopt migrate"), "{error}");
}

#[rstest]
#[tokio::test]
async fn a_database_that_lacks_a_table_is_not_healthy(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let (db, store) = furnished(on).await;
    store.health(now()).await.unwrap();
    let tables = match on {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        Backend::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
    };
    for table in db.strings(tables).await {
        db.tamper(&format!("ALTER TABLE {table} RENAME TO moved_away")).await;
        store.health(now()).await.expect_err(&table);
        db.tamper(&format!("ALTER TABLE moved_away RENAME TO {table}")).await;
    }
    store.health(now()).await.unwrap();
}
