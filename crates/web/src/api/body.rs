//! Bodies of requests and answers about records.

use domain::forms::Patient;
use domain::{Finding, FormSpec, Level, Raw, value::CentreCode};
use serde::Serialize;
use serde_json::Value;
use store::{Closed, RecordId, Revision, StoredRecord, Submitted};

use super::shape;
use crate::{problem::Problem, respond::FindingJson};

/// The most characters of a reason.
pub(super) const REASON: usize = 1000;

/// Whether a reason can be kept: as the schema of free text says.
fn is_plain(text: &str) -> bool {
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    text.chars().count() <= REASON
        && !text.starts_with(['=', '+', '-', '@', '\t', '\n', '\r'])
        && !text.contains(odd)
}

/// A record as it comes in: its fields, and two members that no form has.
pub(crate) struct Incoming {
    pub raw: Raw,
    /// Keys of W findings that the sender has confirmed.
    pub confirm: Vec<String>,
    /// Why an existing record is changed.
    pub reason: Option<String>,
}

impl Incoming {
    /// Reads a body. The centre is the caller's: it may be left out, and no other may stand there.
    pub(crate) fn read(
        form: &'static FormSpec,
        centre: &CentreCode,
        mut json: Value,
    ) -> Result<Self, Problem> {
        let mut take = |name: &str| json.as_object_mut().and_then(|object| object.shift_remove(name));
        let confirm = strings(take("confirm"))?;
        let reason = match take("reason") {
            None | Some(Value::Null) => None,
            Some(Value::String(reason)) if is_plain(&reason) => Some(reason),
            Some(_) => {
                return Err(Problem::Malformed(format!(
                    "“reason” must be a text of at most {REASON} characters that does not begin with =, +, - or @."
                )));
            }
        };
        shape::settle(form, &mut json).map_err(Problem::Invalid)?;
        let mut raw = Raw::from_json(form, &json).map_err(Problem::Invalid)?;
        if let Some(index) = form.index(Patient::CENTRE_CODE) {
            own_centre(centre, &mut raw.cells[index])?;
        }
        Ok(Self { raw, confirm, reason })
    }
}

fn strings(value: Option<Value>) -> Result<Vec<String>, Problem> {
    match value {
        None => Ok(Vec::new()),
        Some(value) => serde_json::from_value(value)
            .map_err(|_| Problem::Malformed("“confirm” must be a list of keys of findings.".to_owned())),
    }
}

fn own_centre(centre: &CentreCode, cell: &mut String) -> Result<(), Problem> {
    if cell.is_empty() {
        centre.as_str().clone_into(cell);
    }
    if cell == centre.as_str() {
        return Ok(());
    }
    let message = format!("This token is for {centre} only. Leave centre_code out, or write {centre}.");
    Err(Problem::Invalid(vec![Finding::new(Patient::CENTRE_CODE, "K-FOREIGN", Level::E, message)]))
}

/// What a saved record is answered with.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Saved {
    /// The record's id.
    #[schema(value_type = String, format = "uuid")]
    id: RecordId,
    /// Its revision, from 1; the `ETag` without its quotes.
    #[schema(value_type = i32)]
    revision: Revision,
    /// What was found and did not refuse it: S findings, and W findings that were not confirmed.
    findings: Vec<FindingJson>,
    /// The cycle that the record came too late for, when that is locked or frozen: it is kept, and cannot be
    /// signed off.
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<ClosedCycle>,
}

/// A cycle that takes no sign-off any more.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ClosedCycle {
    /// Its name, like `2026H1`.
    cycle: String,
    /// Its numbers are final.
    frozen: bool,
    /// What that means, and what to do.
    detail: String,
}

impl Saved {
    pub(crate) fn new(saved: &Submitted, closed: Option<Closed>) -> Self {
        let closed = closed.map(|closed| ClosedCycle {
            detail: closed.sentence(),
            frozen: closed.is_frozen,
            cycle: closed.cycle,
        });
        let findings = saved.findings.iter().map(FindingJson::from).collect();
        Self { id: saved.id, revision: saved.revision, findings, closed }
    }
}

/// A record with what the service knows about it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Envelope {
    /// The record's id.
    #[schema(value_type = String, format = "uuid")]
    id: RecordId,
    /// Its revision.
    #[schema(value_type = i32)]
    revision: Revision,
    /// Its centre.
    #[schema(value_type = String)]
    centre: CentreCode,
    /// When this revision was saved.
    #[schema(value_type = String, format = "date-time")]
    updated_at: String,
    /// Its fields, as the form's schema says.
    #[schema(value_type = Object)]
    record: Value,
}

impl From<&StoredRecord> for Envelope {
    fn from(record: &StoredRecord) -> Self {
        Self {
            id: record.id,
            revision: record.revision,
            centre: record.centre.clone(),
            updated_at: record.updated_at.to_string(),
            record: record.raw.to_json(record.form),
        }
    }
}

/// One page of a list.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Page {
    pub items: Vec<Envelope>,
    /// The address of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
