//! F15: how a critical-care stay ended, and the hospital stay after it.

use form_derive::Form;
use validator::Validate;

use super::ecmo_run::Airway;
use crate::answer::Answer;
use crate::code_list;
use crate::ruling::{self, Ruling};
use crate::time::WallTime;
use crate::value::{CentreCode, Codes, Ref};

code_list! {
    /// Status on leaving critical care.
    pub enum IcuOutcome "ICUOUT" {
        Ward = "WARD" "Ward",
        OtherIcu = "OTHER_ICU_SAME_HOSP" "Other critical care in this hospital",
        RepatriatedIcu = "REPAT_ICU" "Repatriated to critical care",
        RepatriatedWard = "REPAT_WARD" "Repatriated to a ward",
        OtherEcmoCentre = "OTHER_ECMO_CENTRE" "Other ECMO centre",
        Home = "HOME" "Home",
        Died = "DIED" "Died",
    }
}

impl IcuOutcome {
    /// Leaving critical care and the centre were one.
    pub fn left_centre(self) -> bool {
        !matches!(self, Self::Ward | Self::OtherIcu)
    }
}

code_list! {
    /// Destination on leaving the centre's hospital.
    pub enum CentreOutcome "CENOUT" {
        Home = "HOME" "Home",
        HomePackage = "HOME_PACKAGE" "Home with a package of care",
        RehabUnit = "REHAB_UNIT" "Rehabilitation unit",
        AcuteHospital = "ACUTE_HOSP" "Acute hospital",
        EcmoCentre = "ECMO_CENTRE" "ECMO centre",
        TransplantCentre = "TRANSPLANT_CENTRE" "Transplant centre",
        CareHome = "CARE_HOME" "Care home",
        Hospice = "HOSPICE" "Hospice",
        Died = "DIED" "Died",
        NotKnown = "NK" "Not known",
    }
}

code_list! {
    /// Final hospital outcome.
    pub enum Ultimate "ULTIMATE" {
        Alive = "ALIVE" "Alive",
        Died = "DIED" "Died",
        NotKnown = "NK" "Not known",
    }
}

code_list! {
    /// Ongoing need of rehabilitation.
    pub enum RehabNeed "NEED" {
        None = "NONE" "None",
        Community = "COMMUNITY" "Community",
        Outpatient = "OUTPT" "Outpatient",
        InpatientShort = "INPT_LT6W" "Inpatient, under 6 weeks",
        InpatientLong = "INPT_GE6W" "Inpatient, 6 weeks or more",
        Care = "CARE" "Long-term care",
    }
}

code_list! {
    /// Aids issued.
    pub enum AidIssued "AIDSOUT" {
        None = "NONE" "None",
        Frame = "FRAME" "Frame",
        Wheelchair = "WHEELCHAIR" "Wheelchair",
        Hoist = "HOIST" "Hoist",
        Oxygen = "O2" "Oxygen",
        Niv = "NIV" "Non-invasive ventilation",
        Suction = "SUCTION" "Suction",
        Other = "OTHER" "Other",
    }
}

/// One for each critical-care stay: leaving critical care, leaving the centre, death.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "discharge", place = 5, number = "F15", title = "Discharge", plural = "Discharges", file = "discharges",
       key = ["admission_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "icu_discharged_at",
       offer(8, "Enter the discharge"))]
#[validate(schema(function = "in_order"))]
#[validate(schema(function = "fit_before_leaving"))]
#[validate(schema(function = "death_against_destination"))]
#[validate(schema(function = "straight_home"))]
pub struct Discharge {
    #[field(label = "Centre", section = "Identity", save, system)]
    pub centre_code: Answer<CentreCode>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    #[field(label = "Declared fit for discharge", section = "Critical care", miss)]
    pub icu_discharge_ready_at: Answer<WallTime>,
    /// For a patient who died in critical care, the time of death.
    #[field(label = "Left this critical care", lock if icu_outcome given || left_centre_at given, when = "the stay has ended", gist)]
    pub icu_discharged_at: Answer<WallTime>,
    #[field(label = "Status on leaving critical care", lock if icu_discharged_at given, when = "the stay has ended", rule = "V-DC-3", miss, gist, class = sensitive)]
    pub icu_outcome: Answer<IcuOutcome>,
    #[field(label = "Airway on leaving critical care", lock if icu_discharged_at given && icu_outcome is Ward | OtherIcu | RepatriatedIcu | RepatriatedWard | OtherEcmoCentre | Home,
            when = "the patient left critical care alive", rule = "V-DC-3", miss)]
    pub airway_icu_dc: Answer<Airway>,
    /// Also a later death that became known.
    #[field(label = "Date and time of death", section = "Leaving the centre", save if icu_outcome is Died || centre_outcome is Died, when = "the patient died", class = sensitive)]
    pub death_at: Answer<WallTime>,
    /// To any destination: hospital discharge, repatriation or death.
    #[field(label = "Left the centre’s hospital", lock if centre_outcome is Home | HomePackage | RehabUnit | AcuteHospital | EcmoCentre | TransplantCentre | CareHome | Hospice | Died || icu_outcome is RepatriatedIcu | RepatriatedWard | OtherEcmoCentre | Home | Died, when = "the patient has left the centre", miss)]
    pub left_centre_at: Answer<WallTime>,
    #[field(label = "Destination", lock if left_centre_at given || icu_discharged_at given && icu_outcome is RepatriatedIcu | RepatriatedWard | OtherEcmoCentre | Home | Died, when = "the patient has left the centre", rule = "V-DC-3", miss, class = sensitive)]
    pub centre_outcome: Answer<CentreOutcome>,
    #[field(label = "Final hospital outcome", miss, class = sensitive)]
    pub ultimate_outcome_known: Answer<Ultimate>,
    #[field(label = "Ongoing rehabilitation need", section = "Needs", miss)]
    pub rehab_need_at_dc: Answer<RehabNeed>,
    #[field(label = "Aids issued", miss)]
    pub equipment: Answer<Codes<AidIssued>>,
}

