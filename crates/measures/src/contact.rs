//! What a contact counts as (G6).

use domain::code::Coded;
use domain::forms::PhysioContact;
use domain::forms::physio_contact::{
    Domain, Effort, Intervention, LedBy, NotTreated, Outcome, Role, SafetyScreen,
};

use crate::moment::Moment;

/// What is asked of a contact, on ECMO or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The reader's mark: where the record is.
    pub at: usize,
    /// When it began.
    pub start: Moment,
    /// What came of it.
    pub outcome: Outcome,
    /// Among its domains: respiratory, rehabilitation.
    pub domains: Domains,
    /// Minutes with the patient.
    pub minutes: Option<i64>,
    /// Of these, rehabilitation, where both domains were treated.
    pub minutes_of_rehab: Option<i64>,
    /// Who led it.
    pub led_by: Option<LedBy>,
    /// Highest ICU Mobility Scale of the contact, 0 to 10, whoever led it.
    pub ims: Option<i64>,
    /// The safety screen before mobilising.
    pub safety_screen: Option<SafetyScreen>,
    /// The primary reason of a decision not to treat.
    pub reason: Option<NotTreated>,
    /// A physiotherapist was among the staff (clarification 8).
    pub physiotherapist: bool,
    /// An active intervention was among those done (clarification 9).
    pub active_intervention: bool,
}

/// The domains of a contact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Domains {
    /// Respiratory.
    pub resp: bool,
    /// Rehabilitation.
    pub rehab: bool,
}

impl Contact {
    /// What a record says; `None` while it says neither when it began nor what came of it.
    pub fn of(at: usize, record: &PhysioContact) -> Option<Self> {
        let is_active = |done: &domain::forms::physio_contact::ContactIntervention| {
            done.code.value().is_some_and(|code| is_active(code, done.effort.value()))
        };
        Some(Self {
            at,
            start: record.start_at.value()?.into(),
            outcome: record.outcome.value()?,
            domains: Domains {
                resp: record.has_domain(Domain::Resp),
                rehab: record.has_domain(Domain::Rehab),
            },
            minutes: record.minutes.value(),
            minutes_of_rehab: record.minutes_rehab.value(),
            led_by: record.delivered_by.value(),
            ims: record.ims_achieved.value(),
            safety_screen: record.safety_screen.value(),
            reason: record.not_treated_reason.value(),
            physiotherapist: record.staff.iter().any(|staff| staff.role.is(&Role::Physiotherapist)),
            active_intervention: record.interventions.iter().any(is_active),
        })
    }

    /// Treated by physiotherapy: a minute or more, led by a physiotherapist, an assistant or both kinds.
    pub fn is_treated(&self) -> bool {
        let led = matches!(self.led_by, Some(LedBy::Physiotherapist | LedBy::Assistant | LedBy::Mixed));
        self.outcome == Outcome::Treated && self.minutes.is_some_and(|minutes| minutes >= 1) && led
    }

    /// Treated, with rehabilitation among its domains.
    pub fn is_rehab(&self) -> bool {
        self.is_treated() && self.domains.rehab
    }

    /// Treated, with an active rehabilitation intervention.
    pub fn is_active(&self) -> bool {
        self.is_treated() && self.active_intervention
    }

    /// Minutes of rehabilitation: all of them when that is the only domain (clarification 26).
    pub fn minutes_rehab(&self) -> Option<i64> {
        let is_only = self.domains == Domains { resp: false, rehab: true };
        if is_only { self.minutes } else { self.minutes_of_rehab }
    }

    /// Treated or assessed with a physiotherapist present (P01, clarification 8).
    pub fn is_assessment(&self) -> bool {
        self.outcome != Outcome::NotTreated && self.physiotherapist
    }

    /// A decision not to treat, with its reason.
    pub fn is_documented_rest(&self) -> bool {
        self.outcome == Outcome::NotTreated && self.reason.is_some()
    }

    /// A decision not to treat for a clinical contraindication (clarification 23).
    pub fn is_excusable(&self) -> bool {
        self.outcome == Outcome::NotTreated && self.reason.is_some_and(is_clinical)
    }
}

/// The class of the clinical contraindications in the list of reasons.
const CLINICAL: &str = "CLIN";

fn is_clinical(reason: NotTreated) -> bool {
    reason.group() == CLINICAL
}

/// Whether an intervention is active exercise (clarification 9): the tilt table is not; the in-bed cycle is when the
/// patient takes part.
pub fn is_active(code: Intervention, effort: Option<Effort>) -> bool {
    use Intervention as I;
    match code {
        I::BedBike => matches!(effort, Some(Effort::ActiveAssisted | Effort::Active | Effort::Resisted)),
        I::BedExercise
        | I::EdgeOfBed
        | I::SeatedExercise
        | I::SitToStand
        | I::Stand
        | I::Transfer
        | I::March
        | I::Walk
        | I::Stairs
        | I::UpperLimb
        | I::Strength
        | I::VirtualReality => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::contact;

    #[test]
    fn the_cycle_needs_the_patients_effort() {
        assert!(is_active(Intervention::BedBike, Some(Effort::ActiveAssisted)));
        assert!(!is_active(Intervention::BedBike, Some(Effort::Passive)));
        assert!(!is_active(Intervention::BedBike, None));
    }

    #[test]
    fn the_tilt_table_is_not_active() {
        assert!(!is_active(Intervention::Tilt, None));
        assert!(!is_active(Intervention::PassiveMovement, Some(Effort::Active)));
    }

    #[test]
    fn a_treatment_needs_a_minute_and_somebody_of_physiotherapy_in_the_lead() {
        let treated =
            Contact { minutes: Some(1), led_by: Some(LedBy::Assistant), ..contact(Outcome::Treated, None) };
        assert!(treated.is_treated());
        assert!(!Contact { minutes: Some(0), ..treated }.is_treated());
        assert!(!Contact { minutes: None, ..treated }.is_treated());
        assert!(!Contact { led_by: Some(LedBy::Nurse), ..treated }.is_treated());
        assert!(!Contact { outcome: Outcome::AssessedOnly, ..treated }.is_treated());
    }

    #[test]
    fn all_minutes_are_rehabilitation_when_that_is_the_only_domain() {
        let rehab = Domains { resp: false, rehab: true };
        let only = Contact { minutes: Some(30), domains: rehab, ..contact(Outcome::Treated, None) };
        assert_eq!(only.minutes_rehab(), Some(30));
        let both =
            Contact { domains: Domains { resp: true, rehab: true }, minutes_of_rehab: Some(10), ..only };
        assert_eq!(both.minutes_rehab(), Some(10));
    }

    #[test]
    fn the_list_of_reasons_has_its_clinical_class() {
        let clinical: Vec<_> = NotTreated::ALL.iter().filter(|reason| is_clinical(**reason)).collect();
        assert_eq!(clinical.len(), 16);
        assert_eq!(clinical.last(), Some(&&NotTreated::DecannulationDay));
    }

    #[test]
    fn a_patients_wish_is_a_reason_and_no_excuse() {
        assert!(contact(Outcome::NotTreated, Some(NotTreated::Nmb)).is_excusable());
        let declined = contact(Outcome::NotTreated, Some(NotTreated::Declined));
        assert!(declined.is_documented_rest() && !declined.is_excusable());
    }
}
