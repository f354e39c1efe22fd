//! F04: one person at one centre, known by a pseudonym.

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::ruling::{self, Ruling};
use crate::value::{CentreCode, Codes, Dec, PatientRef};

code_list! {
    /// Sex at birth as observed.
    pub enum Sex "SEX" {
        Male = "1" "Male",
        Female = "2" "Female",
        Indeterminate = "9" "Indeterminate",
        NotKnown = "X" "Not known",
    }
}

code_list! {
    /// Gender identity as stated.
    pub enum Gender "GENDER" {
        Male = "1" "Male, including trans man",
        Female = "2" "Female, including trans woman",
        NonBinary = "3" "Non-binary",
        Other = "4" "Other",
        Declined = "Z" "Declined to say",
        NotRecorded = "X" "Not recorded",
    }
}

code_list! {
    /// Ethnic category of the NHS data dictionary.
    pub enum Ethnic "ETHNIC" {
        A = "A" "White: British" in "White",
        B = "B" "White: Irish" in "White",
        C = "C" "White: any other" in "White",
        D = "D" "Mixed: White and Black Caribbean" in "Mixed",
        E = "E" "Mixed: White and Black African" in "Mixed",
        F = "F" "Mixed: White and Asian" in "Mixed",
        G = "G" "Mixed: any other" in "Mixed",
        H = "H" "Asian: Indian" in "Asian",
        J = "J" "Asian: Pakistani" in "Asian",
        K = "K" "Asian: Bangladeshi" in "Asian",
        L = "L" "Asian: any other" in "Asian",
        M = "M" "Black: Caribbean" in "Black",
        N = "N" "Black: African" in "Black",
        P = "P" "Black: any other" in "Black",
        R = "R" "Chinese" in "Asian",
        S = "S" "Any other ethnic group" in "Other",
        Z = "Z" "Not stated",
        NotKnown = "99" "Not known",
    }
}

code_list! {
    /// Mobility before the illness.
    pub enum PremorbidMobility "PREMOB" {
        M0 = "M0" "Independent, no aid",
        M1 = "M1" "Independent with an aid",
        M2 = "M2" "With help of 1",
        M3 = "M3" "With help of 2 or a hoist",
        M4 = "M4" "Wheelchair, independent",
        M5 = "M5" "Bed or chair bound",
    }
}

code_list! {
    /// Residence before the illness.
    pub enum Living "LIVING" {
        HomeAlone = "H" "Home, alone",
        HomeWithOthers = "HW" "Home, with others",
        CareHome = "CH" "Care home",
        NoFixedAbode = "NFA" "No fixed abode",
        Other = "OT" "Other",
    }
}

code_list! {
    /// Comorbidity groups, for the case-mix table only.
    pub enum Comorbidity "COMORB" {
        None = "NONE" "None",
        Copd = "COPD" "Chronic obstructive pulmonary disease",
        Asthma = "ASTHMA" "Asthma",
        Ild = "ILD" "Interstitial lung disease",
        Cf = "CF" "Cystic fibrosis",
        Cardiac = "CARD" "Cardiac",
        Diabetes = "DM" "Diabetes",
        Renal = "CKD" "Chronic kidney disease",
        Immune = "IMM" "Immunosuppression",
        Neuro = "NEURO" "Neurological",
        Msk = "MSK" "Musculoskeletal",
        MentalHealth = "MH" "Mental health",
        Obesity = "OBES" "Obesity",
        Pregnancy = "PREG" "Pregnancy",
        Other = "OTHER" "Other",
    }
}

