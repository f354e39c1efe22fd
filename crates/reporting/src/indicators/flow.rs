//! From the records entered to those counted, with every reason for a difference.

use std::ops::AddAssign;

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

impl AddAssign<&Self> for Flow {
    /// The same flow of other records: reasons are told in the same order.
    fn add_assign(&mut self, more: &Self) {
        self.entered += more.entered;
        self.included += more.included;
        for (left_out, more) in self.left_out.iter_mut().zip(&more.left_out) {
            left_out.n += more.n;
        }
    }
}

/// Respiratory runs in scope that bear on the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// Began, or arrived on ECMO, before the period and were on ECMO in it.
    pub began_before: u32,
    /// Began, or arrived on ECMO, in the period.
    pub began: u32,
    /// Ended in the period.
    pub ended: u32,
    /// Were on ECMO at its end, or at the extract.
    pub went_on: u32,
}

impl AddAssign for RunCounts {
    fn add_assign(&mut self, more: Self) {
        self.began_before += more.began_before;
        self.began += more.began;
        self.ended += more.ended;
        self.went_on += more.went_on;
    }
}

impl RunCounts {
    /// All of them.
    pub const fn all(&self) -> u32 {
        self.began_before + self.began
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(entered: u32, cardiac: u32, young: u32) -> Flow {
        Flow::new("ECMO runs", entered, [("not respiratory support", cardiac), ("under 16", young)])
    }

    #[test]
    fn what_is_left_out_and_what_is_included_come_to_what_was_entered() {
        let flow = runs(12, 2, 1);
        let left_out: u32 = flow.left_out.iter().map(|left| left.n).sum();
        assert_eq!((left_out, flow.included), (3, 9));
    }

    #[test]
    fn the_flows_of_two_parts_add_up_reason_by_reason() {
        let mut all = runs(12, 2, 1);
        all += &runs(30, 0, 4);
        assert_eq!(all, runs(42, 2, 5));
    }

    #[test]
    fn the_runs_of_two_parts_add_up() {
        let mut all = RunCounts { began_before: 1, began: 2, ended: 2, went_on: 1 };
        all += RunCounts { began_before: 10, began: 20, ended: 25, went_on: 5 };
        assert_eq!(all, RunCounts { began_before: 11, began: 22, ended: 27, went_on: 6 });
        assert_eq!(all.all(), 33);
    }
}
