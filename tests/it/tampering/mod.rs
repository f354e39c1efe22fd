//! Every column of every table is altered once behind the program's back, a row of every table is removed and one
//! is put in: `verify` names the table and the row, or the column's class in `visibility.toml` says why not.

mod column;
mod lived_in;

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use sea_orm::{ConnectOptions, ConnectionTrait, Database as Orm, DatabaseConnection, DbBackend};
use store::{Break, Store};
use testkit::database::{Backend, Database};
use testkit::fixtures::furnished;

use self::column::{Column, added, removed, strings};
pub(crate) use self::lived_in::lived_in;
use crate::visibility::{Decided, decided};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_any_column_or_row_is_named(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (db, store) = furnished(on).await;
    lived_in(&store).await;
    holds(&store).await;
    let alterations = alterations(&db).await;
    let intruder = intruder(&db).await;
    let run = async |sql: String| {
        intruder.execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    };
    let mut missed = Vec::new();
    for alteration in alterations {
        let Alteration { table, sql, .. } = &alteration;
        run(format!("CREATE TABLE kept AS SELECT * FROM {table}; {sql}")).await;
        let found = store.verify(&mut |_| {}).await.unwrap_or_else(|error| panic!("{sql}: {error:?}")).broken;
        missed.extend(alteration.missed(found.as_ref()));
        run(format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept; DROP TABLE kept")).await;
    }
    assert!(missed.is_empty(), "verify does not name: {missed:#?}");
    holds(&store).await;
}

async fn holds(store: &Store) {
    assert_eq!(store.verify(&mut |_| {}).await.unwrap().broken, None);
}

/// Somebody with all rights and one connection: no trigger, no foreign key and no index is in the way.
pub(crate) async fn intruder(db: &Database) -> DatabaseConnection {
    let mut options = ConnectOptions::new(testkit::postgres::as_superuser(&db.url));
    options.max_connections(1);
    let intruder = Orm::connect(options).await.unwrap();
    let unguarded = if intruder.get_database_backend() == DbBackend::Postgres {
        let index = "ux_record_form_centre_natural_key_live";
        format!("SET session_replication_role = replica; DROP INDEX {index}")
    } else {
        let guards = "SELECT 'DROP ' || type || ' ' || name || ';' FROM sqlite_master \
                      WHERE type = 'trigger' OR (type = 'index' AND sql IS NOT NULL)";
        let guards = strings(&intruder, guards).await.concat();
        format!("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; {guards}")
    };
    intruder.execute_unprepared(&unguarded).await.unwrap();
    intruder
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
            let free = is_free(&classes[&column.name]);
            add(&column.name, free, column.altered(&table));
            if column.has_none(&connection, &table).await {
                add(&format!("an empty {} for none", column.name), free, column.emptied(&table));
            }
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
        Break::Row { table: named, key, .. } | Break::Work { table: named, key } => {
            !key.is_empty() && *named == table
        }
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
