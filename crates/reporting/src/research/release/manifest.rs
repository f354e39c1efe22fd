//! What a release says about itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The layout of the folder that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The file's name in the release.
pub(super) const FILE: &str = "release.json";

/// `release.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the folder's layout.
    pub format: u32,
    /// What it is cited by: the cycle and the epoch, `2026H1.e3`.
    pub id: String,
    /// The cycle after whose freeze it was made.
    pub cycle: String,
    /// All noise is drawn anew with each.
    pub epoch: u32,
    /// The audit years that it holds, the earliest first.
    pub years: Vec<String>,
    /// Version of the questions that can be asked.
    pub questions: String,
    /// Version of the data dictionary.
    pub dictionary: String,
    /// Version of the program that made it.
    pub program: String,
    /// The hash of the snapshot that it was made of.
    pub snapshot: String,
    /// Whether every record is invented.
    pub synthetic: bool,
    /// When it was made.
    #[serde(with = "crate::instant")]
    pub made_at: Timestamp,
    /// How much of it is told.
    pub told: Told,
    /// SHA-256 of each file, in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// How much of a release is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// About so many people, as the cube tells it.
    pub people: Option<u32>,
    /// Cells that can be asked for.
    pub cells: usize,
    /// Of which the count is told.
    pub shown: usize,
}
