//! Whether the database fits this program, and making it fit.

mod baseline;

use domain::actor::Sight;
use std::collections::BTreeSet;

use jiff::Timestamp;
use migrations::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::{IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations};

use crate::error::{Error, Result};
use crate::sight;

/// How the database's schema stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaStatus {
    /// Changes that the database holds, oldest first.
    pub applied: Vec<String>,
    /// Changes that it lacks, oldest first.
    pub pending: Vec<String>,
}

/// Compares the database with the migrations; refuses one that a newer program has changed.
pub(crate) async fn status<'c, C>(db: &'c C) -> Result<SchemaStatus>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let known: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let held = held(db).await?;
    if let Some(newer) = held.iter().find(|name| !known.contains(name)) {
        return Err(Error::Newer(newer.clone()));
    }
    let (applied, pending) = known.into_iter().partition(|name| held.contains(name));
    Ok(SchemaStatus { applied, pending })
}

async fn held<'c, C>(db: &'c C) -> Result<BTreeSet<String>>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(BTreeSet::new());
    }
    let rows = seaql_migrations::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Applies what is pending, all of it or nothing, one process at a time. Rows that the changes leave different
/// are vouched for anew.
pub(crate) async fn migrate(db: &DatabaseConnection, now: Timestamp) -> Result<SchemaStatus> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("SELECT pg_advisory_xact_lock(3776, 1)").await?;
    }
    // What a change leaves different is vouched for, whoever's it is.
    sight::tell(&transaction, &Sight::Every).await?;
    let before = status(&transaction).await?;
    if !before.pending.is_empty() {
        let columns = baseline::columns(&transaction).await?;
        Migrator::up(&transaction, None).await?;
        baseline::vouch(&transaction, &before, &columns, now).await?;
    }
    let after = status(&transaction).await?;
    transaction.commit().await?;
    Ok(after)
}
