//! Steps in the life of records: the new state in the record's head, the step in its history, and a digest
//! that lets one event of the audit trail vouch for all steps of a write.

use domain::life::Life;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::chain::{hash_fields, optional};
use crate::entity::{life_event, record};
use crate::error::{Error, Result};
use crate::import::Digest;
use crate::record::LifeColumns;
use crate::writer::Tx;

/// How many rows are written in one statement.
const CHUNK: usize = 1000;

/// What was done to a record, beside changing its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeStep {
    /// It was edited while it was signed off: the sign-off lapsed.
    Lapsed,
    /// The network asked about a field.
    Asked,
    /// A query was closed.
    QueryClosed,
    /// The centre lead declared it complete.
    SignedOff,
    /// Its cycle closed over it.
    Locked,
    /// The lock of its cycle was lifted.
    LockLifted,
    /// It was opened for a correction.
    Unlocked,
    /// It was taken out.
    Withdrawn,
}

impl LifeStep {
    const ALL: [Self; 8] = [
        Self::Lapsed,
        Self::Asked,
        Self::QueryClosed,
        Self::SignedOff,
        Self::Locked,
        Self::LockLifted,
        Self::Unlocked,
        Self::Withdrawn,
    ];

    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lapsed => "LAPSED",
            Self::Asked => "ASKED",
            Self::QueryClosed => "QUERY_CLOSED",
            Self::SignedOff => "SIGNED_OFF",
            Self::Locked => "LOCKED",
            Self::LockLifted => "LOCK_LIFTED",
            Self::Unlocked => "UNLOCKED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// The words shown to a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lapsed => "sign-off lapsed with an edit",
            Self::Asked => "asked about by the network",
            Self::QueryClosed => "query closed",
            Self::SignedOff => "signed off",
            Self::Locked => "locked",
            Self::LockLifted => "lock of its cycle lifted",
            Self::Unlocked => "unlocked",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// A step in the history of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifeEvent {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was done.
    pub what: LifeStep,
    /// Why: of an unlock, a lifted lock or a withdrawal the reason, of a sign-off or a lock the cycle.
    pub reason: Option<String>,
}

impl TryFrom<life_event::Model> for LifeEvent {
    type Error = Error;

    fn try_from(row: life_event::Model) -> Result<Self> {
        let key = format!("{} {}", row.record_id, row.step);
        let what = LifeStep::parse(&row.what);
        Ok(Self {
            at: row.at.instant(),
            by: row.actor,
            what: what
                .ok_or_else(|| Error::inconsistent("life_event", "what", key, "there is no such step"))?,
            reason: row.reason,
        })
    }
}

/// What an audit event says of steps that it vouches for; a list of these stands in its detail as `life`.
#[derive(Debug, Deserialize)]
pub(crate) struct Vouched {
    pub(crate) batch: Uuid,
    pub(crate) digest: String,
}

/// Where it stands in an event's detail.
pub(crate) const LIFE: &str = "life";

impl Vouched {
    /// Puts it into an event's detail.
    pub(crate) fn stand_in(&self, detail: &mut Value) {
        let mine = json!({ "batch": self.batch, "digest": self.digest });
        match &mut detail[LIFE] {
            Value::Array(others) => others.push(mine),
            none => *none = json!([mine]),
        }
    }
}

/// What is to be known of a record that takes a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    id: Uuid,
    revision: i32,
    /// How many steps it has taken.
    steps: i32,
}

impl Subject {
    pub(crate) const fn new(id: Uuid, revision: i32, steps: i32) -> Self {
        Self { id, revision, steps }
    }

    /// The same record after a step.
    pub(crate) const fn stepped(self) -> Self {
        Self { steps: self.steps + 1, ..self }
    }
}

impl From<&record::Model> for Subject {
    fn from(row: &record::Model) -> Self {
        Self::new(row.id, row.revision, row.steps)
    }
}

