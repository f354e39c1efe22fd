//! From the records entered to those counted, with every reason for a difference.

use serde::{Deserialize, Serialize};

/// One line of the flow diagram. It adds up: `entered = Σ left_out + included`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What is counted, e.g. `ECMO runs`.
    pub what: String,
    pub entered: u32,
    /// In the order in which the reasons were applied; each record is left out for the first that holds.
    pub left_out: Vec<LeftOut>,
    pub included: u32,
}

/// Records left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The reason in words, e.g. `not respiratory support`.
    pub reason: String,
    pub n: u32,
}

impl Flow {
    /// A flow from what was entered and what was left out; the rest is included.
    pub fn new<'a>(what: &str, entered: u32, left_out: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let left_out: Vec<LeftOut> =
            left_out.into_iter().map(|(reason, n)| LeftOut { reason: reason.to_owned(), n }).collect();
        let gone: u32 = left_out.iter().map(|l| l.n).sum();
        Self { what: what.to_owned(), entered, left_out, included: entered.saturating_sub(gone) }
    }
}
