//! Breaking the glass: an administrator, who sees nothing clinical, takes sight of one centre's records for an hour.
//!
//! ```text
//! administrator, a reason ─► a membership that ends within the hour ─► reads, each in the trail
//!                                      │
//!                                      └─► the centre's leads are told until one of them has said so; they may end it
//! ```

use domain::actor::{Action, Actor, MemberId, MembershipId, Post, Role};
use domain::value::CentreCode;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;
use uuid::Uuid;

use super::membership::{another, give};
use super::whose_people;
use crate::Store;
use crate::entity::member;
use crate::entity::membership::{ActiveModel, Column, Entity};
use crate::error::{Error, Result};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

/// So long somebody sees a centre's records who has broken the glass.
pub const GLASS_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// A reason has as many characters at least, and at most.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 10..=500;

/// Sight of a centre's records that somebody took, as its leads see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenGlass {
    /// The membership that it is.
    pub id: MembershipId,
    /// Who took it.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Until when it lasts, or lasted.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Gives an administrator sight of a centre's records from now on, for [`GLASS_LASTS`] ([`Action::BreakGlass`]);
    /// who they are as whoever may see them.
    pub async fn break_glass(
        &self,
        actor: &Actor,
        now: Timestamp,
        centre: CentreCode,
        reason: &str,
    ) -> Result<Actor> {
        actor.permit(Action::BreakGlass)?;
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if !REASON_CHARS.contains(&reason.chars().count()) {
            return Err(Error::Invalid(format!(
                "Write in {} to {} characters why you need to see the records. The centre reads it.",
                REASON_CHARS.start(),
                REASON_CHARS.end()
            )));
        }
        let until = now.checked_add(GLASS_LASTS).unwrap_or(now);
        let id = self.writer.write(actor, now, Break { centre, reason, until }).await?;
        self.acting_as(actor, now, id).await?.ok_or(Error::NotFound)
    }

    /// Who broke the glass of the actor's own centre, as long as none of its leads has said that they have seen it.
    pub async fn broken_glass(&self, actor: &Actor) -> Result<Vec<BrokenGlass>> {
        let Some(centre) = whose_people(actor)? else { return Ok(Vec::new()) };
        let unseen = Entity::find()
            .filter(Column::Centre.eq(centre.as_str()))
            .filter(Column::Role.eq(Role::BreakGlass.as_str()))
            .filter(Column::ReviewedAt.is_null())
            .order_by_asc(Column::BeginsAt)
            .find_also_related(member::Entity);
        let broken = unseen.all(&self.read).await?.into_iter().map(|(row, who)| BrokenGlass {
            id: MembershipId::new(row.id),
            member: MemberId::new(row.member_id),
            name: who.map(|who| who.name).unwrap_or_default(),
            at: row.begins_at.instant(),
            until: row.ended_at.or(row.ends_at).map_or(Timestamp::MAX, Millis::instant),
            reason: row.reason.unwrap_or_default(),
        });
        Ok(broken.collect())
    }

    /// Says that a lead of the centre knows of it. Nobody says so of themselves.
    pub async fn glass_seen(&self, actor: &Actor, now: Timestamp, id: MembershipId) -> Result<()> {
        let broken = self.broken_glass(actor).await?;
        let broken = broken.into_iter().find(|broken| broken.id == id).ok_or(Error::NotFound)?;
        another(actor, broken.member)?;
        self.writer.write(actor, now, See { id: id.uuid(), member: broken.member.uuid() }).await
    }
}

struct Break {
    centre: CentreCode,
    reason: String,
    until: Timestamp,
}

impl Write for Break {
    const NAME: &'static str = "glass.break";
    type Out = MembershipId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<MembershipId>> {
        let member = tx.by.actor.member;
        let post = Post { role: Role::BreakGlass, centre: Some(self.centre.clone()) };
        let given = give(tx, member.uuid(), &post, Some(self.until), Some(&self.reason)).await?;
        let Some(id) = given else {
            return Err(Error::Invalid(format!(
                "You see the records of {} already. Choose at your account to act as {post}.",
                self.centre
            )));
        };
        let detail = json!({ "centre": self.centre, "reason": self.reason });
        Ok(Step::Done(MembershipId::new(id), Trace::new(Self::NAME, member, detail)))
    }
}

struct See {
    id: Uuid,
    member: Uuid,
}

impl Write for See {
    const NAME: &'static str = "glass.see";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let seen =
            ActiveModel { id: Set(self.id), reviewed_at: Set(Some(tx.by.now.into())), ..Default::default() };
        tx.vouch(Entity, &seen.update(tx.db).await?);
        Ok(Step::Done((), Trace::new(Self::NAME, self.member, json!({}))))
    }
}