/// V-DC-4: the centre is left after critical care.
fn in_order(discharge: &Discharge) -> Ruling {
    match (discharge.icu_discharged_at.value(), discharge.left_centre_at.value()) {
        (Some(left_icu), Some(left)) if left < left_icu => ruling::refuse(
            Discharge::LEFT_CENTRE_AT,
            "V-DC-4",
            format!("This time is before leaving critical care at {left_icu}. Correct one of the two."),
        ),
        _ => Ok(()),
    }
}

/// V-DC-4: who is declared fit has not left yet.
fn fit_before_leaving(discharge: &Discharge) -> Ruling {
    match (discharge.icu_discharge_ready_at.value(), discharge.icu_discharged_at.value()) {
        (Some(ready), Some(left)) if ready > left => ruling::refuse(
            Discharge::ICU_DISCHARGE_READY_AT,
            "V-DC-4",
            format!("The patient was declared fit after leaving critical care at {left}. Correct one of the two."),
        ),
        _ => Ok(()),
    }
}

/// V-DC-1: the destination is “died” exactly when a death before leaving is known.
fn death_against_destination(discharge: &Discharge) -> Ruling {
    let wrong = |words: &'static str| ruling::refuse(Discharge::CENTRE_OUTCOME, "V-DC-1", words);
    let outcome = discharge.centre_outcome.value().filter(|outcome| *outcome != CentreOutcome::NotKnown);
    let Some(outcome) = outcome else { return Ok(()) };
    let died = outcome == CentreOutcome::Died;
    // A death without its time is a finding of its own (X-COND).
    if discharge.icu_outcome.is(&IcuOutcome::Died) && !died && !discharge.death_at.is_blank() {
        return wrong("The patient died in critical care, so the destination must be “Died”.");
    }
    let Some(left) = discharge.left_centre_at.value() else { return Ok(()) };
    let died_here = discharge.death_at.value().is_some_and(|death| death <= left);
    match (died, died_here) {
        (true, false) if !discharge.death_at.is_blank() => wrong(
            "The destination is “Died”, but the death recorded is after leaving the centre. Correct one of the two.",
        ),
        (false, true) => wrong(
            "A death before leaving the centre is recorded, but the destination is not “Died”. Correct one of the two.",
        ),
        _ => Ok(()),
    }
}

/// V-DC-2: patients go home from a ward.
fn straight_home(discharge: &Discharge) -> Ruling {
    if discharge.icu_outcome.is(&IcuOutcome::Home) {
        return ruling::ask(
            Discharge::ICU_OUTCOME,
            "V-DC-2",
            "Going home straight from critical care is unusual. Is it correct?",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        crate::forms::tests::broken(Discharge::FORM_SPEC, cells)
    }

    #[test]
    fn a_stay_that_ends_in_order_breaks_no_rule() {
        let cells = [
            (Discharge::ICU_DISCHARGE_READY_AT, "2026-02-01T09:00"),
            (Discharge::ICU_DISCHARGED_AT, "2026-02-01T12:00"),
            (Discharge::ICU_OUTCOME, "WARD"),
            (Discharge::LEFT_CENTRE_AT, "2026-02-10T12:00"),
            (Discharge::CENTRE_OUTCOME, "HOME"),
        ];
        assert!(broken(&cells).is_empty());
    }

    #[test]
    fn times_out_of_order_are_each_told_at_their_own_cell() {
        let cells = [
            (Discharge::ICU_DISCHARGE_READY_AT, "2026-02-02T09:00"),
            (Discharge::ICU_DISCHARGED_AT, "2026-02-01T12:00"),
            (Discharge::LEFT_CENTRE_AT, "2026-01-31T12:00"),
        ];
        let found = broken(&cells);
        assert_eq!(found, [["V-DC-4", "left_centre_at"], ["V-DC-4", "icu_discharge_ready_at"]]);
    }

    #[test]
    fn the_destination_is_died_exactly_when_a_death_before_leaving_is_known() {
        let left = |outcome, death| {
            broken(&[
                (Discharge::LEFT_CENTRE_AT, "2026-02-10T12:00"),
                (Discharge::CENTRE_OUTCOME, outcome),
                (Discharge::DEATH_AT, death),
            ])
        };
        assert_eq!(left("HOME", "2026-02-10T12:00"), [["V-DC-1", "centre_outcome"]]);
        assert_eq!(left("DIED", "2026-02-10T12:01"), [["V-DC-1", "centre_outcome"]]);
        assert!(left("DIED", "2026-02-10T12:00").is_empty());
        assert!(left("HOME", "2026-03-10T12:00").is_empty(), "a later death became known");
        assert!(left("DIED", "").is_empty(), "a death without its time is told by its own cell");
        assert!(left("NK", "2026-02-10T12:00").is_empty());
    }

    #[test]
    fn going_home_straight_from_critical_care_is_asked_about() {
        assert_eq!(broken(&[(Discharge::ICU_OUTCOME, "HOME")]), [["V-DC-2", "icu_outcome"]]);
    }
}
