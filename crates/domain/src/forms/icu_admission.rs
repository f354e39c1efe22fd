//! F05: one stay in critical care at this centre.

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::ruling::{self, Ruling};
use crate::time::WallTime;
use crate::value::{CentreCode, Dec, PatientRef, Ref};

code_list! {
    /// Where the patient came from.
    pub enum Source "SOURCE" {
        RetrievedOn = "RETR_ON" "Retrieved on mobile ECMO",
        RetrievedOff = "RETR_OFF" "Retrieved, not on ECMO",
        OtherEcmoCentre = "OTHER_ECMO_CENTRE" "Other ECMO centre",
        Ward = "WARD" "Ward",
        Ed = "ED" "Emergency department",
        Theatre = "THEATRE" "Theatre",
        OtherIcu = "OTHER_ICU" "Other intensive care unit",
        Transplant = "TRANSPLANT" "Transplant",
    }
}

code_list! {
    /// Referral area.
    pub enum Region "REGION" {
        NorthEast = "ENG_NEY" "North East and Yorkshire",
        NorthWest = "ENG_NW" "North West",
        Midlands = "ENG_MID" "Midlands",
        East = "ENG_EOE" "East of England",
        London = "ENG_LON" "London",
        SouthEast = "ENG_SE" "South East",
        SouthWest = "ENG_SW" "South West",
        Scotland = "SCO" "Scotland",
        Wales = "WAL" "Wales",
        NorthernIreland = "NIR" "Northern Ireland",
        Ireland = "IRL" "Ireland",
        Islands = "CHAN_IOM" "Channel Islands and Isle of Man",
    }
}

code_list! {
    /// Distance of a retrieval.
    pub enum Distance "DISTANCE" {
        Under25 = "LT25" "Under 25 km",
        To49 = "25_49" "25 to 49 km",
        To99 = "50_99" "50 to 99 km",
        To199 = "100_199" "100 to 199 km",
        From200 = "GE200" "200 km or more",
        NotApplicable = "NA" "Not applicable",
    }
}

/// One stay in critical care, from arrival to leaving it.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "icu_admission", place = 2, number = "F05", title = "Critical-care admission", plural = "Admissions", file = "icu_admissions",
       key = ["admission_ref"], parent = "patient" by ["patient_ref"], occurred = "icu_admitted_at",
       offer(1, "Add an admission"))]
#[validate(schema(function = "not_at_risk"))]
pub struct IcuAdmission {
    #[field(label = "Centre", section = "Identity", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre. Never a hospital's own number.
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    #[field(label = "Pseudonym", save)]
    pub patient_ref: Answer<PatientRef>,
    #[field(label = "Admitted to this intensive care unit", section = "Arrival", save)]
    pub icu_admitted_at: Answer<WallTime>,
    #[field(label = "Admitted from", save)]
    pub source: Answer<Source>,
    /// The area only, never the hospital.
    #[field(label = "Referral area", lock, miss)]
    pub referring_region: Answer<Region>,
    #[field(label = "Retrieval distance", unit = "kilometres", miss)]
    pub retrieval_distance_band: Answer<Distance>,
    #[field(label = "Hours from referral to admission", unit = "hours", miss, warn(max = 72),
            range(min = 0.0, max = 240.0))]
    pub referral_to_admit_h: Answer<Dec<1>>,
    /// Of this illness, here or elsewhere. NA when never ventilated.
    #[field(label = "Start of invasive ventilation", section = "Before ECMO", lock, miss)]
    pub imv_started_at: Answer<WallTime>,
    #[field(label = "Prone before ECMO", miss)]
    pub prone_before_ecmo: Answer<bool>,
    #[field(label = "Neuromuscular blockade before ECMO", miss)]
    pub nmb_before_ecmo: Answer<bool>,
    #[field(label = "SOFA score at admission", unit = "points", miss, range(min = 0, max = 24))]
    pub sofa_admission: Answer<i64>,
    /// Short clinical assessment of CG83. Expected for every ECMO patient.
    #[field(label = "Identified as at risk of morbidity", lock, miss)]
    pub at_risk_morbidity: Answer<bool>,
}

/// Whoever is on ECMO is at risk of morbidity.
fn not_at_risk(admission: &IcuAdmission) -> Ruling {
    if admission.at_risk_morbidity.is(&false) {
        return ruling::ask(
            IcuAdmission::AT_RISK_MORBIDITY,
            "X-SOFT",
            "Every ECMO patient is expected to be at risk of morbidity. Is “no” correct?",
        );
    }
    Ok(())
}
