//! What a case is about.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::value::CentreCode;

/// How far beyond chance a number lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseLevel {
    /// Beyond 2 standard deviations (95 %): the centre's lead is told.
    Alert,
    /// Beyond 3 standard deviations (99.8 %): a number for the worse asks for a response.
    Alarm,
}

/// On which side of the network's number it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    /// The others may learn from it.
    Better,
    /// The centre looks into it.
    Worse,
}

/// A centre's number of a frozen cycle that lies beyond what chance allows, as it was at the freeze.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlying {
    /// The cycle, e.g. `2026H1`.
    pub cycle: String,
    /// The centre.
    pub centre: CentreCode,
    /// The indicator's id.
    pub indicator: String,
    /// The version of its definition.
    pub version: String,
    /// Its name.
    pub name: String,
    /// How far beyond.
    pub level: CaseLevel,
    /// On which side.
    pub direction: Direction,
    /// The centre's numerator and denominator.
    pub counted: (u32, u32),
    /// Those of the network.
    pub network: (u32, u32),
    /// The limits at the centre's size, as fractions: 99.8 % lower, 95 % lower, 95 % upper, 99.8 % upper.
    pub limits: [f64; 4],
    /// What was found, in the words of the pack.
    pub words: String,
    /// Whether the members' pack shows the centre's number whole. Where it does not, the case is known to the
    /// centre and the audit lead alone.
    pub is_shown: bool,
}

impl CaseLevel {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alert => "ALERT",
            Self::Alarm => "ALARM",
        }
    }

    /// Reads a stored code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Alert, Self::Alarm].into_iter().find(|level| level.as_str() == text)
    }
}

impl Direction {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Better => "BETTER",
            Self::Worse => "WORSE",
        }
    }

    /// Reads a stored code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Better, Self::Worse].into_iter().find(|direction| direction.as_str() == text)
    }
}

impl fmt::Display for CaseLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alert => "Alert",
            Self::Alarm => "Alarm",
        })
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Better => "better",
            Self::Worse => "worse",
        })
    }
}

impl Outlying {
    /// Whether the centre is to respond by a day: to an alarm for the worse. An alert is a note, and what is better than
    /// chance allows is told so that others may learn from it; a response to either is welcome and never late.
    pub const fn asks_for_response(&self) -> bool {
        matches!((self.level, self.direction), (CaseLevel::Alarm, Direction::Worse))
    }
}
