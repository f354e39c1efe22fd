//! A query: the network asks about a field of a record, the centre answers, the network closes it.

use jiff::Timestamp;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The network's audit lead.
    Network,
    /// The centre that holds the record.
    Centre,
}

impl Side {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "NETWORK",
            Self::Centre => "CENTRE",
        }
    }

    /// Reads a stored code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Network, Self::Centre].into_iter().find(|side| side.as_str() == text)
    }
}

/// One contribution to the thread of a query. Both sides see all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub side: Side,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they say, scanned for identifiers like every text.
    pub text: String,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryState {
    /// The centre's.
    Asked,
    /// The network's.
    Answered,
    /// Nobody's: it is done.
    Closed {
        /// Since when.
        at: Timestamp,
    },
}

/// A step that a query cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A query that is {from} cannot be {to}.")]
pub struct WrongTurn {
    /// The state it is in, in words.
    pub from: &'static str,
    /// What was wanted, in words.
    pub to: &'static str,
}

impl QueryState {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "ASKED",
            Self::Answered => "ANSWERED",
            Self::Closed { .. } => "CLOSED",
        }
    }

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Asked => "waiting for the centre",
            Self::Answered => "answered",
            Self::Closed { .. } => "closed",
        }
    }

    /// Whether it keeps its record from sign-off.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed { .. })
    }

    /// The centre answers; it may add to its answer.
    pub const fn answer(self) -> Result<Self, WrongTurn> {
        match self {
            Self::Asked | Self::Answered => Ok(Self::Answered),
            Self::Closed { .. } => Err(self.cannot("answered")),
        }
    }

    /// The network asks again.
    pub const fn ask_again(self) -> Result<Self, WrongTurn> {
        match self {
            Self::Asked | Self::Answered => Ok(Self::Asked),
            Self::Closed { .. } => Err(self.cannot("asked again")),
        }
    }

    /// The network accepts the answer, or drops its question.
    pub const fn close(self, at: Timestamp) -> Result<Self, WrongTurn> {
        match self {
            Self::Asked | Self::Answered => Ok(Self::Closed { at }),
            Self::Closed { .. } => Err(self.cannot("closed")),
        }
    }

    const fn cannot(self, to: &'static str) -> WrongTurn {
        WrongTurn { from: self.label(), to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_back_and_forth_until_it_is_closed() {
        let state = QueryState::Asked.answer().unwrap().ask_again().unwrap();
        assert_eq!(state, QueryState::Asked);
        let closed = state.close(Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(closed.answer().unwrap_err().to_string(), "A query that is closed cannot be answered.");
        assert!(!closed.is_open());
    }
}
