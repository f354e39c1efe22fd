//! On whose behalf an act is done, by which clock, and who hears how far it is.

use std::fmt;
use std::sync::Arc;

use domain::actor::{Action, Actor};
use jiff::Timestamp;

use crate::error::Result;

/// What tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Whoever hears how far an act is.
pub trait Hears: Send + Sync {
    /// A step begins that takes a while.
    fn begin(&self, what: &'static str) -> Box<dyn Step>;

    /// Something that hinders nothing and that a person should know.
    fn note(&self, sentence: &str);
}

/// A step that is heard of.
pub trait Step: Send + Sync {
    /// How far it is. A `total` of 0 is one that nobody knows.
    fn at(&self, done: u64, total: u64);

    /// It has ended, and what came of it.
    fn end(self: Box<Self>, result: &str);
}

/// Nobody hears.
struct Silence;

impl Hears for Silence {
    fn begin(&self, _: &'static str) -> Box<dyn Step> {
        Box::new(Self)
    }

    fn note(&self, _: &str) {}
}

impl Step for Silence {
    fn at(&self, _: u64, _: u64) {}

    fn end(self: Box<Self>, _: &str) {}
}

/// An act is asked for.
#[derive(Clone)]
pub struct Call {
    actor: Actor,
    clock: Clock,
    hears: Arc<dyn Hears>,
}

impl Call {
    /// By an actor, by a clock. Nobody hears how far it is.
    pub fn new(actor: Actor, clock: Clock) -> Self {
        Self { actor, clock, hears: Arc::new(Silence) }
    }

    /// The same, with somebody who hears how far it is.
    #[must_use]
    pub fn heard_by(self, hears: impl Hears + 'static) -> Self {
        Self { hears: Arc::new(hears), ..self }
    }

    /// The same act by somebody else: the service, for what its caller may ask for and not read.
    #[must_use]
    pub fn on_behalf(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Lets the act begin, or does not.
    pub(crate) fn permit(&self, action: Action) -> Result<()> {
        self.actor.permit(action).map_err(store::Error::from)?;
        Ok(())
    }

    /// Begins a step that takes a while.
    pub(crate) fn begin(&self, what: &'static str) -> Box<dyn Step> {
        self.hears.begin(what)
    }

    /// Says something that hinders nothing.
    pub(crate) fn note(&self, sentence: &str) {
        self.hears.note(sentence);
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("actor", &self.actor).finish_non_exhaustive()
    }
}
