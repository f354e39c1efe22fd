//! The network's people: who they are, what they are and where, and how they come and go.
//!
//! ```text
//! invite ─► a link, once ─► accept ─► a member with a password and a membership
//!                              │          │ change, review
//!                              ▼          ▼
//!                      a new password    end │ retire: sessions and tokens end in the same transaction
//! ```
//!
//! A lead sees and changes the people of their own centre, an administrator everybody. What a member may do is said
//! by the membership that they act as, never by the member.

mod glass;
mod invitation;
mod membership;
mod passwords;
mod signed_out;

use domain::actor::{Action, Actor, MemberId, Membership, Post, Role, name_of};
use domain::value::CentreCode;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use secrecy::SecretString;
use uuid::Uuid;

use crate::entity::{member, membership as posts};
use crate::error::{Error, Result};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, password};

pub use self::glass::{BrokenGlass, GLASS_LASTS};
pub use self::invitation::{
    FORGOTTEN_LASTS, Forgotten, INVITATION_LASTS, Invitation, InvitationState, Invite, NO_LINK, Purpose,
};
pub(crate) use self::membership::{acting, held_first, of_member};

/// A member, as whoever keeps people sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// What they sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are and were, the oldest first.
    pub memberships: Vec<Membership>,
    /// Since when they no longer are a member.
    pub retired_at: Option<Timestamp>,
}

impl Member {
    /// What they are at an instant, the oldest first.
    pub fn held(&self, at: Timestamp) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(move |held| held.holds(at) && self.retired_at.is_none())
    }

    /// As what they act unless they say otherwise; nothing when they are nothing any more.
    pub fn acting(&self, at: Timestamp) -> Option<Actor> {
        self.held(at).next().map(|held| self.acting_as(held))
    }

    /// The member as somebody who acts.
    pub fn acting_as(&self, held: &Membership) -> Actor {
        let Post { role, centre } = held.post.clone();
        Actor { member: self.id, name: self.name.clone(), role, centre, through: None }
    }
}

/// Somebody who becomes a member without an invitation.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// What they will sign in with, e.g. an e-mail address. Compared without regard to case.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they will be in the audit.
    pub role: Role,
    /// Their centre, exactly when their role belongs to one.
    pub centre: Option<CentreCode>,
    /// Their first password.
    pub password: SecretString,
}

impl Store {
    /// The name that a member signs in with.
    pub async fn login_of(&self, actor: &Actor) -> Result<String> {
        let row = member::Entity::find_by_id(actor.member.uuid()).one(&self.read).await?;
        Ok(row.ok_or(Error::NotFound)?.login)
    }

    /// Adds a member ([`Action::Operate`]).
    pub async fn add_member(&self, actor: &Actor, now: Timestamp, new: NewMember) -> Result<MemberId> {
        actor.permit(Action::Operate)?;
        let login = login_line(&new.login)?;
        let name = name_line("name", &new.name)?;
        let post = Post::of(new.role, new.centre).map_err(Error::Invalid)?;
        let owner = password::Owner { login: &login, name: &name };
        password::check_new(&self.desk, &self.breached, &new.password, owner).await?;
        let password_hash = password::hash(&self.desk, new.password, self.entropy.as_ref()).await?;
        self.writer.write(actor, now, AddMember { login, name, post, password_hash }).await
    }

    /// The people whom an actor keeps, by login: those of their own centre with what they are there, or everybody.
    pub async fn members(&self, actor: &Actor) -> Result<Vec<Member>> {
        let centre = whose_people(actor)?;
        let rows = member::Entity::find().order_by_asc(member::Column::Login).all(&self.read).await?;
        let held = posts::Entity::find().order_by_asc(posts::Column::BeginsAt);
        let mut held = held.order_by_asc(posts::Column::Id);
        if let Some(centre) = &centre {
            held = held.filter(posts::Column::Centre.eq(centre.as_str()));
        }
        let held = held.all(&self.read).await?;
        let members = rows.into_iter().map(|row| {
            let id = row.id;
            member_of(row, held.iter().filter(|post| post.member_id == id).cloned())
        });
        let members = members.collect::<Result<Vec<_>>>()?;
        Ok(members.into_iter().filter(|member| centre.is_none() || !member.memberships.is_empty()).collect())
    }

    /// One of the people whom an actor keeps. [`Error::NotFound`] when they are none of theirs.
    pub async fn member(&self, actor: &Actor, id: MemberId) -> Result<Member> {
        let members = self.members(actor).await?;
        members.into_iter().find(|member| member.id == id).ok_or(Error::NotFound)
    }

    /// Oneself, with everything that one is.
    pub async fn oneself(&self, actor: &Actor) -> Result<Member> {
        let id = actor.member.uuid();
        let row = member::Entity::find_by_id(id).one(&self.read).await?.ok_or(Error::NotFound)?;
        member_of(row, membership::of_member(&self.read, id).await?)
    }
}

/// The centre whose people an actor keeps; nothing when they keep everybody's.
pub(crate) fn whose_people(actor: &Actor) -> Result<Option<CentreCode>> {
    actor.permit(Action::KeepPeople)?;
    Ok(actor.centre.clone())
}

/// A login as it is kept.
fn login_line(text: &str) -> Result<String> {
    Ok(name_line("login", text)?.to_lowercase())
}

/// A login or a name as it is kept, or the sentence that says why it is none.
fn name_line(what: &str, text: &str) -> Result<String> {
    name_of(text).map_err(|problem| Error::Invalid(format!("The {what} {problem}")))
}

/// A member as they are kept.
pub(crate) fn member_of(row: member::Model, held: impl IntoIterator<Item = posts::Model>) -> Result<Member> {
    let memberships = held.into_iter().map(Membership::try_from).collect::<Result<_>>()?;
    Ok(Member {
        id: MemberId::new(row.id),
        login: row.login,
        name: row.name,
        memberships,
        retired_at: row.retired_at.map(Millis::instant),
    })
}

struct AddMember {
    login: String,
    name: String,
    post: Post,
    password_hash: String,
}

impl Write for AddMember {
    const NAME: &'static str = "member.add";
    type Out = MemberId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<MemberId>> {
        let Self { login, name, post, password_hash } = self;
        let id = join(tx, login, name, post, password_hash).await?;
        membership::give(tx, id, post, None, None).await?;
        Ok(Step::Done(MemberId::new(id), Trace::new(Self::NAME, id, membership::about(post))))
    }
}

/// Writes a new member down, who is nothing yet.
async fn join(tx: &Tx<'_>, login: &str, name: &str, post: &Post, password_hash: &str) -> Result<Uuid> {
    let same = member::Entity::find().filter(member::Column::Login.eq(login));
    if same.one(tx.db).await?.is_some() {
        return Err(Error::Invalid(format!(
            "There is a member with the login {login} already. Choose another."
        )));
    }
    membership::check_centre(tx, post).await?;
    let id = tx.id()?;
    let row = member::Model {
        id,
        login: login.to_owned(),
        name: name.to_owned(),
        role: post.role.as_str().to_owned(),
        centre: post.centre.as_ref().map(ToString::to_string),
        password_hash: password_hash.to_owned(),
        created_at: tx.by.now.into(),
        retired_at: None,
    };
    tx.vouch(member::Entity, &row);
    member::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
    Ok(id)
}
