//! Columns of the frames that hold codes, and the lists of the data dictionary that they come from.

use domain::code::{CodeList, Coded};
use domain::forms::adverse_event::{Category, Relation, Severity};
use domain::forms::discharge::IcuOutcome;
use domain::forms::ecmo_run::{Dx, Mode};
use domain::forms::icu_admission::Source;
use domain::forms::org_audit::{RingFence, Service};
use domain::forms::patient::Sex;
use domain::forms::physio_contact::{NotTreated, Outcome, SafetyScreen};
use domain::forms::{AdverseEvent, Discharge, EcmoRun, IcuAdmission, OrgAudit, Patient, PhysioContact};

/// A column of codes.
#[derive(Debug, Clone)]
pub(crate) struct Words {
    /// Its name in the frames.
    pub(crate) column: &'static str,
    /// Where its texts come from.
    pub(crate) list: CodeList,
    /// They are the classes of the list instead of its codes.
    pub(crate) is_class: bool,
}

/// Every column of codes; names are the same in all frames.
pub(crate) fn vocabulary() -> Vec<Words> {
    let codes = |column, list: &CodeList| Words { column, list: list.clone(), is_class: false };
    vec![
        codes(EcmoRun::DX_GROUP, Dx::LIST),
        codes(EcmoRun::INITIAL_MODE, Mode::LIST),
        codes(IcuAdmission::SOURCE, Source::LIST),
        codes(Patient::SEX_PHENOTYPIC, Sex::LIST),
        codes(PhysioContact::OUTCOME, Outcome::LIST),
        codes(PhysioContact::SAFETY_SCREEN, SafetyScreen::LIST),
        codes("reason", NotTreated::LIST),
        codes(AdverseEvent::CATEGORY, Category::LIST),
        codes(AdverseEvent::SEVERITY, Severity::LIST),
        codes(AdverseEvent::RELATION, Relation::LIST),
        codes(Discharge::ICU_OUTCOME, IcuOutcome::LIST),
        codes(OrgAudit::RING_FENCED, RingFence::LIST),
        codes(OrgAudit::REHAB_WEEKDAY, Service::LIST),
        codes(OrgAudit::REHAB_WEEKEND, Service::LIST),
        Words { is_class: true, ..codes("reason_class", NotTreated::LIST) },
    ]
}
