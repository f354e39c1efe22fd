//! F16: a review after critical care, planned or done.

use form_derive::Form;
use validator::Validate;

use crate::answer::Answer;
use crate::code_list;
use crate::value::{CentreCode, Codes, Date, Ref};

code_list! {
    /// The planned time point, with the codes of an assessment's time point.
    pub enum Window "WINDOW" {
        ThreeMonths = "FU_3M" "3 months",
        SixMonths = "FU_6M" "6 months",
        TwelveMonths = "FU_12M" "12 months",
        Other = "OTHER" "Other",
    }
}

code_list! {
    /// What came of a follow-up.
    pub enum Status "FUSTATUS" {
        Done = "DONE" "Done",
        Booked = "BOOKED" "Booked",
        DidNotAttend = "DNA" "Did not attend",
        Declined = "DECLINED" "Declined",
        NotOffered = "NOT_OFFERED" "Not offered",
        Lost = "LOST" "Lost to follow-up",
        Transferred = "TRANSFERRED_CARE" "Care transferred",
        Died = "DIED" "Died",
    }
}

code_list! {
    /// How a review was held.
    pub enum Mode "FUMODE" {
        Clinic = "CLINIC" "In clinic",
        Video = "VIDEO" "By video",
        Phone = "PHONE" "By telephone",
        Home = "HOME" "At home",
        Postal = "POSTAL" "By post",
    }
}

impl Mode {
    /// Nobody sees the patient, so no performance can be tested.
    pub fn is_unseen(self) -> bool {
        matches!(self, Self::Phone | Self::Postal)
    }
}

code_list! {
    /// Professions.
    pub enum Profession "PROF" {
        Physiotherapist = "PT" "Physiotherapist",
        Doctor = "DR" "Doctor",
        Nurse = "RN" "Nurse",
        OccupationalTherapist = "OT" "Occupational therapist",
        Psychologist = "PSY" "Psychologist",
        SpeechTherapist = "SLT" "Speech and language therapist",
        Dietitian = "DIET" "Dietitian",
    }
}

code_list! {
    /// Problems found at a review.
    pub enum Problem "PROBLEM" {
        Weakness = "WEAK" "Weakness",
        Breathlessness = "SOB" "Breathlessness",
        Fatigue = "FATIGUE" "Fatigue",
        Pain = "PAIN" "Pain",
        Joint = "JOINT" "Joints",
        Nerve = "NERVE" "Nerve injury",
        Swallow = "SWALLOW" "Swallowing",
        Voice = "VOICE" "Voice",
        Mood = "MOOD" "Mood",
        Cognition = "COG" "Cognition",
        Sleep = "SLEEP" "Sleep",
        CannulaSite = "CANNULA_SITE" "Cannula site",
        None = "NONE" "None",
    }
}

code_list! {
    /// Onward rehabilitation.
    pub enum Referred "FUREHAB" {
        Community = "COMMUNITY" "Community",
        Pulmonary = "PULM_REHAB" "Pulmonary rehabilitation",
        Cardiac = "CARD_REHAB" "Cardiac rehabilitation",
        Outpatient = "OUTPT_PT" "Outpatient physiotherapy",
        Inpatient = "INPT" "Inpatient",
        NoneNeeded = "NONE_NEEDED" "None needed",
        NoneAvailable = "NONE_AVAILABLE" "None available",
    }
}

code_list! {
    /// Work at the time of the review.
    pub enum Work "WORK" {
        Same = "SAME" "As before",
        Reduced = "REDUCED" "Reduced",
        SickLeave = "SICK_LEAVE" "On sick leave",
        LostJob = "LOST_JOB" "Lost the job",
        Retired = "RETIRED" "Retired",
        Student = "STUDENT" "Student",
        NotApplicable = "NA" "Not applicable",
        NotKnown = "NK" "Not known",
    }
}

/// One planned or held review of a survivor. Its measures are assessments that give its number.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "follow_up", place = 7, number = "F16", title = "Follow-up", plural = "Follow-ups", file = "follow_ups",
       key = ["admission_ref", "follow_up_no"], parent = "icu_admission" by ["admission_ref"], occurred = "performed_at",
       offer(6, "Enter a follow-up"))]
pub struct FollowUp {
    #[field(label = "Centre", section = "Review", save, system)]
    pub centre_code: Answer<CentreCode>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// 1, 2, … within the admission.
    #[field(label = "Follow-up number", save, range(min = 1, max = 20))]
    pub follow_up_no: Answer<i64>,
    #[field(label = "Planned for", save)]
    pub window: Answer<Window>,
    #[field(label = "Result", lock, miss, gist)]
    pub status: Answer<Status>,
    /// The 3-month review is due from 2 to 3 months after leaving critical care.
    #[field(label = "Date done", section = "How it was done", save only if status is Done, when = "the review was done", gist)]
    pub performed_at: Answer<Date>,
    #[field(label = "How", save only if status is Done, when = "the review was done", miss)]
    pub mode: Answer<Mode>,
    #[field(label = "Who took part", save only if status is Done, when = "the review was done", miss)]
    pub professions: Answer<Codes<Profession>>,
    /// Reviewed by another hospital, with proof.
    #[field(label = "Done elsewhere", lock, miss)]
    pub done_elsewhere: Answer<bool>,
    #[field(label = "Problems found", section = "Findings", save only if status is Done, when = "the review was done", miss)]
    pub problems: Answer<Codes<Problem>>,
    #[field(label = "Onward rehabilitation", save only if status is Done, when = "the review was done", miss)]
    pub rehab_referred: Answer<Referred>,
    #[field(label = "Work", miss)]
    pub work_status: Answer<Work>,
}

