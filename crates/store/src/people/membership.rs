//! Memberships: given, changed, reviewed, ended. With each that ends, the sessions and tokens go that act as it.

use domain::actor::{Action, Actor, MemberId, Membership, MembershipId, Post, Role};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::IdenStatic;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use serde_json::json;
use uuid::Uuid;

use super::{member_of, whose_people};
use crate::entity::membership::{Column, Entity, Model};
use crate::entity::{api_token, centre, member, session};
use crate::error::{Error, Result};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, sessions, tokens};

impl Store {
    /// Gives a member whom the actor keeps one more post.
    pub async fn give_post(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: MemberId,
        post: Post,
        ends_at: Option<Timestamp>,
    ) -> Result<()> {
        actor.permit_to_give(&post)?;
        another(actor, id)?;
        self.member(actor, id).await?;
        self.writer.write(actor, now, Give { member: id.uuid(), post, ends_at }).await
    }

    /// Makes one of a member's posts another at the same place, from now on: whoever acts as it signs in again.
    pub async fn change_post(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: MembershipId,
        role: Role,
    ) -> Result<()> {
        let (member, held) = self.kept_by(actor, id).await?;
        another(actor, member)?;
        actor.permit_to_give(&held.post)?;
        let post = Post::of(role, held.post.centre.clone()).map_err(Error::Invalid)?;
        actor.permit_to_give(&post)?;
        self.writer.write(actor, now, Change { id: id.uuid(), post }).await
    }

    /// Ends one of a member's posts: no session and no token acts as it any more.
    pub async fn end_membership(&self, actor: &Actor, now: Timestamp, id: MembershipId) -> Result<()> {
        self.kept_by(actor, id).await?;
        self.writer.write(actor, now, End(id.uuid())).await
    }

    /// Says that posts are still right, as somebody does once a year.
    pub async fn review_memberships(
        &self,
        actor: &Actor,
        now: Timestamp,
        ids: &[MembershipId],
    ) -> Result<()> {
        for id in ids {
            let (_, held) = self.kept_by(actor, *id).await?;
            // What nobody gave is not right by being looked at: the centre says that it knows.
            actor.permit_to_give(&held.post)?;
        }
        let ids = ids.iter().map(|id| id.uuid()).collect();
        self.writer.write(actor, now, Review(ids)).await
    }

    /// Ends everything that a member is: no sign-in, no session and no token of theirs works any more
    /// ([`Action::KeepPeople`], of the whole network).
    pub async fn retire_member(&self, actor: &Actor, now: Timestamp, id: MemberId) -> Result<()> {
        if whose_people(actor)?.is_some() {
            return Err(Error::Forbidden);
        }
        self.writer.write(actor, now, Retire(id.uuid())).await
    }

    /// A membership that the actor looks after.
    async fn kept_by(&self, actor: &Actor, id: MembershipId) -> Result<(MemberId, Membership)> {
        let row = Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        let member = MemberId::new(row.member_id);
        let held = Membership::try_from(row)?;
        actor.permit_to_keep(&held.post).map_err(|_| Error::NotFound)?;
        Ok((member, held))
    }
}

impl TryFrom<Model> for Membership {
    type Error = Error;

    fn try_from(row: Model) -> Result<Self> {
        let wrong = |column, problem| Error::inconsistent("membership", column, row.id, problem);
        let role =
            Role::held(&row.role).ok_or_else(|| wrong(Column::Role.as_str(), "there is no such role"))?;
        let centre = row
            .centre
            .as_deref()
            .map(|code| CentreCode::parse(code).ok_or_else(|| wrong("centre", "it is not a centre's code")));
        let post =
            Post::of(role, centre.transpose()?).map_err(|_| wrong("centre", "role and centre differ"))?;
        Ok(Self {
            id: MembershipId::new(row.id),
            post,
            begins_at: row.begins_at.instant(),
            ends_at: row.ends_at.map(Millis::instant),
            ended_at: row.ended_at.map(Millis::instant),
            reviewed_at: row.reviewed_at.map(Millis::instant),
            reason: row.reason,
        })
    }
}

/// What a member is and was, the oldest first.
pub(crate) async fn of_member(db: &impl ConnectionTrait, member: Uuid) -> Result<Vec<Model>> {
    let held = Entity::find().filter(Column::MemberId.eq(member));
    Ok(held.order_by_asc(Column::BeginsAt).order_by_asc(Column::Id).all(db).await?)
}

