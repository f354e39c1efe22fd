//! To whom an extract goes decides what holds in it.

use serde::Serialize;

/// No extract is made of fewer people.
pub(super) const LEAST_PEOPLE: usize = 400;

/// No extract of the wide profile is.
pub(super) const LEAST_PEOPLE_WIDE: usize = 1000;

/// Everybody's class has so many different values of each sensitive field: distinct ℓ-diversity.
pub(super) const LEAST_VALUES: usize = 2;

/// In classes from this size, a value that nearly everybody shares is one too many.
pub(super) const DOMINATED_FROM: usize = 10;

/// Nearly everybody: more than so many percent.
pub(super) const DOMINANT_PERCENT: usize = 90;

/// Of the people no more than so many percent are left out.
pub(super) const MOST_DROPPED_PERCENT: usize = 5;

/// Of a quasi-identifier's values no more than so many percent are hidden.
pub(super) const MOST_HIDDEN_PERCENT: usize = 35;

/// The dossier's two profiles (§2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Profile {
    /// A named project under a data use agreement, in a secure environment, never onward.
    #[serde(rename = "X-DUA")]
    Project,
    /// Several institutions, or the supplement of a paper. Never the public.
    #[serde(rename = "X-WIDE")]
    Wide,
}

impl Profile {
    /// Everybody is one of so many who look the same: 5, or 11 for a risk of 0.09 at most.
    pub fn k(self) -> usize {
        match self {
            Self::Project => 5,
            Self::Wide => 11,
        }
    }

    /// So many people are in scope at least.
    pub fn least_people(self) -> usize {
        match self {
            Self::Project => LEAST_PEOPLE,
            Self::Wide => LEAST_PEOPLE_WIDE,
        }
    }

    /// How far a class may be from everybody in the fields that the recipe holds close, as an earth mover's distance from
    /// 0 to 1.
    pub fn t(self) -> Option<f64> {
        match self {
            Self::Project => None,
            Self::Wide => Some(0.35),
        }
    }

    /// Whether a value that nearly everybody of a class shares is refused.
    pub(super) fn is_wary_of_dominance(self) -> bool {
        self == Self::Project
    }

    /// A category that is told has so many people at least, or has been merged with its sibling: 2 k, or 1 %.
    pub(super) fn least_in_category(self, people: usize) -> usize {
        (2 * self.k()).max(people.div_ceil(100))
    }
}
