//! Where the records stood on their way through the cycle when the snapshot was taken.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// Records of one centre and form by their life at the moment of the extract.
///
/// A live record is in exactly one of the first five counts, and counts for the indicators in each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeCount {
    pub centre: String,
    /// The form's id, e.g. `ecmo_run`.
    pub form: String,
    #[serde(flatten)]
    pub counts: Lives,
}

/// How many records are in each part of a record's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lives {
    pub locked: u32,
    /// Signed off, not locked yet.
    pub signed_off: u32,
    /// Waiting for the answer to a query, or for its closing.
    pub queried: u32,
    /// Something is missing that the sign-off needs.
    pub incomplete: u32,
    /// Complete, and nobody has signed it off.
    pub unsigned: u32,
    /// Taken back by its centre, with a reason; no live record.
    pub withdrawn: u32,
    /// Begun and never handed in; no live record.
    pub drafts: u32,
}

impl Lives {
    /// Records that count.
    pub const fn live(&self) -> u32 {
        self.locked + self.signed_off + self.queried + self.incomplete + self.unsigned
    }
}

impl Add for Lives {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            locked: self.locked + other.locked,
            signed_off: self.signed_off + other.signed_off,
            queried: self.queried + other.queried,
            incomplete: self.incomplete + other.incomplete,
            unsigned: self.unsigned + other.unsigned,
            withdrawn: self.withdrawn + other.withdrawn,
            drafts: self.drafts + other.drafts,
        }
    }
}

impl Sum for Lives {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), Add::add)
    }
}
