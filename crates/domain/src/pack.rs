//! A pack that is kept: what it is of, and how far it has come.
//!
//! ```text
//! asked ──► building ──► ready ──► published ──► withdrawn
//!   ▲           │          └──────────────────────▲
//!   └─ failed ◄─┘
//! ```
//!
//! A pack is of a frozen cycle. What was asked for or begun and not finished is begun anew; no state holds half a pack.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::value::CentreCode;

/// What a pack is of. Equal ones are the same pack, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackOf {
    /// The name of its definition.
    pub definition: String,
    /// The cycle.
    pub cycle: String,
    /// The centre whose pack it is; the network's when there is none.
    pub centre: Option<CentreCode>,
    /// The hash of the snapshot that the cycle was frozen with.
    pub snapshot: String,
    /// The version of the program that makes it.
    pub program: String,
}

impl PackOf {
    /// How the definition of a release begins; its epoch follows.
    pub const RELEASE: &str = "release.e";

    /// The definition of a release for researchers and the public: what they are told is kept like a pack, and signed
    /// instead of published.
    pub fn release_definition(epoch: u32) -> String {
        format!("{}{epoch}", Self::RELEASE)
    }

    /// The epoch of a release; nothing of what members read.
    pub fn release_epoch(&self) -> Option<u32> {
        self.definition.strip_prefix(Self::RELEASE)?.parse().ok()
    }
}

/// Who did something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    /// Its path in the pack, e.g. `csv/matrix.csv`.
    pub path: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 of them.
    pub sha256: String,
}

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// SHA-256 of the pack's manifest, and through it of every file.
    pub hash: String,
    /// When it was complete.
    pub at: Timestamp,
    /// Its files, by path.
    pub files: Vec<PackFile>,
}

/// How far a pack has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackState {
    /// Somebody wants it; nobody builds it yet.
    Asked,
    /// It is being built.
    Building {
        /// Since when.
        since: Timestamp,
    },
    /// It could not be built.
    Failed {
        /// Why, and what to do about it.
        why: String,
    },
    /// It is whole. Only those who make packs see it.
    Ready(Contents),
    /// Members read it.
    Published {
        /// What they read.
        contents: Contents,
        /// By whom.
        published: Done,
    },
    /// Members read it no more.
    Withdrawn {
        /// What it was.
        contents: Contents,
        /// By whom it was published, if it ever was.
        published: Option<Done>,
        /// By whom it was withdrawn.
        withdrawn: Done,
        /// Why.
        reason: String,
    },
}

/// A step that a pack cannot take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("A pack that {now} cannot be {step}. Look at it again: somebody may have been faster.")]
pub struct WrongPackStep {
    now: &'static str,
    step: &'static str,
}

impl PackState {
    /// The stable code: somebody wants it.
    pub const ASKED: &str = "ASKED";
    /// The stable code: it is being built.
    pub const BUILDING: &str = "BUILDING";
    /// The stable code: it could not be built.
    pub const FAILED: &str = "FAILED";
    /// The stable code: it is whole.
    pub const READY: &str = "READY";
    /// The stable code: members read it.
    pub const PUBLISHED: &str = "PUBLISHED";
    /// The stable code: members read it no more.
    pub const WITHDRAWN: &str = "WITHDRAWN";
    /// The codes of those that are still to be built.
    pub const DUE: [&str; 2] = [Self::ASKED, Self::BUILDING];

