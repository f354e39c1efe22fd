//! Links that let somebody in once: to join, or to choose a new password. Whoever keeps a person makes them; the
//! secret is in the link alone.

mod accept;
mod forgotten;

use domain::actor::{Actor, MemberId, Post, Role};
use domain::value::CentreCode;
use jiff::{SignedDuration, Timestamp};
use sea_orm::IdenStatic;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select, Set,
};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use self::accept::{Use, Who};
use super::{login_line, member_of, membership, name_line, whose_people};
use crate::entity::invitation::{ActiveModel, Column, Entity, Model};
use crate::entity::member;
use crate::error::{Error, Result};
use crate::ids::InvitationId;
use crate::provider::Account;
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, password, secret};

pub use self::forgotten::{FORGOTTEN_LASTS, Forgotten};

/// So long a link can be used: an invitation waits for somebody to come back from leave.
pub const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Purposes as they are kept.
const JOIN: &str = "JOIN";
const PASSWORD: &str = "PASSWORD";
const PASSWORD_AND_FACTORS: &str = "PASSWORD_AND_FACTORS";

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To become a member, or to be one at one more place.
    Join {
        /// What they will be, and where.
        post: Post,
        /// Until when, if that is known.
        ends_at: Option<Timestamp>,
    },
    /// To choose a new password.
    Password {
        /// Whose.
        member: MemberId,
        /// Their second factors go with the old password: they have lost the device.
        clears_factors: bool,
    },
}

/// Somebody who is invited.
#[derive(Debug, Clone)]
pub struct Invite {
    /// What they will sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they will be, and where.
    pub post: Post,
    /// Until when, if that is known.
    pub ends_at: Option<Timestamp>,
}

/// What has become of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Expired,
}

/// A link that was made, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// What it is for.
    pub purpose: Purpose,
    /// Whose login it is, or will be.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// What has become of it.
    pub state: InvitationState,
    /// There is a member with this login: they sign in to accept.
    pub is_known: bool,
}

impl Store {
    /// Invites somebody to a post that the actor may give: the link's secret, which is not kept. A link for the same
    /// login and post that was not used is taken back.
    pub async fn invite(
        &self,
        actor: &Actor,
        now: Timestamp,
        invite: Invite,
    ) -> Result<(InvitationId, SecretString)> {
        actor.permit_to_give(&invite.post)?;
        let login = login_line(&invite.login)?;
        let name = name_line("name", &invite.name)?;
        if invite.ends_at.is_some_and(|end| end <= now) {
            return Err(Error::Invalid("The last day is over. Choose one that is still to come.".to_owned()));
        }
        let known = member::Entity::find().filter(member::Column::Login.eq(&login)).one(&self.read).await?;
        if known.is_some_and(|member| member.retired_at.is_some()) {
            return Err(Error::Invalid(format!(
                "{login} was a member and is none any more. Use another login, so that the trail can tell them apart."
            )));
        }
        let purpose = Purpose::Join { post: invite.post, ends_at: invite.ends_at };
        self.make(actor, now, login, name, purpose).await
    }

