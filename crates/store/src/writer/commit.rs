//! One transaction of a lane: begun, filled, committed, and looked at from outside before anybody hears of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::value::CentreCode;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::time::{Instant, timeout, timeout_at};

use super::connection::{Connection, Witness};
use super::lane::Job;
use super::tx::{Sealed, Staged};
use crate::chain::Head;
use crate::connect::{self, Connector};
use crate::error::{Error, Result, is_refusal};
use crate::ids::Entropy;

/// Space in which centres are locked, apart from any other use of PostgreSQL's advisory locks.
const LOCK_SPACE: i32 = 0x0ec0;

/// How long the database may take to say that a commit or a rollback is done, and to show it.
const SETTLING: Duration = Duration::from_secs(5);

/// What a lane works with.
pub(crate) struct Lane {
    connection: Connection,
    witness: Witness,
    entropy: Arc<dyn Entropy>,
    /// The head of the audit chain as this lane committed it last.
    head: Option<Head>,
}

impl Lane {
    pub(crate) fn new(connector: Connector, entropy: Arc<dyn Entropy>) -> Self {
        let witness = Witness::new(connector.clone());
        Self { connection: Connection::new(connector), witness, entropy, head: None }
    }

    /// Tells the planner how the tables have grown.
    pub(super) async fn refresh_statistics(&mut self) {
        if let Some(db) = self.connection.held()
            && !connect::refresh_statistics(db).await
        {
            self.connection.throw_away();
        }
    }

    pub(super) fn throw_away(&mut self) {
        self.connection.throw_away();
    }

    /// One transaction: all bodies, then what they staged. Tells how many versions of records were written,
    /// once another connection has seen them. Of what it refuses nothing is stored, now or later, but for
    /// [`Error::Uncertain`].
    pub(super) async fn attempt(&mut self, group: &mut [Box<dyn Job>]) -> Result<usize> {
        let result = self.transact(group).await;
        if result.as_ref().is_err_and(Error::taints) {
            self.connection.throw_away();
        }
        result
    }

    async fn transact(&mut self, group: &mut [Box<dyn Job>]) -> Result<usize> {
        let deadline = group.iter().map(|job| job.deadline()).min().unwrap_or_else(Instant::now);
        let late = |_| Error::Late("the deadline passed before the commit".to_owned());
        let db = timeout_at(deadline, self.begin()).await.map_err(late)??;
        match timeout_at(deadline, self.fill(&db, group)).await.map_err(late)? {
            Ok(Some(Sealed { versions, head })) => {
                self.settle(db.commit(), head).await?;
                self.head = head.or(self.head);
                Ok(versions)
            }
            Ok(None) => {
                self.roll_back(db).await;
                Ok(0)
            }
            Err(error) => {
                self.roll_back(db).await;
                Err(error)
            }
        }
    }

    /// Undoes a transaction. When the database does not say that it has, the end of the connection does.
    async fn roll_back(&mut self, db: DatabaseTransaction) {
        if !matches!(timeout(SETTLING, db.rollback()).await, Ok(Ok(()))) {
            self.connection.throw_away();
        }
    }

    async fn begin(&mut self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.connection.clean().await?.begin_with_options(options).await?)
    }

    /// Runs the bodies and writes what they staged; nothing when they wrote nothing.
    async fn fill(&self, db: &DatabaseTransaction, group: &mut [Box<dyn Job>]) -> Result<Option<Sealed>> {
        lock_centres(db, group.iter().flat_map(|job| job.centres()).collect()).await?;
        let mut staged = Staged::default();
        let alone = group.len() == 1;
        for job in &mut *group {
            job.run(db, self.entropy.as_ref(), alone, &mut staged).await?;
        }
        if staged.is_empty() { Ok(None) } else { staged.seal(db, self.head).await.map(Some) }
    }

    /// Commits, and believes it when the witness sees it. Nobody was promised what has no event.
    async fn settle(
        &mut self,
        commit: impl Future<Output = Result<(), DbErr>>,
        head: Option<Head>,
    ) -> Result<()> {
        let committed = timeout(SETTLING, commit).await;
        if !matches!(committed, Ok(Ok(()))) {
            self.connection.throw_away();
        }
        let Some(head) = head else {
            let late = |_| Error::Late("the database did not answer the commit".to_owned());
            return Ok(committed.map_err(late)??);
        };
        let seen = timeout(SETTLING, self.witness.sees(head)).await;
        if seen.is_err() {
            self.witness.throw_away();
        }
        let problem = match (committed, seen) {
            (_, Ok(Ok(true))) => return Ok(()),
            (Ok(Err(error)), Ok(Ok(false))) if is_refusal(&error) => return Err(error.into()),
            (Ok(Ok(())), Ok(Ok(false))) => {
                "the commit was acknowledged, but no other connection sees it".to_owned()
            }
            (Ok(Err(error)), _) => error.to_string(),
            (Err(_), _) => "the database did not answer the commit".to_owned(),
            (_, Ok(Err(error))) => error.detail().unwrap_or_else(|| error.to_string()),
            (_, Err(_)) => "the database did not answer after the commit".to_owned(),
        };
        Err(Error::Uncertain(format!("event {}: {problem}", head.seq)))
    }
}

/// Makes other processes wait until this transaction has ended, always in the same order so that no two
/// wait for each other. SQLite has locked the whole database already.
async fn lock_centres(db: &DatabaseTransaction, centres: BTreeSet<CentreCode>) -> Result<()> {
    if db.get_database_backend() != DbBackend::Postgres || centres.is_empty() {
        return Ok(());
    }
    let centres: Vec<&str> = centres.iter().map(CentreCode::as_str).collect();
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock($1, hashtext(centre)) FROM unnest(string_to_array($2, ',')) AS centre",
        [LOCK_SPACE.into(), centres.join(",").into()],
    );
    db.execute_raw(lock).await?;
    Ok(())
}
