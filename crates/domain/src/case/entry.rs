//! What is written in a case.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::Action;
use crate::query::Side;

/// What the network makes of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// The explanation is accepted.
    Accepted,
    /// Something is to be done, and looked at again.
    ActionNeeded,
    /// The records were wrong.
    DataError,
    /// Nothing is to be done.
    NoAction,
}

/// A step of a case after it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseStep {
    /// The centre's lead responds.
    Respond,
    /// The centre's lead adds what was done.
    NoteOfCentre,
    /// The network adds something.
    NoteOfNetwork,
    /// The network decides.
    Decide(Decision),
    /// The network closes the case.
    Close,
}

/// A step that was taken: what was written, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEntry {
    /// Which.
    pub step: CaseStep,
    /// What was written, scanned for identifiers like every text.
    pub text: String,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Decision {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::ActionNeeded, Self::DataError, Self::NoAction];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::ActionNeeded => "ACTION_NEEDED",
            Self::DataError => "DATA_ERROR",
            Self::NoAction => "NO_ACTION",
        }
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == text)
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted => "Explanation accepted",
            Self::ActionNeeded => "Action needed",
            Self::DataError => "Data error",
            Self::NoAction => "No action",
        })
    }
}

impl CaseStep {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Respond => "RESPOND",
            Self::NoteOfCentre => "NOTE_OF_CENTRE",
            Self::NoteOfNetwork => "NOTE_OF_NETWORK",
            Self::Decide(_) => "DECIDE",
            Self::Close => "CLOSE",
        }
    }

    /// Reads a stored code, with its decision where it has one.
    pub fn parse(step: &str, decision: Option<&str>) -> Option<Self> {
        let plain = [Self::Respond, Self::NoteOfCentre, Self::NoteOfNetwork, Self::Close];
        match decision {
            Some(decision) => {
                Decision::parse(decision).map(Self::Decide).filter(|found| found.as_str() == step)
            }
            None => plain.into_iter().find(|found| found.as_str() == step),
        }
    }

    /// What was decided, of a decision.
    pub const fn decision(self) -> Option<Decision> {
        if let Self::Decide(decision) = self { Some(decision) } else { None }
    }

    /// Whose it is.
    pub const fn side(self) -> Side {
        match self {
            Self::Respond | Self::NoteOfCentre => Side::Centre,
            Self::NoteOfNetwork | Self::Decide(_) | Self::Close => Side::Network,
        }
    }

    /// What its author must be allowed to do: the centre's at their own centre.
    pub const fn action(self) -> Action {
        match self.side() {
            Side::Centre => Action::AnswerCases,
            Side::Network => Action::RunCases,
        }
    }

    /// What is asked of somebody who takes it, as the name of its text.
    pub const fn text_name(self) -> &'static str {
        match self {
            Self::Respond => "response",
            Self::NoteOfCentre | Self::NoteOfNetwork => "note",
            Self::Decide(_) => "reason",
            Self::Close => "last word",
        }
    }

    /// `A case that is closed cannot be …`
    pub(super) const fn done(self) -> &'static str {
        match self {
            Self::Respond => "responded to",
            Self::NoteOfCentre | Self::NoteOfNetwork => "added to",
            Self::Decide(_) => "decided",
            Self::Close => "closed",
        }
    }
}
