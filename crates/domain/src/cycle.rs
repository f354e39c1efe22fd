//! Audit cycles: two a year, each going from open to reported and never back.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::reference::CycleDates;

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
    /// Records are entered.
    Open,
    /// Centres complete and sign off.
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
            Self::Locking { .. } => "LOCKING",
            Self::Frozen(_) => "FROZEN",
            Self::Reported { .. } => "REPORTED",
        }
    }

    /// The snapshot's facts, once there is one.
    pub const fn freeze_facts(&self) -> Option<&Freeze> {
        match self {
            Self::Frozen(freeze) | Self::Reported { freeze, .. } => Some(freeze),
            Self::Open | Self::Locking { .. } => None,
        }
    }

    /// Asks the centres to complete their records.
    pub fn lock(self, now: Timestamp) -> Result<Self, WrongStep> {
        match self {
            Self::Open => Ok(Self::Locking { since: now }),
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
    fn never_goes_back_or_skips() {
        assert_eq!(
            CycleState::Open.freeze(freeze()).unwrap_err().to_string(),
            "A cycle that is OPEN cannot become FROZEN."
        );
        assert!(CycleState::Frozen(freeze()).lock(Timestamp::UNIX_EPOCH).is_err());
    }
}
