//! A lane: takes the writes that wait and commits them together.

use std::collections::BTreeSet;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::value::CentreCode;
use futures_util::FutureExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use super::Write;
use super::tx::{By, Staged, Step, Tx};
use crate::connect;
use crate::error::{Error, Result};
use crate::ids::Entropy;

/// How many writes wait before callers have to.
const WAITING: usize = 256;

/// How many writes share a transaction at most. Keeps the rows of one statement far below the number of
/// parameters that either database allows.
const GROUP: usize = 64;

/// How often a write is tried when other processes are in its way, with pauses of 5, 10, 20 … ms.
const TRIES: u32 = 6;

/// Space in which centres are locked, apart from any other use of PostgreSQL's advisory locks.
const LOCK_SPACE: i32 = 0x0ec0;

type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What a lane works with.
#[derive(Clone)]
pub(crate) struct Lane {
    pub(crate) db: DatabaseConnection,
    pub(crate) entropy: Arc<dyn Entropy>,
}

/// A write whose type is forgotten.
pub(crate) trait Job: Send {
    fn alone(&self) -> bool;
    fn centres(&self) -> Vec<CentreCode>;
    fn run<'a>(
        &'a mut self,
        db: &'a DatabaseTransaction,
        entropy: &'a dyn Entropy,
        alone: bool,
        staged: &'a mut Staged,
    ) -> Running<'a>;
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// A write with the caller that waits for it.
pub(crate) struct Task<W: Write> {
    write: W,
    by: By,
    out: Option<W::Out>,
    reply: oneshot::Sender<Result<W::Out>>,
}

impl<W: Write> Task<W> {
    pub(super) fn new(write: W, by: By, reply: oneshot::Sender<Result<W::Out>>) -> Self {
        Self { write, by, out: None, reply }
    }
}

impl<W: Write> Job for Task<W> {
    fn alone(&self) -> bool {
        W::ALONE
    }

    fn centres(&self) -> Vec<CentreCode> {
        self.write.centres()
    }

    fn run<'a>(
        &'a mut self,
        db: &'a DatabaseTransaction,
        entropy: &'a dyn Entropy,
        alone: bool,
        staged: &'a mut Staged,
    ) -> Running<'a> {
        Box::pin(async move {
            let mut tx = Tx { db, by: &self.by, entropy, alone, staged };
            self.out = Some(match self.write.run(&mut tx).await? {
                Step::Declined(out) => out,
                Step::Quiet(out) => {
                    tx.commit_quietly();
                    out
                }
                Step::Done(out, trace) => {
                    tx.trace(trace);
                    out
                }
            });
            Ok(())
        })
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let Self { out, reply, .. } = *self;
        let nothing = || Error::Unavailable(format!("{} gave no result", W::NAME));
        // A caller that has gone away does not need its answer.
        let _ = reply.send(committed.and_then(|()| out.ok_or_else(nothing)));
    }
}

/// Starts a lane; it ends when nobody can send to it any more.
pub(crate) fn spawn(lane: Lane) -> mpsc::Sender<Box<dyn Job>> {
    let (sender, mut waiting) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut growth = Growth { versions: 0, next: Growth::FIRST };
        while let Some(first) = waiting.recv().await {
            for group in gather(first, &mut waiting) {
                // A bug in one write must not end the lane; its callers hear that it was not done.
                match AssertUnwindSafe(lane.carry_out(group)).catch_unwind().await {
                    Ok(written) if growth.has_doubled(written) => connect::refresh_statistics(&lane.db).await,
                    Ok(_) => {}
                    Err(_) => tracing::error!("a write panicked; its group was rolled back"),
                }
            }
        }
    });
    sender
}

/// What is waiting, cut into groups; a write that must be alone is a group of its own.
fn gather(first: Box<dyn Job>, waiting: &mut mpsc::Receiver<Box<dyn Job>>) -> Vec<Vec<Box<dyn Job>>> {
    let mut groups: Vec<Vec<Box<dyn Job>>> = vec![vec![first]];
    let mut taken = 1;
    while taken < GROUP
        && let Ok(job) = waiting.try_recv()
    {
        taken += 1;
        match groups.last_mut() {
            Some(group) if !job.alone() && !group.iter().any(|job| job.alone()) => group.push(job),
            _ => groups.push(vec![job]),
        }
    }
    groups
}

impl Lane {
    /// Commits a group, or each of its members alone when together they fail. Tells how many versions of
    /// records were written.
    async fn carry_out(&self, mut group: Vec<Box<dyn Job>>) -> usize {
        if group.len() > 1
            && let Ok(written) = self.attempt(&mut group).await
        {
            for job in group {
                job.answer(Ok(()));
            }
            return written;
        }
        let mut total = 0;
        for job in group {
            let mut alone = [job];
            let result = self.persist(&mut alone).await;
            let [job] = alone;
            job.answer(result.map(|written| total += written));
        }
        total
    }

    /// Tries again while other processes are in the way.
    async fn persist(&self, group: &mut [Box<dyn Job>]) -> Result<usize> {
        let mut pause = Duration::from_millis(5);
        for _ in 1..TRIES {
            match self.attempt(group).await {
                Err(error) if error.is_race() => tokio::time::sleep(pause).await,
                result => return result,
            }
            pause *= 2;
        }
        self.attempt(group).await
    }

    /// One transaction: all bodies, then what they staged. Dropping it rolls it back.
    async fn attempt(&self, group: &mut [Box<dyn Job>]) -> Result<usize> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let db = self.db.begin_with_options(options).await?;
        lock_centres(&db, group.iter().flat_map(|job| job.centres()).collect()).await?;
        let mut staged = Staged::default();
        let alone = group.len() == 1;
        for job in &mut *group {
            job.run(&db, self.entropy.as_ref(), alone, &mut staged).await?;
        }
        if staged.is_empty() {
            db.rollback().await?;
            return Ok(0);
        }
        let written = staged.seal(&db).await?;
        db.commit().await?;
        Ok(written)
    }
}

/// How far the database has grown through one lane.
struct Growth {
    versions: usize,
    next: usize,
}

impl Growth {
    const FIRST: usize = 256;

    /// Counts what was written; true each time that it has doubled.
    fn has_doubled(&mut self, written: usize) -> bool {
        self.versions += written;
        let due = self.versions >= self.next;
        while self.versions >= self.next {
            self.next *= 2;
        }
        due
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
