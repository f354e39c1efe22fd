//! What protects a release, and what keeps the noise of one figure apart from that of another.

use super::{Count, Gates, Keys, MOST_VARIABLES, Mutant, Predicate, perturb};

/// No true count below this is told.
pub(super) const FLOOR: u32 = 8;

/// Nor is a perturbed one below this.
pub(super) const TOLD_FROM: u32 = 10;

/// Everything that protects a release and is the same for all its cells.
#[derive(Debug, Clone, Copy)]
pub struct Guard<'k> {
    /// What a count must have beside people.
    pub gates: Gates,
    /// The keys of the epoch.
    pub keys: &'k Keys,
    /// The epoch: a new one draws all noise anew.
    pub epoch: u32,
}

impl<'k> Guard<'k> {
    /// What protects a release with these gates, in this epoch.
    pub const fn new(gates: Gates, keys: &'k Keys, epoch: u32) -> Self {
        Self { gates, keys, epoch }
    }

    /// What is told of a count and how likely, where its centres let it through: all that is published of how counts are
    /// told, and all that an attacker knows of it. Only how many variables the question has can matter beside the count.
    pub(crate) fn outcomes(self, of: &Predicate, people: u32) -> impl Iterator<Item = (Count, f64)> {
        perturb::outcomes(people).map(move |(moved, chance)| (self.answer(of, people, moved, true), chance))
    }

    /// What is told of a count that was moved to a multiple of 5. Nothing says why one is low.
    pub(super) fn answer(self, of: &Predicate, people: u32, moved: i64, is_let_through: bool) -> Count {
        if let Some(told) = self.mutant().and_then(|mutant| mutant.answer(of, people, moved, is_let_through))
        {
            return told;
        }
        match u32::try_from(moved) {
            Ok(told) if people >= FLOOR && is_let_through && told >= TOLD_FROM => Count::Shown(told),
            _ => Count::Low,
        }
    }

    /// How the release is weakened; not at all, but in the crate's own tests.
    pub(super) const fn mutant(self) -> Option<Mutant> {
        self.keys.mutant()
    }

    /// The most variables of a question.
    pub(super) fn most_variables(self) -> usize {
        if self.mutant() == Some(Mutant::FourVariables) { MOST_VARIABLES + 1 } else { MOST_VARIABLES }
    }
}

/// A figure about people. Each has noise of its own, and so has each measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stat {
    Count,
    Mean(u16),
    Median(u16),
    FirstQuartile(u16),
    ThirdQuartile(u16),
    Events(u16),
    Exposure(u16),
}

impl Stat {
    /// As it goes into the noise.
    pub(super) const fn encoded(self) -> [u8; 3] {
        let (kind, measure) = match self {
            Self::Count => (0, 0),
            Self::Mean(measure) => (1, measure),
            Self::Median(measure) => (2, measure),
            Self::FirstQuartile(measure) => (3, measure),
            Self::ThirdQuartile(measure) => (4, measure),
            Self::Events(measure) => (5, measure),
            Self::Exposure(measure) => (6, measure),
        };
        let [high, low] = measure.to_be_bytes();
        [kind, high, low]
    }
}
