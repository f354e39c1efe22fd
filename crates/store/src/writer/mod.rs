//! The way to the database for everything that writes.
//!
//! A write is a named unit of work ([`Write`]) that carries its actor and its clock and says which audit
//! event it leaves behind. Writes wait in a lane; the lane takes what is waiting and commits it as one
//! transaction, so that one flush to disk acknowledges many writes. A caller hears of its write only after
//! the commit.
//!
//! * A process has one lane. SQLite has one writer at a time anyway; on PostgreSQL two lanes were measured to
//!   be slower than one, because both wait for the head of the audit chain and their groups are smaller.
//! * If a group fails, its members are run one by one, so that an error meets its cause only. A body may
//!   therefore run more than once, and must stage or write nothing when it declines.
//! * On PostgreSQL a centre's records change under that centre's lock, so that what a write has read about
//!   its surroundings still holds when it commits, whatever other processes do.
//! * The head of the audit chain is locked last and only for the few statements up to the commit.

mod lane;
mod tx;

use std::future::Future;

use domain::actor::Actor;
use domain::value::CentreCode;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

pub(crate) use lane::{Lane, spawn};
pub(crate) use tx::{By, Step, Trace, Tx, append};

use crate::error::{Error, Result};

/// A named write.
pub(crate) trait Write: Send + 'static {
    /// Its name, in traces and in the audit trail's action.
    const NAME: &'static str;
    /// Whether it is too large to share a transaction.
    const ALONE: bool = false;
    /// What its caller gets.
    type Out: Send + 'static;

    /// The centres whose records it may change or judge by.
    fn centres(&self) -> Vec<CentreCode> {
        Vec::new()
    }

    /// Does the work. May run more than once.
    fn run(&mut self, tx: &mut Tx<'_>) -> impl Future<Output = Result<Step<Self::Out>>> + Send;
}

/// The lane of one store.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    lane: mpsc::Sender<Box<dyn lane::Job>>,
}

impl Writer {
    pub(crate) fn new(lane: Lane) -> Self {
        Self { lane: spawn(lane) }
    }

    /// Runs a write and returns once it is durable.
    #[tracing::instrument(level = "debug", skip_all, fields(write = W::NAME))]
    pub(crate) async fn write<W: Write>(&self, actor: &Actor, now: Timestamp, write: W) -> Result<W::Out> {
        let gone = || Error::Unavailable(format!("{} was not carried out", W::NAME));
        let (reply, answer) = oneshot::channel();
        let by = By { actor: actor.clone(), now };
        self.lane.send(Box::new(lane::Task::new(write, by, reply))).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}
