//! PostgreSQL keeps the rows of centres from transactions that were not told whose rows they are for.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::append_only;

/// Whose rows the transaction is for: a centre's code, `*` for every centre's, nothing for none.
const SEES: &str = "current_setting('ecmopt.sees', true)";

/// Tables whose rows name their centre.
const OF_CENTRES: [&str; 8] =
    ["record", "patient_review", "patient_work", "work_line", "work_count", "draft", "query", "upload"];

/// Tables whose rows belong to one of another table, with the column that names it.
const OF_OTHERS: [(&str, &str, &str); 4] = [
    ("record_revision", "record_id", "record"),
    ("life_event", "record_id", "record"),
    ("query_message", "query_id", "query"),
    ("upload_file", "upload_id", "upload"),
];

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What a centre was permitted stays as it was entered.
        append_only::guard(manager, "permission").await?;
        for (table, theirs) in conditions(manager) {
            // Forced: the account that serves may own the tables.
            let sql = format!(
                "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
                 ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
                 CREATE POLICY sight ON {table} USING ({SEES} = '*' OR {theirs});"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, _) in conditions(manager) {
            let sql = format!(
                "DROP POLICY sight ON {table};
                 ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
                 ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
            );
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        if manager.get_database_backend() != DbBackend::Postgres {
            let sql = "DROP TRIGGER permission_no_update; DROP TRIGGER permission_no_delete;";
            manager.get_connection().execute_unprepared(sql).await?;
        }
        append_only::unguard(manager, "permission").await
    }
}

/// By which rows of a table are those of one centre; nothing in a database that has no such policies.
fn conditions(manager: &SchemaManager<'_>) -> Vec<(&'static str, String)> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Vec::new();
    }
    let of_centres = OF_CENTRES.map(|table| (table, format!("centre = {SEES}")));
    // The other table's policy says whose its row is.
    let of_others = OF_OTHERS.map(|(table, column, other)| {
        (table, format!("EXISTS (SELECT 1 FROM {other} AS its WHERE its.id = {table}.{column})"))
    });
    // A row kept aside is the centre's that sent it; in a bundle of several, of the centre that it names.
    let whose = "COALESCE(its.centre, set_aside_row.cells::jsonb ->> 'centre_code')";
    let theirs = format!("its.id = set_aside_row.import_id AND {whose} = {SEES}");
    let aside = ("set_aside_row", format!("EXISTS (SELECT 1 FROM import AS its WHERE {theirs})"));
    of_centres.into_iter().chain(of_others).chain([aside]).collect()
}
