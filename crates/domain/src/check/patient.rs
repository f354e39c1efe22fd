//! Rules of a patient.

use crate::answer::Answer;
use crate::finding::Notes;
use crate::forms::Patient;
use crate::forms::patient::{Comorbidity, Sex};
use crate::spec::Form;

/// Body mass index outside which height and weight are asked about, in kg/m².
const LIKELY_BMI: std::ops::RangeInclusive<f64> = 15.0..=60.0;

pub(super) fn check(patient: &Patient, notes: &mut Notes) {
    patient.check_cells(&(), notes);
    let pregnant = patient.comorb.get().is_some_and(|groups| groups.has(Comorbidity::Pregnancy));
    if pregnant && patient.sex_phenotypic.is(&Sex::Male) {
        notes.refuse(
            "comorb",
            "V-PAT-3",
            "Pregnancy is ticked for a patient whose sex at birth is male. Correct one of the two.",
        );
    }
    if let Some(bmi) = bmi(patient)
        && !LIKELY_BMI.contains(&bmi)
    {
        notes.warn(
            "weight_kg",
            "X-SOFT",
            format!(
                "Height and weight make a body mass index of {bmi:.1}, which is unusual. Are both correct?"
            ),
        );
    }
}

fn bmi(patient: &Patient) -> Option<f64> {
    let (Answer::Given(height), Answer::Given(weight)) = (&patient.height_cm, &patient.weight_kg) else {
        return None;
    };
    let metres = f64::from(i32::try_from(*height).ok()?) / 100.0;
    (metres > 0.0).then(|| weight.to_f64() / (metres * metres))
}
