//! Triggers that make a table append-only, in both dialects.
//!
//! They keep an honest mistake out. Somebody with the rights to drop a trigger is found by the hash chain.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Refuses UPDATE and DELETE (and TRUNCATE where there is one) on a table.
pub(crate) async fn guard(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let sql = match manager.get_database_backend() {
        DbBackend::Postgres => format!(
            "CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;
             CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only();"
        ),
        _ => format!("{}; {};", refusing("update", table), refusing("delete", table)),
    };
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}

/// A trigger of SQLite that refuses to `update` or to `delete` rows of a table.
fn refusing(what: &str, table: &str) -> String {
    format!(
        "CREATE TRIGGER {table}_no_{what} BEFORE {} ON {table}
         BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        what.to_uppercase()
    )
}

/// What lets the owner of such a table update its rows, and what guards it again: both in one transaction, so that
/// nobody ever finds it unguarded.
pub fn lifting(backend: DbBackend, table: &str) -> [String; 2] {
    if backend == DbBackend::Postgres {
        return ["DISABLE", "ENABLE"]
            .map(|what| format!("ALTER TABLE {table} {what} TRIGGER {table}_no_change"));
    }
    [format!("DROP TRIGGER {table}_no_update"), refusing("update", table)]
}

/// Removes what [`guard`] made. SQLite drops a table's triggers with the table.
pub(crate) async fn unguard(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Postgres {
        let sql = format!("DROP TRIGGER {table}_no_change ON {table}; DROP FUNCTION {table}_append_only();");
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}
