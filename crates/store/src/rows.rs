//! The rows that a record is kept in: its head, and one version more with each change.

use domain::life::Life;
use domain::value::CentreCode;
use domain::{Finding, FormSpec, Level, Raw};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

use crate::chain::{hash_fields, optional};
use crate::entity::{record, record_revision};
use crate::error::{Error, Result};
use crate::ids::Revision;
use crate::payload;
use crate::record::LifeColumns;
use crate::time::Millis;
use crate::writer::{By, Tx};

/// A record as it will stand.
pub(crate) struct Head<'a> {
    pub(crate) id: Uuid,
    pub(crate) form: &'static FormSpec,
    pub(crate) centre: &'a CentreCode,
    pub(crate) record: &'a Raw,
    pub(crate) patient_ref: Option<String>,
    pub(crate) occurred_at: Option<Millis>,
    pub(crate) findings: &'a [Finding],
}

impl Head<'_> {
    /// Its row, one version after the one before. A state other than before is one step more in its life.
    pub(crate) fn row(self, before: Option<&record::Model>, life: &Life, now: Millis) -> record::Model {
        let facts = LifeColumns::from(life);
        let stepped = before.is_some_and(|before| before.state != life.as_str());
        record::Model {
            id: self.id,
            form: self.form.id.to_owned(),
            centre: self.centre.to_string(),
            natural_key: self.record.natural_key(self.form),
            parent_key: self.record.parent_key(self.form),
            patient_ref: self.patient_ref,
            state: life.as_str().to_owned(),
            state_by: facts.by,
            state_at: facts.at,
            state_reason: facts.reason,
            state_cycle: facts.cycle,
            locked_at: facts.locked_at,
            open_queries: facts.open_queries,
            steps: before.map_or(0, |row| row.steps) + i32::from(stepped),
            occurred_at: self.occurred_at,
            holds: holds(self.findings),
            revision: before.map_or(Revision::FIRST, |row| Revision(row.revision).next()).0,
            payload: payload::write(self.form, self.record),
            created_at: before.map_or(now, |row| row.created_at),
            updated_at: now,
        }
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

/// The version that belongs to a head.
pub(crate) fn version_of(
    row: &record::Model,
    by: &By,
    reason: Option<String>,
    findings: String,
    import_id: Option<Uuid>,
) -> record_revision::Model {
    record_revision::Model {
        record_id: row.id,
        revision: row.revision,
        at: by.now.into(),
        member_id: by.actor.member.uuid(),
        actor: by.actor.name.clone(),
        reason,
        payload: row.payload.clone(),
        findings,
        import_id,
    }
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
        optional(version.reason.as_deref()),
        version.payload.as_bytes(),
        version.findings.as_bytes(),
        import.as_bytes(),
    ];
    hash_fields("ecmopt record revision, version 1", &fields)
}

/// How many findings keep a record from sign-off.
fn holds(findings: &[Finding]) -> i32 {
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

#[cfg(test)]
mod tests;
