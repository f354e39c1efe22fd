//! The course of a critical-care stay: admission, goals, leaving, what was handed over.

use domain::check::file::AdmissionFile;
use domain::forms::discharge::{CentreOutcome, IcuOutcome};
use domain::forms::{Discharge, IcuAdmission, Patient, RehabPathway};

use crate::moment::Moment;

/// Minutes of 96 hours: the critical-care stay beyond which goals, CPAx and a review are due (P02, O03, O07).
const LONG_STAY: i64 = 96 * 60;

/// What admission, pathway and discharge say of a stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Clinical frailty is recorded; a missing reason, “not applicable” included, is no value (clarification 22).
    pub frailty_recorded: bool,
    /// Mobility before the illness is.
    pub mobility_recorded: bool,
    /// Came to critical care here.
    pub admitted: Option<Moment>,
    /// Judged at risk of morbidity.
    pub at_risk: Option<bool>,
    /// Rehabilitation goals were agreed.
    pub goals_agreed: Option<Moment>,
    /// The handover had a rehabilitation programme in it.
    pub handover_includes_programme: Option<bool>,
    /// Information was given to patient or family.
    pub informed: Option<Moment>,
    /// Left critical care here; of a patient who died there the time of death.
    pub left_icu: Option<Moment>,
    /// How.
    pub icu_outcome: Option<IcuOutcome>,
    /// Died, then or later.
    pub death: Option<Moment>,
    /// Left the centre's hospital.
    pub left_centre: Option<Moment>,
    /// To where.
    pub centre_outcome: Option<CentreOutcome>,
}

impl Course {
    /// What the records of an admission say.
    pub fn of(patient: Option<&Patient>, file: &AdmissionFile) -> Self {
        let pathway = file.pathways.first().map(|entry| &entry.form);
        let known = Self {
            frailty_recorded: patient.is_some_and(|patient| patient.cfs.value().is_some()),
            mobility_recorded: patient.is_some_and(|patient| patient.premorbid_mobility.value().is_some()),
            ..Self::default()
        };
        known.admission(&file.admission.form).pathway(pathway).discharge(file.leaving())
    }

    fn admission(self, admission: &IcuAdmission) -> Self {
        Self {
            admitted: admission.icu_admitted_at.value().map(Into::into),
            at_risk: admission.at_risk_morbidity.value(),
            ..self
        }
    }

    fn pathway(self, pathway: Option<&RehabPathway>) -> Self {
        let Some(pathway) = pathway else { return self };
        Self {
            goals_agreed: pathway.goals_agreed_at.value().map(Into::into),
            handover_includes_programme: pathway.handover_includes_programme.value(),
            informed: pathway.info_given_at.value().map(Into::into),
            ..self
        }
    }

    fn discharge(self, discharge: Option<&Discharge>) -> Self {
        let Some(discharge) = discharge else { return self };
        Self {
            left_icu: discharge.icu_discharged_at.value().map(Into::into),
            icu_outcome: discharge.icu_outcome.value(),
            death: discharge.death_at.value().map(Into::into),
            left_centre: discharge.left_centre_at.value().map(Into::into),
            centre_outcome: discharge.centre_outcome.value(),
            ..self
        }
    }

    /// As of an extract: a time later than it is not known yet (clarification 3).
    #[must_use]
    pub fn known_by(self, extract: Moment) -> Self {
        let known = |time: Option<Moment>| time.filter(|time| *time <= extract);
        Self {
            admitted: known(self.admitted),
            goals_agreed: known(self.goals_agreed),
            informed: known(self.informed),
            left_icu: known(self.left_icu),
            death: known(self.death),
            left_centre: known(self.left_centre),
            ..self
        }
    }

    /// What the case mix asks first is known: frailty and mobility before the illness (P03).
    pub fn is_case_mix_recorded(&self) -> bool {
        self.frailty_recorded && self.mobility_recorded
    }

    /// The end of the critical-care stay: leaving it, or the death of a patient who died there (clarification 21).
    pub fn icu_end(&self) -> Option<Moment> {
        self.left_icu
            .or(self.death.filter(|_| self.icu_outcome.is_none_or(|outcome| outcome == IcuOutcome::Died)))
    }

    /// Minutes of the critical-care stay, once it has ended.
    pub fn stay_minutes(&self) -> Option<i64> {
        Some(self.icu_end()?.minutes_since(self.admitted?))
    }

    /// In critical care for more than 96 h until leaving it.
    pub fn is_long(&self) -> bool {
        let stay = self.left_icu.zip(self.admitted).map(|(left, admitted)| left.minutes_since(admitted));
        stay.is_some_and(|minutes| minutes > LONG_STAY)
    }

    /// The status on leaving critical care is known and is not death.
    pub fn left_alive(&self) -> bool {
        self.icu_outcome.is_some_and(|outcome| outcome != IcuOutcome::Died)
    }

    /// Left critical care alive: cohort H before those who left on ECMO are taken out (clarification 14).
    pub fn is_survivor(&self) -> bool {
        self.left_icu.is_some() && self.left_alive()
    }

