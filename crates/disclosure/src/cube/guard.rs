//! What protects a release, and what keeps the noise of one figure apart from that of another.

use super::{Gates, Keys};

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