    /// A link with which a member whom the actor keeps chooses a new password. A lead makes one for people who are
    /// nothing elsewhere; an administrator for everybody.
    pub async fn invite_to_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: MemberId,
        clears_factors: bool,
    ) -> Result<(InvitationId, SecretString)> {
        self.member(actor, id).await?;
        membership::another(actor, id)?;
        let row = member::Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        let member = member_of(row, membership::of_member(&self.read, id.uuid()).await?)?;
        if member.held(now).next().is_none() {
            return Err(Error::Invalid(format!(
                "{} is nothing at present, so they cannot sign in.",
                member.name
            )));
        }
        if member.held(now).any(|held| actor.permit_to_keep(&held.post).is_err()) {
            return Err(Error::Invalid(format!(
                "{} is also a member elsewhere. Ask an administrator of the network for the link.",
                member.name
            )));
        }
        let purpose = Purpose::Password { member: id, clears_factors };
        self.make(actor, now, member.login, member.name, purpose).await
    }

    async fn make(
        &self,
        actor: &Actor,
        now: Timestamp,
        login: String,
        name: String,
        purpose: Purpose,
    ) -> Result<(InvitationId, SecretString)> {
        let (link, secret_hash) = secret::fresh("", self.entropy.as_ref())?;
        let make = Make { login, name, purpose, secret_hash, lasts: INVITATION_LASTS };
        Ok((self.writer.write(actor, now, make).await?, link))
    }

    /// The links whose posts the actor may give, the newest first: those that were not used are open or expired.
    pub async fn invitations(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Invitation>> {
        let centre = whose_people(actor)?;
        let mut found = Entity::find().filter(Column::Role.is_not_null()).order_by_desc(Column::Id);
        if let Some(centre) = &centre {
            found = found.filter(Column::Centre.eq(centre.as_str()));
        }
        let rows = found.all(&self.read).await?;
        rows.into_iter().map(|row| read(row, now, false)).collect()
    }

    /// What a link is, for whoever holds it; nothing when there is no such link.
    pub async fn invitation(&self, link: &str, now: Timestamp) -> Result<Option<Invitation>> {
        let found = Entity::find().filter(Column::SecretHash.eq(secret::hash(link))).one(&self.read).await?;
        let Some(row) = found else { return Ok(None) };
        let same = member::Entity::find().filter(member::Column::Login.eq(&row.login)).one(&self.read);
        let is_known = same.await?.is_some();
        read(row, now, is_known).map(Some)
    }

    /// Uses a link: whoever holds it becomes a member with the password that they choose, or gets a new one. They are
    /// who acts in what is written. Refused when the link is used, taken back or too old, and when its login is
    /// somebody's already: they accept by [`Store::accept_as`].
    pub async fn accept(&self, now: Timestamp, link: &str, password: SecretString) -> Result<MemberId> {
        let Invitation { login, name, .. } = self.invitation(link, now).await?.ok_or_else(gone)?;
        let owner = password::Owner { login: &login, name: &name };
        password::check_new(&self.desk, &self.breached, &password, owner).await?;
        let password_hash = password::hash(&self.desk, password, self.entropy.as_ref()).await?;
        let by = Actor { name, ..Actor::system("invitation") };
        let accept = Use { secret_hash: secret::hash(link), who: Who::New { password_hash } };
        self.writer.write(&by, now, accept).await
    }

    /// Uses a link with an account at a provider in place of a password: whoever holds it becomes a member, or gets a new
    /// way in, and the password that they had works no longer. `link_hash` is what the link is known by.
    pub async fn accept_at(&self, now: Timestamp, link_hash: Vec<u8>, account: Account) -> Result<MemberId> {
        let found = Entity::find().filter(Column::SecretHash.eq(link_hash.clone())).one(&self.read).await?;
        let name = found.ok_or_else(gone)?.name;
        let by = Actor { name, ..Actor::system("invitation") };
        self.writer.write(&by, now, Use { secret_hash: link_hash, who: Who::At(account) }).await
    }

    /// Uses a link to be a member at one more place, as whoever is signed in with its login.
    pub async fn accept_as(&self, actor: &Actor, now: Timestamp, link: &str) -> Result<MemberId> {
        let invitation = self.invitation(link, now).await?.ok_or_else(gone)?;
        if self.login_of(actor).await? != invitation.login {
            return Err(Error::Invalid(format!(
                "This invitation is for {}. Sign out, then sign in as them.",
                invitation.login
            )));
        }
        let secret_hash = secret::hash(link);
        self.writer.write(actor, now, Use { secret_hash, who: Who::Member(actor.member.uuid()) }).await
    }

    /// Takes a link back that was not used.
    pub async fn revoke_invitation(&self, actor: &Actor, now: Timestamp, id: InvitationId) -> Result<()> {
        let row = Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        match read(row, now, false)?.purpose {
            Purpose::Join { post, .. } => actor.permit_to_give(&post).map_err(|_| Error::NotFound)?,
            Purpose::Password { member, .. } => drop(self.member(actor, member).await?),
        }
        self.writer.write(actor, now, Revoke(id.uuid())).await
    }
}

/// What is said of a link that there is not.
pub const NO_LINK: &str = "This link is not whole, or not one of ours. Ask for it to be sent again.";

fn gone() -> Error {
    Error::Invalid(NO_LINK.to_owned())
}

fn read(row: Model, now: Timestamp, is_known: bool) -> Result<Invitation> {
    let id = row.id;
    let wrong = |column, problem: &str| Error::inconsistent("invitation", column, id, problem);
    let ends_at = row.ends_at.map(Millis::instant);
    let state = state(&row, now);
    let purpose = match (row.purpose.as_str(), &row.role, row.member_id) {
        (JOIN, Some(role), _) => {
            let role =
                Role::parse(role).ok_or_else(|| wrong(Column::Role.as_str(), "there is no such role"))?;
            let centre = row.centre.as_deref().and_then(CentreCode::parse);
            Purpose::Join { post: Post::of(role, centre).map_err(|text| wrong("centre", &text))?, ends_at }
        }
        (PASSWORD | PASSWORD_AND_FACTORS, None, Some(member)) => Purpose::Password {
            member: MemberId::new(member),
            clears_factors: row.purpose == PASSWORD_AND_FACTORS,
        },
        _ => return Err(wrong("purpose", "it is for nothing")),
    };
    Ok(Invitation {
        id: InvitationId::new(row.id),
        state,
        purpose,
        login: row.login,
        name: row.name,
        by: row.actor,
        at: row.at.instant(),
        expires_at: row.expires_at.instant(),
        is_known,
    })
}

