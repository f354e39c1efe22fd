//! ECMO runs with scope, exposure and what happened on them.

use std::ops::Range;

use super::femoral::Femoral;
use measures::{Exposure, Moment, Scope};

/// Minutes of 24 hours.
const DAY_MINUTES: i64 = 24 * 60;

/// A run and, once the contacts were seen, what happened on it.
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the frame")]
#[expect(clippy::struct_field_names, reason = "run_no is the dictionary's name")]
pub(super) struct Run {
    pub(super) centre: usize,
    pub(super) admission: String,
    pub(super) run_no: i64,
    pub(super) stay: Option<usize>,
    pub(super) dx_group: String,
    pub(super) femoral: Femoral,
    /// The time of flow start is known by date only.
    pub(super) date_precision: bool,
    /// When it began here; also of a run out of scope.
    pub(super) arrived: Moment,
    pub(super) scope: Scope,
    /// First in-scope run of its admission.
    pub(super) first_of_stay: bool,
    /// The receiving run of a linked transfer on ECMO.
    pub(super) second_of_pair: bool,
    pub(super) death: Option<Moment>,
    /// A physiotherapist assessed or treated within 24 h of the start of exposure (P01).
    pub(super) assessed_within_24h: bool,
    /// Highest ICU Mobility Scale on ECMO (clarification 16).
    pub(super) max_ims: Option<i64>,
}

impl Run {
    /// The exposure of a run in scope.
    pub(super) const fn exposure(&self) -> Option<&Exposure> {
        self.scope.exposure()
    }

    /// Something other than the extract ended it.
    pub(super) fn is_closed(&self) -> bool {
        self.exposure().is_some_and(|exposure| exposure.closed)
    }

    /// Died less than 24 h after the start of exposure (G10).
    pub(super) fn died_within_24h(&self) -> bool {
        let clock = self.exposure().zip(self.death);
        clock.is_some_and(|(exposure, death)| death.minutes_since(exposure.start) < DAY_MINUTES)
    }

    /// Whether an instant lies in the first 24 h of exposure, the very minute included.
    pub(super) fn is_first_day(&self, moment: Moment) -> bool {
        self.exposure()
            .is_some_and(|exposure| (0..=DAY_MINUTES).contains(&moment.minutes_since(exposure.start)))
    }
}

/// All runs in key order, and where each stay's runs are.
pub(super) struct Runs {
    pub(super) list: Vec<Run>,
    of_stay: Vec<Range<usize>>,
}

impl Runs {
    /// Groups runs in key order by their stays, of which there are `stays`.
    pub(super) fn new(mut list: Vec<Run>, stays: usize) -> Self {
        let mut of_stay = vec![0..0; stays];
        let mut start = 0;
        for same in list.chunk_by(|a, b| a.stay == b.stay) {
            let range = start..start + same.len();
            start = range.end;
            if let Some(stay) = same[0].stay {
                of_stay[stay] = range;
            }
        }
        for range in &of_stay {
            if let Some(first) = list[range.clone()].iter_mut().find(|run| run.exposure().is_some()) {
                first.first_of_stay = true;
            }
        }
        Self { list, of_stay }
    }

    /// The places of a stay's runs, by run number.
    pub(super) fn of_stay(&self, stay: usize) -> Range<usize> {
        self.of_stay[stay].clone()
    }
}
