//! Time on ECMO at this centre (rule G3).

use crate::forms::{Discharge, EcmoRun, IcuAdmission};
use crate::time::WallTime;

/// From `start` (xs) to `end` (xe): flow at this centre. Without an end the run is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure {
    /// The later of the start of flow and arrival in critical care.
    pub start: WallTime,
    /// The earliest known of flow stop, death, leaving critical care and transfer.
    pub end: Option<WallTime>,
}

impl Exposure {
    /// The exposure of a run; `None` while its start is not known.
    pub fn of(run: &EcmoRun, admission: &IcuAdmission, discharge: Option<&Discharge>) -> Option<Self> {
        let time_on = run.time_on.value()?;
        let start = admission.icu_admitted_at.value().map_or(time_on, |admitted| admitted.max(time_on));
        let ends = [
            run.time_off.value(),
            run.transferred_out_at.value(),
            discharge.and_then(|discharge| discharge.death_at.value()),
            discharge.and_then(|discharge| discharge.icu_discharged_at.value()),
        ];
        Some(Self { start, end: ends.into_iter().flatten().min() })
    }

    /// On ECMO here at an instant: from the start, before the end.
    pub fn holds(&self, time: &WallTime) -> bool {
        self.start <= *time && self.end.is_none_or(|end| *time < end)
    }
}
