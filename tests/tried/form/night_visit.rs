//! F99: a visit of the outreach team at night. Made up: `just try-a-form` adds it to a copy of the project, to try that
//! a form is one file, its rules among it.

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::ruling::{self, Ruling};
use crate::time::WallTime;
use crate::value::{CentreCode, Ref, Text};

code_list! {
    /// Why the team was called.
    pub enum Cause "NIGHTCAUSE" {
        Secretions = "SECRETIONS" "Secretions",
        Alarm = "ALARM" "Alarm of the ventilator",
        Other = "OTHER" "Something else",
    }
}

/// One visit of the outreach team between 20:00 and 08:00.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "night_visit", number = "F99", title = "Night visit", plural = "Night visits", file = "night_visits",
       key = ["visit_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "visited_at",
       offer(9, "Enter a night visit"))]
#[validate(schema(function = "something_else_is_told"))]
pub struct NightVisit {
    #[field(label = "Centre", section = "Visit", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre.
    #[field(label = "Visit reference", save)]
    pub visit_ref: Answer<Ref>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    #[field(label = "Visited", save)]
    pub visited_at: Answer<WallTime>,
    #[field(label = "Why the team was called", save, gist)]
    pub called_for: Answer<Cause>,
    #[field(label = "Suction pressure", unit = "kilopascals", lock only if called_for is Secretions,
            when = "the team was called for secretions", miss, range(min = 0, max = 40))]
    pub suction_kpa: Answer<i64>,
    /// Stays in your centre and is never exported.
    #[field(label = "Remark of the night", leaves = never)]
    pub remark: Answer<Text<280>>,
    #[children(name = "helpers")]
    pub helpers: Vec<NightHelper>,
}

/// V-NIGHT-1: what the list of causes does not have is said in words.
fn something_else_is_told(visit: &NightVisit) -> Ruling {
    if visit.called_for.is(&Cause::Other) && visit.remark.is_blank() {
        return ruling::refuse(
            NightVisit::REMARK,
            "V-NIGHT-1",
            "The team was called for something else: say what for in the remark, or choose another cause.",
        );
    }
    Ok(())
}

/// Somebody who helped.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "night_helper", number = "F99", title = "Helper", file = "night_helpers", key = ["visit_ref", "place"])]
pub struct NightHelper {
    #[field(label = "Place in the row", save, range(min = 1, max = 9))]
    pub place: Answer<i64>,
    #[field(label = "Minutes of help", unit = "minutes", miss, range(min = 0, max = 240))]
    pub minutes: Answer<i64>,
}
