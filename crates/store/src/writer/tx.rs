//! What a write sees of the transaction that it is part of.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::actor::{Actor, Sight};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::sea_query::IntoValueTuple;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::audit::{head_of, no_head};
use crate::chain::{Event, Head};
use crate::entity::{audit_event, audit_head, idempotency_key, record_revision};
use crate::error::Result;
use crate::ids::{Entropy, fresh};
use crate::sight;
use crate::tables::Table;
use crate::vouch::Rows;

/// Who writes, and when.
#[derive(Debug, Clone)]
pub(crate) struct By {
    pub(crate) actor: Actor,
    pub(crate) now: Timestamp,
}

/// The result of a write's body.
pub(crate) enum Step<T> {
    /// Something was written, and this is the event that says so.
    Done(T, Trace),
    /// Something was written that only keeps this program running, like when a session was last used; the
    /// trail need not name it.
    Quiet(T),
    /// Nothing was written.
    Declined(T),
}

/// The event that a write leaves in the audit trail.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) action: &'static str,
    pub(crate) subject: String,
    pub(crate) detail: Value,
}

impl Trace {
    #[expect(clippy::needless_pass_by_value, reason = "callers hand in ids and texts alike")]
    pub(crate) fn new(action: &'static str, subject: impl ToString, detail: Value) -> Self {
        Self { action, subject: subject.to_string(), detail }
    }
}

/// One write's view of its transaction.
pub(crate) struct Tx<'a> {
    pub(crate) db: &'a DatabaseTransaction,
    pub(crate) by: &'a By,
    pub(crate) entropy: &'a dyn Entropy,
    /// No other write shares the transaction.
    pub(crate) alone: bool,
    pub(super) staged: &'a mut Staged,
    /// The rows that its event will vouch for.
    pub(super) rows: Mutex<Rows>,
}

impl Tx<'_> {
    /// A fresh id.
    pub(crate) fn id(&self) -> Result<Uuid> {
        fresh(self.by.now, self.entropy)
    }

    /// Lets the write's event vouch for a row as it is left. Every row of a table whose class is `vouched` in
    /// `visibility.toml` needs this with each change, or `ecmopt verify` reports it.
    pub(crate) fn vouch<E: Table>(&self, _table: E, row: &E::Model) {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).add::<E>(row);
    }

    /// Lets the write's event say that a row was taken away.
    pub(crate) fn gone<E: Table>(&self, _table: E, key: impl IntoValueTuple) {
        let key = key.into_value_tuple();
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).remove::<E>(&key);
    }

    /// Adds a version of a record; it is written with those of the whole group.
    pub(crate) fn revision(&mut self, revision: record_revision::Model) {
        self.staged.revisions.push(revision);
    }

    /// Remembers under which key a submission was made.
    pub(crate) fn key(&mut self, key: idempotency_key::Model) {
        self.vouch(idempotency_key::Entity, &key);
        self.staged.keys.insert((key.member_id, key.key.clone()), key);
    }

    /// What a key was used for in this group or, if one is to look there, before.
    pub(crate) async fn find_key(
        &self,
        member: Uuid,
        key: &str,
        look: bool,
    ) -> Result<Option<idempotency_key::Model>> {
        let id = (member, key.to_owned());
        if let Some(staged) = self.staged.keys.get(&id) {
            return Ok(Some(staged.clone()));
        }
        if !look {
            return Ok(None);
        }
        Ok(idempotency_key::Entity::find_by_id(id).one(self.db).await?)
    }

    /// A version of a record: of this group or before.
    pub(crate) async fn find_revision(
        &self,
        record: Uuid,
        revision: i32,
    ) -> Result<Option<record_revision::Model>> {
        let is_it = |row: &&record_revision::Model| row.record_id == record && row.revision == revision;
        if let Some(staged) = self.staged.revisions.iter().find(is_it) {
            return Ok(Some(staged.clone()));
        }
        Ok(record_revision::Entity::find_by_id((record, revision)).one(self.db).await?)
    }

    /// Has the transaction committed, although no event names what was written.
    pub(super) fn commit_quietly(&mut self) {
        self.staged.quiet = true;
    }

    /// Keeps the event of a write that was done.
    pub(super) fn trace(&mut self, mut trace: Trace) {
        self.rows.get_mut().unwrap_or_else(PoisonError::into_inner).stand_in(&mut trace.detail);
        let actor = &self.by.actor;
        // What an event says of a centre, or else of whom: a lead reads what concerns theirs, whoever did it.
        let named = trace.detail["centre"].as_str();
        self.staged.events.push(Event {
            at: self.by.now,
            member: actor.member.uuid(),
            actor: actor.name.clone(),
            action: trace.action,
            subject: trace.subject,
            detail: trace.detail.to_string(),
            through: actor.through.as_ref().map(ToString::to_string),
            centre: named.or(actor.centre.as_ref().map(CentreCode::as_str)).map(str::to_owned),
        });
    }
}

