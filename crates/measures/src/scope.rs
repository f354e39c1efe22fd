//! Which runs count at all (G2).

use domain::check::exposure::Times;
use domain::check::file::{AdmissionFile, PatientFile};
use domain::forms::EcmoRun;
use domain::forms::ecmo_run::{Mode, Support};

use crate::exposure::Exposure;
use crate::moment::Moment;

/// The youngest age in scope, in completed years (G2, clarification 11).
const ADULT: i64 = 16;

/// Whether a run counts (G2), or the first reason why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It counts, for this time on ECMO here.
    In(Exposure),
    /// Cardiac support or ECPR.
    NotRespiratory,
    /// Judged by the initial mode alone (clarification 7).
    CarbonDioxideRemoval,
    /// Under 16, or of unknown age.
    NotAdult,
    /// It ended before the patient came here, or is still to come.
    NoExposure,
}

impl Scope {
    /// The reasons to leave a run out, in the order in which they are applied.
    pub const REASONS: [Self; 4] =
        [Self::NotRespiratory, Self::CarbonDioxideRemoval, Self::NotAdult, Self::NoExposure];

    /// Judges a run. Of several reasons the first is given, so that a flow of records adds up.
    pub fn of(
        support: Option<Support>,
        mode: Option<Mode>,
        age: Option<i64>,
        exposure: Option<Exposure>,
    ) -> Self {
        match exposure {
            _ if support != Some(Support::Pulmonary) => Self::NotRespiratory,
            _ if mode.is_some_and(Mode::is_ecco2r) => Self::CarbonDioxideRemoval,
            _ if age.is_none_or(|age| age < ADULT) => Self::NotAdult,
            None => Self::NoExposure,
            Some(exposure) => Self::In(exposure),
        }
    }

    /// Why a run does not count, in words; `None` in scope.
    pub const fn why_not(&self) -> Option<&'static str> {
        match self {
            Self::In(_) => None,
            Self::NotRespiratory => Some("not respiratory support"),
            Self::CarbonDioxideRemoval => Some("carbon dioxide removal only"),
            Self::NotAdult => Some("under 16, or age not known"),
            Self::NoExposure => Some("no time on ECMO at the centre"),
        }
    }

    /// The exposure of a run in scope.
    pub const fn exposure(&self) -> Option<&Exposure> {
        match self {
            Self::In(exposure) => Some(exposure),
            _ => None,
        }
    }
}

/// A run that counts, with its time on ECMO here.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// The record.
    pub run: &'a EcmoRun,
    /// As of the extract.
    pub exposure: Exposure,
}

/// The runs of a patient that count, as of an extract, in the order of admissions and run numbers.
pub fn counted(file: &PatientFile, extract: Moment) -> Vec<Counted<'_>> {
    file.admissions.iter().flat_map(|admission| of_admission(file, admission, extract)).collect()
}

/// The runs of one of the patient's admissions that count, as of an extract.
pub fn of_admission<'a>(
    file: &'a PatientFile,
    admission: &'a AdmissionFile,
    extract: Moment,
) -> impl Iterator<Item = Counted<'a>> {
    let age = file.patient.as_ref().and_then(|patient| patient.form.age_years.value());
    admission.runs.iter().filter_map(move |entry| {
        let run = &entry.form;
        let times = Times::of(run, &admission.admission.form, admission.leaving())?.map(Moment::from);
        let exposure = Exposure::as_of(times, extract);
        let scope = Scope::of(run.support_type.value(), run.initial_mode.value(), age, exposure);
        scope.exposure().map(|exposure| Counted { run, exposure: *exposure })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{file, london, run_of};

    fn counted_with(changes: &[(&'static str, &str, &str)]) -> usize {
        counted(&file(&run_of("2026-04-10T02:00", "2026-04-10T23:00"), changes), london("2026-05-20T12:00"))
            .len()
    }

    #[test]
    fn an_adult_on_respiratory_support_counts() {
        assert_eq!(counted_with(&[]), 1);
    }

    #[test]
    fn a_child_or_an_unknown_age_does_not() {
        assert_eq!(counted_with(&[("patient", "age_years", "15")]), 0);
        assert_eq!(counted_with(&[("patient", "age_years", "")]), 0);
    }

    #[test]
    fn cardiac_support_and_carbon_dioxide_removal_do_not() {
        assert_eq!(counted_with(&[("ecmo_run", "support_type", "CARD")]), 0);
        assert_eq!(counted_with(&[("ecmo_run", "initial_mode", "VV_ECCO2R")]), 0);
    }

    #[test]
    fn a_run_that_ended_before_the_arrival_does_not() {
        assert_eq!(
            counted_with(&[
                ("ecmo_run", "time_off", "2026-04-10T01:00"),
                ("ecmo_run", "time_on", "2026-04-09T10:00")
            ]),
            0
        );
    }
}
