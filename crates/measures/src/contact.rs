//! What a contact counts as (G6).

use domain::code::Coded;
use domain::forms::PhysioContact;
use domain::forms::physio_contact::{
    Domain, Effort, Intervention, LedBy, NotTreated, Outcome, Role, SafetyScreen,
};

use crate::moment::Moment;

/// What is asked of a contact, on ECMO or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and most are columns of a frame"
)]
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
    /// Positioning or turning was among those done: it moves the cannulae too (S03).
    pub positioned: bool,
    /// Everybody who took part but students and family (clarification 27).
    pub staff: i64,
    /// One of these is signed off as competent with ECMO.
    pub ecmo_competent: bool,
    /// When the record was entered.
    pub entered: Option<Moment>,
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
        let team = || record.staff.iter().filter(|staff| staff.role.value().is_some_and(is_of_team));
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
            positioned: record.interventions.iter().any(|done| done.code.value().is_some_and(is_positioning)),
            staff: team().filter_map(|staff| staff.n.value()).sum(),
            ecmo_competent: team().any(|staff| staff.ecmo_competent.is(&true)),
            entered: record.created_at.value().map(Into::into),
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

    /// Treated in a way that moves the patient, and so the cannulae: rehabilitation, positioning, turning (S03).
    pub fn is_moving(&self) -> bool {
        self.is_treated() && (self.domains.rehab || self.positioned)
    }

    /// Minutes from its start to its entry; one that nobody wrote down counts as the extract's (clarification 19).
    pub fn minutes_to_entry(&self, extract: Moment) -> i64 {
        let entered = self.entered.filter(|entered| *entered <= extract);
        entered.unwrap_or(extract).minutes_since(self.start)
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

/// Whether a role counts as staff: neither a student nor family (clarification 27).
pub fn is_of_team(role: Role) -> bool {
    !matches!(role, Role::Family | Role::Student)
}

/// Whether an intervention is positioning or turning.
pub fn is_positioning(code: Intervention) -> bool {
    matches!(code, Intervention::Position | Intervention::Prone)
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
    use crate::samples::{contact, london};

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
    fn turning_moves_the_cannulae_and_suction_does_not() {
        let treated = Contact {
            minutes: Some(10),
            led_by: Some(LedBy::Physiotherapist),
            domains: Domains { resp: true, rehab: false },
            ..contact(Outcome::Treated, None)
        };
        assert!(!treated.is_moving());
        assert!(Contact { positioned: true, ..treated }.is_moving());
        assert!(!Contact { positioned: true, ..contact(Outcome::AssessedOnly, None) }.is_moving());
    }

    #[test]
    fn an_entry_that_nobody_wrote_down_counts_as_the_extracts() {
        let entered = |at: Option<&str>| {
            let contact = Contact { entered: at.map(london), ..contact(Outcome::Treated, None) };
            contact.minutes_to_entry(london("2026-04-20T09:00"))
        };
        assert_eq!(entered(Some("2026-04-12T10:00")), 60);
        assert_eq!(entered(None), 8 * 24 * 60);
        assert_eq!(entered(Some("2026-04-21T09:00")), 8 * 24 * 60, "not known yet at the extract");
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
