//! Audit cycles: two a year, each going from open to reported.
//!
//! ```text
//! open ──► grace ──► locking ──► frozen ──► reported
//!  │ ▲                │    │
//!  │ └─ lock lifted ──┘    │
//!  └───────────────────────┘
//! ```
//!
//! Until the freeze the audit lead can lift a lock, with a reason. From the freeze on no step leads back.
//! What cannot be taken back is refused before its day, unless somebody insists ([`Insistence`]).
//!
//! Records are entered and signed off while a cycle is open or in grace. When it locks, what is signed off is
//! locked; a centre with an extension goes on until its own date.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::reference::CycleDates;
use crate::value::CentreCode;

/// A half-year of the audit, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// Its name, period and deadline.
    pub dates: CycleDates,
    /// How far it has come.
    pub state: CycleState,
}

impl CycleDates {
    /// Whether the whole period lies before `today`.
    pub fn has_ended(&self, today: Date) -> bool {
        self.end < today
    }

    /// Whether a local date belongs to the cycle.
    pub fn contains(&self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }
}

/// How far a cycle has come, with the facts of that state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CycleState {
    /// Records are entered and signed off.
    Open,
    /// The deadline has passed; records are still taken, and named as late, up to a last date.
    Grace {
        /// The last date, local.
        until: Date,
    },
    /// What is signed off is locked; only centres with an extension still sign off.
    Locking {
        /// Since when.
        since: Timestamp,
    },
    /// A snapshot was taken; every number of this cycle comes from it.
    Frozen(Freeze),
    /// The pack was given to the meeting.
    Reported {
        /// The snapshot it was made from.
        freeze: Freeze,
        /// When.
        at: Timestamp,
    },
}

/// What every published number of a cycle cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// When the snapshot was taken.
    pub at: Timestamp,
    /// The hash of the snapshot's manifest.
    pub snapshot_hash: String,
    /// Version of the data dictionary.
    pub dictionary_version: String,
    /// Version of the indicator definitions.
    pub indicator_version: String,
}

/// More time for one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Whose.
    pub centre: CentreCode,
    /// The last date, local.
    pub until: Date,
    /// Why.
    pub reason: String,
}

/// What somebody gives who wants a step before its day: why, and the cycle's name, typed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insistence {
    /// Why.
    pub reason: String,
    /// The name of the cycle that is meant.
    pub cycle: String,
}

/// A step before its day that nobody has insisted on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TooEarly {
    /// Neither reason nor name were given.
    #[error(
        "Centres sign off cycle {cycle} until {last_day}. Before that day is over, give a reason and the cycle’s name."
    )]
    NotDue {
        /// The cycle.
        cycle: String,
        /// The last day, local.
        last_day: Date,
    },
    /// The name is that of another cycle.
    #[error("“{typed}” is not the name of this cycle. It is {cycle}.")]
    OtherName {
        /// The cycle.
        cycle: String,
        /// What was typed.
        typed: String,
    },
}

impl Cycle {
    /// The last day on which centres sign off, extensions aside.
    pub fn last_day(&self) -> Date {
        match self.state {
            CycleState::Grace { until } => until.max(self.dates.lock_deadline),
            _ => self.dates.lock_deadline,
        }
    }

    /// Whether centres still have time on a local date.
    pub fn is_early(&self, today: Date) -> bool {
        today <= self.last_day()
    }

    /// Refuses a step that cannot be taken back while centres still have time, unless somebody insists on it.
    pub fn close(&self, today: Date, insistence: Option<&Insistence>) -> Result<(), TooEarly> {
        let cycle = self.dates.id.clone();
        match insistence {
            Some(given) if given.cycle.trim() != cycle => {
                Err(TooEarly::OtherName { cycle, typed: given.cycle.trim().to_owned() })
            }
            Some(given) if !given.reason.trim().is_empty() => Ok(()),
            _ if self.is_early(today) => Err(TooEarly::NotDue { cycle, last_day: self.last_day() }),
            _ => Ok(()),
        }
    }
}

/// A step that a cycle cannot take from where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A cycle that is {from} cannot become {to}.")]
pub struct WrongStep {
    /// The state it is in.
    pub from: &'static str,
    /// The state that was wanted.
    pub to: &'static str,
}

