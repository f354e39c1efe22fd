//! Forgetting: what says who did an old event is taken from it, and the trail stays provable.
//!
//! ```text
//! event:   seq  at  who  by what  centre  action  subject  detail  hash
//! is left: seq  at    –     –     centre  action  subject  what it vouches for  hash
//! ```
//!
//! Its hash can no longer be computed from what is left; the next event holds on to it all the same, so the chain and
//! heads that were noted elsewhere stand. What is left is covered by a digest that each forgetting takes further, kept
//! as a setting for which its own event vouches: `verify` computes it again. What was altered before is not forgotten:
//! nothing could tell it afterwards.

use domain::actor::{Action, Actor, MemberId};
use jiff::Timestamp;
use migrations::append_only;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityName, EntityTrait, IdenStatic, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Set,
};
use serde_json::{Value, json};

use super::FOR_VERIFY;
use crate::Store;
use crate::audit::link_of;
use crate::chain::{Head, hash_fields, optional};
use crate::entity::audit_event::{ActiveModel, Column, Entity, Model};
use crate::entity::setting;
use crate::error::{Error, Result};
use crate::writer::{Step, Trace, Tx, Write};

/// Under this name it is kept how far events were forgotten.
const SETTING: &str = "trail_forgotten";

/// So many events are forgotten by one write, so that none holds others up for long.
const AT_ONCE: u64 = 2000;

/// Actions whose events vouch for what their subject names: a record, an import.
const KEEP_SUBJECT: [&str; 4] = ["record.create", "record.edit", "import", "import.undo"];

/// How far events were forgotten, and a digest of what is left of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Forgotten {
    /// The last of them.
    pub(crate) until: i64,
    digest: blake3::Hash,
}

impl Forgotten {
    /// Before anything was.
    pub(crate) const NOTHING: Self = Self { until: 0, digest: blake3::Hash::from_bytes([0; 32]) };

    /// As it is kept.
    pub(crate) async fn kept(db: &impl ConnectionTrait) -> Result<Self> {
        let row = setting::Entity::find_by_id(SETTING).one(db).await?;
        row.map_or(Ok(Self::NOTHING), |row| {
            Self::read(&row.value).ok_or_else(|| {
                Error::inconsistent("setting", setting::Column::Value.as_str(), SETTING, "it is no digest")
            })
        })
    }

    /// `1234:9f86d0…`
    fn read(text: &str) -> Option<Self> {
        let (until, digest) = text.split_once(':')?;
        Some(Self { until: until.parse().ok()?, digest: blake3::Hash::from_hex(digest).ok()? })
    }

    fn written(self) -> String {
        format!("{}:{}", self.until, self.digest)
    }

    /// With what is left of the next event.
    pub(crate) fn and(self, left: &Model) -> Self {
        let (seq, at) = (left.seq.to_be_bytes(), left.at.0.to_be_bytes());
        let fields: [&[u8]; 12] = [
            self.digest.as_bytes(),
            &seq,
            &at,
            left.member_id.as_bytes(),
            left.actor.as_bytes(),
            left.action.as_bytes(),
            left.subject.as_bytes(),
            left.detail.as_bytes(),
            optional(left.through.as_deref()),
            optional(left.centre.as_deref()),
            &left.prev_hash,
            &left.hash,
        ];
        Self { until: left.seq, digest: hash_fields("ecmopt forgotten event, version 1", &fields) }
    }
}

impl Store {
    /// Takes who did it from every event before an instant; how many they were ([`Action::Operate`]). Only whoever owns
    /// the database's tables may change the trail.
    pub async fn forget_events(&self, actor: &Actor, now: Timestamp, before: Timestamp) -> Result<u64> {
        actor.permit(Action::Operate)?;
        let mut all = 0;
        loop {
            // Looked for beside the writer: mostly there is nothing to do.
            if old(&self.read, Forgotten::kept(&self.read).await?, before).await?.is_empty() {
                return Ok(all);
            }
            all += self.writer.write(actor, now, Forget { before }).await?;
        }
    }
}

/// The events that follow those that were forgotten, as far as they are older than an instant.
async fn old(db: &impl ConnectionTrait, forgotten: Forgotten, before: Timestamp) -> Result<Vec<Model>> {
    let next =
        Entity::find().filter(Column::Seq.gt(forgotten.until)).order_by_asc(Column::Seq).limit(AT_ONCE);
    let next = next.all(db).await?;
    Ok(next.into_iter().take_while(|event| event.at.instant() < before).collect())
}

/// Refuses events that are not as they were hashed: forgetting them would hide for ever what was done to them.
async fn check(db: &impl ConnectionTrait, forgotten: Forgotten, events: &[Model]) -> Result<()> {
    let last = Entity::find_by_id(forgotten.until).one(db).await?;
    let mut head = last.as_ref().map_or(Ok(Head::EMPTY), link_of)?;
    for event in events {
        head = head.follow(event).map_err(|problem| {
            Error::inconsistent("audit_event", Column::Hash.as_str(), event.seq, problem)
        })?;
    }
    Ok(())
}

