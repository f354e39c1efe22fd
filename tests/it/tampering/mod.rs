//! Every column of every table is altered once behind the program's back, a row of every table is removed and one
//! is put in: `verify` names the table and the row, or the column's class in `visibility.toml` says why not.

mod column;
mod lived_in;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sea_orm::{ConnectionTrait, Database as Orm, DatabaseConnection};
use store::{Break, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::furnished;

use self::column::{Column, added, removed, strings};
use self::lived_in::lived_in;
use crate::visibility::{Decided, decided};

#[tokio::test(flavor = "multi_thread")]
async fn of_any_column_or_row_is_named_on_sqlite() {
    let (db, store) = furnished(Backend::Sqlite).await;
    lived_in(&store).await;
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    let file = db.file();
    db.tamper("PRAGMA wal_checkpoint(TRUNCATE)").await;
    let mut missed = Vec::new();
    for alteration in alterations(&db).await {
        let found = in_a_copy(&file, &alteration.sql).await;
        missed.extend(alteration.missed(found.as_ref()));
    }
    assert!(missed.is_empty(), "verify does not name: {missed:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_any_column_or_row_is_named_on_postgresql() {
    let (db, store) = furnished(Backend::Postgres).await;
    lived_in(&store).await;
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
    let alterations = alterations(&db).await;
    db.tamper("DROP INDEX ux_record_form_centre_natural_key_live").await;
    let mut missed = Vec::new();
    for alteration in alterations {
        let Alteration { table, sql, .. } = &alteration;
        // As somebody with all rights: no trigger and no foreign key is in the way.
        let unguarded = "SET session_replication_role = replica";
        db.tamper(&format!("{unguarded}; CREATE TABLE kept AS TABLE {table}; {sql}")).await;
        let found = store.verify(&mut |_| {}).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).broken;
        missed.extend(alteration.missed(found.as_ref()));
        let back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept");
        db.tamper(&format!("{unguarded}; {back}")).await;
    }
    assert!(missed.is_empty(), "verify does not name: {missed:#?}");
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None, "all of it was undone");
}

/// Something that is done to a table.
struct Alteration {
    table: String,
    what: String,
    /// The classes say that nobody needs to know.
    free: bool,
    sql: String,
}

impl Alteration {
    /// Its name, unless it was found as the classes say.
    fn missed(&self, found: Option<&Break>) -> Option<String> {
        let named = found.is_some_and(|found| names(found, &self.table));
        let as_said = if self.free { found.is_none() } else { named };
        (!as_said).then(|| format!("{}: {} ({found:?})", self.table, self.what))
    }
}

/// Everything that can be done to the tables that the classes name.
async fn alterations(db: &Database) -> Vec<Alteration> {
    let connection = db.connection().await;
    let mut all = Vec::new();
    for (table, classes) in decided().tables {
        let columns = Column::of(&connection, &table).await;
        assert!(count(&connection, &table).await > 0, "no act of this test writes into {table}");
        let is_free = |class: &String| class.contains(", free");
        let mut add = |what: &str, free, sql| {
            all.push(Alteration { table: table.clone(), what: what.to_owned(), free, sql });
        };
        for column in &columns {
            add(&column.name, is_free(&classes[&column.name]), column.altered(&table));
        }
        let free = classes.values().all(is_free);
        add("a row less", free, removed(&table, &columns));
        add("a row more", free, added(&table, &columns));
    }
    all
}

/// Whether what was found says where it is.
fn names(found: &Break, table: &str) -> bool {
    let named = match found {
        Break::Row { table: named, key, .. } => !key.is_empty() && *named == table,
        Break::Record { .. } | Break::Missing { .. } => table == "record",
        Break::Revision { .. } => table == "record_revision",
        Break::Life { .. } => table == "life_event",
        Break::Event { .. } => table == "audit_event",
        Break::Head { .. } => table == "audit_head" || table == "audit_event",
        Break::Anchor { .. } => false,
    };
    // A version that is gone may be missed first by its record, a record by its version.
    named || matches!(found, Break::Missing { .. }) && table == "record_revision"
}

/// What is found in a copy of a database after SQL was run on it with all guards down.
async fn in_a_copy(file: &Path, sql: &str) -> Option<Break> {
    let folder = tempfile::TempDir::new().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(file, &copy).unwrap();
    let url = format!("sqlite://{}?mode=rw", copy.display());
    let connection = Orm::connect(&url).await.unwrap();
    let guards: Vec<String> = strings(
        &connection,
        "SELECT 'DROP ' || type || ' ' || name || ';' FROM sqlite_master \
         WHERE type = 'trigger' OR (type = 'index' AND sql IS NOT NULL)",
    )
    .await;
    let sql = format!("PRAGMA foreign_keys = OFF; {} {sql}", guards.concat());
    connection.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.unwrap();
    let store = Store::open(&url).await.unwrap();
    store.verify(&mut |_| {}).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).broken
}

async fn count(db: &DatabaseConnection, table: &str) -> usize {
    strings(db, &format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await[0].parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn is_found_by_events_that_the_classes_name() {
    let (db, store) = furnished(Backend::Sqlite).await;
    lived_in(&store).await;
    let Decided { vouched_by, .. } = decided();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in db.strings("SELECT action || ' ' || detail FROM audit_event").await {
        let (action, detail) = line.split_once(' ').unwrap();
        let detail: serde_json::Value = serde_json::from_str(detail).unwrap();
        for (table, _) in detail["vouched"].as_object().into_iter().flatten() {
            seen.entry(table.clone()).or_default().insert(action.to_owned());
        }
    }
    for (table, actions) in seen {
        let said: BTreeSet<String> = vouched_by[&table].split(", ").map(str::to_owned).collect();
        let unsaid: Vec<_> = actions.difference(&said).collect();
        assert!(unsaid.is_empty(), "[vouched_by] does not say of {table}: {unsaid:?}");
    }
}