impl CycleState {
    /// The stable code.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Grace { .. } => "GRACE",
            Self::Locking { .. } => "LOCKING",
            Self::Frozen(_) => "FROZEN",
            Self::Reported { .. } => "REPORTED",
        }
    }

    /// The snapshot's facts, once there is one.
    pub const fn freeze_facts(&self) -> Option<&Freeze> {
        match self {
            Self::Frozen(freeze) | Self::Reported { freeze, .. } => Some(freeze),
            Self::Open | Self::Grace { .. } | Self::Locking { .. } => None,
        }
    }

    /// Gives every centre some days more.
    pub fn grace(self, until: Date) -> Result<Self, WrongStep> {
        match self {
            Self::Open | Self::Grace { .. } => Ok(Self::Grace { until }),
            other => Err(other.cannot("GRACE")),
        }
    }

    /// Whether a centre may still sign records off, on a local date.
    pub fn takes_sign_off(&self, extension: Option<&Extension>, today: Date) -> bool {
        match self {
            Self::Open | Self::Grace { .. } => true,
            Self::Locking { .. } => extension.is_some_and(|extension| today <= extension.until),
            Self::Frozen(_) | Self::Reported { .. } => false,
        }
    }

    /// Closes the cycle over what is signed off.
    pub fn lock(self, now: Timestamp) -> Result<Self, WrongStep> {
        match self {
            Self::Open | Self::Grace { .. } => Ok(Self::Locking { since: now }),
            other => Err(other.cannot("LOCKING")),
        }
    }

    /// Lifts the lock: records are entered and signed off again.
    pub fn lift(self) -> Result<Self, WrongStep> {
        match self {
            Self::Locking { .. } => Ok(Self::Open),
            other => Err(other.cannot("OPEN")),
        }
    }

    /// Whether the next step can be the freeze.
    pub fn may_freeze(&self) -> Result<(), WrongStep> {
        if matches!(self, Self::Locking { .. }) { Ok(()) } else { Err(self.cannot("FROZEN")) }
    }

    /// Takes the snapshot as the cycle's only source of numbers.
    pub fn freeze(self, freeze: Freeze) -> Result<Self, WrongStep> {
        match self {
            Self::Locking { .. } => Ok(Self::Frozen(freeze)),
            other => Err(other.cannot("FROZEN")),
        }
    }

    /// Hands the pack to the meeting.
    pub fn report(self, now: Timestamp) -> Result<Self, WrongStep> {
        match self {
            Self::Frozen(freeze) => Ok(Self::Reported { freeze, at: now }),
            other => Err(other.cannot("REPORTED")),
        }
    }

    const fn cannot(&self, to: &'static str) -> WrongStep {
        WrongStep { from: self.as_str(), to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn freeze() -> Freeze {
        Freeze {
            at: Timestamp::UNIX_EPOCH,
            snapshot_hash: "ab".to_owned(),
            dictionary_version: "0.1".to_owned(),
            indicator_version: "0.1".to_owned(),
        }
    }

    #[test]
    fn goes_from_open_to_reported() {
        let state = CycleState::Open.lock(Timestamp::UNIX_EPOCH).unwrap();
        let state = state.freeze(freeze()).unwrap();
        assert_eq!(state.report(Timestamp::UNIX_EPOCH).unwrap().as_str(), "REPORTED");
    }

    #[test]
    fn after_locking_only_an_extension_takes_sign_offs() {
        let (june, july) = (Date::constant(2026, 6, 30), Date::constant(2026, 7, 1));
        let extension =
            Extension { centre: CentreCode::parse("STH").unwrap(), until: june, reason: "ward move".into() };
        let locking = CycleState::Open.grace(june).unwrap().lock(Timestamp::UNIX_EPOCH).unwrap();
        assert!(CycleState::Grace { until: june }.takes_sign_off(None, july));
        assert!(!locking.takes_sign_off(None, june));
        assert!(locking.takes_sign_off(Some(&extension), june));
        assert!(!locking.takes_sign_off(Some(&extension), july));
    }

    #[test]
    fn a_lock_is_lifted_until_the_freeze() {
        let locked = CycleState::Open.lock(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(locked.clone().lift(), Ok(CycleState::Open));
        assert!(locked.freeze(freeze()).unwrap().lift().is_err());
    }

    #[test]
    fn before_its_day_a_step_needs_a_reason_and_the_name() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let dates = CycleDates {
            id: "2026H1".to_owned(),
            start: date("2026-04-01"),
            end: date("2026-09-30"),
            lock_deadline: date("2026-11-11"),
        };
        let cycle = Cycle { dates, state: CycleState::Open };
        let insist = |reason: &str, cycle: &str| Insistence { reason: reason.into(), cycle: cycle.into() };
        let (early, due) = (date("2026-11-11"), date("2026-11-12"));
        assert!(matches!(cycle.close(early, None), Err(TooEarly::NotDue { .. })));
        assert!(matches!(cycle.close(early, Some(&insist(" ", "2026H1"))), Err(TooEarly::NotDue { .. })));
        assert!(matches!(
            cycle.close(early, Some(&insist("moved", "2026H2"))),
            Err(TooEarly::OtherName { .. })
        ));
        assert_eq!(cycle.close(early, Some(&insist("moved", "2026H1"))), Ok(()));
        assert_eq!(cycle.close(due, None), Ok(()));
        let grace = Cycle { state: CycleState::Grace { until: date("2026-11-20") }, ..cycle };
        assert!(grace.close(due, None).is_err(), "grace gives every centre more time");
    }

    #[test]
    fn never_goes_back_or_skips() {
        assert_eq!(
            CycleState::Open.freeze(freeze()).unwrap_err().to_string(),
            "A cycle that is OPEN cannot become FROZEN."
        );
        assert!(CycleState::Frozen(freeze()).lock(Timestamp::UNIX_EPOCH).is_err());
    }
}
