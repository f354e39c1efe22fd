//! The write of one submission.

use std::sync::Arc;

use domain::centre::Directory;
use domain::check::Around;
use domain::check::judge::{self, Verdict};
use domain::dictionary::Dictionary;
use domain::life::Life;
use domain::permission::Unpermitted;
use domain::spec::occurred;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{Finding, FormSpec, Kind, Level, Raw};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::around::{Held, Place};
use super::{Submit, SubmitError, Submitted};
use crate::drafts;
use crate::entity::{idempotency_key, record, record_revision};
use crate::error::{Error, Result};
use crate::ids::{RecordId, Revision};
use crate::life;
use crate::payload;
use crate::record::life_of;
use crate::rows::{Head, digest, findings_json, put, read_findings, version_of};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct SubmitRecord {
    pub(super) submit: Submit,
    /// Why nothing of the centre is stored now. What was stored before is answered for nevertheless.
    pub(super) unpermitted: Option<Unpermitted>,
    pub(super) zone: TimeZone,
    pub(super) directory: Arc<Directory>,
    pub(super) dictionary: Arc<Dictionary>,
}

type Outcome = Result<Submitted, SubmitError>;

impl Write for SubmitRecord {
    const NAME: &'static str = "record.submit";
    type Out = Outcome;

    fn centres(&self) -> Vec<CentreCode> {
        vec![self.submit.centre.clone()]
    }

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Outcome>> {
        let place = Place {
            form: self.submit.form,
            centre: &self.submit.centre,
            raw: &self.submit.raw,
            id: self.submit.id,
            zone: &self.zone,
        };
        let held = place.load(tx.db).await?;
        // A key that was used before nearly always meets the record that it was used for. If it does not,
        // its second use breaks the group, and here it is alone.
        let look = tx.alone || self.submit.id.is_some() || held.twin.is_some();
        if let Some(outcome) = self.replay(tx, look).await? {
            return self.settle(tx, outcome).await;
        }
        if let Some(why) = &self.unpermitted {
            return Ok(Step::Declined(Err(Error::from(why.clone()).into())));
        }
        match self.decide(&held, tx.by.now) {
            Err(refused) => Ok(Step::Declined(Err(refused))),
            Ok((verdict, life)) => self.store(tx, held, verdict, &life).await,
        }
    }
}

