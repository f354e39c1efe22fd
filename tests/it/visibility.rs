//! Every column is classified, so that none leaves the building unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use testkit::database::{Backend, Database};

const VISIBILITY: &str = include_str!("../../crates/store/visibility.toml");

#[rstest]
#[tokio::test]
async fn of_every_column_is_decided(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let decided: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(VISIBILITY).unwrap();
    let classes = ["public", "internal", "personal"];
    let decided: BTreeSet<(String, String)> = decided
        .into_iter()
        .flat_map(|(table, columns)| {
            columns.into_iter().map(move |(column, class)| {
                assert!(classes.contains(&class.as_str()), "{table}.{column} is {class}");
                (table.clone(), column)
            })
        })
        .collect();
    let db = Database::migrated(on).await;
    let live = columns(on, &db.connection().await).await;
    let undecided: Vec<_> = live.difference(&decided).collect();
    let gone: Vec<_> = decided.difference(&live).collect();
    assert!(undecided.is_empty(), "decide in crates/store/visibility.toml: {undecided:?}");
    assert!(gone.is_empty(), "no longer in the database: {gone:?}");
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