/// A member as what they act as: as the given membership, or as what they are first. Nothing when that is over.
pub(crate) async fn acting(
    db: &impl ConnectionTrait,
    row: member::Model,
    membership: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Actor>> {
    let held = of_member(db, row.id).await?;
    let member = member_of(row, held)?;
    let mut held = member.held(now).filter(|held| membership.is_none_or(|id| held.id.uuid() == id));
    Ok(held.next().map(|held| member.acting_as(held)))
}

/// What a member is first.
pub(crate) async fn held_first(
    db: &impl ConnectionTrait,
    row: member::Model,
    now: Timestamp,
) -> Result<Option<Uuid>> {
    let held = of_member(db, row.id).await?;
    Ok(member_of(row, held)?.held(now).next().map(|held| held.id.uuid()))
}

/// Nobody gives something to themselves: it takes two. The operator is somebody else to everybody.
pub(super) fn another(actor: &Actor, member: MemberId) -> Result<()> {
    if actor.member != member {
        return Ok(());
    }
    Err(Error::Invalid("This is yourself. Somebody else who keeps people does it for you.".to_owned()))
}

/// Refuses a centre that is not in the directory.
pub(super) async fn check_centre(tx: &Tx<'_>, post: &Post) -> Result<()> {
    let Some(code) = &post.centre else { return Ok(()) };
    if centre::Entity::find_by_id(code.as_str()).one(tx.db).await?.is_some() {
        return Ok(());
    }
    Err(Error::Invalid(format!("The centre {code} is not in the directory. Check its code.")))
}

/// Writes down that a member holds a post from now on, and why if nobody gave it. Nothing when they hold it already.
pub(super) async fn give(
    tx: &Tx<'_>,
    member: Uuid,
    post: &Post,
    ends_at: Option<Timestamp>,
    reason: Option<&str>,
) -> Result<Option<Uuid>> {
    check_centre(tx, post).await?;
    for row in of_member(tx.db, member).await? {
        let held = Membership::try_from(row)?;
        if held.post == *post && held.holds(tx.by.now) {
            return Ok(None);
        }
    }
    let row = Model {
        id: tx.id()?,
        member_id: member,
        role: post.role.as_str().to_owned(),
        centre: post.centre.as_ref().map(ToString::to_string),
        begins_at: tx.by.now.into(),
        ends_at: ends_at.map(Into::into),
        ended_at: None,
        reviewed_at: None,
        actor: tx.by.actor.name.clone(),
        reason: reason.map(str::to_owned),
    };
    tx.vouch(Entity, &row);
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
    Ok(Some(id))
}

/// Ends a membership that holds, with the sessions and the tokens that act as it; its member.
async fn end(tx: &Tx<'_>, id: Uuid) -> Result<Option<(Uuid, Membership)>> {
    let row = Entity::find_by_id(id).one(tx.db).await?.ok_or(Error::NotFound)?;
    let member = row.member_id;
    let held = Membership::try_from(row)?;
    if !held.holds(tx.by.now) {
        return Ok(None);
    }
    stays_without(tx, &held).await?;
    let over = crate::entity::membership::ActiveModel {
        id: Set(id),
        ended_at: Set(Some(tx.by.now.into())),
        ..Default::default()
    };
    tx.vouch(Entity, &over.update(tx.db).await?);
    // What a version before began acts as the post that came of its member's own row.
    let of_before = id == member;
    let of_member = Condition::all().add(session::Column::MemberId.eq(member));
    let acts_as = session::Column::MembershipId;
    let acts_as = Condition::any().add(acts_as.eq(id)).add_option(of_before.then(|| acts_as.is_null()));
    sessions::end(tx, of_member.add(acts_as)).await?;
    let of_member = Condition::all().add(api_token::Column::MemberId.eq(member));
    let acts_as = api_token::Column::MembershipId;
    let acts_as = Condition::any().add(acts_as.eq(id)).add_option(of_before.then(|| acts_as.is_null()));
    tokens::revoke_all(tx, of_member.add(acts_as)).await?;
    Ok(Some((member, held)))
}

/// Refuses to end the last post of a kind that somebody must always hold. The operator may: they can give it again.
async fn stays_without(tx: &Tx<'_>, held: &Membership) -> Result<()> {
    let Post { role, centre } = &held.post;
    if !role.must_stay() || tx.by.actor.permit(Action::Operate).is_ok() || !held.holds(tx.by.now) {
        return Ok(());
    }
    // Locked, so that of two who end each other's at the same time one is refused.
    let mut same = Entity::find().filter(Column::Role.eq(role.as_str()));
    if let Some(centre) = centre {
        same = same.filter(Column::Centre.eq(centre.as_str()));
    }
    let same = same.order_by_asc(Column::Id).lock_exclusive().all(tx.db).await?;
    let mut others = 0;
    for row in same.into_iter().filter(|row| row.id != held.id.uuid()) {
        let is_there = member::Entity::find_by_id(row.member_id).one(tx.db).await?;
        let is_there = is_there.is_some_and(|member| member.retired_at.is_none());
        // Whoever leaves on a day that is known is nobody who stays.
        let other = Membership::try_from(row)?;
        others += usize::from(is_there && other.holds(tx.by.now) && other.ends_at.is_none());
    }
    if others > 0 {
        return Ok(());
    }
    Err(Error::Invalid(format!(
        "Nobody else is {}. Let somebody else become it first, so that there is always one.",
        held.post
    )))
}

/// A post as the trail tells it.
pub(super) fn about(post: &Post) -> serde_json::Value {
    json!({ "is": post.role.as_str(), "centre": post.centre.as_ref().map(ToString::to_string) })
}

struct Give {
    member: Uuid,
    post: Post,
    ends_at: Option<Timestamp>,
}

impl Write for Give {
    const NAME: &'static str = "membership.give";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = member::Entity::find_by_id(self.member).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.retired_at.is_some() {
            return Err(Error::Invalid(format!("{} is no longer a member. Invite them again.", row.name)));
        }
        match give(tx, self.member, &self.post, self.ends_at, None).await? {
            None => Err(Error::Invalid(format!("{} is {} already.", row.name, self.post))),
            Some(_) => Ok(Step::Done((), Trace::new(Self::NAME, self.member, about(&self.post)))),
        }
    }
}