/// Rows that only ever get added: kept until the group is complete, then written in one statement a table.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    revisions: Vec<record_revision::Model>,
    keys: BTreeMap<(Uuid, String), idempotency_key::Model>,
    events: Vec<Event>,
    quiet: bool,
    /// Whose rows the transaction is for at the moment.
    sight: Option<Sight>,
}

impl Staged {
    /// Whether the group has written nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty() && !self.quiet
    }

    /// Tells the transaction whose rows the next write is for.
    pub(super) async fn look(&mut self, db: &DatabaseTransaction, sight: Sight) -> Result<()> {
        if self.sight.as_ref() != Some(&sight) {
            sight::tell(db, &sight).await?;
            self.sight = Some(sight);
        }
        Ok(())
    }

    /// Writes what was staged; the chain comes last, from the head that is `known` if that is still the stored one.
    pub(super) async fn seal(mut self, db: &DatabaseTransaction, known: Option<Head>) -> Result<Sealed> {
        let versions = self.revisions.len();
        if !self.revisions.is_empty() {
            // Versions of the whole group, each of a record that its own write has put there.
            self.look(db, Sight::Every).await?;
            let rows = self.revisions.into_iter().map(IntoActiveModel::into_active_model);
            record_revision::Entity::insert_many(rows).exec_without_returning(db).await?;
        }
        if !self.keys.is_empty() {
            let rows = self.keys.into_values().map(IntoActiveModel::into_active_model);
            idempotency_key::Entity::insert_many(rows).exec_without_returning(db).await?;
        }
        let head = append(db, known, self.events).await?;
        Ok(Sealed { versions, head })
    }
}

/// What a transaction is about to commit.
pub(super) struct Sealed {
    /// How many versions of records there are in it.
    pub(super) versions: usize,
    /// The link of its last event; none when it only keeps the program running.
    pub(super) head: Option<Head>,
}

/// Appends events to the chain. From here to the commit no other process can.
///
/// `known` is the head that this process left last: while no other has written, the chain goes on there without
/// a look at it. A head that is not the stored one moves nothing.
pub(crate) async fn append(
    db: &DatabaseTransaction,
    known: Option<Head>,
    events: Vec<Event>,
) -> Result<Option<Head>> {
    if events.is_empty() {
        return Ok(None);
    }
    let mut rows: Vec<_> = events.into_iter().map(Event::unlinked).collect();
    let head = match known {
        Some(known) => go_on(db, known, &mut rows).await?,
        None => None,
    };
    let head = if let Some(head) = head {
        head
    } else {
        let stored = audit_head::Entity::find_by_id(1).lock_exclusive().one(db).await?;
        let stored = head_of(&stored.ok_or_else(no_head)?)?;
        go_on(db, stored, &mut rows).await?.ok_or_else(no_head)?
    };
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    audit_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(Some(head))
}

/// Links events to a head and moves the stored one after them; nothing when that is another.
async fn go_on(
    db: &DatabaseTransaction,
    from: Head,
    events: &mut [audit_event::Model],
) -> Result<Option<Head>> {
    let to = events.iter_mut().fold(from, Head::link);
    let moved = audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Seq, to.seq.into())
        .col_expr(audit_head::Column::Hash, to.hash.as_bytes().to_vec().into())
        .filter(audit_head::Column::Id.eq(1))
        .filter(audit_head::Column::Seq.eq(from.seq))
        .filter(audit_head::Column::Hash.eq(from.hash.as_bytes().to_vec()))
        .exec(db)
        .await?;
    Ok((moved.rows_affected == 1).then_some(to))
}
