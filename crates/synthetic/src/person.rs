//! Who the patient is: the record made once, at the first run.

use super::{
    cell::{code, dec, int, set},
    dice::Dice,
    magnitudes::{AGE, AGE_LIMITS, MALE},
    number::{real, whole},
    rows::Patient,
    token,
};

/// Ethnic categories as in England's critical care; network-wide, not by centre. Design.
const ETHNIC: &[(&str, f64)] = &[
    ("A", 0.64),
    ("B", 0.02),
    ("C", 0.05),
    ("D", 0.01),
    ("G", 0.01),
    ("H", 0.03),
    ("J", 0.035),
    ("K", 0.03),
    ("L", 0.03),
    ("M", 0.03),
    ("N", 0.045),
    ("R", 0.01),
    ("S", 0.02),
    ("Z", 0.03),
    ("99", 0.005),
];
const FRAILTY: &[(&str, f64)] =
    &[("1", 0.11), ("2", 0.34), ("3", 0.34), ("4", 0.09), ("5", 0.07), ("6", 0.03), ("7", 0.01)];
const MOBILITY: &[(&str, f64)] =
    &[("M0", 0.87), ("M1", 0.07), ("M2", 0.03), ("M3", 0.01), ("M4", 0.015), ("M5", 0.005)];
const LIVING: &[(&str, f64)] = &[("HW", 0.77), ("H", 0.18), ("CH", 0.01), ("NFA", 0.02), ("OT", 0.02)];
const COMORBIDITIES: &[(&str, f64)] = &[
    ("COPD", 0.06),
    ("ASTHMA", 0.12),
    ("ILD", 0.04),
    ("CF", 0.01),
    ("CARD", 0.08),
    ("DM", 0.16),
    ("CKD", 0.04),
    ("IMM", 0.10),
    ("NEURO", 0.05),
    ("MSK", 0.06),
    ("MH", 0.14),
    ("OBES", 0.25),
];
/// Women of this age may be pregnant, with this probability. Design.
const FERTILE: std::ops::RangeInclusive<i64> = 18..=42;
const PREGNANT: f64 = 0.08;

/// Traits that the story depends on; they cross centres with the patient, the pseudonym does not.
#[derive(Clone)]
pub(super) struct Traits {
    pub(super) age: i64,
    pub(super) male: bool,
}

impl Traits {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let age = loop {
            let age = whole(dice.normal(AGE.0, AGE.1));
            if (AGE_LIMITS.0..=AGE_LIMITS.1).contains(&age) {
                break age;
            }
        };
        Self { age, male: dice.chance(MALE) }
    }
}

/// The row of a patient under a new pseudonym; the centre's code is the caller's.
pub(super) fn record(traits: &Traits, dice: &mut Dice) -> Patient {
    let height = whole(dice.normal(if traits.male { 176.0 } else { 163.0 }, 7.0)).clamp(145, 205);
    let bmi = dice.normal(28.5, 5.5).clamp(18.0, 48.0);
    let weight = bmi * (real(height) / 100.0).powi(2);
    let sex = if traits.male { "1" } else { "2" };
    let gender = dice.weighted(&[(sex, 0.97), ("Z", 0.03)]);
    let (ethnic, frailty) = (dice.weighted(ETHNIC), dice.weighted(FRAILTY));
    let (mobility, living) = (dice.weighted(MOBILITY), dice.weighted(LIVING));
    let comorbidities = comorbidities(traits, dice);
    Patient {
        patient_ref: token::pseudonym(dice).into(),
        age_years: int(traits.age),
        sex_phenotypic: code(sex),
        gender_identity: dice.optional(0.16, code(gender)),
        ethnic_category: dice.recorded(code(ethnic)),
        height_cm: dice.optional(0.8, int(height)),
        weight_kg: dice.optional(0.83, dec(weight, 1)),
        cfs: dice.recorded(code(frailty)),
        premorbid_mobility: dice.recorded(code(mobility)),
        premorbid_living: dice.optional(0.73, code(living)),
        comorb: dice.optional(0.8, set(&comorbidities)),
        ..Patient::default()
    }
}

fn comorbidities(traits: &Traits, dice: &mut Dice) -> Vec<&'static str> {
    let mut found = dice.subset(COMORBIDITIES);
    if !traits.male && FERTILE.contains(&traits.age) && dice.chance(PREGNANT) {
        found.push("PREG");
    }
    if found.is_empty() {
        found.push("NONE");
    }
    found
}
