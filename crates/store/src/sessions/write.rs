//! What is written about sessions.

use domain::actor::MemberId;
use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::{KNOWN_AFTER_END, Proof};
use crate::entity::session;
use crate::error::Result;
use crate::time::Millis;
use crate::way::Way;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct SignIn {
    pub token_hash: Vec<u8>,
    pub form_key: Vec<u8>,
    pub membership: Option<Uuid>,
    pub expires_at: Timestamp,
    pub proof: Proof,
    pub way: Way,
    pub proven_at: Timestamp,
    pub source: String,
    pub agent: String,
}

impl Write for SignIn {
    const NAME: &'static str = "session.begin";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member;
        let long_ago = tx.by.now.checked_sub(KNOWN_AFTER_END).unwrap_or(Timestamp::MIN);
        end(tx, session::Column::ExpiresAt.lte(Millis::from(long_ago))).await?;
        let id = tx.id()?;
        let row = session::Model {
            token_hash: self.token_hash.clone(),
            member_id: member.uuid(),
            created_at: tx.by.now.into(),
            expires_at: self.expires_at.into(),
            last_seen_at: Some(tx.by.now.into()),
            id: Some(id),
            membership_id: self.membership,
            proof: Some(self.proof.as_str().to_owned()),
            way: Some(self.way.written()),
            form_key: Some(self.form_key.clone()),
            proven_at: Some(self.proven_at.into()),
            source: Some(self.source.clone()),
            agent: Some(self.agent.clone()),
        };
        tx.vouch(session::Entity, &row);
        session::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let (proof, by) = (self.proof.as_str(), self.way.as_str());
        let detail = json!({ "session": id, "proof": proof, "by": by, "from": self.source });
        Ok(Step::Done((), Trace::new(Self::NAME, member, detail)))
    }
}

pub(super) struct Prove {
    pub before: Vec<u8>,
    pub token_hash: Vec<u8>,
    pub proof: Proof,
}

impl Write for Prove {
    const NAME: &'static str = "session.prove";
    const SAVES: bool = false;
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        // Locked: whoever ends it at the same time has ended it before, or ends what comes of it.
        let before = session::Entity::find_by_id(self.before.clone()).lock_exclusive();
        let Some(row) = before.one(tx.db).await? else {
            return Ok(Step::Declined(false));
        };
        end(tx, session::Column::TokenHash.eq(self.before.clone())).await?;
        let id = row.id;
        let now = Some(tx.by.now.into());
        let row = session::Model {
            token_hash: self.token_hash.clone(),
            proof: Some(self.proof.as_str().to_owned()),
            proven_at: now,
            last_seen_at: now,
            ..row
        };
        tx.vouch(session::Entity, &row);
        session::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "session": id, "proof": self.proof.as_str() });
        Ok(Step::Done(true, Trace::new(Self::NAME, tx.by.actor.member, detail)))
    }
}

/// The time of a session's last request.
pub(super) struct Note {
    pub token_hash: Vec<u8>,
}

impl Write for Note {
    const NAME: &'static str = "session.note";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let now = Millis::from(tx.by.now);
        let noted = session::Entity::update_many()
            .set(session::ActiveModel { last_seen_at: Set(Some(now)), ..Default::default() })
            .filter(session::Column::TokenHash.eq(self.token_hash.clone()))
            // Another request may have been written meanwhile, with a later time.
            .filter(
                Condition::any()
                    .add(session::Column::LastSeenAt.is_null())
                    .add(session::Column::LastSeenAt.lt(now)),
            )
            .exec(tx.db)
            .await?;
        Ok(if noted.rows_affected == 0 { Step::Declined(()) } else { Step::Quiet(()) })
    }
}

pub(crate) struct SignOut {
    pub whose: MemberId,
    pub which: Condition,
}

impl Write for SignOut {
    const NAME: &'static str = "session.end";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        match end(tx, self.which.clone()).await? {
            0 => Ok(Step::Declined(())),
            ended => {
                let detail = json!({ "sessions": ended });
                Ok(Step::Done((), Trace::new(Self::NAME, self.whose, detail)))
            }
        }
    }
}

/// Ends a member's sessions that have not shown a second factor, but for one, in the transaction of a write.
pub(crate) async fn end_those_of_one_factor(tx: &Tx<'_>, member: Uuid, stays: &[u8]) -> Result<()> {
    let is_less = Condition::any()
        .add(session::Column::Proof.is_null())
        .add(session::Column::Proof.ne(Proof::Two.as_str()));
    end(tx, others(member, stays).add(is_less)).await?;
    Ok(())
}

/// A member's sessions but for one.
pub(crate) fn others(member: Uuid, stays: &[u8]) -> Condition {
    Condition::all()
        .add(session::Column::MemberId.eq(member))
        .add(session::Column::TokenHash.ne(stays.to_vec()))
}

/// Sessions that were proved by two factors are worth one again, once there is no second.
pub(crate) async fn back_to_one(tx: &Tx<'_>, member: Uuid) -> Result<()> {
    let of_two = session::Entity::find()
        .filter(session::Column::MemberId.eq(member))
        .filter(session::Column::Proof.eq(Proof::Two.as_str()));
    for row in of_two.all(tx.db).await? {
        let less = session::ActiveModel {
            token_hash: Set(row.token_hash),
            proof: Set(Some(Proof::One.as_str().to_owned())),
            ..Default::default()
        };
        tx.vouch(session::Entity, &less.update(tx.db).await?);
    }
    Ok(())
}

/// Ends sessions in the transaction of a write; how many there were.
pub(crate) async fn end(tx: &Tx<'_>, which: impl IntoCondition) -> Result<usize> {
    let ended = session::Entity::find().filter(which.into_condition()).all(tx.db).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    // Those and no others: a session that has begun meanwhile would be gone without a word in the trail.
    let hashes: Vec<Vec<u8>> = ended.into_iter().map(|row| row.token_hash).collect();
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.is_in(hashes.clone()))
        .exec(tx.db)
        .await?;
    let count = hashes.len();
    for hash in hashes {
        tx.gone(session::Entity, hash);
    }
    Ok(count)
}
