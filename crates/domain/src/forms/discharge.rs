//! F15: how a critical-care stay ended, and the hospital stay after it.

use form_derive::Form;
use validator::Validate;

use super::ecmo_run::Airway;
use crate::answer::Answer;
use crate::code_list;
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






