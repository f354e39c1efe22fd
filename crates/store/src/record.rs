//! A stored record on its way out of the database.

use domain::check::review::Held;
use domain::dictionary::Dictionary;
use domain::life::{Life, SignOff, Withdrawal};
use domain::value::{CentreCode, PatientRef};
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};

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

impl StoredRecord {
    /// As it is judged among others.
    pub fn held(&self) -> Held<'_> {
        Held { form: self.form, patient: self.patient.as_ref().map(PatientRef::as_str), raw: &self.raw }
    }
}

impl TryFrom<record::Model> for StoredRecord {
    type Error = Error;

    fn try_from(row: record::Model) -> Result<Self> {
        let wrong = |column, problem| Error::inconsistent("record", column, row.id, problem);
        let (form, raw) = payload_of(&row)?;
        let life = life_of(&row)?;
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
            life,
            raw,
            created_at: row.created_at.instant(),
            updated_at: row.updated_at.instant(),
        })
    }
}

/// The form and content of a stored record.
pub(crate) fn payload_of(row: &record::Model) -> Result<(&'static FormSpec, Raw)> {
    let wrong = |column, problem: String| Error::inconsistent("record", column, row.id, problem);
    let form = Dictionary::shipped()
        .form(&row.form)
        .ok_or_else(|| wrong("form", "there is no such form".to_owned()))?;
    let raw = payload::read(form, &row.payload).map_err(|problem| wrong("payload", problem))?;
    Ok((form, raw))
}

/// The state of a record that was taken out.
pub(crate) const WITHDRAWN: &str = "WITHDRAWN";

/// Records that were not withdrawn. The words of the index on keys itself: neither database uses a partial
/// index for a value that is bound later.
pub(crate) fn live() -> SimpleExpr {
    Expr::cust(format!("record.state <> '{WITHDRAWN}'"))
}

/// Where a stored record is in its life: its columns are one state, or an error that names the row.
pub(crate) fn life_of(row: &record::Model) -> Result<Life> {
    let by = (&row.state_by, row.state_at.map(Millis::instant), &row.state_reason, &row.state_cycle);
    let facts = (by, row.locked_at.map(Millis::instant), u32::try_from(row.open_queries));
    match (row.state.as_str(), facts) {
        ("SUBMITTED", ((None, None, None, None), None, Ok(0))) => Ok(Life::Submitted),
        ("QUERIED", ((None, None, None, None), None, Ok(open @ 1..))) => Ok(Life::Queried { open }),
        ("SIGNED_OFF", ((Some(by), Some(at), None, Some(cycle)), None, Ok(0))) => {
            Ok(Life::SignedOff(SignOff { by: by.clone(), at, cycle: cycle.clone() }))
        }
        ("LOCKED", ((Some(by), Some(at), None, Some(cycle)), Some(since), Ok(0))) => {
            Ok(Life::Locked { sign_off: SignOff { by: by.clone(), at, cycle: cycle.clone() }, since })
        }
        (WITHDRAWN, ((Some(by), Some(at), Some(reason), None), None, Ok(0))) => {
            Ok(Life::Withdrawn(Withdrawal { by: by.clone(), at, reason: reason.clone() }))
        }
        _ => Err(Error::inconsistent("record", "state", row.id, "its columns do not fit its state")),
    }
}

/// The columns of a life.
#[derive(Debug, Default)]
pub(crate) struct LifeColumns {
    pub(crate) by: Option<String>,
    pub(crate) at: Option<Millis>,
    pub(crate) reason: Option<String>,
    pub(crate) cycle: Option<String>,
    pub(crate) locked_at: Option<Millis>,
    pub(crate) open_queries: i32,
}

impl From<&Life> for LifeColumns {
    fn from(life: &Life) -> Self {
        let signed = |fact: &SignOff| Self {
            by: Some(fact.by.clone()),
            at: Some(fact.at.into()),
            cycle: Some(fact.cycle.clone()),
            ..Self::default()
        };
        match life {
            Life::Submitted => Self::default(),
            Life::Queried { open } => {
                Self { open_queries: i32::try_from(*open).unwrap_or(i32::MAX), ..Self::default() }
            }
            Life::SignedOff(sign_off) => signed(sign_off),
            Life::Locked { sign_off, since } => Self { locked_at: Some((*since).into()), ..signed(sign_off) },
            Life::Withdrawn(withdrawal) => Self {
                by: Some(withdrawal.by.clone()),
                at: Some(withdrawal.at.into()),
                reason: Some(withdrawal.reason.clone()),
                ..Self::default()
            },
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