struct Change {
    id: Uuid,
    post: Post,
}

impl Write for Change {
    const NAME: &'static str = "membership.change";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let Some((member, before)) = end(tx, self.id).await? else {
            return Err(Error::Invalid("This membership is over. Look at the person again.".to_owned()));
        };
        if before.post == self.post {
            return Err(Error::Invalid(format!("They are {} already.", self.post)));
        }
        if give(tx, member, &self.post, before.ends_at, None).await?.is_none() {
            return Err(Error::Invalid(format!("They are {} already.", self.post)));
        }
        let centre = self.post.centre.as_ref().or(before.post.centre.as_ref()).map(CentreCode::as_str);
        let detail = json!({ "centre": centre, "before": about(&before.post), "after": about(&self.post) });
        Ok(Step::Done((), Trace::new(Self::NAME, member, detail)))
    }
}

struct End(Uuid);

impl Write for End {
    const NAME: &'static str = "membership.end";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        match end(tx, self.0).await? {
            None => Ok(Step::Declined(())),
            Some((member, held)) => Ok(Step::Done((), Trace::new(Self::NAME, member, about(&held.post)))),
        }
    }
}

struct Review(Vec<Uuid>);

impl Write for Review {
    const NAME: &'static str = "membership.review";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        if self.0.is_empty() {
            return Ok(Step::Declined(()));
        }
        for id in &self.0 {
            let seen = crate::entity::membership::ActiveModel {
                id: Set(*id),
                reviewed_at: Set(Some(tx.by.now.into())),
                ..Default::default()
            };
            tx.vouch(Entity, &seen.update(tx.db).await?);
        }
        let subject = tx.by.actor.centre.as_ref().map_or("network", CentreCode::as_str).to_owned();
        Ok(Step::Done((), Trace::new(Self::NAME, subject, json!({ "memberships": self.0.len() }))))
    }
}

struct Retire(Uuid);

impl Write for Retire {
    const NAME: &'static str = "member.retire";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = member::Entity::find_by_id(self.0).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.retired_at.is_some() {
            return Ok(Step::Declined(()));
        }
        let mut centre = None;
        for held in of_member(tx.db, self.0).await? {
            end(tx, held.id).await?;
            centre = centre.or(held.centre);
        }
        let retired = member::ActiveModel {
            id: Set(self.0),
            retired_at: Set(Some(tx.by.now.into())),
            ..Default::default()
        };
        tx.vouch(member::Entity, &retired.update(tx.db).await?);
        // Also those whose membership was over by itself.
        sessions::end(tx, session::Column::MemberId.eq(self.0)).await?;
        tokens::revoke_all(tx, api_token::Column::MemberId.eq(self.0)).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.0, json!({ "centre": centre }))))
    }
}
