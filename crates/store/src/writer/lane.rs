//! A lane: takes the writes that wait and commits them together.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::value::CentreCode;
use futures_util::FutureExt;
use sea_orm::DatabaseTransaction;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::Write;
use super::commit::Lane;
use super::tx::{By, Staged, Step, Tx};
use crate::error::{Error, Result};
use crate::ids::Entropy;

/// How many writes wait before callers have to.
const WAITING: usize = 256;

/// How many writes share a transaction at most. Keeps the rows of one statement far below the number of
/// parameters that either database allows.
const GROUP: usize = 64;

/// How often a write is tried when other processes are in its way, with pauses of 5, 10, 20 … ms.
const TRIES: u32 = 6;

type Running<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Whether a write has begun; its caller may give up one that has not.
#[derive(Debug, Clone, Default)]
pub(super) struct Turn(Arc<AtomicU8>);

impl Turn {
    const WAITING: u8 = 0;
    const BEGUN: u8 = 1;
    const GIVEN_UP: u8 = 2;

    /// Takes the turn; false when nobody waits for it any more.
    fn begin(&self) -> bool {
        let swapped =
            self.0.compare_exchange(Self::WAITING, Self::BEGUN, Ordering::AcqRel, Ordering::Acquire);
        swapped.map_or_else(|was| was == Self::BEGUN, |_| true)
    }

    /// Gives the turn up; false when it has begun.
    pub(super) fn give_up(&self) -> bool {
        let swapped =
            self.0.compare_exchange(Self::WAITING, Self::GIVEN_UP, Ordering::AcqRel, Ordering::Acquire);
        swapped.is_ok()
    }
}

/// A write whose type is forgotten.
pub(crate) trait Job: Send {
    /// Takes its turn; false when it is past its deadline, or nobody waits for it any more.
    fn begin(&self) -> bool;
    fn alone(&self) -> bool;
    /// When nobody waits for it any more.
    fn deadline(&self) -> Instant;
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

/// What a write gives, and whether it wrote anything.
pub(super) struct Answer<T> {
    pub(super) out: T,
    pub(super) kept: bool,
}

/// The way back to the caller.
pub(super) type Reply<T> = oneshot::Sender<Result<Answer<T>>>;

/// A write with the caller that waits for it.
pub(crate) struct Task<W: Write> {
    write: W,
    by: By,
    deadline: Instant,
    turn: Turn,
    out: Option<Answer<W::Out>>,
    reply: Reply<W::Out>,
}

impl<W: Write> Task<W> {
    pub(super) fn new(write: W, by: By, deadline: Instant, turn: Turn, reply: Reply<W::Out>) -> Self {
        Self { write, by, deadline, turn, out: None, reply }
    }
}

impl<W: Write> Job for Task<W> {
    fn begin(&self) -> bool {
        Instant::now() < self.deadline && self.turn.begin()
    }

    fn alone(&self) -> bool {
        W::ALONE
    }

    fn deadline(&self) -> Instant {
        self.deadline
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
            staged.look(db, self.by.actor.sight()).await?;
            let mut tx = Tx { db, by: &self.by, entropy, alone, staged, rows: Mutex::default() };
            let (out, kept) = match self.write.run(&mut tx).await? {
                Step::Declined(out) => (out, false),
                Step::Quiet(out) => {
                    tx.commit_quietly();
                    (out, true)
                }
                Step::Done(out, trace) => {
                    tx.trace(trace);
                    (out, true)
                }
            };
            self.out = Some(Answer { out, kept });
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
pub(crate) fn spawn(mut lane: Lane) -> mpsc::Sender<Box<dyn Job>> {
    let (sender, mut waiting) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut growth = Growth { versions: 0, next: Growth::FIRST };
        while let Some(first) = waiting.recv().await {
            for group in gather(first, &mut waiting) {
                // A bug in one write must not end the lane; its callers hear that it was not done.
                match AssertUnwindSafe(carry_out(&mut lane, group)).catch_unwind().await {
                    Ok(written) if growth.has_doubled(written) => lane.refresh_statistics().await,
                    Ok(_) => {}
                    Err(_) => {
                        lane.throw_away();
                        tracing::error!("a write panicked; its connection was thrown away");
                    }
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

/// Commits a group, or each of its members alone when together they fail. Tells how many versions of
/// records were written.
async fn carry_out(lane: &mut Lane, group: Vec<Box<dyn Job>>) -> usize {
    // One that is late would have the others begin anew.
    let mut group = in_time(group);
    if group.len() > 1 {
        match lane.attempt(&mut group).await {
            Ok(written) => {
                for job in group {
                    job.answer(Ok(()));
                }
                return written;
            }
            // What may have been done must not be done again.
            Err(Error::Uncertain(detail)) => {
                for job in group {
                    job.answer(Err(Error::Uncertain(detail.clone())));
                }
                return 0;
            }
            Err(_) => {}
        }
    }
    let mut total = 0;
    for job in group {
        let Some(job) = in_time(vec![job]).pop() else { continue };
        let mut alone = [job];
        let result = persist(lane, &mut alone).await;
        let [job] = alone;
        job.answer(result.map(|written| total += written));
    }
    total
}

/// Those that can still be carried out; the others hear that they are not.
fn in_time(group: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let (group, late): (Vec<_>, Vec<_>) = group.into_iter().partition(|job| job.begin());
    for job in late {
        job.answer(Err(Error::Late("it waited for its turn in vain".to_owned())));
    }
    group
}

/// Tries again while other processes are in the way.
async fn persist(lane: &mut Lane, group: &mut [Box<dyn Job>]) -> Result<usize> {
    let mut pause = Duration::from_millis(5);
    for _ in 1..TRIES {
        match lane.attempt(group).await {
            Err(error) if error.is_race() => tokio::time::sleep(pause).await,
            result => return result,
        }
        pause *= 2;
    }
    lane.attempt(group).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_has_begun_is_not_given_up_and_one_given_up_does_not_begin() {
        let begun = Turn::default();
        assert!(begun.begin() && begun.begin(), "it may be tried again");
        assert!(!begun.give_up());
        let given_up = Turn::default();
        assert!(given_up.give_up());
        assert!(!given_up.begin());
    }
}
