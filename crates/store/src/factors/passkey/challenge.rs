//! What a session was asked: one thing at a time, sealed, for five minutes.

use domain::actor::{Actor, Through};
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use webauthn_rs::prelude::{PasskeyAuthentication, PasskeyRegistration};

use super::party::LASTS;
use crate::Store;
use crate::entity::passkey_challenge::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::time::Millis;
use crate::writer::{Step, Tx, Write};

/// Why there is none, for the log.
pub(super) const NONE: &str = "nothing was asked in this session, or it was answered before, or too long ago";

/// What is to be answered, with what the answer is checked against.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Challenge {
    /// A new passkey.
    Make {
        /// Under this name.
        label: String,
        state: PasskeyRegistration,
    },
    /// One that is there.
    Show(PasskeyAuthentication),
}

impl Store {
    /// Keeps a challenge for the session that asks, in place of the one before.
    pub(super) async fn keep_challenge(
        &self,
        actor: &Actor,
        now: Timestamp,
        challenge: &Challenge,
    ) -> Result<()> {
        let session = session_of(actor)?;
        let text = serde_json::to_vec(challenge).map_err(|error| unreadable(&error))?;
        let sealed = self.seal_key()?.seal(&text, session.as_bytes(), self.entropy.as_ref())?;
        let expires_at = now.checked_add(LASTS).unwrap_or(now).into();
        self.writer.write(actor, now, Ask(Model { session_id: session, sealed, expires_at })).await
    }

    /// Takes out what the session was asked: whoever answers once more finds nothing.
    pub(super) async fn take_challenge(&self, actor: &Actor, now: Timestamp) -> Result<Option<Challenge>> {
        let session = session_of(actor)?;
        let found = self.writer.write(actor, now, Answer(session)).await?;
        let Some(row) = found.filter(|row| row.expires_at.instant() > now) else { return Ok(None) };
        let text = self.seal_key()?.open(&row.sealed, session.as_bytes())?;
        serde_json::from_slice(&text).map(Some).map_err(|error| unreadable(&error))
    }
}

fn session_of(actor: &Actor) -> Result<Uuid> {
    match actor.through {
        Some(Through::Session(id)) => Ok(id),
        _ => Err(Error::Invalid("Sign out and in again, then try once more.".to_owned())),
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    Error::inconsistent("passkey_challenge", "sealed", "", error.to_string())
}

struct Ask(Model);

impl Write for Ask {
    const NAME: &'static str = "passkey.ask";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let over = Column::ExpiresAt.lte(Millis::from(tx.by.now));
        Entity::delete_many().filter(over).exec(tx.db).await?;
        let same = OnConflict::column(Column::SessionId)
            .update_columns([Column::Sealed, Column::ExpiresAt])
            .to_owned();
        let row = self.0.clone().into_active_model();
        Entity::insert(row).on_conflict(same).exec_without_returning(tx.db).await?;
        Ok(Step::Quiet(()))
    }
}

struct Answer(Uuid);

impl Write for Answer {
    const NAME: &'static str = "passkey.answer";
    const SAVES: bool = false;
    type Out = Option<Model>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let found = Entity::find_by_id(self.0).one(tx.db).await?;
        // Whoever answers at the same time finds it gone.
        let gone = Entity::delete_by_id(self.0).exec(tx.db).await?;
        Ok(if gone.rows_affected == 0 { Step::Declined(None) } else { Step::Quiet(found) })
    }
}
