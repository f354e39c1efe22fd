//! What an import has to do, found before anything is written.

use std::collections::HashMap;

use domain::bundle::Ready;
use domain::life::Life;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Digest, KeptAside, locked};
use crate::entity::{record, record_revision};
use crate::error::Result;
use crate::payload;
use crate::record::{life_of, live};
use crate::rows::{Head, digest, findings_json, version_of};
use crate::writer::{By, Tx};

/// How many records are looked up or written in one statement: far below the number of parameters that
/// either database allows.
pub(super) const CHUNK: usize = 1000;

/// The rows to write.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// In the order of their ids.
    pub(super) records: Vec<Planned>,
    pub(super) unchanged: usize,
    /// What all versions have in common.
    origin: Origin,
    /// Records whose sign-off lapses, as they will stand.
    pub(super) lapsed: Vec<record::Model>,
    /// Rows of records that are locked and would change.
    pub(super) locked: Vec<KeptAside>,
}

/// A record as it will stand. Its version says the same once more, and is made when it is written.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) head: record::Model,
    /// As it stood before; `None` of a new one.
    pub(super) before: Option<Box<record::Model>>,
    findings: String,
}

/// Where versions come from.
#[derive(Debug, Default)]
struct Origin {
    import: Uuid,
    reason: String,
}

impl Plan {
    /// Compares the records with what is there.
    pub(super) async fn of(records: &[Ready], import: Uuid, reason: String, tx: &Tx<'_>) -> Result<Self> {
        let mut plan = Self { origin: Origin { import, reason }, ..Self::default() };
        plan.records.reserve_exact(records.len());
        // Ids of one millisecond are in random order; sorted, they follow the order of the bundle.
        let mut ids = records.iter().map(|_| tx.id()).collect::<Result<Vec<_>>>()?;
        ids.sort_unstable();
        let mut ids = ids.into_iter();
        let alike = |a: &Ready, b: &Ready| a.form.id == b.form.id && a.centre == b.centre;
        for chunk in records.chunk_by(alike).flat_map(|records| records.chunks(CHUNK)) {
            let mut there = held(chunk, tx).await?;
            for (ready, id) in chunk.iter().zip(&mut ids) {
                let before = there.remove(&ready.raw.natural_key(ready.form));
                let edited =
                    before.as_ref().map_or(Ok(Ok(Life::Submitted)), |row| life_of(row).map(Life::edit))?;
                let life = edited.as_ref().unwrap_or(&Life::Submitted);
                let row = head(ready, id, before.as_ref(), life, tx);
                let is_same =
                    |before: &record::Model| payload::is_same(ready.form, &before.payload, &row.payload);
                if before.as_ref().is_some_and(is_same) {
                    plan.unchanged += 1;
                    continue;
                }
                if let Err(why) = &edited {
                    plan.locked.extend(locked::aside(ready, why));
                    continue;
                }
                if before.as_ref().is_some_and(|before| before.state != row.state) {
                    plan.lapsed.push(row.clone());
                }
                let (before, findings) = (before.map(Box::new), findings_json(&ready.findings));
                plan.records.push(Planned { head: row, before, findings });
            }
        }
        plan.records.sort_unstable_by_key(|planned| planned.head.id);
        Ok(plan)
    }

    /// Whether there is nothing to store.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many records are new.
    pub(super) fn created(&self) -> usize {
        self.records.iter().filter(|planned| planned.before.is_none()).count()
    }

    /// The version that a record is given.
    pub(super) fn version(&self, planned: &Planned, by: &By) -> record_revision::Model {
        let Origin { import, reason } = &self.origin;
        version_of(&planned.head, by, Some(reason.clone()), planned.findings.clone(), Some(*import))
    }

    /// Vouches for all versions together.
    pub(super) fn digest(&self, by: &By) -> blake3::Hash {
        let mut total = Digest::default();
        for planned in &self.records {
            total.add(&digest(&self.version(planned, by)));
        }
        total.finish()
    }
}

/// The records with these keys that are there; all of one form and centre.
async fn held(chunk: &[Ready], tx: &Tx<'_>) -> Result<HashMap<String, record::Model>> {
    let Some(first) = chunk.first() else {
        return Ok(HashMap::new());
    };
    let keys = chunk.iter().map(|ready| ready.raw.natural_key(ready.form));
    let rows = record::Entity::find()
        .filter(record::Column::Form.eq(first.form.id))
        .filter(record::Column::Centre.eq(first.centre.as_str()))
        .filter(record::Column::NaturalKey.is_in(keys))
        .filter(live())
        .all(tx.db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.natural_key.clone(), row)).collect())
}

fn head(ready: &Ready, id: Uuid, before: Option<&record::Model>, life: &Life, tx: &Tx<'_>) -> record::Model {
    let head = Head {
        id: before.map_or(id, |row| row.id),
        form: ready.form,
        centre: &ready.centre,
        record: &ready.raw,
        patient_ref: ready.patient.clone(),
        occurred_at: ready.occurred.map(Into::into),
        findings: &ready.findings,
    };
    head.row(before, life, tx.by.now.into())
}
