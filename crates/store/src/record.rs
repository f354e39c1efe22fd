//! A stored record on its way out of the database.

use domain::life::Life;
use domain::value::{CentreCode, PatientRef};
use domain::{FormSpec, Raw};
use jiff::Timestamp;

use crate::entity::record;
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::payload;
use crate::time::Millis;

/// A record as it stands now.
#[derive(Debug, Clone)]
pub struct StoredRecord {
    /// Its id.
    pub id: RecordId,
    /// Its form.
    pub form: &'static FormSpec,
    /// The centre it belongs to.
    pub centre: CentreCode,
    /// Its key in the centre, e.g. `A00012/1`.
    pub natural_key: String,
    /// The natural key of the record it belongs to.
    pub parent_key: Option<String>,
    /// The patient it is about.
    pub patient: Option<PatientRef>,
    /// When what it records happened.
    pub occurred_at: Option<Timestamp>,
    /// How many findings kept it from sign-off when it was last saved.
    pub holds: u32,
    /// Its current version.
    pub revision: Revision,
    /// Where it is on its way through a cycle.
    pub life: Life,
    /// Its content.
    pub raw: Raw,
    /// When it was first stored.
    pub created_at: Timestamp,
    /// When its current version was stored.
    pub updated_at: Timestamp,
}

/// The state of a record that counts.
pub(crate) const SAVED: &str = "SAVED";

impl TryFrom<record::Model> for StoredRecord {
    type Error = Error;

    fn try_from(row: record::Model) -> Result<Self> {
        let wrong = |column, problem| Error::inconsistent("record", column, row.id, problem);
        let (form, raw) = payload_of(&row)?;
        if row.state != SAVED {
            return Err(wrong("state", "there is no such state"));
        }
        let patient = row
            .patient_ref
            .as_deref()
            .map(|text| PatientRef::parse(text).ok_or_else(|| wrong("patient_ref", "it is not a pseudonym")));
        Ok(Self {
            id: RecordId::new(row.id),
            form,
            centre: CentreCode::parse(&row.centre)
                .ok_or_else(|| wrong("centre", "it is not a centre's code"))?,
            patient: patient.transpose()?,
            holds: row.holds.try_into().map_err(|_| wrong("holds", "it is negative"))?,
            natural_key: row.natural_key,
            parent_key: row.parent_key,
            occurred_at: row.occurred_at.map(Millis::instant),
            revision: Revision(row.revision),
            life: Life::Submitted,
            raw,
            created_at: row.created_at.instant(),
            updated_at: row.updated_at.instant(),
        })
    }
}

/// The form and content of a stored record.
pub(crate) fn payload_of(row: &record::Model) -> Result<(&'static FormSpec, Raw)> {
    let wrong = |column, problem: String| Error::inconsistent("record", column, row.id, problem);
    let form =
        domain::forms::form(&row.form).ok_or_else(|| wrong("form", "there is no such form".to_owned()))?;
    let raw = payload::read(form, &row.payload).map_err(|problem| wrong("payload", problem))?;
    Ok((form, raw))
}
