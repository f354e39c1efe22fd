//! F09 to F11: one attendance at a patient, or one decision not to treat, with interventions and staff.

mod children;
mod lists;
mod movement;
mod rules;

use form_derive::Form;
use validator::Validate;

pub use self::children::{ContactIntervention, ContactStaff};
pub use self::lists::*;
use super::ecmo_run::Airway;
use crate::answer::Answer;
use crate::time::WallTime;
use crate::value::{CentreCode, Codes, Dec, Ref, Text};

/// What a contact's conditions need to know of its surroundings.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContactFacts {
    /// On ECMO at this centre: within the exposure of a run of the admission.
    pub on_ecmo: bool,
    /// In critical care at this centre.
    pub in_icu: bool,
    /// The contact comes from an export of the audit, which says when it was entered.
    pub exported: bool,
}

/// One patient-facing attendance without a break of 30 minutes, or one decision not to treat.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "physio_contact", place = 4, number = "F09", title = "Physiotherapy contact", plural = "Contacts", file = "physio_contacts",
       key = ["contact_ref"], parent = "icu_admission" by ["admission_ref"],
       names = "ecmo_run" by ["admission_ref", "run_no"], occurred = "start_at",
       offer(1, "Enter a contact"), facts = ContactFacts)]
#[validate(schema(function = "rules::untreated_without_minutes"))]
#[validate(schema(function = "rules::untreated_without_score"))]
#[validate(schema(function = "rules::untreated_without_interventions"))]
#[validate(schema(function = "rules::treated_by_something"))]
#[validate(schema(function = "rules::treated_for_minutes"))]
#[validate(schema(function = "rules::treated_by_somebody"))]
#[validate(schema(function = "rules::minutes_add_up"))]
#[validate(schema(function = "rules::doses_within_minutes"))]
#[validate(schema(function = "rules::likely_sweep"))]
#[validate(schema(function = "rules::sweep_off_in_trial"))]
#[validate(schema(function = "rules::likely_pump_speed"))]
#[validate(schema(function = "rules::lowest_flow"))]
#[validate(schema(function = "rules::lowest_saturation"))]
#[validate(schema(function = "rules::oxygen_against_saturation"))]
#[validate(schema(function = "movement::sedation"))]
#[validate(schema(function = "movement::explained"))]
#[validate(schema(function = "movement::helped"))]
#[validate(schema(function = "movement::alone_with_a_tube"))]
#[validate(schema(function = "movement::distance"))]
#[validate(schema(function = "movement::scores_agree"))]
#[validate(schema(function = "rules::suction_through_a_tube"))]
#[validate(schema(function = "rules::flagged_and_treated"))]
pub struct PhysioContact {
    #[field(label = "Centre", section = "Contact", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre.
    #[field(label = "Contact reference", save)]
    pub contact_ref: Answer<Ref>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// The run the contact falls in; empty before and after ECMO.
    #[field(label = "Run number", range(min = 1, max = 9))]
    pub run_no: Answer<i64>,
    /// For a decision not to treat, when it was made.
    #[field(label = "Started", save, grid(1, "Time"), future = "V-CON-1")]
    pub start_at: Answer<WallTime>,
    #[field(label = "Outcome", save, gist, grid(2, "Outcome"), class = neutral)]
    pub outcome: Answer<Outcome>,
    #[field(label = "Scheduled or called", save, carried = always, grid(3, "Called"), class = neutral)]
    pub kind: Answer<ContactKind>,
    /// When not treated, the domain that was intended.
    #[field(label = "Domain", save only if outcome is Treated | NotTreated, when = "it is not an assessment only", gist, grid(4, "Domain"), class = neutral)]
    pub domain: Answer<Codes<Domain>>,
    /// Why not, the one main reason.
    #[field(label = "Main reason for not treating", section = "Not treated", save only if outcome is NotTreated,
            when = "the patient was not treated", rule = "V-CON-2", gist, grid(17, "Why not treated"), class = neutral)]
    pub not_treated_reason: Answer<NotTreated>,
    #[field(label = "Other reasons", asked if outcome is NotTreated, class = neutral)]
    pub other_reasons: Answer<Codes<NotTreated>>,
    /// Minutes on the clock, counted once whatever the staff; without notes, preparation and travel.
    #[field(label = "Minutes with the patient", unit = "minutes", section = "Time and place", save if outcome is AssessedOnly, asked if outcome is Treated | AssessedOnly,
            when = "the patient was treated or assessed", warn(max = 120), gist, grid(5, "Minutes"),
            range(min = 1, max = 240))]
    pub minutes: Answer<i64>,
    #[field(label = "Of these, respiratory", unit = "minutes", save only if outcome is Treated | AssessedOnly && domain is Resp && domain is Rehab, when = "both domains", miss,
            range(min = 0, max = 240))]
    pub minutes_resp: Answer<i64>,
    #[field(label = "Of these, rehabilitation", unit = "minutes", save only if outcome is Treated | AssessedOnly && domain is Resp && domain is Rehab, when = "both domains", miss,
            range(min = 0, max = 240))]
    pub minutes_rehab: Answer<i64>,
    /// Set-up, lines and clearing away; not therapy.
    #[field(label = "Preparation", unit = "minutes", miss, range(min = 0, max = 120))]
    pub prep_minutes: Answer<i64>,
    #[field(label = "Location", miss, carried = always)]
    pub location: Answer<Location>,
    #[field(label = "Led by", save only if outcome is Treated | AssessedOnly, when = "the patient was treated or assessed", carried = always, grid(14, "Led by"))]
    pub delivered_by: Answer<LedBy>,
    #[field(label = "RASS at start", section = "Patient at start", lock if in_icu, when = "in critical care", miss, carried = always, grid(6, "RASS"),
            range(min = -5, max = 4))]
    pub rass: Answer<i64>,
    #[field(label = "Airway", lock if in_icu, when = "in critical care", miss, carried = always, grid(7, "Airway"))]
    pub airway: Answer<Airway>,
    /// A fraction: 0.40, not 40.
    #[field(label = "Inspired oxygen fraction", miss, range(min = 0.21, max = 1.0))]
    pub fio2: Answer<Dec<2>>,
    #[field(label = "PEEP", unit = "centimetres of water", miss, warn(max = 18), range(min = 0, max = 24))]
    pub peep_cmh2o: Answer<i64>,
    #[field(label = "Respiratory rate", unit = "breaths a minute", miss, range(min = 0, max = 60))]
    pub rr: Answer<i64>,
    #[field(label = "SpO2 at start", unit = "per cent", lock if on_ecmo && outcome is Treated, when = "treated on ECMO", miss, warn(min = 75), grid(11, "SpO2 at start"),
            range(min = 40, max = 100))]
    pub spo2_start: Answer<i64>,
    #[field(label = "Lowest SpO2", unit = "per cent", lock if on_ecmo && outcome is Treated, when = "treated on ECMO", miss, warn(min = 75), grid(12, "Lowest SpO2"),
            range(min = 40, max = 100))]
    pub spo2_min: Answer<i64>,
    #[field(label = "Heart rate at start", unit = "beats a minute", miss, range(min = 20, max = 220))]
    pub hr_start: Answer<i64>,
    #[field(label = "Highest heart rate", unit = "beats a minute", miss, range(min = 20, max = 220))]
    pub hr_max: Answer<i64>,
    #[field(label = "Mean arterial pressure at start", unit = "millimetres of mercury", miss,
            range(min = 20, max = 160))]
    pub map_start: Answer<i64>,
    #[field(label = "Lowest mean arterial pressure", unit = "millimetres of mercury", miss,
            range(min = 20, max = 160))]
    pub map_min: Answer<i64>,
    #[field(label = "Noradrenaline", unit = "micrograms a kilogram a minute", miss, warn(max = 1.0),
            range(min = 0.0, max = 5.0))]
    pub norad_mcg_kg_min: Answer<Dec<2>>,
    #[field(label = "Blood flow", unit = "litres a minute", section = "ECMO circuit", lock if on_ecmo, when = "on ECMO", miss, carried = on_ecmo, grid(8, "Flow, L/min"),
            range(min = 0.0, max = 8.0))]
    pub ecmo_flow_l_min: Answer<Dec<1>>,
    #[field(label = "Sweep gas", unit = "litres a minute", lock if on_ecmo, when = "on ECMO", miss, carried = on_ecmo, grid(9, "Sweep, L/min"),
            range(min = 0.0, max = 15.0))]
    pub ecmo_sweep_l_min: Answer<Dec<1>>,
    #[field(label = "Sweep-off trial in progress", save only if ecmo_sweep_l_min is 0, when = "the sweep gas is 0", miss)]
    pub sweep_off_trial: Answer<bool>,
    /// A fraction: 0.60, not 60.
    #[field(label = "Oxygen fraction of the sweep gas", lock if on_ecmo, when = "on ECMO", miss, carried = on_ecmo, grid(10, "FdO2"),
            range(min = 0.21, max = 1.0))]
    pub ecmo_fdo2: Answer<Dec<2>>,
    #[field(label = "Pump speed", unit = "revolutions a minute", miss, carried = on_ecmo, range(min = 0, max = 5500))]
    pub ecmo_rpm: Answer<i64>,
    #[field(label = "Lowest blood flow", unit = "litres a minute", miss, range(min = 0.0, max = 8.0))]
    pub ecmo_flow_min: Answer<Dec<1>>,
    #[field(label = "Settings changed for the session", miss)]
    pub settings_changed: Answer<Codes<Setting>>,
    #[field(label = "Safety screen", section = "Safety", lock if on_ecmo && ims_achieved >= 2, when = "IMS 2 or more on ECMO", miss)]
    pub safety_screen: Answer<SafetyScreen>,
    #[field(label = "Screen flags", save if safety_screen is RiskAccepted, when = "the risk was accepted", miss)]
    pub screen_flags: Answer<Codes<ScreenFlag>>,
    /// Agreement of doctor and ECMO nurse to out-of-bed activity.
    #[field(label = "Team agreed", save if on_ecmo && ims_achieved >= 2, when = "IMS 2 or more on ECMO", miss)]
    pub mdt_agreed: Answer<bool>,
    /// From 0 to 10.
    #[field(label = "Highest ICU Mobility Scale", section = "Achieved", lock if in_icu && domain is Rehab && outcome is Treated | AssessedOnly,
            when = "rehabilitation in critical care", miss, gist, grid(13, "IMS"), scale = "IMS_DAILY",
            range(min = 0, max = 10))]
    pub ims_achieved: Answer<i64>,
    #[field(label = "Highest Manchester Mobility Score", miss)]
    pub mms_achieved: Answer<Mms>,
    #[field(label = "People assisting at the peak", unit = "people", miss, range(min = 0, max = 8))]
    pub assist_people: Answer<i64>,
    #[field(label = "Distance", unit = "metres", miss, range(min = 0, max = 2000))]
    pub distance_m: Answer<i64>,
    #[field(label = "Standing", unit = "seconds", miss, range(min = 0, max = 3600))]
    pub standing_s: Answer<i64>,
    #[field(label = "Steps", unit = "steps", miss, range(min = 0, max = 5000))]
    pub steps: Answer<i64>,
    /// From 0 to 10.
    #[field(label = "Peak Borg CR10", miss, range(min = 0.0, max = 10.0))]
    pub borg_peak: Answer<Dec<1>>,
    #[field(label = "Session goal", miss)]
    pub goal_met: Answer<GoalMet>,
    #[field(label = "Ended early", miss)]
    pub ended_early: Answer<bool>,
    #[field(label = "Why it ended early", asked if ended_early is true, miss)]
    pub ended_early_reason: Answer<EndedEarly>,
    #[field(label = "Tolerance", miss)]
    pub tolerance: Answer<Tolerance>,
    #[field(label = "Progression", miss)]
    pub progression: Answer<Progression>,
    /// Stays in your centre and is never exported. No names, numbers or dates.
    #[field(label = "Note", section = "Note", leaves = never)]
    pub note: Answer<Text<280>>,
    /// When the contact was first entered.
    #[field(label = "Entered", save if exported, when = "the bundle is an export", system)]
    pub created_at: Answer<WallTime>,
    #[children(name = "interventions", grid(15, "Interventions"))]
    pub interventions: Vec<ContactIntervention>,
    #[children(name = "staff", grid(16, "Staff"))]
    pub staff: Vec<ContactStaff>,
}

impl PhysioContact {
    /// The patient was treated.
    pub fn is_treated(&self) -> bool {
        self.outcome.is(&Outcome::Treated)
    }

    /// A domain is among those of the contact.
    pub fn has_domain(&self, domain: Domain) -> bool {
        self.domain.get().is_some_and(|domains| domains.has(domain))
    }
}
