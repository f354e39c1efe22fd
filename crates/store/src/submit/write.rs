//! The write of one submission.

use std::sync::Arc;

use domain::centre::Directory;
use domain::check::Around;
use domain::check::judge::{self, Verdict};
use domain::spec::occurred;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{Finding, FormSpec, Kind, Level, Raw};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::around::{Held, Place};
use super::{Submit, SubmitError, Submitted};
use crate::entity::{idempotency_key, record, record_revision};
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::record::SAVED;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct SubmitRecord {
    pub(super) submit: Submit,
    pub(super) zone: TimeZone,
    pub(super) directory: Arc<Directory>,
}

type Outcome = Result<Submitted, SubmitError>;

impl Write for SubmitRecord {
    const NAME: &'static str = "record.submit";
    type Out = Outcome;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.submit.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Outcome>> {
        if let Some(outcome) = self.replay(tx).await? {
            return Ok(Step::Declined(outcome));
        }
        let place = Place {
            form: self.submit.form,
            centre: &self.submit.centre,
            raw: &self.submit.raw,
            id: self.submit.id,
            zone: &self.zone,
        };
        let held = place.load(tx.db).await?;
        match self.decide(&held, tx.by.now) {
            Decision::Answer(outcome) => Ok(Step::Declined(outcome)),
            Decision::Store(verdict) => self.store(tx, held, verdict).await,
        }
    }
}

enum Decision {
    Answer(Outcome),
    Store(Verdict),
}

impl SubmitRecord {
    /// The answer that the same submission got before.
    async fn replay(&self, tx: &Tx<'_>) -> Result<Option<Outcome>> {
        let Some(key) = &self.submit.idempotency_key else {
            return Ok(None);
        };
        let Some(used) = tx.find_key(tx.by.actor.member.uuid(), key).await? else {
            return Ok(None);
        };
        if used.body_hash != self.body_hash() {
            return Ok(Some(Err(SubmitError::KeyReused)));
        }
        let missing = || Error::inconsistent("idempotency_key", "record_id", key, "no such version");
        let stored = tx.find_revision(used.record_id, used.revision).await?.ok_or_else(missing)?;
        Ok(Some(Ok(Submitted {
            id: RecordId::new(stored.record_id),
            revision: Revision(stored.revision),
            findings: read_findings(&stored)?,
            replayed: true,
        })))
    }

    /// Whether the record can be stored, without storing it.
    fn decide(&self, held: &Held, now: Timestamp) -> Decision {
        let Submit { form, centre, id, expected, .. } = &self.submit;
        let current = match (id, &held.twin) {
            (Some(_), None) => return Decision::Answer(Err(SubmitError::NotFound)),
            (Some(_), Some(row)) if row.form != form.id => {
                return Decision::Answer(Err(SubmitError::NotFound));
            }
            (Some(_), Some(row)) => Some(Revision(row.revision)),
            (None, _) => None,
        };
        if let (Some(current), Some(expected)) = (current, *expected)
            && current != expected
        {
            return Decision::Answer(Err(SubmitError::Conflict { current }));
        }
        let mut raw = self.submit.raw.clone();
        fill_system_cells(
            form,
            &mut raw,
            centre,
            held.surroundings.replaced.as_ref(),
            &WallTime::at(now, &self.zone).to_string(),
        );
        let around = Around { now, directory: &self.directory, exported: false };
        let mut verdict = judge::judge(form, &raw, &held.surroundings, &self.zone, &around);
        verdict.findings.extend(self.key_finding(held, &verdict.record));
        if verdict.is_refused() {
            return Decision::Answer(Err(SubmitError::Refused(verdict.findings)));
        }
        if verdict.findings.iter().any(|finding| !self.is_settled(finding)) {
            return Decision::Answer(Err(SubmitError::NeedsConfirmation(verdict.findings)));
        }
        Decision::Store(verdict)
    }

    /// A new record needs a new key; a stored one keeps its key, because others point to it.
    fn key_finding(&self, held: &Held, record: &Raw) -> Option<Finding> {
        let form = self.submit.form;
        let key = record.natural_key(form);
        let twin = held.twin.as_ref()?;
        match self.submit.id {
            None => Some(judge::key_taken(form, &key)),
            Some(_) if twin.natural_key == key => None,
            Some(_) => Some(Finding::new(
                form.key.last().copied().unwrap_or_default(),
                "K-KEY",
                Level::E,
                format!(
                    "This is {} and stays so, because other records point to it. \
                     Enter a new record instead.",
                    twin.natural_key
                ),
            )),
        }
    }

    fn is_settled(&self, finding: &Finding) -> bool {
        let confirmed = |confirmed: &String| *confirmed == finding.rule || *confirmed == finding.key();
        finding.level != Level::W || self.submit.confirm.iter().any(confirmed)
    }