    /// Went where a formal handover is due: a ward or another hospital (clarification 40).
    pub fn is_handed_over(&self) -> bool {
        matches!(
            self.icu_outcome,
            Some(
                IcuOutcome::Ward
                    | IcuOutcome::RepatriatedWard
                    | IcuOutcome::RepatriatedIcu
                    | IcuOutcome::OtherEcmoCentre
            )
        )
    }

    /// Died in the centre's hospital after critical care, or in it.
    pub fn died_in_hospital(&self) -> bool {
        self.centre_outcome == Some(CentreOutcome::Died)
    }

    /// Told what to expect before leaving the centre's hospital (O09).
    pub fn is_informed_in_time(&self) -> bool {
        self.informed.zip(self.left_centre).is_some_and(|(informed, left)| informed <= left)
    }

    /// Goals can be judged: 96 h have passed since admission, or the stay has ended (clarification 21).
    pub fn are_goals_due(&self, extract: Moment) -> bool {
        let passed = self.admitted.is_some_and(|admitted| extract.minutes_since(admitted) >= LONG_STAY);
        passed || (self.admitted.is_some() && self.icu_end().is_some())
    }

    /// Goals were agreed within 96 h of admission, and before leaving critical care (P02).
    pub fn are_goals_in_time(&self) -> bool {
        let Some((agreed, admitted)) = self.goals_agreed.zip(self.admitted) else { return false };
        agreed.minutes_since(admitted) <= LONG_STAY && self.left_icu.is_none_or(|left| agreed <= left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::london;

    fn stay(admitted: &str, left: Option<&str>, outcome: Option<IcuOutcome>) -> Course {
        Course {
            admitted: Some(london(admitted)),
            left_icu: left.map(london),
            icu_outcome: outcome,
            ..Course::default()
        }
    }

    mod the_end_of_critical_care {
        use super::*;

        #[test]
        fn is_leaving_it_or_a_death_there() {
            let died =
                Course { death: Some(london("2026-05-03T10:00")), ..stay("2026-05-01T10:00", None, None) };
            assert_eq!(died.icu_end(), died.death);
            let later = Course { icu_outcome: Some(IcuOutcome::Ward), ..died };
            assert_eq!(later.icu_end(), None, "died on the ward; when critical care ended nobody knows");
        }

        #[test]
        fn later_than_the_extract_is_not_known_yet() {
            let course = stay("2026-05-01T10:00", Some("2026-05-09T10:00"), Some(IcuOutcome::Ward));
            assert_eq!(course.known_by(london("2026-05-09T09:59")).icu_end(), None);
            assert!(course.known_by(london("2026-05-09T10:00")).is_survivor());
        }
    }

    mod goals {
        use super::*;

        fn agreed(at: &str, left: Option<&str>) -> bool {
            let course = stay("2026-05-01T10:00", left, Some(IcuOutcome::Ward));
            Course { goals_agreed: Some(london(at)), ..course }.are_goals_in_time()
        }

        #[test]
        fn count_until_96_hours_on_the_minute() {
            assert!(agreed("2026-05-05T10:00", None));
            assert!(!agreed("2026-05-05T10:01", None));
        }

        #[test]
        fn count_until_leaving_critical_care_before_that() {
            assert!(agreed("2026-05-03T10:00", Some("2026-05-03T10:00")));
            assert!(!agreed("2026-05-03T10:01", Some("2026-05-03T10:00")));
        }

        #[test]
        fn of_before_the_admission_count_too() {
            assert!(agreed("2026-04-30T10:00", None));
        }

        #[test]
        fn are_due_after_96_hours_or_when_the_stay_has_ended() {
            let open = stay("2026-05-01T10:00", None, None);
            assert!(!open.are_goals_due(london("2026-05-05T09:59")));
            assert!(open.are_goals_due(london("2026-05-05T10:00")));
            let ended = stay("2026-05-01T10:00", Some("2026-05-02T10:00"), Some(IcuOutcome::Ward));
            assert!(ended.are_goals_due(london("2026-05-02T10:00")));
        }
    }

    #[test]
    fn case_mix_is_recorded_when_frailty_and_mobility_both_are() {
        let one = Course { frailty_recorded: true, ..Course::default() };
        assert!(!one.is_case_mix_recorded());
        assert!(Course { mobility_recorded: true, ..one }.is_case_mix_recorded());
    }

    #[test]
    fn a_stay_is_long_from_the_minute_after_96_hours() {
        let left = |at| stay("2026-05-01T10:00", Some(at), Some(IcuOutcome::Ward)).is_long();
        assert!(!left("2026-05-05T10:00"));
        assert!(left("2026-05-05T10:01"));
    }

    #[test]
    fn another_critical_care_unit_of_the_hospital_is_no_handover() {
        let to = |outcome| stay("2026-05-01T10:00", None, Some(outcome)).is_handed_over();
        assert!(to(IcuOutcome::RepatriatedIcu) && to(IcuOutcome::Ward));
        assert!(!to(IcuOutcome::OtherIcu) && !to(IcuOutcome::Home) && !to(IcuOutcome::Died));
    }
}
