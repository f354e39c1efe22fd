//! A case: a centre's number that lies beyond what chance allows, followed from the signal to what came of it.
//!
//! ```text
//! notified ──► responded ──► decided ──► closed
//!     └── nothing is due, or its day has passed ──▲
//! ```
//!
//! A case begins when the network tells the centre of it. The centre's lead responds, the network's audit lead decides
//! and closes. What was written is never changed: a case is the signal and its entries, and its state follows from
//! them. Data dictionary, 8.2: beyond 2 standard deviations an alert, beyond 3 an alarm; positive ones are told too.

mod entry;
mod signal;

use jiff::{SignedDuration, Timestamp};

pub use self::entry::{CaseEntry, CaseStep, Decision};
pub use self::signal::{CaseLevel, Direction, Outlying};
use crate::pack::Done;

/// How long a centre has to respond to an alarm: 60 days of 24 hours.
const RESPONSE: SignedDuration = SignedDuration::from_hours(60 * 24);

/// A case with all that was written in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What was found.
    pub found: Outlying,
    /// Who told the centre, and when.
    pub notified: Done,
    /// Until when the centre is to respond; `None` where nothing is due.
    pub due: Option<Timestamp>,
    /// What was written since, oldest first.
    entries: Vec<CaseEntry>,
}

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseState {
    /// The centre was told.
    Notified,
    /// The centre has responded.
    Responded,
    /// The network has decided.
    Decided,
    /// Nothing more is written.
    Closed,
}

/// A step that a case cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongCaseStep {
    /// Its state does not allow it.
    #[error("A case that {now} cannot be {step}. Look at it again: somebody may have been faster.")]
    State {
        /// How far it is, in words.
        now: &'static str,
        /// What was wanted, in words.
        step: &'static str,
    },
    /// The centre has time left to respond.
    #[error(
        "The centre has until {until} to respond. Decide once it has responded, or when that day has passed."
    )]
    TooEarly {
        /// The last day, by the universal clock.
        until: jiff::civil::Date,
    },
    /// The centre adds to a response that it has not given.
    #[error("The centre has not responded yet. Respond first, then add to it.")]
    NoResponse,
}

impl CaseState {
    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Notified => "waits for the centre",
            Self::Responded => "has its response",
            Self::Decided => "is decided",
            Self::Closed => "is closed",
        }
    }
}

impl Case {
    /// A case of which the centre is told.
    pub fn opened(found: Outlying, notified: Done) -> Self {
        let due = found.asks_for_response().then(|| notified.at + RESPONSE);
        Self { found, notified, due, entries: Vec::new() }
    }

    /// A case as it was kept, without what was written since.
    pub const fn kept(found: Outlying, notified: Done, due: Option<Timestamp>) -> Self {
        Self { found, notified, due, entries: Vec::new() }
    }

    /// What was written since it was opened, oldest first.
    pub fn entries(&self) -> &[CaseEntry] {
        &self.entries
    }

    /// How far it has come.
    pub fn state(&self) -> CaseState {
        let has = |is_it: fn(&CaseEntry) -> bool| self.entries.iter().any(is_it);
        if self.closed().is_some() {
            CaseState::Closed
        } else if has(|entry| entry.step.decision().is_some()) {
            CaseState::Decided
        } else if self.response().is_some() {
            CaseState::Responded
        } else {
            CaseState::Notified
        }
    }

    /// Whether anything can still be written.
    pub fn is_open(&self) -> bool {
        self.state() != CaseState::Closed
    }

    /// The centre's response, once there is one.
    pub fn response(&self) -> Option<&CaseEntry> {
        self.entries.iter().find(|entry| entry.step == CaseStep::Respond)
    }

    /// What the network decided, once it has.
    pub fn decision(&self) -> Option<(Decision, &CaseEntry)> {
        self.entries.iter().find_map(|entry| Some((entry.step.decision()?, entry)))
    }

    /// The last word, once it is closed.
    pub fn closed(&self) -> Option<&CaseEntry> {
        self.entries.iter().find(|entry| entry.step == CaseStep::Close)
    }

    /// Whether the centre is to respond and has not.
    pub fn awaits_response(&self) -> bool {
        self.due.is_some() && self.state() == CaseState::Notified
    }

    /// Whether the day on which a response was due has passed without one.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.awaits_response() && self.due.is_some_and(|due| due < now)
    }

    /// Takes the next step, or says why it cannot be taken. Who may take it the policy says, by [`CaseStep::action`].
    pub fn take(mut self, entry: CaseEntry) -> Result<Self, WrongCaseStep> {
        self.allows(entry.step, entry.at)?;
        self.entries.push(entry);
        Ok(self)
    }

    /// Whether a step can be taken now.
    pub fn allows(&self, step: CaseStep, now: Timestamp) -> Result<(), WrongCaseStep> {
        let wrong = Err(WrongCaseStep::State { now: self.state().label(), step: step.done() });
        match (self.state(), step) {
            (CaseState::Closed, _) => wrong,
            (CaseState::Notified, CaseStep::Decide(_)) => self.may_decide_unheard(now),
            (CaseState::Notified, CaseStep::NoteOfCentre) => Err(WrongCaseStep::NoResponse),
            (CaseState::Notified, CaseStep::Respond)
            | (CaseState::Responded, CaseStep::Decide(_))
            | (CaseState::Decided, CaseStep::Close)
            | (_, CaseStep::NoteOfNetwork | CaseStep::NoteOfCentre) => Ok(()),
            (_, CaseStep::Respond | CaseStep::Decide(_) | CaseStep::Close) => wrong,
        }
    }

    /// Without a response the network decides when none is due, or when its day has passed.
    fn may_decide_unheard(&self, now: Timestamp) -> Result<(), WrongCaseStep> {
        match self.due.filter(|due| now <= *due) {
            Some(due) => {
                Err(WrongCaseStep::TooEarly { until: jiff::tz::TimeZone::UTC.to_datetime(due).date() })
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
