//! F14: the milestones of rehabilitation in one critical-care stay (NICE CG83 and QS158).

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::time::WallTime;
use crate::value::{CentreCode, Codes, Ref};

code_list! {
    /// With whom goals were agreed.
    pub enum GoalsWith "GOALSWITH" {
        Patient = "PATIENT" "Patient",
        Family = "FAMILY" "Family",
        BestInterest = "BEST_INTEREST" "Best-interest decision",
    }
}

code_list! {
    /// How a handover was given.
    pub enum HandoverMode "HANDMODE" {
        Verbal = "VERBAL" "By word",
        Written = "WRITTEN" "In writing",
        Both = "BOTH" "Both",
    }
}

/// At most one for each critical-care stay: assessments, goals, handover and information.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "rehab_pathway", place = 6, number = "F14", title = "Rehabilitation pathway", plural = "Rehabilitation pathways", file = "rehab_pathways",
       key = ["admission_ref"], parent = "icu_admission" by ["admission_ref"], occurred = "short_assessment_at",
       offer(7, "Enter the rehabilitation pathway"), facts = PathwayFacts)]
pub struct RehabPathway {
    #[field(label = "Centre", section = "Identity", save, system)]
    pub centre_code: Answer<CentreCode>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// Short clinical assessment of CG83: is the patient at risk?
    #[field(label = "Short clinical assessment", section = "Assessment", lock if stay_ended,
            when = "the stay has ended", miss)]
    pub short_assessment_at: Answer<WallTime>,
    /// Expected within 24 hours.
    #[field(label = "Comprehensive clinical assessment", lock if stay_ended, when = "the stay has ended", miss)]
    pub comprehensive_assessment_at: Answer<WallTime>,
    /// Expected within 4 days of admission, or before leaving critical care if sooner.
    #[field(label = "Goals agreed", section = "Goals and programme", lock if stay_ended, when = "the stay has ended", miss)]
    pub goals_agreed_at: Answer<WallTime>,
    #[field(label = "Goals agreed with", lock if stay_ended && goals_agreed_at given, when = "goals were agreed", miss)]
    pub goals_with: Answer<Codes<GoalsWith>>,
    #[field(label = "Goal reviews", unit = "reviews", miss, range(min = 0, max = 60))]
    pub goals_reviewed_n: Answer<i64>,
    #[field(label = "Last goal review", miss)]
    pub last_goal_review_at: Answer<WallTime>,
    /// Individual and structured.
    #[field(label = "Rehabilitation programme in place", lock if stay_ended, when = "the stay has ended", miss)]
    pub rehab_programme_in_place: Answer<bool>,
    #[field(label = "Formal handover on leaving critical care", section = "Handover", lock if left_icu,
            when = "the patient has left critical care alive", miss)]
    pub handover_at: Answer<WallTime>,
    #[field(label = "Handover included the programme", lock if left_icu,
            when = "the patient has left critical care alive", miss)]
    pub handover_includes_programme: Answer<bool>,
    #[field(label = "Handover given", lock if left_icu, when = "the patient has left critical care alive", miss)]
    pub handover_mode: Answer<HandoverMode>,
    #[field(label = "Rehabilitation prescription written", miss)]
    pub rehab_prescription_at: Answer<WallTime>,
    /// The date of the screen only; its items are not held.
    #[field(label = "Post-ICU presentation screen (PICUPS) done", miss)]
    pub picups_done_at: Answer<WallTime>,
    /// Information based on the goals, for patient and family.
    #[field(label = "Information given before leaving hospital", section = "Information", lock if left_hospital,
            when = "the patient has left hospital alive", miss)]
    pub info_given_at: Answer<WallTime>,
    #[field(label = "Multidisciplinary rehabilitation reviews", unit = "reviews", section = "Goals and programme", miss,
            range(min = 0, max = 60))]
    pub mdt_rehab_reviews_n: Answer<i64>,
}

/// What a pathway's conditions need to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct PathwayFacts {
    /// The critical-care stay has ended.
    pub stay_ended: bool,
    /// The patient left critical care alive.
    pub left_icu: bool,
    /// The patient left the centre's hospital alive.
    pub left_hospital: bool,
}




