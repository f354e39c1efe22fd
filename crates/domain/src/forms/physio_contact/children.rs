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
    #[field(label = "Patient’s effort", save_if = asks_effort, when = "PROM, CPM_BIKE, BEDEX, UL_FUNC or STRENGTH", miss)]
    pub effort: Answer<Effort>,
    #[field(label = "Sets", unit = "sets", miss)]
    #[validate(range(min = 0, max = 20))]
    pub sets: Answer<i64>,
    #[field(label = "Repetitions", unit = "repetitions", miss)]
    #[validate(range(min = 0, max = 200))]
    pub reps: Answer<i64>,
    #[field(label = "Distance", unit = "metres", save_if = asks_metres, when = "WALK", miss)]
    #[validate(range(min = 0, max = 2000))]
    pub metres: Answer<i64>,
    #[field(label = "People assisting", unit = "people", save_if = asks_people, when = "SOEOB, STS, STAND, TRANSF, MARCH or WALK", miss)]
    #[validate(range(min = 0, max = 8))]
    pub people: Answer<i64>,
    #[field(label = "Aid", save_if = asks_aid, when = "STAND, TRANSF or WALK", miss)]
    pub aid: Answer<Aid>,
    /// Its range depends on the unit.
    #[field(label = "Load", miss)]
    #[validate(range(min = -80.0, max = 300.0))]
    pub load: Answer<Dec<2>>,
    #[field(label = "Unit of the load", save_if = has_load, when = "a load is given")]
    pub load_unit: Answer<LoadUnit>,
}

fn code_in(intervention: &ContactIntervention, codes: &[Intervention]) -> bool {
    intervention.code.get().is_some_and(|code| codes.contains(code))
}

fn asks_effort(intervention: &ContactIntervention, (): &()) -> bool {
    use Intervention as I;
    code_in(intervention, &[I::PassiveMovement, I::BedBike, I::BedExercise, I::UpperLimb, I::Strength])
}

fn asks_metres(intervention: &ContactIntervention, (): &()) -> bool {
    code_in(intervention, &[Intervention::Walk])
}

fn asks_people(intervention: &ContactIntervention, (): &()) -> bool {
    use Intervention as I;
    code_in(intervention, &[I::EdgeOfBed, I::SitToStand, I::Stand, I::Transfer, I::March, I::Walk])
}

fn asks_aid(intervention: &ContactIntervention, (): &()) -> bool {
    use Intervention as I;
    code_in(intervention, &[I::Stand, I::Transfer, I::Walk])
}

fn has_load(intervention: &ContactIntervention, (): &()) -> bool {
    intervention.load.get().is_some()
}

/// Staff at a contact by role and band; no names.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "contact_staff", number = "F11", title = "Staff", file = "contact_staff",
       key = ["contact_ref", "role", "band", "ecmo_competent"])]
pub struct ContactStaff {
    #[field(label = "Role", save)]
    pub role: Answer<Role>,
    /// Agenda for Change; NA in Ireland and for other roles.
    #[field(label = "Pay band", save_if = asks_band, when = "physiotherapist, assistant or occupational therapist")]
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

fn asks_band(staff: &ContactStaff, (): &()) -> bool {
    staff.role.get().is_some_and(|role| {
        matches!(role, Role::Physiotherapist | Role::Assistant | Role::OccupationalTherapist)
    })
}
