//! A11: what leaves by another way than the release itself, a page, a file or a slide, says what the release says.

use super::{Allowed, Finding, real};
use crate::cube::{Count, Cube, Predicate, Share};

/// A figure as it was found somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A count.
    Count(Predicate, Count),
    /// A share of people.
    Share {
        /// Those it is of.
        part: Predicate,
        /// Those who are not in it.
        others: Predicate,
        /// Both.
        all: Predicate,
        /// As it was found.
        told: Share,
    },
}

impl Stated {
    /// Whether it is what the release says, or made of that alone.
    fn is_of(&self, cube: &Cube) -> bool {
        let count = |of: &Predicate| cube.count(of).unwrap_or(Count::Low);
        match self {
            Self::Count(of, told) => cube.count(of) == Ok(*told),
            Self::Share { part, others, all, told } => {
                Share::of(count(part), count(others), count(all)) == *told
            }
        }
    }
}

/// Figures that were found on pages, in files and on slides, held against the release.
pub fn channel(cube: &Cube, stated: &[Stated]) -> Finding {
    let other = stated.iter().filter(|stated| !stated.is_of(cube)).count();
    let words = format!(
        "{} figures that were found elsewhere were looked up in the release, or made from it again. One \
            that differs comes from somewhere else, and may give away what was moved.",
        stated.len()
    );
    Finding::of("A11", "figures that are not the release's", real(other), Allowed::AtMost(0.0), words)
}
