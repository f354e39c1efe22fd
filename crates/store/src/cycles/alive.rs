//! How others see that a process still lives: it holds something that the system takes away when it ends.

use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait,
};

use crate::error::{Error, Result};

/// How often the hold is tried for, with pauses of [`PAUSE`]: a process that was ended may take a moment to be gone.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// The number under which PostgreSQL keeps these locks.
const LOCK_SPACE: i32 = 0x0ecf;

/// What one process at a time does to a database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hold {
    /// Freezes a cycle.
    Freeze,
    /// Builds packs.
    Packs,
}

impl Hold {
    /// Which of PostgreSQL's locks it is.
    const fn number(self) -> i32 {
        match self {
            Self::Freeze => 0,
            Self::Packs => 1,
        }
    }

    /// How the file beside an SQLite database ends.
    const fn ending(self) -> &'static str {
        match self {
            Self::Freeze => "freeze",
            Self::Packs => "packs",
        }
    }
}

/// Held by the one process that does it.
#[derive(Debug)]
pub(crate) enum Alive {
    /// A transaction that does nothing but hold a lock. PostgreSQL ends it with the connection.
    Transaction { _held: DatabaseTransaction },
    /// A locked file beside the SQLite database. The system unlocks it with the process.
    File { _held: File },
    /// A database in memory, which no other process can see.
    Alone,
}

impl Alive {
    /// Takes the hold; `None` while another process has it.
    pub(super) async fn hold(db: &DatabaseConnection, what: Hold) -> Result<Option<Self>> {
        for _ in 1..TRIES {
            if let Some(alive) = Self::try_hold(db, what).await? {
                return Ok(Some(alive));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Self::try_hold(db, what).await
    }

    /// The same, without waiting for a process that was ended a moment ago.
    pub(crate) async fn try_hold(db: &DatabaseConnection, what: Hold) -> Result<Option<Self>> {
        if db.get_database_backend() == DbBackend::Postgres {
            in_postgres(db, what).await
        } else {
            beside(db, what).await
        }
    }
}

async fn in_postgres(db: &DatabaseConnection, what: Hold) -> Result<Option<Alive>> {
    let held = db.begin().await?;
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_try_advisory_xact_lock($1, $2) AS held",
        [LOCK_SPACE.into(), what.number().into()],
    );
    let row = held.query_one_raw(lock).await?;
    let is_held: bool = row.map(|row| row.try_get("", "held")).transpose()?.unwrap_or(false);
    Ok(is_held.then_some(Alive::Transaction { _held: held }))
}

async fn beside(db: &DatabaseConnection, what: Hold) -> Result<Option<Alive>> {
    let sql = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    let file: String = row.map(|row| row.try_get("", "file")).transpose()?.unwrap_or_default();
    if file.is_empty() {
        return Ok(Some(Alive::Alone));
    }
    let path = PathBuf::from(format!("{file}-{}", what.ending()));
    let fail = |error| Error::Unavailable(format!("locking {}: {error}", path.display()));
    let held = File::options().create(true).append(true).open(&path).map_err(fail)?;
    match held.try_lock() {
        Ok(()) => Ok(Some(Alive::File { _held: held })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(fail(error)),
    }
}
