//! Bearer tokens of the API. The secret is shown once; the database holds its hash.
//!
//! ```text
//! a lead, of their own post ─┐
//! an operator, of a member's ┴─► made ─► used: found, and the time noted ─► ended, over, or its holder has left
//! ```

mod list;
mod write;

use std::sync::Arc;

use domain::actor::{Action, Actor, MemberId, Remit, Through, name_of};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;

use crate::entity::{api_token, member};
use crate::error::{Error, Result};
use crate::ids::TokenId;
use crate::people::acting;
use crate::sign_in::Source;
use crate::{Store, secret, words};

pub use list::{Token, TokenState};
pub(crate) use write::revoke_all;

/// Marks a secret as one of ours, for people and for scanners of leaked secrets.
const PREFIX: &str = "ecmopt_";
/// A token that somebody makes for themselves works for so long at most.
pub const TOKEN_LASTS_AT_MOST: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How far behind the stored time of the last use may be: it is written once in so long.
const NOTED_ONCE_IN: SignedDuration = SignedDuration::from_secs(60);

/// A token that is to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The member it acts for.
    pub member: MemberId,
    /// What it is for, in words.
    pub label: String,
    /// What it lets a program do.
    pub remit: Remit,
    /// Until when it is valid.
    pub expires_at: Option<Timestamp>,
}

impl Store {
    /// Makes a token that acts for a member: its id, and the secret, which is not kept. The operator makes one for
    /// anybody ([`Action::Operate`]), somebody else for themselves in what they act as ([`Action::MakeTokens`]).
    pub async fn token_create(
        &self,
        actor: &Actor,
        now: Timestamp,
        new: NewToken,
    ) -> Result<(TokenId, SecretString)> {
        let membership = match actor.permit(Action::Operate) {
            Ok(()) => None,
            Err(_) => Some(self.own_post(actor, now, &new).await?),
        };
        let (token, token_hash) = secret::fresh(PREFIX, self.entropy.as_ref())?;
        let label = name_of(&words::line("label", &new.label)?)
            .map_err(|problem| Error::Invalid(format!("The label {problem}")))?;
        let create = write::Create { new: NewToken { label, ..new }, membership, token_hash };
        Ok((self.writer.write(actor, now, create).await?, token))
    }

    /// The membership as which somebody makes a token for themselves.
    async fn own_post(&self, actor: &Actor, now: Timestamp, new: &NewToken) -> Result<uuid::Uuid> {
        actor.permit(Action::MakeTokens)?;
        if new.member != actor.member {
            return Err(Error::Forbidden);
        }
        if new.expires_at.is_none_or(|end| end.duration_since(now) > TOKEN_LASTS_AT_MOST) {
            return Err(Error::Invalid("A token ends within a year. Choose its end.".to_owned()));
        }
        Ok(self.held_as(actor, now).await?.ok_or(Error::Forbidden)?.id.uuid())
    }

    /// Who acts with this secret; `None` when nobody does any more. Changes nothing.
    pub async fn token_find(&self, token: &str, now: Timestamp) -> Result<Option<Actor>> {
        Ok(self.token_row(token, now).await?.map(|(actor, _)| actor))
    }

    /// As [`Store::token_find`], for a request that comes from somewhere. When and from where is written down once a
    /// minute.
    pub async fn token_use(&self, token: &str, now: Timestamp, from: &Source) -> Result<Option<Actor>> {
        let Some((actor, row)) = self.token_row(token, now).await? else { return Ok(None) };
        let is_due = row.used_at.is_none_or(|used| now.duration_since(used.instant()) >= NOTED_ONCE_IN);
        if is_due {
            let note = write::Note { id: row.id, from: from.as_str().to_owned() };
            crate::sessions::noted(self.writer.write(&actor, now, note)).await;
        }
        Ok(Some(actor))
    }

    async fn token_row(&self, token: &str, now: Timestamp) -> Result<Option<(Actor, api_token::Model)>> {
        let found = api_token::Entity::find()
            .filter(api_token::Column::TokenHash.eq(secret::hash(token)))
            .find_also_related(member::Entity)
            .one(&self.read)
            .await?;
        let Some((row, Some(member))) = found else { return Ok(None) };
        let is_over = row.expires_at.is_some_and(|expires| expires.instant() <= now);
        if is_over || row.revoked_at.is_some() {
            return Ok(None);
        }
        let remit = Arc::new(list::remit(&row)?);
        let actor = acting(&self.read, member, Some(list::membership(&row)), now).await?;
        let actor = actor.map(|actor| Actor { through: Some(Through::Token(row.id, remit)), ..actor });
        Ok(actor.map(|actor| (actor, row)))
    }

    /// Ends a token that the actor sees in the list ([`Store::tokens`]). Ending one that is over changes nothing.
    pub async fn token_revoke(&self, actor: &Actor, now: Timestamp, id: TokenId) -> Result<()> {
        let held = self.tokens(actor, now).await?;
        if !held.iter().any(|token| token.id == id) {
            return Err(Error::NotFound);
        }
        self.writer.write(actor, now, write::Revoke(id.uuid())).await
    }
}
