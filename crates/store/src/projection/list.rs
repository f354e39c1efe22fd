//! The lists that pages show a part of.

use std::fmt;

/// A list of one centre.
#[derive(Debug, Clone, Copy)]
pub(crate) enum List<'a> {
    /// Records of a cycle that something or somebody keeps from sign-off, by time.
    Gaps { cycle: &'a str },
    /// Records of a cycle that lack a value in a field, by time.
    Lacks { cycle: &'a str, field: &'a str },
    /// Records of a cycle on which a rule finds something in a field, by time.
    Found { cycle: &'a str, name: &'a str },
    /// Admissions whose critical-care stay has not ended, by time.
    Open,
    /// Runs that patients are on, by time.
    OnEcmo,
    /// Admissions that wait for a follow-up review, by the day from which it counts.
    FollowUps,
}

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gaps { cycle } => write!(f, "gaps {cycle}"),
            Self::Lacks { cycle, field } => write!(f, "lacks {cycle} {field}"),
            Self::Found { cycle, name } => write!(f, "found {cycle} {name}"),
            Self::Open => f.write_str("open"),
            Self::OnEcmo => f.write_str("on_ecmo"),
            Self::FollowUps => f.write_str("follow_ups"),
        }
    }
}
