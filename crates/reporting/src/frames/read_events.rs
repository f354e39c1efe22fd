//! Adverse events (S01–S03).

use domain::forms::AdverseEvent;
use domain::forms::adverse_event::{Category, Relation, Review, Severity};
use domain::time::WallTime;
use domain::value::{CentreCode, Ref};
use measures::event::Event;

use super::by_stay::ByStay;
use super::centre::Centres;
use super::read_contacts::Contacts;
use super::source::columns;
use super::stay::{ByReference, Stay};
use crate::error::Result;
use crate::snapshot::Tables;

columns! {
    struct Columns of AdverseEvent {
        AdverseEvent {
            centre_code: CentreCode,
            event_ref: Ref,
            contact_ref: Ref,
            admission_ref: Ref,
            occurred_at: WallTime,
            category: Category,
            severity: Severity,
            relation: Relation,
            review_outcome: Review,
        }
    }
}

/// Reads every event, and the table: an event's mark is its row there.
pub(super) fn read(
    tables: &dyn Tables,
    centres: &Centres,
    stays: &ByReference<Stay>,
    contacts: &Contacts,
) -> Result<(ByStay<Event>, Columns)> {
    let table = Columns::read(tables)?;
    let mut events = ByStay::new(stays.len());
    for row in 0..table.rows() {
        let Some(code) = table.centre_code.get(row) else { continue };
        let admission = centres.find(code).zip(table.admission_ref.get(row));
        let named = table.contact_ref.get(row);
        if let Some(stay) = admission.and_then(|(centre, admission)| stays.find(centre, admission)) {
            let event = Event {
                at: row,
                contact: named.and_then(|reference| contacts.find(code, reference)),
                names_contact: named.is_some(),
                occurred: table.occurred_at.get(row),
                category: table.category.get(row),
                severity: table.severity.get(row),
                relation: table.relation.get(row),
            };
            events.push(stay, event);
        }
    }
    Ok((events, table))
}