/// What is left of an event: what others hang on, and nobody.
fn left_of(event: Model) -> Result<Model> {
    let wrong = |error| Error::inconsistent("audit_event", "detail", event.seq, error);
    let mut detail: Value = serde_json::from_str(&event.detail).map_err(wrong)?;
    if let Value::Object(fields) = &mut detail {
        fields.retain(|name, _| FOR_VERIFY.contains(&name.as_str()) || name == "revision");
    }
    let is_vouched = KEEP_SUBJECT.contains(&event.action.as_str());
    Ok(Model {
        member_id: MemberId::SYSTEM.uuid(),
        actor: String::new(),
        through: None,
        subject: if is_vouched { event.subject } else { String::new() },
        detail: detail.to_string(),
        ..event
    })
}

struct Forget {
    before: Timestamp,
}

impl Write for Forget {
    const NAME: &'static str = "trail.forget";
    const ALONE: bool = true;
    type Out = u64;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<u64>> {
        let before = Forgotten::kept(tx.db).await?;
        let events = old(tx.db, before, self.before).await?;
        if events.is_empty() {
            return Ok(Step::Declined(0));
        }
        check(tx.db, before, &events).await?;
        let count = events.len() as u64;
        let [unguard, guard] = append_only::lifting(tx.db.get_database_backend(), Entity.table_name());
        tx.db.execute_unprepared(&unguard).await?;
        let mut forgotten = before;
        for event in events {
            let left = left_of(event)?;
            forgotten = forgotten.and(&left);
            changed(left).update(tx.db).await?;
        }
        tx.db.execute_unprepared(&guard).await?;
        let row = setting::Model { name: SETTING.to_owned(), value: forgotten.written() };
        tx.vouch(setting::Entity, &row);
        let replaces =
            OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
        setting::Entity::insert(row.into_active_model())
            .on_conflict(replaces)
            .exec_without_returning(tx.db)
            .await?;
        let detail = json!({ "rows": count, "until": forgotten.until });
        Ok(Step::Done(count, Trace::new(Self::NAME, "trail", detail)))
    }
}

/// The columns of which something is taken.
fn changed(left: Model) -> ActiveModel {
    ActiveModel {
        seq: Set(left.seq),
        member_id: Set(left.member_id),
        actor: Set(left.actor),
        through: Set(left.through),
        subject: Set(left.subject),
        detail: Set(left.detail),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(action: &str, detail: &Value) -> Model {
        Model {
            seq: 1,
            at: Timestamp::UNIX_EPOCH.into(),
            member_id: uuid::Uuid::from_u128(7),
            actor: "Robin Dyke".to_owned(),
            action: action.to_owned(),
            subject: "01934b1e-0000-7000-8000-0000007c1d0a".to_owned(),
            detail: detail.to_string(),
            through: Some("session 7c1d0a".to_owned()),
            centre: Some("STH".to_owned()),
            prev_hash: vec![0; 32],
            hash: vec![1; 32],
        }
    }

    #[test]
    fn nobody_is_left_of_an_event_and_what_it_vouches_for_is() {
        let detail = json!({ "revision": 2, "digest": "ab", "vouched": { "draft": { "1": null } },
            "from": "192.0.2.1", "reason": "asked by Robin", "key": "A00001" });
        let left = left_of(event("record.edit", &detail)).unwrap();
        let kept: Value = serde_json::from_str(&left.detail).unwrap();
        assert_eq!(kept, json!({ "revision": 2, "digest": "ab", "vouched": { "draft": { "1": null } } }));
        assert_eq!((left.actor.as_str(), left.through, left.member_id), ("", None, uuid::Uuid::nil()));
        assert_eq!(left.subject, "01934b1e-0000-7000-8000-0000007c1d0a", "the record that it vouches for");
        assert_eq!(left_of(event("session.begin", &json!({}))).unwrap().subject, "");
    }

    #[test]
    fn every_column_of_what_is_left_is_covered() {
        let left = left_of(event("record.edit", &json!({ "digest": "ab" }))).unwrap();
        let covered = Forgotten::NOTHING.and(&left);
        for changed in [
            Model { at: Timestamp::MAX.into(), ..left.clone() },
            Model { member_id: uuid::Uuid::from_u128(7), ..left.clone() },
            Model { actor: "Robin".to_owned(), ..left.clone() },
            Model { action: "import".to_owned(), ..left.clone() },
            Model { subject: String::new(), ..left.clone() },
            Model { detail: "{}".to_owned(), ..left.clone() },
            Model { through: Some("session 1".to_owned()), ..left.clone() },
            Model { centre: None, ..left.clone() },
            Model { prev_hash: vec![2; 32], ..left.clone() },
            Model { hash: vec![2; 32], ..left.clone() },
        ] {
            assert_ne!(Forgotten::NOTHING.and(&changed), covered, "{changed:?}");
        }
        assert_eq!(Forgotten::read(&covered.written()), Some(covered));
    }
}
