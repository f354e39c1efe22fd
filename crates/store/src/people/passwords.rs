//! A member's password: changed by themselves, or reset by the operator.

use domain::actor::{Action, Actor, MemberId};
use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use super::invitation;
use crate::entity::member;
use crate::error::{Error, Result};
use crate::sign_in::{SignInError, Source};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, factors, password, provider, secret, sessions};

impl Store {
    /// Gives a member a new password, for an operator whom they have asked. All their sessions end.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: MemberId,
        password: SecretString,
    ) -> Result<()> {
        actor.permit(Action::Operate)?;
        let row = member::Entity::find_by_id(id.uuid()).one(&self.read).await?.ok_or(Error::NotFound)?;
        self.put_password(actor, now, &row, password, None).await
    }

    /// A member changes their own password, knowing the old one. All their other sessions end.
    pub async fn change_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        session: &str,
        old: SecretString,
        new: SecretString,
        source: &Source,
    ) -> Result<(), SignInError> {
        let row = self.own_row(actor).await?;
        self.try_password(&row.login, Some(&row), old, source, now).await?;
        Ok(self.put_password(actor, now, &row, new, Some(secret::hash(session))).await?)
    }

    /// Compares a member's own password, as a proof that it is still they who sit there.
    pub async fn prove_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        password: SecretString,
        source: &Source,
    ) -> Result<(), SignInError> {
        let row = self.own_row(actor).await?;
        self.try_password(&row.login, Some(&row), password, source, now).await
    }

    async fn own_row(&self, actor: &Actor) -> Result<member::Model> {
        let row = member::Entity::find_by_id(actor.member.uuid()).one(&self.read).await?;
        row.ok_or(Error::NotFound)
    }

    async fn put_password(
        &self,
        actor: &Actor,
        now: Timestamp,
        row: &member::Model,
        password: SecretString,
        stays: Option<Vec<u8>>,
    ) -> Result<()> {
        let owner = password::Owner { login: &row.login, name: &row.name };
        password::check_new(&self.desk, &self.breached, &password, owner).await?;
        let password_hash = password::hash(&self.desk, password, self.entropy.as_ref()).await?;
        self.writer.write(actor, now, PutPassword { member: row.id, password_hash, stays }).await
    }
}

struct PutPassword {
    member: Uuid,
    password_hash: String,
    /// The session that does not end.
    stays: Option<Vec<u8>>,
}

impl Write for PutPassword {
    const NAME: &'static str = "member.password";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        put(tx, self.member, &self.password_hash, None).await?;
        if self.stays.is_none() {
            // It is reset: whoever had the password before may have connected an account of their own.
            provider::take(tx, self.member).await?;
        }
        let stays = self.stays.clone().unwrap_or_default();
        sessions::end(tx, sessions::others(self.member, &stays)).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.member, json!({}))))
    }
}

/// Writes a member's new password down. Links for another one, but for the one that is used, and an authenticator app
/// that was begun and not confirmed go with the old one: whoever had it may have made them.
pub(super) async fn put(tx: &Tx<'_>, member: Uuid, password_hash: &str, used: Option<Uuid>) -> Result<()> {
    invitation::revoke_passwords(tx, member, used).await?;
    factors::forget_begun(tx, member).await?;
    let row = member::ActiveModel {
        id: Set(member),
        password_hash: Set(password_hash.to_owned()),
        ..Default::default()
    };
    tx.vouch(member::Entity, &row.update(tx.db).await?);
    Ok(())
}