    /// The stable code.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Asked => Self::ASKED,
            Self::Building { .. } => Self::BUILDING,
            Self::Failed { .. } => Self::FAILED,
            Self::Ready(_) => Self::READY,
            Self::Published { .. } => Self::PUBLISHED,
            Self::Withdrawn { .. } => Self::WITHDRAWN,
        }
    }

    /// What was built, once it was.
    pub const fn contents(&self) -> Option<&Contents> {
        match self {
            Self::Asked | Self::Building { .. } | Self::Failed { .. } => None,
            Self::Ready(contents) | Self::Published { contents, .. } | Self::Withdrawn { contents, .. } => {
                Some(contents)
            }
        }
    }

    /// Whether it is still to be built.
    pub const fn is_due(&self) -> bool {
        matches!(self, Self::Asked | Self::Building { .. })
    }

    /// Whether members read it.
    pub const fn is_published(&self) -> bool {
        matches!(self, Self::Published { .. })
    }

    /// Whether members learn of it: they read it, or have read it and are told why they no longer do.
    pub const fn is_known(&self) -> bool {
        matches!(self, Self::Published { .. } | Self::Withdrawn { published: Some(_), .. })
    }

    /// It is given to members.
    pub fn publish(self, published: Done) -> Result<Self, WrongPackStep> {
        match self {
            Self::Ready(contents) => Ok(Self::Published { contents, published }),
            other => Err(other.cannot("published")),
        }
    }

    /// It is taken from them, or from those who might publish it.
    pub fn withdraw(self, withdrawn: Done, reason: String) -> Result<Self, WrongPackStep> {
        let (contents, published) = match self {
            Self::Ready(contents) => (contents, None),
            Self::Published { contents, published } => (contents, Some(published)),
            other => return Err(other.cannot("withdrawn")),
        };
        Ok(Self::Withdrawn { contents, published, withdrawn, reason })
    }

    fn cannot(&self, step: &'static str) -> WrongPackStep {
        let now = match self {
            Self::Asked => "is waiting to be built",
            Self::Building { .. } => "is being built",
            Self::Failed { .. } => "could not be built",
            Self::Ready(_) => "is ready",
            Self::Published { .. } => "is published",
            Self::Withdrawn { .. } => "is withdrawn",
        };
        WrongPackStep { now, step }
    }
}

impl fmt::Display for PackOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.definition, self.cycle)?;
        self.centre.iter().try_for_each(|centre| write!(f, " {centre}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> Done {
        Done { by: "Robin".to_owned(), at: Timestamp::UNIX_EPOCH }
    }

    fn ready() -> PackState {
        PackState::Ready(Contents { hash: "ab".to_owned(), at: Timestamp::UNIX_EPOCH, files: Vec::new() })
    }

    fn early() -> [PackState; 3] {
        [
            PackState::Asked,
            PackState::Building { since: Timestamp::UNIX_EPOCH },
            PackState::Failed { why: "The disk is full.".to_owned() },
        ]
    }

    #[test]
    fn only_a_whole_pack_is_published_or_withdrawn() {
        for state in early() {
            assert!(state.contents().is_none() && !state.is_known());
            assert!(state.clone().publish(done()).is_err());
            assert!(state.withdraw(done(), "wrong".to_owned()).is_err());
        }
        assert!(ready().contents().is_some() && !ready().is_known());
    }

    #[test]
    fn is_withdrawn_once_and_published_no_more() {
        let published = ready().publish(done()).unwrap();
        assert!(published.is_published() && published.is_known());
        assert!(published.clone().publish(done()).is_err());
        let withdrawn = published.withdraw(done(), "a wrong denominator".to_owned()).unwrap();
        assert!(withdrawn.is_known() && !withdrawn.is_published());
        assert!(withdrawn.clone().withdraw(done(), String::new()).is_err());
        let sentence = withdrawn.publish(done()).unwrap_err().to_string();
        assert!(sentence.starts_with("A pack that is withdrawn cannot be published."), "{sentence}");
    }

    #[test]
    fn that_was_never_published_is_withdrawn_without_a_word_to_members() {
        assert!(!ready().withdraw(done(), "built too early".to_owned()).unwrap().is_known());
    }

    #[test]
    fn only_what_was_asked_for_or_begun_is_due() {
        let due: Vec<bool> = early().iter().chain([&ready()]).map(PackState::is_due).collect();
        assert_eq!(due, [true, true, false, false]);
    }
}
