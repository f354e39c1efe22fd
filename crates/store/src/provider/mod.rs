//! Sign-in at a hospital's own provider: whose an account there is, and who is on the way there.
//!
//! A member is found by issuer and subject, which the provider gives to nobody else, never by a name or an address of
//! e-mail. A connection is made by whoever proves at the same moment that they are the member: signed in, or by a link.

mod trip;

use domain::actor::{Actor, MemberId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::entity::member;
use crate::entity::provider_account::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::people::{Member, member_of, of_member};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, secret, sessions};

pub use self::trip::{Errand, Trip};

/// Somebody at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// Who they are there.
    pub subject: String,
}

/// By what a member can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaysIn {
    /// They have a password.
    pub has_password: bool,
    /// Since when an account at the provider is theirs.
    pub connected_at: Option<Timestamp>,
}

impl Store {
    /// Whose an account is, also when they have left; nothing when it is nobody's.
    pub async fn member_at(&self, account: &Account) -> Result<Option<Member>> {
        let Some(found) = of_account(&self.read, account).await? else { return Ok(None) };
        let row =
            member::Entity::find_by_id(found.member_id).one(&self.read).await?.ok_or(Error::NotFound)?;
        member_of(row, of_member(&self.read, found.member_id).await?).map(Some)
    }

    /// By what a member can sign in, where a provider is this one.
    pub async fn ways_in(&self, id: MemberId, issuer: &str) -> Result<WaysIn> {
        let row = member::Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        let account = own(&self.read, id.uuid()).await?.filter(|account| account.issuer == issuer);
        let connected_at = account.map(|account| account.connected_at.instant());
        Ok(WaysIn { has_password: !row.password_hash.is_empty(), connected_at })
    }

    /// Connects an account to whoever is signed in. Refused when it is somebody's already, or they have one.
    pub async fn connect(&self, actor: &Actor, now: Timestamp, account: Account) -> Result<()> {
        self.writer.write(actor, now, Connect(account)).await
    }

    /// Takes one's own account away, and ends all other sessions. Refused when it is the only way in.
    pub async fn disconnect(&self, actor: &Actor, now: Timestamp, session: &str) -> Result<()> {
        self.writer.write(actor, now, Disconnect { stays: secret::hash(session) }).await
    }
}

async fn of_account(db: &impl ConnectionTrait, account: &Account) -> Result<Option<Model>> {
    let same = Entity::find().filter(Column::Issuer.eq(&account.issuer));
    Ok(same.filter(Column::Subject.eq(&account.subject)).one(db).await?)
}

async fn own(db: &impl ConnectionTrait, member: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::MemberId.eq(member)).one(db).await?)
}

/// Makes an account a member's, in the transaction of a write, in place of the one that they had, which may be one of
/// a provider that is not set any more.
pub(crate) async fn put(tx: &Tx<'_>, member: Uuid, account: &Account) -> Result<Uuid> {
    if let Some(theirs) = of_account(tx.db, account).await?.filter(|theirs| theirs.member_id != member) {
        let owner = member::Entity::find_by_id(theirs.member_id).one(tx.db).await?.ok_or(Error::NotFound)?;
        let owner = member_of(owner, of_member(tx.db, theirs.member_id).await?)?;
        // Who comes back after having left is another member with the same account.
        if owner.held(tx.by.now).next().is_some() {
            return Err(Error::Invalid(
                "This account is connected to somebody else here. Sign in at the provider as yourself; if you are, \
                 tell an administrator of the network."
                    .to_owned(),
            ));
        }
        take(tx, theirs.member_id).await?;
    }
    take(tx, member).await?;
    let row = Model {
        id: tx.id()?,
        member_id: member,
        issuer: account.issuer.clone(),
        subject: account.subject.clone(),
        connected_at: tx.by.now.into(),
    };
    tx.vouch(Entity, &row);
    let id = row.id;
    Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
    Ok(id)
}

/// Takes the account away that a member has; whether there was one.
pub(crate) async fn take(tx: &Tx<'_>, member: Uuid) -> Result<bool> {
    let Some(row) = own(tx.db, member).await? else { return Ok(false) };
    Entity::delete_by_id(row.id).exec(tx.db).await?;
    tx.gone(Entity, row.id);
    Ok(true)
}

struct Connect(Account);

impl Write for Connect {
    const NAME: &'static str = "provider.connect";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member;
        if own(tx.db, member.uuid()).await?.is_some_and(|own| own.issuer == self.0.issuer) {
            return Err(Error::Invalid("An account is connected already. Disconnect it first.".to_owned()));
        }
        let id = put(tx, member.uuid(), &self.0).await?;
        let detail = json!({ "account": id, "issuer": self.0.issuer });
        Ok(Step::Done((), Trace::new(Self::NAME, member, detail)))
    }
}

struct Disconnect {
    /// The session that does not end.
    stays: Vec<u8>,
}

impl Write for Disconnect {
    const NAME: &'static str = "provider.disconnect";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let id = tx.by.actor.member.uuid();
        let row = member::Entity::find_by_id(id).one(tx.db).await?.ok_or(Error::NotFound)?;
        if row.password_hash.is_empty() {
            return Err(Error::Invalid(
                "You have no password, so that this is your only way in. Ask the lead of your centre, or an \
                 administrator of the network, for a link to choose one."
                    .to_owned(),
            ));
        }
        if !take(tx, id).await? {
            return Ok(Step::Declined(()));
        }
        sessions::end(tx, sessions::others(id, &self.stays)).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, tx.by.actor.member, json!({}))))
    }
}
