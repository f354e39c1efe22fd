//! The way to the database for everything that writes.
//!
//! A write is a named unit of work ([`Write`]) that carries its actor and its clock and says which audit
//! event it leaves behind. Writes wait in a lane; the lane takes what is waiting and commits it as one
//! transaction, so that one flush to disk acknowledges many writes. A caller hears of its write only after
//! the commit, and after another connection has seen it.
//!
//! * A process has one lane for usual writes. SQLite has one writer at a time anyway; on PostgreSQL two lanes were
//!   measured to be slower than one, because both wait for the head of the audit chain and their groups are smaller.
//! * On PostgreSQL what is large has a lane of its own, so that nobody's sign-in waits for an import.
//! * If a group fails, its members are run one by one, so that an error meets its cause only. A body may
//!   therefore run more than once, and must stage or write nothing when it declines.
//! * On PostgreSQL a centre's records change under that centre's lock, so that what a write has read about
//!   its surroundings still holds when it commits, whatever other processes do.
//! * The head of the audit chain is locked last and only for the few statements up to the commit.

mod commit;
mod connection;
mod lane;
mod saved;
mod tx;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::actor::Actor;
use domain::value::CentreCode;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

pub use saved::{Saved, noticing_saves};
pub(crate) use tx::{By, Step, Trace, Tx, append};

use commit::Lane;

use crate::connect::Connector;
use crate::error::{Error, Result};
use crate::ids::Entropy;

/// A named write.
pub(crate) trait Write: Send + 'static {
    /// Its name, in traces and in the audit trail's action.
    const NAME: &'static str;
    /// Whether it is too large to share a transaction.
    const ALONE: bool = false;
    /// Whether it keeps what somebody sent. A trace of a read or of a session does not.
    const SAVES: bool = true;
    /// What its caller gets.
    type Out: Send + 'static;

    /// The centres whose records it may change or judge by.
    fn centres(&self) -> Vec<CentreCode> {
        Vec::new()
    }

    /// Does the work. May run more than once.
    fn run(&mut self, tx: &mut Tx<'_>) -> impl Future<Output = Result<Step<Self::Out>>> + Send;
}

/// How long after its deadline a write that has begun may still be answered: a commit, a look at it and a rollback
/// each have a time of their own.
const ANSWER: Duration = Duration::from_secs(20);

/// How many times longer than others a write that is alone may take.
const ALONE_MAY_TAKE: u32 = 30;

/// The lane of one store.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    lane: mpsc::Sender<Box<dyn lane::Job>>,
    /// The lane of large writes; the same one on SQLite.
    large: mpsc::Sender<Box<dyn lane::Job>>,
    deadline: Duration,
}

impl Writer {
    pub(crate) fn new(connector: &Connector, entropy: &Arc<dyn Entropy>, deadline: Duration) -> Self {
        let spawn = || lane::spawn(Lane::new(connector.clone(), Arc::clone(entropy)));
        let lane = spawn();
        let large = if connector.is_postgres() { spawn() } else { lane.clone() };
        Self { lane, large, deadline }
    }

    /// Runs a write and returns once another connection sees it. A write that is not begun or not committed at
    /// its deadline never will be; one that nobody can tell about is [`Error::Uncertain`].
    #[tracing::instrument(level = "debug", skip_all, fields(write = W::NAME))]
    pub(crate) async fn write<W: Write>(&self, actor: &Actor, now: Timestamp, write: W) -> Result<W::Out> {
        let allowed = if W::ALONE { self.deadline * ALONE_MAY_TAKE } else { self.deadline };
        let deadline = Instant::now() + allowed;
        let (reply, answer) = oneshot::channel();
        let by = By { actor: actor.clone(), now };
        let turn = lane::Turn::default();
        let task = Box::new(lane::Task::new(write, by, deadline, turn.clone(), reply));
        let lane = if W::ALONE { &self.large } else { &self.lane };
        match timeout_at(deadline, lane.send(task)).await {
            Err(_) => return Err(in_vain(W::NAME)),
            Ok(Err(_)) => return Err(Error::Unavailable(format!("{} was not carried out", W::NAME))),
            Ok(Ok(())) => {}
        }
        let answer = Self::answer(answer, deadline, &turn, W::NAME).await;
        match &answer {
            // What was declined is neither saved nor failed.
            Ok(lane::Answer { kept: false, .. }) => {}
            _ if W::SAVES => saved::note(answer.is_ok()),
            _ => {}
        }
        answer.map(|answer| answer.out)
    }

    /// Waits for an answer up to the deadline, and beyond it only while nobody can tell what comes of the write.
    async fn answer<T>(
        mut answer: oneshot::Receiver<Result<lane::Answer<T>>>,
        deadline: Instant,
        turn: &lane::Turn,
        name: &str,
    ) -> Result<lane::Answer<T>> {
        let broke_off = |_| Err(Error::Uncertain(format!("{name} broke off")));
        if let Ok(answer) = timeout_at(deadline, &mut answer).await {
            return answer.unwrap_or_else(broke_off);
        }
        if turn.give_up() {
            return Err(in_vain(name));
        }
        match timeout_at(deadline + ANSWER, answer).await {
            Ok(answer) => answer.unwrap_or_else(broke_off),
            Err(_) => Err(Error::Uncertain(format!("{name} was not answered"))),
        }
    }
}

fn in_vain(name: &str) -> Error {
    Error::Late(format!("{name} waited for its turn in vain"))
}
