//! F13: something that went wrong, or nearly, during or soon after a contact.

use form_derive::Form;
use validator::Validate;

use super::physio_contact::Intervention;
use crate::answer::Answer;
use crate::code_list;
use crate::ruling::{self, Ruling};
use crate::time::WallTime;
use crate::value::{CentreCode, Codes, Ref, Text};

code_list! {
    /// Category of an event, each with the threshold from which it is recorded (data dictionary 5.1).
    pub enum Category "AE" {
        CannulaDislodged = "CANN_DISLODGE" "Cannula displaced, partly or wholly: more than 1 cm at the skin mark",
        Circuit = "CIRCUIT_ISSUE" "Circuit: kink, loose connector, air, dropped pump, disconnection",
        FlowLoss = "FLOW_LOSS" "Flow loss: 1.0 L/min or 20% below the start for over 30 s, or chatter needing intervention",
        BleedSite = "BLEED_SITE" "New bleeding at cannula, line or airway: pressure over 10 min, suture, transfusion or surgery",
        BleedOther = "BLEED_OTHER" "Other bleeding: haemoptysis, intracranial, gastrointestinal",
        Extubation = "ACC_EXTUB" "Unplanned extubation or displaced tracheostomy",
        LineLoss = "LINE_LOSS" "Loss of an arterial or central line, chest drain or nasogastric tube",
        Desaturation = "DESAT" "SpO2 down 10 points or more to below 85% for over 2 min (on permissive SpO2: 10 points below the session’s start)",
        Dyspnoea = "DYSPNOEA_INTOLERANCE" "Breathlessness: rate over 40, or Borg 9 or more with distress; session stopped",
        Haemodynamic = "HAEMODYNAMIC" "MAP below 55, above 120 or changed by 20 mmHg for over 3 min; heart rate below 40 or above 150; new arrhythmia treated",
        Arrest = "ARREST" "Cardiac or respiratory arrest",
        Fall = "SYNCOPE_FALL" "Fall or collapse, with or without injury",
        Neurological = "NEURO" "New focal deficit, seizure, or GCS down by 2 or more",
        Vomiting = "VOMIT_ASPIR" "Vomiting with a risk of aspiration",
        Injury = "PAIN_INJURY" "Musculoskeletal injury, skin tear, or pressure injury worsened",
        Agitation = "AGITATION" "Agitation needing restraint or medication",
        Equipment = "EQUIPMENT" "Failure of a device: hoist, tilt table, bike, monitor",
        NearMiss = "NEAR_MISS" "Near miss: stopped before harm",
    }
}

code_list! {
    /// Severity (data dictionary 5.2).
    pub enum Severity "SEVERITY" {
        S0 = "S0" "S0, near miss: no consequence",
        S1 = "S1" "S1, minor: gone within 15 minutes with rest or a small change of settings",
        S2 = "S2" "S2, moderate: session stopped and treatment needed, no lasting harm",
        S3 = "S3" "S3, severe: re-cannulation, surgery, circuit change, arrest with recovery, lasting injury",
        S4 = "S4" "S4, fatal: death related to the event",
    }
}

code_list! {
    /// How the event is related to the session.
    pub enum Relation "RELATION" {
        Definite = "DEFINITE" "Definite",
        Probable = "PROBABLE" "Probable",
        Possible = "POSSIBLE" "Possible",
        Unlikely = "UNLIKELY" "Unlikely",
        Unrelated = "UNRELATED" "Unrelated",
    }
}

code_list! {
    /// What followed from the event.
    pub enum Consequence "CONSEQ" {
        None = "NONE" "None",
        Stopped = "SESSION_STOPPED" "Session stopped",
        Ventilation = "O2_VENT_CHANGED" "Oxygen or ventilation changed",
        EcmoSetting = "ECMO_SETTING_CHANGED" "ECMO setting changed",
        CannulaSecured = "CANNULA_SECURED" "Cannula secured again",
        CannulaReplaced = "CANNULA_REPLACED" "Cannula replaced",
        CircuitChanged = "CIRCUIT_CHANGED" "Circuit changed",
        Transfusion = "TRANSFUSION" "Transfusion",
        Surgery = "SURGERY" "Surgery",
        Imaging = "IMAGING" "Imaging",
        Drug = "DRUG_GIVEN" "Drug given",
        Fluid = "FLUID_GIVEN" "Fluid given",
        LevelUp = "UNPLANNED_LEVEL_UP" "Unplanned step up to high dependency or intensive care",
        Reintubation = "REINTUBATION" "Reintubation",
        Death = "DEATH" "Death",
        Candour = "DUTY_OF_CANDOUR" "Duty of candour",
    }
}

code_list! {
    /// Position of the patient.
    pub enum Position "POSITION" {
        Lying = "LYING" "Lying",
        Sitting = "SITTING" "Sitting",
        Standing = "STANDING" "Standing",
        Walking = "WALKING" "Walking",
        Transfer = "TRANSFER" "In a transfer",
    }
}

code_list! {
    /// Yes, no, or unsure.
    pub enum Judgement "YNU" {
        Yes = "YES" "Yes",
        No = "NO" "No",
        Unsure = "UNSURE" "Unsure",
    }
}

code_list! {
    /// Where the event was reported locally.
    pub enum Reported "REPORTED" {
        Lfpse = "LFPSE" "Learn from patient safety events (LFPSE)",
        Local = "DATIX_LOCAL" "Local system, such as Datix",
        None = "NONE" "Not reported",
        NotKnown = "NK" "Not known",
    }
}

code_list! {
    /// What the lead's review led to.
    pub enum Review "REVIEW" {
        NoAction = "NO_ACTION" "No action",
        Shared = "LEARNING_SHARED" "Learning shared",
        Protocol = "PROTOCOL_CHANGE" "Protocol changed",
        External = "EXTERNAL_REVIEW" "External review",
    }
}

