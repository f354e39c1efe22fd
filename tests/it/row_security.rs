//! Should a query forget its centre, PostgreSQL shows it nothing: rows of centres are there for a transaction that was told
//! whose it is for, and of that centre alone.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait as _, Database as Connection, DatabaseConnection, TransactionTrait as _};
use store::{NewUpload, SaveDraft, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::{clerk, form, furnished, now, on_ecmo};

/// Tables with a centre whose rows are not its patients': who belongs to it, what it may, what it was sent. Their pages ask
/// the policy; the trail is one chain of everybody's, and a key says which record was stored under it.
const NOT_OF_PATIENTS: [&str; 12] = [
    "audit_event",
    "centre_designation",
    "cycle_extension",
    "governance_case",
    "idempotency_key",
    "import",
    "import_mapping",
    "invitation",
    "member",
    "membership",
    "pack",
    "permission",
];

/// Two centres' records, drafts and files.
async fn two_centres() -> (Database, Store) {
    let (database, store) = furnished(Backend::Postgres).await;
    for code in ["STH", "RBH"] {
        let clerk = clerk(code);
        on_ecmo(&store, &clerk).await;
        let fields = vec![("age_years".to_owned(), "61".to_owned())];
        let draft = SaveDraft { id: None, form: form("patient"), record: None, expected: None, fields };
        store.save_draft(&clerk, now(), draft).await.unwrap();
        let files = vec![("patients".to_owned(), b"patient_ref".to_vec())];
        store
            .stage_upload(&clerk, now(), NewUpload { name: "patients.csv".to_owned(), files })
            .await
            .unwrap();
    }
    store.catch_up(now()).await.unwrap();
    (database, store)
}

/// A connection by the account of the service, which owns the tables.
async fn of_the_service(database: &Database) -> DatabaseConnection {
    Connection::connect(database.url.as_str()).await.unwrap()
}

/// What the account of the service finds by a query, in a transaction that was told this or nothing.
async fn found(database: &Database, told: Option<&str>, sql: &str) -> Vec<String> {
    let transaction = of_the_service(database).await.begin().await.unwrap();
    if let Some(told) = told {
        transaction.execute_unprepared(&format!("SET LOCAL ecmopt.sees = '{told}'")).await.unwrap();
    }
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let rows = transaction.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn guarded(database: &Database) -> BTreeSet<String> {
    let sql = "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity";
    database.strings(sql).await.into_iter().collect()
}

#[tokio::test]
async fn holds_for_every_table_with_rows_of_a_centres_patients() {
    let database = Database::migrated(Backend::Postgres).await;
    let with_centre = "SELECT table_name::text FROM information_schema.columns \
                       WHERE table_schema = 'public' AND column_name IN ('centre', 'record_id', 'query_id', 'upload_id', 'import_id')";
    let mut due: BTreeSet<String> = database.strings(with_centre).await.into_iter().collect();
    for table in NOT_OF_PATIENTS {
        assert!(due.remove(table), "{table} is there no more: take it off the list");
    }
    assert_eq!(guarded(&database).await, due);
}

#[tokio::test]
async fn shows_nothing_to_a_query_that_forgot_its_centre() {
    let (database, _store) = two_centres().await;
    let mut held = 0;
    for table in guarded(&database).await {
        let all = format!("SELECT t::text FROM {table} AS t");
        assert!(found(&database, None, &all).await.is_empty(), "{table}");
        assert!(found(&database, Some(""), &all).await.is_empty(), "{table}");
        assert!(
            found(&database, Some("PAP"), &all).await.is_empty(),
            "{table} has nothing of a third centre"
        );
        let every = found(&database, Some("*"), &all).await;
        let [one, other] =
            [found(&database, Some("STH"), &all).await, found(&database, Some("RBH"), &all).await];
        assert_eq!(one.len() + other.len(), every.len(), "{table}: each row is of one of the two");
        assert_eq!(one.is_empty(), every.is_empty(), "{table}");
        held += usize::from(!every.is_empty());
    }
    assert!(held >= 7, "{held} tables hold rows");
}

/// The very query of a page of records, without its condition.
#[tokio::test]
async fn stands_behind_the_condition_of_a_scope() {
    let (database, _store) = two_centres().await;
    let with = "SELECT centre FROM record WHERE centre = 'RBH' AND form = 'patient'";
    let without = "SELECT centre FROM record WHERE form = 'patient'";
    assert_eq!(found(&database, Some("RBH"), with).await, ["RBH"]);
    assert_eq!(
        found(&database, Some("RBH"), without).await,
        ["RBH"],
        "the other centre's patient is not there"
    );
    assert!(found(&database, Some("STH"), with).await.is_empty(), "not even when it is asked for by name");
    assert_eq!(found(&database, Some("*"), without).await.len(), 2);
}

#[tokio::test]
async fn takes_no_row_for_another_centre() {
    let (database, _store) = two_centres().await;
    let transaction = of_the_service(&database).await.begin().await.unwrap();
    transaction.execute_unprepared("SET LOCAL ecmopt.sees = 'STH'").await.unwrap();
    let changed = transaction.execute_unprepared("UPDATE draft SET version = version + 1").await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "its own draft alone");
    let given = transaction.execute_unprepared("UPDATE draft SET centre = 'RBH'").await.unwrap_err();
    assert!(given.to_string().contains("row-level security"), "{given}");
}

/// What was told ends with the transaction: the next one on the same connection has to be told again.
#[tokio::test]
async fn is_forgotten_with_the_transaction() {
    let (database, _store) = two_centres().await;
    let connection = of_the_service(&database).await;
    let transaction = connection.begin().await.unwrap();
    transaction.execute_unprepared("SET LOCAL ecmopt.sees = '*'").await.unwrap();
    transaction.commit().await.unwrap();
    let counted =
        sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT count(*) FROM record");
    let row = connection.query_one_raw(counted).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 0);
}

#[tokio::test]
async fn an_account_that_it_does_not_hold_for_is_told() {
    let (database, store) = furnished(Backend::Postgres).await;
    assert!(!store.sees_past_row_security().await.unwrap());
    let superuser = Store::open(&testkit::postgres::as_superuser(&database.url)).await.unwrap();
    assert!(superuser.sees_past_row_security().await.unwrap());
    let (_file, embedded) = furnished(Backend::Sqlite).await;
    assert!(!embedded.sees_past_row_security().await.unwrap());
}
