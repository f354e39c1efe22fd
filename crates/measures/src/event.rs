//! Adverse events as indicators count them (S01–S03, clarification 32).

use domain::forms::AdverseEvent;
use domain::forms::adverse_event::{Category, Relation, Severity};

use crate::moment::Moment;

/// What is asked of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// The reader's mark: where the record is.
    pub at: usize,
    /// The mark of the contact that it happened in, which decides phase and date.
    pub contact: Option<usize>,
    /// It names a contact, whether that is there or not.
    pub names_contact: bool,
    /// When it happened; decides phase and date where it names no contact.
    pub occurred: Option<Moment>,
    /// What happened.
    pub category: Option<Category>,
    /// How bad it was.
    pub severity: Option<Severity>,
    /// Whether the session caused it.
    pub relation: Option<Relation>,
}

impl Event {
    /// What a record says; `contact` finds the mark of a contact by its reference.
    pub fn of(at: usize, record: &AdverseEvent, contact: impl Fn(&str) -> Option<usize>) -> Self {
        let named = record.contact_ref.get().map(domain::value::Ref::as_str);
        Self {
            at,
            contact: named.and_then(contact),
            names_contact: named.is_some(),
            occurred: record.occurred_at.value().map(Into::into),
            category: record.category.value(),
            severity: record.severity.value(),
            relation: record.relation.value(),
        }
    }
}

/// An event in phase ON of a run in scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventOnEcmo {
    /// The run's place in the ledger.
    pub run: usize,
    /// Days since 1970: its contact's date, else its own.
    pub date: i32,
    /// It happened in a contact that moved the patient; `None` of an event without a contact.
    pub in_moving_contact: Option<bool>,
    /// The event.
    pub event: Event,
}
