//! Time on ECMO at this centre (rule G3): the one definition, for wall times here and for the flat times of `measures`.

use crate::forms::{Discharge, EcmoRun, IcuAdmission};
use crate::time::WallTime;

/// The times of a run, its admission and its discharge that decide when it counts here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times<T = WallTime> {
    /// Flow started, here or elsewhere.
    pub time_on: T,
    /// The patient came to critical care here.
    pub admitted: Option<T>,
    /// Flow stopped.
    pub time_off: Option<T>,
    /// The patient left on ECMO.
    pub transferred_out: Option<T>,
    /// The patient died.
    pub death: Option<T>,
    /// The patient left critical care here.
    pub left_icu: Option<T>,
}

impl Times {
    /// The times that the records know; `None` while the start of flow is not known.
    pub fn of(run: &EcmoRun, admission: &IcuAdmission, discharge: Option<&Discharge>) -> Option<Self> {
        Some(Self {
            time_on: run.time_on.value()?,
            admitted: admission.icu_admitted_at.value(),
            time_off: run.time_off.value(),
            transferred_out: run.transferred_out_at.value(),
            death: discharge.and_then(|discharge| discharge.death_at.value()),
            left_icu: discharge.and_then(|discharge| discharge.icu_discharged_at.value()),
        })
    }

    /// The same times in another form.
    pub fn map<T>(self, to: impl Fn(WallTime) -> T) -> Times<T> {
        Times {
            time_on: to(self.time_on),
            admitted: self.admitted.map(&to),
            time_off: self.time_off.map(&to),
            transferred_out: self.transferred_out.map(&to),
            death: self.death.map(&to),
            left_icu: self.left_icu.map(&to),
        }
    }
}

impl<T: Copy + Ord> Times<T> {
    /// As of an instant: what is later is not known yet. The start stays, so that a run to come has no exposure.
    #[must_use]
    pub fn known_by(self, extract: T) -> Self {
        let known = |time: Option<T>| time.filter(|time| *time <= extract);
        Self {
            time_on: self.time_on,
            admitted: known(self.admitted),
            time_off: known(self.time_off),
            transferred_out: known(self.transferred_out),
            death: known(self.death),
            left_icu: known(self.left_icu),
        }
    }

    /// From the later of the start of flow and the arrival to the earliest known end.
    pub fn exposure(self) -> Exposure<T> {
        let ends = [self.time_off, self.transferred_out, self.death, self.left_icu];
        Exposure {
            start: self.admitted.map_or(self.time_on, |admitted| admitted.max(self.time_on)),
            end: ends.into_iter().flatten().min(),
        }
    }
}

/// From `start` (xs) to `end` (xe): flow at this centre. Without an end the run is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exposure<T = WallTime> {
    /// The later of the start of flow and arrival in critical care.
    pub start: T,
    /// The earliest known of flow stop, death, leaving critical care and transfer.
    pub end: Option<T>,
}

impl Exposure {
    /// The exposure of a run; `None` while its start is not known.
    pub fn of(run: &EcmoRun, admission: &IcuAdmission, discharge: Option<&Discharge>) -> Option<Self> {
        Times::of(run, admission, discharge).map(Times::exposure)
    }
}

impl<T: Copy + Ord> Exposure<T> {
    /// On ECMO here at a time: from the start, before the end.
    pub fn holds(&self, time: &T) -> bool {
        self.start <= *time && self.end.is_none_or(|end| *time < end)
    }
}
