//! Every column is classified, so that none leaves the building unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use testkit::database::{Backend, Database};

const VISIBILITY: &str = include_str!("../../crates/store/visibility.toml");

/// The file of classes.
pub(crate) struct Decided {
    /// Table, column, classes.
    pub(crate) tables: BTreeMap<String, BTreeMap<String, String>>,
    /// Table, the actions of the events that vouch for its rows.
    pub(crate) vouched_by: BTreeMap<String, String>,
}

pub(crate) fn decided() -> Decided {
    let mut tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(VISIBILITY).unwrap();
    let vouched_by = tables.remove("vouched_by").unwrap();
    Decided { tables, vouched_by }
}

#[rstest]
#[tokio::test]
async fn of_every_column_is_decided(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let decided: BTreeSet<(String, String)> = decided()
        .tables
        .into_iter()
        .flat_map(|(table, columns)| columns.into_keys().map(move |column| (table.clone(), column)))
        .collect();
    let db = Database::migrated(on).await;
    let live = columns(on, &db.connection().await).await;
    let undecided: Vec<_> = live.difference(&decided).collect();
    let gone: Vec<_> = decided.difference(&live).collect();
    assert!(undecided.is_empty(), "decide in crates/store/visibility.toml: {undecided:?}");
    assert!(gone.is_empty(), "no longer in the database: {gone:?}");
}

#[test]
fn says_who_may_see_a_column_and_how_an_alteration_is_found() {
    for (table, columns) in &decided().tables {
        for (column, class) in columns {
            let (seen, found) = class.split_once(", ").unwrap_or((class, ""));
            assert!(["public", "internal", "personal"].contains(&seen), "{table}.{column} is {class}");
            let reason = found.strip_prefix("derived: ").or_else(|| found.strip_prefix("free: "));
            assert!(
                found == "vouched" || reason.is_some_and(|reason| !reason.is_empty()),
                "crates/store/visibility.toml: {table}.{column} = \"{class}\" does not say how an alteration is \
                 found. Write \"{seen}, vouched\" and hand its rows to Tx::vouch, or \"{seen}, free: WHY\"."
            );
        }
    }
}

#[test]
fn names_the_events_that_vouch_for_each_table() {
    let Decided { tables, vouched_by } = decided();
    let vouched =
        |columns: &BTreeMap<String, String>| columns.values().any(|class| class.ends_with(", vouched"));
    let tables: BTreeSet<_> =
        tables.into_iter().filter(|(_, columns)| vouched(columns)).map(|held| held.0).collect();
    assert_eq!(tables, vouched_by.into_keys().collect());
}

async fn columns(on: Backend, db: &DatabaseConnection) -> BTreeSet<(String, String)> {
    let sql = match on {
        Backend::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
        Backend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await;
    rows.unwrap()
        .iter()
        .map(|row| (row.try_get("", "t").unwrap(), row.try_get("", "c").unwrap()))
        .filter(|(table, _): &(String, String)| table != "seaql_migrations")
        .collect()
}