/// One person at one centre. There is no identity across centres; a readmission uses the same pseudonym.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "patient", place = 1, number = "F04", title = "Patient", plural = "Patients", file = "patients", key = ["patient_ref"])]
#[validate(schema(function = "pregnancy_against_sex"))]
#[validate(schema(function = "height_against_weight"))]
pub struct Patient {
    #[field(label = "Centre", section = "Identity", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// The token issued for the audit. The list of tokens and hospital numbers stays in your centre.
    #[field(label = "Pseudonym", save)]
    pub patient_ref: Answer<PatientRef>,
    /// Completed years at the first run. Enter 90 for 90 and over; never a date of birth.
    #[field(label = "Age at first run", unit = "years", section = "Person", save, warn(min = 18, max = 75), class = quasi,
            range(min = 16, max = 110))]
    pub age_years: Answer<i64>,
    #[field(label = "Sex at birth", save)]
    pub sex_phenotypic: Answer<Sex>,
    #[field(label = "Gender identity")]
    pub gender_identity: Answer<Gender>,
    #[field(label = "Ethnic category", lock, miss)]
    pub ethnic_category: Answer<Ethnic>,
    #[field(label = "Height", unit = "centimetres", section = "Before the illness", miss, class = quasi,
            range(min = 120, max = 220))]
    pub height_cm: Answer<i64>,
    #[field(label = "Weight", unit = "kilograms", miss, class = quasi, range(min = 30.0, max = 300.0))]
    pub weight_kg: Answer<Dec<1>>,
    /// From 1 to 9: how the person was two weeks before admission, not now.
    #[field(label = "Clinical Frailty Scale", lock, rule = "V-PAT-4", miss, class = quasi, range(min = 1, max = 9))]
    pub cfs: Answer<i64>,
    #[field(label = "Mobility before the illness", lock, rule = "V-PAT-4", miss)]
    pub premorbid_mobility: Answer<PremorbidMobility>,
    #[field(label = "Residence before the illness", miss)]
    pub premorbid_living: Answer<Living>,
    #[field(label = "Comorbidity groups", miss)]
    pub comorb: Answer<Codes<Comorbidity>>,
}

/// V-PAT-3.
fn pregnancy_against_sex(patient: &Patient) -> Ruling {
    let pregnant = patient.comorb.get().is_some_and(|groups| groups.has(Comorbidity::Pregnancy));
    if pregnant && patient.sex_phenotypic.is(&Sex::Male) {
        return ruling::refuse(
            Patient::COMORB,
            "V-PAT-3",
            "Pregnancy is ticked for a patient whose sex at birth is male. Correct one of the two.",
        );
    }
    Ok(())
}

/// Body mass index outside which height and weight are asked about, in kg/m².
const LIKELY_BMI: std::ops::RangeInclusive<f64> = 15.0..=60.0;

/// Height and weight make a likely body mass index.
fn height_against_weight(patient: &Patient) -> Ruling {
    match bmi(patient) {
        Some(bmi) if !LIKELY_BMI.contains(&bmi) => ruling::ask(
            Patient::WEIGHT_KG,
            "X-SOFT",
            format!("Height and weight make a body mass index of {bmi:.1}, which is unusual. Are both correct?"),
        ),
        _ => Ok(()),
    }
}

/// Weight over the square of height, in kg/m².
fn bmi(patient: &Patient) -> Option<f64> {
    let metres = f64::from(i32::try_from(patient.height_cm.value()?).ok()?) / 100.0;
    let weight = patient.weight_kg.value()?;
    (metres > 0.0).then(|| weight.to_f64() / (metres * metres))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        crate::forms::tests::broken(Patient::FORM_SPEC, cells)
    }

    #[test]
    fn pregnancy_is_not_of_a_man() {
        let pregnant = |sex| broken(&[(Patient::COMORB, "DM|PREG"), (Patient::SEX_PHENOTYPIC, sex)]);
        assert_eq!(pregnant("1"), [["V-PAT-3", "comorb"]]);
        assert!(pregnant("2").is_empty());
    }

    #[test]
    fn height_and_weight_make_a_likely_body() {
        let of = |height, weight| broken(&[(Patient::HEIGHT_CM, height), (Patient::WEIGHT_KG, weight)]);
        assert!(of("170", "70.0").is_empty());
        assert_eq!(of("200", "59.9"), [["X-SOFT", "weight_kg"]], "14.98");
        assert!(of("200", "60.0").is_empty(), "15 belongs to it");
        assert_eq!(of("150", "135.1"), [["X-SOFT", "weight_kg"]], "60.04");
        assert!(of("0", "70.0").is_empty(), "no height, no index");
        assert!(of("170", "NR").is_empty());
    }
}