/// Moves records to their next states, in the transaction of a write.
pub(crate) async fn step_all(
    tx: &Tx<'_>,
    what: LifeStep,
    reason: Option<&str>,
    moved: Vec<(Subject, Life)>,
) -> Result<Vouched> {
    let mut groups: Vec<(Life, Vec<Subject>)> = Vec::new();
    for (subject, life) in moved {
        let alike = |(of, held): &&mut (Life, Vec<Subject>)| *of == life && held[0].steps == subject.steps;
        match groups.iter_mut().find(alike) {
            Some((_, held)) => held.push(subject),
            None => groups.push((life, vec![subject])),
        }
    }
    let mut steps = Vec::new();
    for (life, subjects) in &groups {
        put_heads(tx, life, subjects).await?;
        steps.extend(subjects.iter().map(|subject| (subject.stepped(), life.as_str())));
    }
    append(tx, what, reason, steps).await
}

/// Writes a life into the heads of records that have taken as many steps.
async fn put_heads(tx: &Tx<'_>, life: &Life, subjects: &[Subject]) -> Result<()> {
    for chunk in subjects.chunks(CHUNK) {
        let facts = LifeColumns::from(life);
        let head = record::ActiveModel {
            state: Set(life.as_str().to_owned()),
            state_by: Set(facts.by),
            state_at: Set(facts.at),
            state_reason: Set(facts.reason),
            state_cycle: Set(facts.cycle),
            locked_at: Set(facts.locked_at),
            open_queries: Set(facts.open_queries),
            steps: Set(chunk[0].steps + 1),
            ..Default::default()
        };
        let ids = chunk.iter().map(|subject| subject.id);
        let update = record::Entity::update_many().set(head).filter(record::Column::Id.is_in(ids));
        update.exec(tx.db).await?;
    }
    Ok(())
}

/// Vouches for a sign-off that lapses with an edit; the head that is written says so itself.
pub(crate) async fn lapse(tx: &Tx<'_>, heads: &[record::Model]) -> Result<Vouched> {
    let steps = heads.iter().map(|head| (Subject::from(head), Life::Submitted.as_str()));
    append(tx, LifeStep::Lapsed, None, steps.collect()).await
}

/// Adds a step to the history of each record.
async fn append(
    tx: &Tx<'_>,
    what: LifeStep,
    reason: Option<&str>,
    taken: Vec<(Subject, &'static str)>,
) -> Result<Vouched> {
    let batch = tx.id()?;
    let step = |(subject, state): (Subject, &str)| life_event::Model {
        record_id: subject.id,
        step: subject.steps,
        batch,
        what: what.as_str().to_owned(),
        state: state.to_owned(),
        revision: subject.revision,
        at: tx.by.now.into(),
        member_id: tx.by.actor.member.uuid(),
        actor: tx.by.actor.name.clone(),
        reason: reason.map(str::to_owned),
    };
    let mut steps: Vec<life_event::Model> = taken.into_iter().map(step).collect();
    steps.sort_unstable_by_key(|step| step.record_id);
    let mut total = Digest::default();
    for step in &steps {
        total.add(&digest(step));
    }
    for chunk in steps.chunks(CHUNK) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        life_event::Entity::insert_many(rows).exec_without_returning(tx.db).await?;
    }
    Ok(Vouched { batch, digest: total.finish().to_hex().to_string() })
}

/// Vouches for a step in the audit trail: covers all its columns.
pub(crate) fn digest(step: &life_event::Model) -> blake3::Hash {
    let fields: [&[u8]; 10] = [
        step.record_id.as_bytes(),
        &step.step.to_be_bytes(),
        step.batch.as_bytes(),
        step.what.as_bytes(),
        step.state.as_bytes(),
        &step.revision.to_be_bytes(),
        &step.at.0.to_be_bytes(),
        step.member_id.as_bytes(),
        step.actor.as_bytes(),
        optional(step.reason.as_deref()),
    ];
    hash_fields("ecmopt life event, version 1", &fields)
}

#[cfg(test)]
mod tests;