    /// Stores the record, its version and its key, and says so.
    async fn store(&self, tx: &mut Tx<'_>, held: Held, verdict: Verdict) -> Result<Step<Outcome>> {
        let Verdict { record, findings } = verdict;
        let form = self.submit.form;
        let payload = record.to_json(form).to_string();
        let edited = held.twin.filter(|_| self.submit.id.is_some());
        if let Some(row) = edited.as_ref().filter(|row| row.payload == payload) {
            return Ok(Step::Declined(Ok(Submitted {
                id: RecordId::new(row.id),
                revision: Revision(row.revision),
                findings,
                replayed: false,
            })));
        }
        let head = record::Model {
            id: edited.as_ref().map_or_else(|| tx.id(), |row| Ok(row.id))?,
            form: form.id.to_owned(),
            centre: self.submit.centre.to_string(),
            natural_key: record.natural_key(form),
            parent_key: record.parent_key(form),
            patient_ref: held.patient,
            state: SAVED.to_owned(),
            occurred_at: occurred(form, &record, &self.zone).map(Into::into),
            holds: holds(&findings),
            revision: edited.as_ref().map_or(Revision::FIRST, |row| Revision(row.revision).next()).0,
            payload,
            created_at: edited.as_ref().map_or_else(|| tx.by.now.into(), |row| row.created_at),
            updated_at: tx.by.now.into(),
        };
        let version = record_revision::Model {
            record_id: head.id,
            revision: head.revision,
            at: tx.by.now.into(),
            member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            reason: self.submit.reason.clone(),
            payload: head.payload.clone(),
            findings: findings_json(&findings),
            import_id: None,
        };
        let trace = trace(&head, &version, edited.is_some());
        let submitted = Submitted {
            id: RecordId::new(head.id),
            revision: Revision(head.revision),
            findings,
            replayed: false,
        };
        if let Some(key) = &self.submit.idempotency_key {
            tx.key(self.used(key, &version));
        }
        tx.revision(version);
        put(tx, head, edited).await?;
        Ok(Step::Done(Ok(submitted), trace))
    }

    fn used(&self, key: &str, version: &record_revision::Model) -> idempotency_key::Model {
        idempotency_key::Model {
            member_id: version.member_id,
            key: key.to_owned(),
            body_hash: self.body_hash(),
            record_id: version.record_id,
            revision: version.revision,
            at: version.at,
        }
    }

    /// What makes two submissions the same.
    fn body_hash(&self) -> Vec<u8> {
        let Submit { form, centre, raw, id, .. } = &self.submit;
        let body = json!([form.id, centre.as_str(), id, raw.to_json(form)]).to_string();
        blake3::hash(body.as_bytes()).as_bytes().to_vec()
    }
}

/// Writes the record's head. An admission that goes to another patient takes with it what belongs to it.
pub(crate) async fn put(tx: &Tx<'_>, head: record::Model, edited: Option<record::Model>) -> Result<()> {
    let Some(before) = edited else {
        record::Entity::insert(head.into_active_model()).exec_without_returning(tx.db).await?;
        return Ok(());
    };
    if head.form == "icu_admission" && head.patient_ref != before.patient_ref {
        record::Entity::update_many()
            .set(record::ActiveModel { patient_ref: Set(head.patient_ref.clone()), ..Default::default() })
            .filter(record::Column::Centre.eq(&head.centre))
            .filter(record::Column::PatientRef.eq(before.patient_ref))
            .filter(record::Column::ParentKey.eq(&head.natural_key))
            .exec(tx.db)
            .await?;
    }
    head.into_active_model().reset_all().update(tx.db).await?;
    Ok(())
}

fn trace(head: &record::Model, version: &record_revision::Model, edit: bool) -> Trace {
    let action = if edit { "record.edit" } else { "record.create" };
    let detail = json!({
        "form": head.form,
        "centre": head.centre,
        "key": head.natural_key,
        "revision": version.revision,
        "digest": digest(version).to_hex().as_str(),
    });
    Trace::new(action, head.id, detail)
}

/// Vouches for a version of a record in the audit trail: covers all its columns.
pub(crate) fn digest(version: &record_revision::Model) -> blake3::Hash {
    let import = version.import_id.unwrap_or_else(Uuid::nil);
    let fields: [&[u8]; 9] = [
        version.record_id.as_bytes(),
        &version.revision.to_be_bytes(),
        &version.at.0.to_be_bytes(),
        version.member_id.as_bytes(),
        version.actor.as_bytes(),
        version.reason.as_deref().unwrap_or_default().as_bytes(),
        version.payload.as_bytes(),
        version.findings.as_bytes(),
        import.as_bytes(),
    ];
    crate::chain::hash_fields("ecmopt record revision, version 1", &fields)
}

/// Sets what nobody is asked for: the centre, and when the record was first entered.
pub(crate) fn fill_system_cells(
    form: &FormSpec,
    raw: &mut Raw,
    centre: &CentreCode,
    before: Option<&Raw>,
    entered: &str,
) {
    for field in form.fields.iter().filter(|field| field.system) {
        let value = match field.kind {
            Kind::Centre => centre.as_str(),
            _ => before.map_or(entered, |before| before.get(form, field.name)),
        };
        raw.set(form, field.name, value);
    }
}

/// How many findings keep a record from sign-off.
pub(crate) fn holds(findings: &[Finding]) -> i32 {
    let count = findings.iter().filter(|finding| finding.level == Level::S).count();
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Findings as they are kept with a version.
pub(crate) fn findings_json(findings: &[Finding]) -> String {
    serde_json::to_string(findings).unwrap_or_else(|_| "[]".to_owned())
}

/// The findings that a version was stored with.
pub(crate) fn read_findings(version: &record_revision::Model) -> Result<Vec<Finding>> {
    serde_json::from_str(&version.findings).map_err(|error| {
        let row = format!("{} {}", version.record_id, version.revision);
        Error::inconsistent("record_revision", "findings", row, error)
    })
}
