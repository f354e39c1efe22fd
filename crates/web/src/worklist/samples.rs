//! Records for the tests of this module.

use domain::dictionary::Dictionary;
use domain::forms::PhysioContact;
use domain::{
    Finding, Level, Raw,
    life::Life,
    value::{CentreCode, PatientRef},
};
use jiff::Timestamp;
use store::{RecordId, Reviewed, Revision, StoredRecord};

/// A record with these cells, of one patient.
pub(super) fn record(form: &str, cells: &[(&str, &str)]) -> StoredRecord {
    let form = Dictionary::shipped().form(form).unwrap();
    let mut raw = Raw::blank(form);
    for (name, value) in cells {
        assert!(raw.set(form, name, *value), "{} has no field {name}", form.id);
    }
    StoredRecord {
        id: RecordId::parse("019a0000-0000-7000-8000-000000000001").unwrap(),
        form,
        centre: CentreCode::parse("STH").unwrap(),
        natural_key: raw.natural_key(form),
        parent_key: raw.parent_key(form),
        patient: PatientRef::parse("7K2M9QX4J"),
        occurred_at: None,
        holds: 0,
        revision: Revision::FIRST,
        life: Life::Submitted,
        raw,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// A contact on which nothing was found.
pub(super) fn contact(reference: &str) -> Reviewed {
    Reviewed {
        record: record(PhysioContact::ID, &[(PhysioContact::CONTACT_REF, reference)]),
        findings: Vec::new(),
    }
}

/// The same, lacking a field before it can be signed off.
pub(super) fn held(mut reviewed: Reviewed, column: &str) -> Reviewed {
    reviewed.findings.push(Finding::new(column, "L-REQ", Level::S, format!("Enter {column}.")));
    reviewed
}

/// The same at another point of its life.
pub(super) fn with_life(mut reviewed: Reviewed, life: Life) -> Reviewed {
    reviewed.record.life = life;
    reviewed
}

/// The same with another answer.
pub(super) fn with_cell(mut reviewed: Reviewed, column: &str, cell: &str) -> Reviewed {
    assert!(reviewed.record.raw.set(reviewed.record.form, column, cell));
    reviewed
}
