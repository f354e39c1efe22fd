//! Columns of the frames that hold codes, and the lists of the data dictionary that they come from.

use domain::code::{CodeList, Coded};
use domain::forms::adverse_event::{Category, Relation, Severity};
use domain::forms::discharge::IcuOutcome;
use domain::forms::ecmo_run::Dx;
use domain::forms::org_audit::{RingFence, Service};
use domain::forms::physio_contact::{NotTreated, Outcome, SafetyScreen};

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
        codes("dx_group", Dx::LIST),
        codes("outcome", Outcome::LIST),
        codes("safety_screen", SafetyScreen::LIST),
        codes("reason", NotTreated::LIST),
        codes("category", Category::LIST),
        codes("severity", Severity::LIST),
        codes("relation", Relation::LIST),
        codes("icu_outcome", IcuOutcome::LIST),
        codes("ring_fenced", RingFence::LIST),
        codes("rehab_weekday", Service::LIST),
        codes("rehab_weekend", Service::LIST),
        Words { is_class: true, ..codes("reason_class", NotTreated::LIST) },
    ]
}
