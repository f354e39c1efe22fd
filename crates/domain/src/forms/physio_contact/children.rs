//! F10 and F11: what was done and by whom.

use form_derive::Form;
use validator::Validate;

use super::lists::{Aid, Band, Effort, Intervention, LoadUnit, Role};
use crate::answer::Answer;
use crate::value::Dec;

/// An intervention in a contact; each code once.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "contact_intervention", number = "F10", title = "Intervention", file = "contact_interventions",
       key = ["contact_ref", "code"])]
pub struct ContactIntervention {
    #[field(label = "Intervention", save)]
    pub code: Answer<Intervention>,
    #[field(label = "Minutes", unit = "minutes", miss)]
    #[validate(range(min = 0, max = 120))]
    pub dose_minutes: Answer<i64>,
    #[field(label = "Patient’s effort", save only if code is PassiveMovement | BedBike | BedExercise | UpperLimb | Strength, when = "PROM, CPM_BIKE, BEDEX, UL_FUNC or STRENGTH", miss)]
    pub effort: Answer<Effort>,
    #[field(label = "Sets", unit = "sets", miss)]
    #[validate(range(min = 0, max = 20))]
    pub sets: Answer<i64>,
    #[field(label = "Repetitions", unit = "repetitions", miss)]
    #[validate(range(min = 0, max = 200))]
    pub reps: Answer<i64>,
    #[field(label = "Distance", unit = "metres", save only if code is Walk, when = "WALK", miss)]
    #[validate(range(min = 0, max = 2000))]
    pub metres: Answer<i64>,
    #[field(label = "People assisting", unit = "people", save only if code is EdgeOfBed | SitToStand | Stand | Transfer | March | Walk, when = "SOEOB, STS, STAND, TRANSF, MARCH or WALK", miss)]
    #[validate(range(min = 0, max = 8))]
    pub people: Answer<i64>,
    #[field(label = "Aid", save only if code is Stand | Transfer | Walk, when = "STAND, TRANSF or WALK", miss)]
    pub aid: Answer<Aid>,
    /// Its range depends on the unit.
    #[field(label = "Load", miss)]
    #[validate(range(min = -80.0, max = 300.0))]
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
    #[field(label = "How many", unit = "people", save)]
    #[validate(range(min = 1, max = 6))]
    pub n: Answer<i64>,
    #[field(label = "Signed off for ECMO", save)]
    pub ecmo_competent: Answer<bool>,
    /// Empty means the whole contact.
    #[field(label = "Minutes present", unit = "minutes")]
    #[validate(range(min = 1, max = 240))]
    pub minutes: Answer<i64>,
}

