//! The numbers that are not what they were when a cycle was frozen.

use domain::reference::CycleDates;
use reporting::board::Board;
use reporting::snapshot::Correction;

/// All of them, and what they are signed off as.
#[derive(Debug)]
pub struct MovedNumbers {
    /// Each of them.
    pub lines: Vec<Correction>,
    /// SHA-256 of all of them.
    pub hash: String,
    pub(crate) text: String,
}

impl MovedNumbers {
    /// The numbers of now beside those that a cycle was frozen with.
    pub(crate) fn between(frozen: &Board, cycle: &CycleDates, now: &Board) -> reporting::Result<Self> {
        let lines = now.corrections_since(frozen, cycle)?;
        let text = Correction::to_text(&lines)?;
        Ok(Self { lines, hash: files::sha256(text.as_bytes()), text })
    }
}
