//! Rows that the database itself keeps from whoever they are not for.
//!
//! Every query narrows by its centre ([`Scoped::own`](crate::Scoped)). Should one forget, PostgreSQL shows it nothing: the
//! rows of centres lie behind row-level security, and a transaction sees those of the [`Sight`] that it was told, no
//! other, none when it was told nothing. SQLite has no such thing; there the queries stand alone.

use domain::actor::Sight;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbBackend, Statement,
    TransactionOptions, TransactionTrait,
};

use crate::error::Result;
use crate::scope::Scoped;
use crate::{Store, connect};

/// Tells a transaction whose rows it is for, until it ends.
pub(crate) async fn tell(db: &DatabaseTransaction, sight: &Sight) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT set_config('ecmopt.sees', $1, true)";
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [sight.as_str().into()]))
            .await?;
    }
    Ok(())
}

impl Store {
    /// Whether the account by which this program comes is shown every row whatever it was told, as PostgreSQL's superusers
    /// are.
    pub async fn sees_past_row_security(&self) -> Result<bool> {
        if self.read.get_database_backend() != DbBackend::Postgres {
            return Ok(false);
        }
        let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
        let row = self.read.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
    }

    /// What centres' rows are read by: it shows those of a sight.
    pub(crate) async fn see(&self, sight: &Sight) -> Result<DatabaseExecutor<'_>> {
        if self.read.get_database_backend() != DbBackend::Postgres {
            return Ok(DatabaseExecutor::Connection(&self.read));
        }
        let options =
            TransactionOptions { access_mode: Some(AccessMode::ReadOnly), ..TransactionOptions::default() };
        let db = self.read.begin_with_options(options).await?;
        tell(&db, sight).await?;
        Ok(DatabaseExecutor::OwnedTransaction(db))
    }

    /// The same, which shows them as they are now, whatever is written meanwhile.
    pub(crate) async fn still(&self, sight: &Sight) -> Result<DatabaseTransaction> {
        let db = connect::still(&self.read).await?;
        tell(&db, sight).await?;
        Ok(db)
    }
}

impl Scoped {
    /// What the centre's rows are read by.
    pub(crate) async fn see(&self) -> Result<DatabaseExecutor<'_>> {
        self.store.see(&self.sight()).await
    }

    /// The same, which shows them as they are now, whatever is written meanwhile.
    pub(crate) async fn still(&self) -> Result<DatabaseTransaction> {
        self.store.still(&self.sight()).await
    }

    pub(crate) fn sight(&self) -> Sight {
        Sight::Centre(self.centre().clone())
    }
}
