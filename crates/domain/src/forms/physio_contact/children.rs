//! F10 and F11: what was done and by whom.

use form_derive::Form;
use validator::Validate;

use super::lists::{Aid, Band, Effort, Intervention, LoadUnit, Role};
use crate::answer::Answer;
use crate::ruling::{self, Ruling};
use crate::value::Dec;

/// An intervention in a contact; each code once.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "contact_intervention", number = "F10", title = "Intervention", file = "contact_interventions",
       key = ["contact_ref", "code"])]
#[validate(schema(function = "load_in_its_unit"))]
#[validate(schema(function = "strength_by_the_patient"))]
pub struct ContactIntervention {
    #[field(label = "Intervention", save)]
    pub code: Answer<Intervention>,
    #[field(label = "Minutes", unit = "minutes", miss, range(min = 0, max = 120))]
    pub dose_minutes: Answer<i64>,
    #[field(label = "Patient’s effort", save only if code is PassiveMovement | BedBike | BedExercise | UpperLimb | Strength, when = "PROM, CPM_BIKE, BEDEX, UL_FUNC or STRENGTH", miss)]
    pub effort: Answer<Effort>,
    #[field(label = "Sets", unit = "sets", miss, range(min = 0, max = 20))]
    pub sets: Answer<i64>,
    #[field(label = "Repetitions", unit = "repetitions", miss, range(min = 0, max = 200))]
    pub reps: Answer<i64>,
    #[field(label = "Distance", unit = "metres", save only if code is Walk, when = "WALK", miss,
            range(min = 0, max = 2000))]
    pub metres: Answer<i64>,
    #[field(label = "People assisting", unit = "people", save only if code is EdgeOfBed | SitToStand | Stand | Transfer | March | Walk, when = "SOEOB, STS, STAND, TRANSF, MARCH or WALK", miss,
            range(min = 0, max = 8))]
    pub people: Answer<i64>,
    #[field(label = "Aid", save only if code is Stand | Transfer | Walk, when = "STAND, TRANSF or WALK", miss)]
    pub aid: Answer<Aid>,
    /// Its range depends on the unit.
    #[field(label = "Load", miss, range(min = -80.0, max = 300.0))]
    pub load: Answer<Dec<2>>,
    #[field(label = "Unit of the load", save only if load given, when = "a load is given")]
    pub load_unit: Answer<LoadUnit>,
}

/// Staff at a contact by role and band; no names.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "contact_staff", number = "F11", title = "Staff", file = "contact_staff",
       key = ["contact_ref", "role", "band", "ecmo_competent"])]
pub struct ContactStaff {
    #[field(label = "Role", save)]
    pub role: Answer<Role>,
    /// Agenda for Change; NA in Ireland and for other roles.
    #[field(label = "Pay band", save only if role is Physiotherapist | Assistant | OccupationalTherapist, when = "physiotherapist, assistant or occupational therapist")]
    pub band: Answer<Band>,
    #[field(label = "How many", unit = "people", save, range(min = 1, max = 6))]
    pub n: Answer<i64>,
    #[field(label = "Signed off for ECMO", save)]
    pub ecmo_competent: Answer<bool>,
    /// Empty means the whole contact.
    #[field(label = "Minutes present", unit = "minutes", range(min = 1, max = 240))]
    pub minutes: Answer<i64>,
}

/// X-RANGE: a load lies within the bounds of its unit. One outside those of every unit is refused as such.
fn load_in_its_unit(intervention: &ContactIntervention) -> Ruling {
    let load = ContactIntervention::FORM_SPEC.sound(ContactIntervention::LOAD, &intervention.load);
    let (Some(load), Some(unit)) = (load, intervention.load_unit.value()) else { return Ok(()) };
    let (low, high) = load_range(unit);
    if (low..=high).contains(&load.to_f64()) {
        return Ok(());
    }
    let words =
        format!("A load in this unit must be between {low} and {high}. Correct the load or its unit.");
    ruling::refuse(ContactIntervention::LOAD, "X-RANGE", words)
}

/// Bounds of a load in its unit.
const fn load_range(unit: LoadUnit) -> (f64, f64) {
    match unit {
        LoadUnit::Watt => (0.0, 150.0),
        LoadUnit::Kilogram => (0.0, 300.0),
        LoadUnit::Milliampere => (0.0, 120.0),
        LoadUnit::PercentMip => (0.0, 100.0),
        LoadUnit::CmH2o => (-80.0, 80.0),
        LoadUnit::Degree => (0.0, 90.0),
    }
}

/// Strength is trained by who makes an effort.
fn strength_by_the_patient(intervention: &ContactIntervention) -> Ruling {
    if intervention.code.is(&Intervention::Strength) && intervention.effort.is(&Effort::Passive) {
        return ruling::ask(
            ContactIntervention::EFFORT,
            "X-SOFT",
            "Strength training done passively is unusual. Is the effort correct?",
        );
    }
    Ok(())
}
