//! Audit cycles: two a year, each going from open to reported and never back.
//!
//! ```text
//! open ──► grace ──► locking ──► frozen ──► reported
//!    └────────────────┘
//! ```
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
    fn never_goes_back_or_skips() {
        assert_eq!(
            CycleState::Open.freeze(freeze()).unwrap_err().to_string(),
            "A cycle that is OPEN cannot become FROZEN."
        );
        assert!(CycleState::Frozen(freeze()).lock(Timestamp::UNIX_EPOCH).is_err());
    }
}
