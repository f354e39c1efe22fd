//! The whole truth about one patient at one centre: stays in critical care, runs of ECMO, the way out.
//!
//! Nothing here knows the extract. What lies after it is told too, and left out on writing.

use super::{arrivals::Need, clock::Minute, dice::Dice, person::Traits, support::Support};

/// How somebody who does not survive dies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Death {
    /// On ECMO, in its first day.
    FirstDay,
    /// On ECMO, later.
    OnSupport,
    /// Within hours of stopping it, for want of a prognosis.
    AfterWithdrawal,
    /// In critical care, after a stop that was meant to be a recovery.
    Later,
}

#[derive(Clone)]
pub(super) struct Person {
    pub(super) traits: Traits,
    /// False for those whose record the centre never enters: they count in its return alone.
    pub(super) entered: bool,
    pub(super) stays: Vec<Stay>,
    /// Dice for everything written about this person.
    pub(super) dice: Dice,
}

/// One stay in critical care.
#[derive(Clone)]
pub(super) struct Stay {
    pub(super) admitted: Minute,
    pub(super) source: &'static str,
    pub(super) runs: Vec<Run>,
    pub(super) end: End,
}

/// How a stay ends, and the hospital stay around it.
#[derive(Clone, Copy)]
pub(super) struct End {
    pub(super) icu: Minute,
    /// Code of the list ICUOUT.
    pub(super) outcome: &'static str,
    pub(super) left: Minute,
    /// Code of the list CENOUT.
    pub(super) destination: &'static str,
    pub(super) death: Option<Minute>,
}

impl End {
    pub(super) fn died_in_icu(&self) -> bool {
        self.outcome == "DIED"
    }
}

/// One run of ECMO.
#[derive(Clone)]
pub(super) struct Run {
    pub(super) need: Need,
    pub(super) dx: &'static str,
    pub(super) on: Minute,
    /// Code of the list PRECISION; `on` is already as imprecise as that.
    pub(super) precision: &'static str,
    pub(super) end: RunEnd,
    pub(super) support: Support,
    pub(super) cannulated: &'static str,
    pub(super) arrived_on_ecmo: bool,
    pub(super) link: Option<String>,
}

#[derive(Clone, Copy)]
pub(super) enum RunEnd {
    /// Flow stopped for good; the reason is a code of the list DISC.
    Stopped { at: Minute, reason: &'static str, alive: bool },
    /// The patient left for another ECMO centre with the flow running.
    Left { at: Minute, within_network: bool },
}

impl Run {
    /// When ECMO ended at this centre.
    pub(super) fn over(&self) -> Minute {
        match self.end {
            RunEnd::Stopped { at, .. } | RunEnd::Left { at, .. } => at,
        }
    }

    pub(super) fn stopped(&self) -> Option<Minute> {
        match self.end {
            RunEnd::Stopped { at, .. } => Some(at),
            RunEnd::Left { .. } => None,
        }
    }

    pub(super) fn respiratory(&self) -> bool {
        matches!(self.need, Need::Respiratory | Need::Ecco2r)
    }
}

impl Stay {
    /// Exposure of a run at this centre: from the later of flow and admission to its end here.
    pub(super) fn exposure(&self, run: &Run) -> (Minute, Minute) {
        (run.on.max(self.admitted), run.over().min(self.end.icu))
    }

    /// The run whose exposure holds `at`, and its number from 1.
    pub(super) fn run_at(&self, at: Minute) -> Option<(i64, &Run)> {
        (1..).zip(&self.runs).find(|(_, run)| {
            let (start, end) = self.exposure(run);
            start <= at && at < end
        })
    }
}
