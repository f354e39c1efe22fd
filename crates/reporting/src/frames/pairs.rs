//! Linked transfers on ECMO (clarification 5): they join runs of two centres, so only a look at the whole network finds them.

use std::collections::BTreeSet;

use measures::ledger::{Around, Ledger};
use measures::run::Run;
use measures::stay::Stay;

use super::centre::Centres;
use super::read_runs::{self, Runs};
use super::stay;
use crate::error::Result;
use crate::snapshot::Tables;

/// The receiving runs of linked pairs, which the network does not count again: by centre, admission and number.
pub(super) struct Pairs(BTreeSet<(usize, String, i64)>);

impl Pairs {
    /// Reads stays and runs of a whole network, and nothing that happened on them.
    pub(super) fn read(tables: &dyn Tables) -> Result<Self> {
        let centres = Centres::read(tables)?;
        let stays = stay::read(tables, &centres)?;
        let runs = read_runs::read(tables, &centres, &stays)?;
        let mut ledger = Ledger::default();
        for (owner, facts) in runs.by_stay() {
            let known = owner.stay.map(|stay| stays.get(stay));
            let course = known.map(|stay| stay.course).unwrap_or_default();
            let stay = Stay { age: known.and_then(|stay| stay.age), course, runs: facts, ..Stay::default() };
            let extract = centres.0[owner.centre].extract;
            // No day is looked at.
            ledger.enter(stay, &Around { extract, is_holiday: &|_| false });
        }
        Ok(Self::among(&runs, &ledger.runs))
    }

    /// Those of runs that are read and measured.
    pub(super) fn among(runs: &Runs, measured: &[Run]) -> Self {
        Self(runs.second_of_pairs(measured).map(|run| Self::name(runs, run)).collect())
    }

    /// Marks the receiving runs.
    pub(super) fn mark(&self, runs: &Runs, measured: &mut [Run]) {
        for run in measured {
            run.second_of_pair = !self.0.is_empty() && self.0.contains(&Self::name(runs, run));
        }
    }

    fn name(runs: &Runs, run: &Run) -> (usize, String, i64) {
        let owner = &runs.owners[run.facts.at];
        (owner.centre, owner.admission.clone(), run.facts.number)
    }
}