/// One event during a contact or within 60 minutes of its end that was not there before. How far the session
/// caused it is graded apart.
#[derive(Debug, Clone, PartialEq, Form, Validate)]
#[form(id = "adverse_event", place = 9, number = "F13", title = "Adverse event", plural = "Adverse events", file = "adverse_events",
       key = ["event_ref"], parent = "icu_admission" by ["admission_ref"],
       names = "physio_contact" by ["contact_ref"], occurred = "occurred_at",
       offer(5, "Report an adverse event"))]
#[validate(schema(function = "dislodged_without_consequence"))]
#[validate(schema(function = "dislodged_by_chance"))]
pub struct AdverseEvent {
    #[field(label = "Centre", section = "Event", save, system)]
    pub centre_code: Answer<CentreCode>,
    /// A reference made for the audit, unique in your centre. Never a Datix or LFPSE number.
    #[field(label = "Event reference", save)]
    pub event_ref: Answer<Ref>,
    /// Empty only when it was found later and no session can be named.
    #[field(label = "Contact reference")]
    pub contact_ref: Answer<Ref>,
    #[field(label = "Admission reference", save)]
    pub admission_ref: Answer<Ref>,
    /// Up to 60 minutes after the end of the contact; up to 24 hours when recognised late.
    #[field(label = "Occurred", save)]
    pub occurred_at: Answer<WallTime>,
    /// Found later, such as a haematoma.
    #[field(label = "Recognised late", save)]
    pub late_recognised: Answer<bool>,
    /// Each category says from when it is recorded.
    #[field(label = "Category", section = "What happened", save, gist, class = sensitive)]
    pub category: Answer<Category>,
    #[field(label = "Severity", save, gist, class = sensitive)]
    pub severity: Answer<Severity>,
    #[field(label = "Related to the session", save, class = sensitive)]
    pub relation: Answer<Relation>,
    #[field(label = "What followed", save, class = sensitive)]
    pub consequence: Answer<Codes<Consequence>>,
    #[field(label = "Intervention at the time", section = "At the time", save)]
    pub intervention_at_time: Answer<Intervention>,
    #[field(label = "Position at the time", save)]
    pub position_at_time: Answer<Position>,
    /// From 0 to 10.
    #[field(label = "ICU Mobility Scale at the time", lock, miss, range(min = 0, max = 10))]
    pub ims_at_time: Answer<i64>,
    #[field(label = "Preventable", section = "Learning", lock, miss)]
    pub preventable: Answer<Judgement>,
    #[field(label = "Reported locally", lock, miss)]
    pub reported_local: Answer<Reported>,
    /// Only whether there is one: the reference itself is never stored.
    #[field(label = "Local reference held")]
    pub local_ref_held: Answer<bool>,
    /// What happened, without names, dates or numbers. It never leaves your centre.
    #[field(label = "Narrative", leaves = never)]
    pub narrative: Answer<Text<500>>,
    #[field(label = "Reviewed by the lead", section = "Review", lock if severity is S3 | S4, when = "the event is severe or fatal")]
    pub reviewed_by_lead: Answer<bool>,
    #[field(label = "Outcome of the review", lock if severity is S3 | S4, when = "the event is severe or fatal")]
    pub review_outcome: Answer<Review>,
}

impl AdverseEvent {
    fn is_dislodgement(&self) -> bool {
        self.category.is(&Category::CannulaDislodged)
    }
}

/// V-AE-3: a displaced cannula is rarely harmless.
fn dislodged_without_consequence(event: &AdverseEvent) -> Ruling {
    let minor = event.severity.get().is_some_and(|severity| *severity <= Severity::S1);
    let nothing_followed = event.consequence.get().is_some_and(|followed| followed.has(Consequence::None));
    if event.is_dislodgement() && minor && nothing_followed {
        return ruling::ask(
            AdverseEvent::CONSEQUENCE,
            "V-AE-3",
            "A cannula was displaced and nothing followed. Is that correct?",
        );
    }
    Ok(())
}

/// V-AE-4: a cannula that is displaced during a session is rarely displaced by chance.
fn dislodged_by_chance(event: &AdverseEvent) -> Ruling {
    let in_session = event.contact_ref.get().is_some();
    if event.is_dislodgement() && event.relation.is(&Relation::Unrelated) && in_session {
        return ruling::ask(
            AdverseEvent::RELATION,
            "V-AE-4",
            "A cannula was displaced during a session and is said to be unrelated to it. Is that correct?",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;

    fn displaced(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        let mut all = vec![(AdverseEvent::CATEGORY, Category::CannulaDislodged.code())];
        all.extend(cells);
        crate::forms::tests::broken(AdverseEvent::FORM_SPEC, &all)
    }

    #[test]
    fn a_displaced_cannula_after_which_nothing_followed_is_asked_about() {
        let minor = |severity| {
            displaced(&[
                (AdverseEvent::SEVERITY, severity),
                (AdverseEvent::CONSEQUENCE, Consequence::None.code()),
            ])
        };
        assert_eq!(minor(Severity::S1.code()), [["V-AE-3", "consequence"]]);
        assert!(minor(Severity::S2.code()).is_empty());
    }

    #[test]
    fn a_cannula_is_not_displaced_by_chance_in_a_session() {
        let unrelated = (AdverseEvent::RELATION, Relation::Unrelated.code());
        assert_eq!(displaced(&[unrelated, (AdverseEvent::CONTACT_REF, "C00001")]), [["V-AE-4", "relation"]]);
        assert!(displaced(&[unrelated]).is_empty(), "no session is named");
    }
}
