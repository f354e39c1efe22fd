//! Sessions in a browser. The token is in the browser only; the database holds its hash.

use domain::actor::Actor;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use secrecy::SecretString;
use serde_json::json;

use crate::entity::{member, session};
use crate::error::{Error, Result};
use crate::members::actor_of;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, secret};

/// A session that is still valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub actor: Actor,
    /// When they signed in.
    pub since: Timestamp,
    /// Until when it is valid.
    pub expires_at: Timestamp,
}

impl Store {
    /// Begins a session of a member who has signed in, and forgets those that have expired. The token is
    /// for the browser and is not kept.
    pub async fn session_create(
        &self,
        actor: &Actor,
        now: Timestamp,
        lasts: SignedDuration,
    ) -> Result<SecretString> {
        let expires_at = now
            .checked_add(lasts)
            .map_err(|_| Error::Invalid("A session cannot last that long.".to_owned()))?;
        let (token, token_hash) = secret::fresh("", self.entropy.as_ref())?;
        self.writer.write(actor, now, SignIn { token_hash, expires_at }).await?;
        Ok(token)
    }

    /// The session of a token; `None` when it never was, has expired or has ended.
    pub async fn session_find(&self, token: &str, now: Timestamp) -> Result<Option<Session>> {
        let found = session::Entity::find_by_id(secret::hash(token))
            .find_also_related(member::Entity)
            .one(&self.read)
            .await?;
        let Some((row, Some(member))) = found else {
            return Ok(None);
        };
        if row.expires_at.instant() <= now || member.retired_at.is_some() {
            return Ok(None);
        }
        Ok(Some(Session {
            actor: actor_of(member)?,
            since: row.created_at.instant(),
            expires_at: row.expires_at.instant(),
        }))
    }

    /// Ends a session. Ending one that has ended changes nothing.
    pub async fn session_delete(&self, actor: &Actor, now: Timestamp, token: &str) -> Result<()> {
        self.writer.write(actor, now, SignOut { token_hash: secret::hash(token) }).await
    }
}

struct SignIn {
    token_hash: Vec<u8>,
    expires_at: Timestamp,
}

impl Write for SignIn {
    const NAME: &'static str = "session.begin";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member;
        end(tx, session::Column::ExpiresAt.lte(crate::time::Millis::from(tx.by.now))).await?;
        let row = session::ActiveModel {
            token_hash: Set(self.token_hash.clone()),
            member_id: Set(member.uuid()),
            created_at: Set(tx.by.now.into()),
            expires_at: Set(self.expires_at.into()),
        };
        tx.vouch(session::Entity, &row.insert(tx.db).await?);
        Ok(Step::Done((), Trace::new(Self::NAME, member, json!({}))))
    }
}

struct SignOut {
    token_hash: Vec<u8>,
}

impl Write for SignOut {
    const NAME: &'static str = "session.end";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let ended = session::Entity::delete_by_id(self.token_hash.clone()).exec(tx.db).await?;
        if ended.rows_affected == 0 {
            return Ok(Step::Declined(()));
        }
        tx.gone(session::Entity, self.token_hash.clone());
        Ok(Step::Done((), Trace::new(Self::NAME, tx.by.actor.member, json!({}))))
    }
}

/// Ends sessions in the transaction of a write.
pub(crate) async fn end(tx: &Tx<'_>, which: SimpleExpr) -> Result<()> {
    let ended = session::Entity::find().filter(which.clone()).all(tx.db).await?;
    if ended.is_empty() {
        return Ok(());
    }
    for row in ended {
        tx.gone(session::Entity, row.token_hash);
    }
    session::Entity::delete_many().filter(which).exec(tx.db).await?;
    Ok(())
}