impl SubmitRecord {
    /// The answer that the same submission got before.
    async fn replay(&self, tx: &Tx<'_>, look: bool) -> Result<Option<Outcome>> {
        let Some(key) = &self.submit.idempotency_key else {
            return Ok(None);
        };
        let Some(used) = tx.find_key(tx.by.actor.member.uuid(), key, look).await? else {
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

    /// The record as it can be stored and the life that it then has, without storing it.
    fn decide(&self, held: &Held, now: Timestamp) -> Result<(Verdict, Life), SubmitError> {
        let Submit { form, centre, .. } = &self.submit;
        let life = self.life(held.twin.as_ref())?;
        let mut raw = self.submit.raw.clone();
        fill_system_cells(
            form,
            &mut raw,
            centre,
            held.surroundings.replaced.as_ref(),
            &WallTime::at(now, &self.zone).to_string(),
        );
        let around =
            Around { now, directory: &self.directory, exported: false, dictionary: &self.dictionary };
        let mut verdict = judge::judge(form, &raw, &held.surroundings, &self.zone, &around);
        verdict.findings.extend(self.key_finding(held, &verdict.record));
        if verdict.is_refused() {
            return Err(SubmitError::Refused(verdict.findings));
        }
        if verdict.findings.iter().any(|finding| !self.is_settled(finding)) {
            return Err(SubmitError::NeedsConfirmation(verdict.findings));
        }
        Ok((verdict, life))
    }

    /// The life of the record after this change, when it can be changed.
    fn life(&self, twin: Option<&record::Model>) -> Result<Life, SubmitError> {
        if self.submit.id.is_none() {
            return Ok(Life::Submitted);
        }
        let row = twin.filter(|row| row.form == self.submit.form.id).ok_or(SubmitError::NotFound)?;
        let life = life_of(row)?.edit().map_err(SubmitError::Life)?;
        let current = Revision(row.revision);
        match self.submit.expected {
            Some(expected) if expected != current => Err(SubmitError::Conflict { current }),
            _ => Ok(life),
        }
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
    async fn store(
        &self,
        tx: &mut Tx<'_>,
        held: Held,
        verdict: Verdict,
        life: &Life,
    ) -> Result<Step<Outcome>> {
        let before = held.twin.filter(|_| self.submit.id.is_some());
        let row = self.row(tx, before.as_ref(), held.patient, &verdict, life)?;
        let is_same =
            |before: &record::Model| payload::is_same(self.submit.form, &before.payload, &row.payload);
        let changed = !before.as_ref().is_some_and(is_same);
        let revision = if changed { row.revision } else { row.revision - 1 };
        let submitted = Submitted {
            id: RecordId::new(row.id),
            revision: Revision(revision),
            findings: verdict.findings,
            replayed: false,
        };
        if !changed {
            return self.settle(tx, Ok(submitted)).await;
        }
        let findings = findings_json(&submitted.findings);
        let version = version_of(&row, tx.by, self.submit.reason.clone(), findings, None);
        let mut trace = trace(&row, &version, before.is_some());
        if before.as_ref().is_some_and(|before| before.state != row.state) {
            life::lapse(tx, std::slice::from_ref(&row)).await?.stand_in(&mut trace.detail);
        }
        if let Some(key) = &self.submit.idempotency_key {
            tx.key(self.used(key, &version));
        }
        tx.revision(version);
        put(tx, row, before).await?;
        self.tidy(tx).await?;
        Ok(Step::Done(Ok(submitted), trace))
    }

    /// Gives an answer for which no record is written. What it was made from is gone nevertheless.
    async fn settle(&self, tx: &Tx<'_>, outcome: Outcome) -> Result<Step<Outcome>> {
        match outcome {
            Ok(submitted) if self.tidy(tx).await? => {
                let detail = json!({ "draft": self.submit.draft, "centre": self.submit.centre.as_str() });
                let trace = Trace::new("record.settle", submitted.id, detail);
                Ok(Step::Done(Ok(submitted), trace))
            }
            outcome => Ok(Step::Declined(outcome)),
        }
    }

    /// Takes away the draft that the record was made from, and the rows that it mends.
    async fn tidy(&self, tx: &Tx<'_>) -> Result<bool> {
        let Submit { centre, draft, mends, .. } = &self.submit;
        let mut tidied = false;
        if let Some(draft) = draft {
            tidied |= drafts::take(tx, *draft, centre).await?;
        }
        if let Some(mended) = mends {
            tidied |= crate::import::mend(tx, mended, centre).await?;
        }
        Ok(tidied)
    }

    /// The record's row as it will be.
    fn row(
        &self,
        tx: &Tx<'_>,
        before: Option<&record::Model>,
        patient_ref: Option<String>,
        Verdict { record, findings }: &Verdict,
        life: &Life,
    ) -> Result<record::Model> {
        let form = self.submit.form;
        let now = Millis::from(tx.by.now);
        let head = Head {
            id: before.map_or_else(|| tx.id(), |row| Ok(row.id))?,
            form,
            centre: &self.submit.centre,
            record,
            patient_ref,
            occurred_at: occurred(form, record, &self.zone).map(Into::into),
            findings,
        };
        Ok(head.row(before, life, now))
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

fn trace(row: &record::Model, version: &record_revision::Model, edit: bool) -> Trace {
    let action = if edit { "record.edit" } else { "record.create" };
    let detail = json!({
        "form": row.form,
        "centre": row.centre,
        "key": row.natural_key,
        "revision": version.revision,
        "digest": digest(version).to_hex().as_str(),
    });
    Trace::new(action, row.id, detail)
}

/// Sets what nobody is asked for: the centre, and when the record was first entered.
fn fill_system_cells(
    form: &FormSpec,
    raw: &mut Raw,
    centre: &CentreCode,
    before: Option<&Raw>,
    entered: &str,
) {
    for field in form.fields.iter().filter(|field| field.system) {
        let value = match field.kind {
            Kind::Centre => centre.as_str(),
            _ => before.map_or(entered, |before| before.get(form, &field.name)),
        };
        raw.set(form, &field.name, value);
    }
}