fn state(row: &Model, now: Timestamp) -> InvitationState {
    match (row.used_at, row.revoked_at) {
        (Some(_), _) => InvitationState::Used,
        (None, Some(_)) => InvitationState::Revoked,
        (None, None) if row.expires_at.instant() <= now => InvitationState::Expired,
        (None, None) => InvitationState::Open,
    }
}

struct Make {
    login: String,
    name: String,
    purpose: Purpose,
    secret_hash: Vec<u8>,
    lasts: SignedDuration,
}

impl Write for Make {
    const NAME: &'static str = "invitation.make";
    type Out = InvitationId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<InvitationId>> {
        let (id, trace) = self.put(tx).await?;
        Ok(Step::Done(id, trace))
    }
}

impl Make {
    async fn put(&self, tx: &Tx<'_>) -> Result<(InvitationId, Trace)> {
        let (purpose, post, ends_at, member) = match &self.purpose {
            Purpose::Join { post, ends_at } => (JOIN, Some(post), *ends_at, None),
            Purpose::Password { member, clears_factors } => {
                let purpose = if *clears_factors { PASSWORD_AND_FACTORS } else { PASSWORD };
                (purpose, None, None, Some(member.uuid()))
            }
        };
        if let Some(post) = post {
            membership::check_centre(tx, post).await?;
        }
        let role = post.map(|post| post.role.as_str().to_owned());
        let centre = post.and_then(|post| post.centre.as_ref()).map(ToString::to_string);
        let before = Entity::find()
            .filter(Column::Login.eq(&self.login))
            .filter(Column::UsedAt.is_null())
            .filter(Column::RevokedAt.is_null());
        for row in
            before.all(tx.db).await?.into_iter().filter(|row| (&row.role, &row.centre) == (&role, &centre))
        {
            revoke(tx, row.id).await?;
        }
        let expires_at = tx.by.now.checked_add(self.lasts).unwrap_or(Timestamp::MAX);
        let detail = json!({ "purpose": purpose, "is": role, "centre": centre, "member": member });
        let row = Model {
            id: tx.id()?,
            secret_hash: self.secret_hash.clone(),
            purpose: purpose.to_owned(),
            login: self.login.clone(),
            name: self.name.clone(),
            role,
            centre,
            ends_at: ends_at.map(Into::into),
            by_member_id: tx.by.actor.member.uuid(),
            actor: tx.by.actor.name.clone(),
            at: tx.by.now.into(),
            expires_at: expires_at.into(),
            used_at: None,
            revoked_at: None,
            member_id: member,
        };
        let id = row.id;
        tx.vouch(Entity, &row);
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        Ok((InvitationId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

/// Takes the links back with which a member could choose a password, but for the one that they use.
pub(super) async fn revoke_passwords(tx: &Tx<'_>, member: Uuid, used: Option<Uuid>) -> Result<()> {
    let open = open_for_password(member).all(tx.db).await?;
    for row in open.into_iter().filter(|row| Some(row.id) != used) {
        revoke(tx, row.id).await?;
    }
    Ok(())
}

/// The links with which a member could choose a password, also those whose time is over.
fn open_for_password(member: Uuid) -> Select<Entity> {
    Entity::find()
        .filter(Column::MemberId.eq(member))
        .filter(Column::Purpose.is_in([PASSWORD, PASSWORD_AND_FACTORS]))
        .filter(Column::UsedAt.is_null())
        .filter(Column::RevokedAt.is_null())
}

impl InvitationState {
    /// Why the link cannot be used; nothing when it can.
    pub const fn closed(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Used => Some("This link was used already, and works once. Sign in, or ask for a new one."),
            Self::Revoked => Some("This link was taken back. Ask whoever sent it for a new one."),
            Self::Expired => Some("This link is too old. Ask whoever sent it for a new one."),
        }
    }
}

struct Revoke(Uuid);

impl Write for Revoke {
    const NAME: &'static str = "invitation.revoke";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = Entity::find_by_id(self.0).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.used_at.is_some() {
            return Err(Error::Invalid("This link was used already. End the membership instead.".to_owned()));
        }
        if row.revoked_at.is_some() {
            return Ok(Step::Declined(()));
        }
        revoke(tx, self.0).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.0, json!({ "centre": row.centre }))))
    }
}

async fn revoke(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    let row = ActiveModel { id: Set(id), revoked_at: Set(Some(tx.by.now.into())), ..Default::default() };
    tx.vouch(Entity, &row.update(tx.db).await?);
    Ok(())
}
