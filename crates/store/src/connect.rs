//! Opening a database: SQLite inside the program, or PostgreSQL beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use desk::Desk;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, TransactionOptions, TransactionTrait,
};

use crate::error::{Error, Result};
use crate::ids::{Entropy, OsEntropy};

/// How a store is opened.
#[derive(Clone)]
pub struct Options {
    /// Where ids, tokens and salts come from.
    pub entropy: Arc<dyn Entropy>,
    /// How long a statement waits for another process's lock before the caller is told that the database
    /// is busy. Longer than a large import takes.
    pub patience: Duration,
    /// How many connections read at a time.
    pub readers: u32,
    /// How long a write may take from the moment in which it is asked for. What is past it is not begun, and
    /// not committed: nobody waits for the answer any more. Longer than `patience`.
    pub deadline: Duration,
    /// Counts the statements that are sent, for a test.
    pub statements: Option<Arc<AtomicUsize>>,
    /// The place for work that keeps a processor busy.
    pub desk: Desk,
    /// Has the driver say of each statement how many rows came back (`rows_returned` of the trace events of
    /// `sqlx::query`), for a test. Never in use: an event holds its statement.
    pub tells_rows: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            entropy: Arc::new(OsEntropy),
            patience: Duration::from_secs(15),
            readers: 4,
            deadline: Duration::from_secs(20),
            statements: None,
            desk: Desk::of_this_machine(),
            tells_rows: false,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// Where the database is and how it is spoken to: makes connections.
#[derive(Debug, Clone)]
pub(crate) struct Connector {
    url: String,
    backend: DbBackend,
    patience: Duration,
    statements: Option<Arc<AtomicUsize>>,
    tells_rows: bool,
}

impl Connector {
    /// Of a database's address; no connection is made yet.
    pub(crate) fn new(url: &str, options: &Options) -> Result<Self> {
        let backend = if url.starts_with("sqlite:") {
            DbBackend::Sqlite
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            DbBackend::Postgres
        } else {
            return Err(Error::Invalid(
                "The database address must start with sqlite: or postgres:. \
                 Set ECMOPT_DATABASE_URL, e.g. to sqlite://ecmopt-data/ecmopt.db?mode=rwc."
                    .to_owned(),
            ));
        };
        let Options { patience, statements, tells_rows, .. } = options.clone();
        Ok(Self { url: url.to_owned(), backend, patience, statements, tells_rows })
    }

    /// Whether many may write at a time.
    pub(crate) fn is_postgres(&self) -> bool {
        self.backend == DbBackend::Postgres
    }

    /// Makes up to so many connections, the first one now.
    pub(crate) async fn open(&self, connections: u32) -> Result<DatabaseConnection> {
        let patience = self.patience;
        let mut options = ConnectOptions::new(&self.url);
        options
            .max_connections(connections)
            .acquire_timeout(patience)
            .sqlx_logging(self.tells_rows)
            .record_stmt_in_spans(false)
            .test_before_acquire_if_idle_for(Duration::from_secs(30));
        match self.backend {
            DbBackend::Postgres => options.map_sqlx_postgres_opts(move |options| {
                options.options([("lock_timeout", format!("{}ms", patience.as_millis()))])
            }),
            // Every acknowledged write is on the disk: the write-ahead log is flushed at each commit.
            _ => options.map_sqlx_sqlite_opts(move |options| {
                options
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(patience)
                    .pragma("cache_size", "-8192")
            }),
        };
        let mut db = Database::connect(options).await?;
        if let Some(statements) = self.statements.clone() {
            db.set_metric_callback(move |_| _ = statements.fetch_add(1, Ordering::Relaxed));
        }
        Ok(db)
    }
}

/// A transaction that sees the database as it is now, whatever is written meanwhile.
pub(crate) async fn still(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    // SQLite's readers always see one state; it has no levels to choose from.
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    };
    Ok(db.begin_with_options(options).await?)
}

/// How long the planner's statistics may take; a server that is gone must not hold anybody up.
const STATISTICS: Duration = Duration::from_secs(5);

/// When the tables have grown by much, tells PostgreSQL's planner what they look like. It would find out by
/// itself only after a minute, and walk whole centres until then: without statistics it takes any index
/// that begins with the centre. False when the connection is not to be used any more.
pub(crate) async fn refresh_statistics(db: &DatabaseConnection) -> bool {
    if db.get_database_backend() != DbBackend::Postgres {
        return true;
    }
    let analyse = db.execute_unprepared("ANALYZE (SKIP_LOCKED) record, record_revision, work_line");
    match tokio::time::timeout(STATISTICS, analyse).await {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "the planner's statistics could not be refreshed");
            false
        }
        Err(_) => {
            tracing::warn!("the planner's statistics were not refreshed in time");
            false
        }
    }
}
