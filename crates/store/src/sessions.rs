//! Sessions in a browser. The token is in the browser only; the database holds its hash.

use std::time::Duration;

use domain::actor::Actor;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use secrecy::SecretString;
use serde_json::json;

use crate::entity::{member, session};
use crate::error::{Error, Result};
use crate::members::actor_of;
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, secret};

/// How far behind the stored time of the last request may be: it is written once in so long.
const NOTED_ONCE_IN: SignedDuration = SignedDuration::from_secs(60);
/// A session's end is known for so long after it, so that what was typed meanwhile can be given back to the
/// centre that typed it.
const KNOWN_AFTER_END: SignedDuration = SignedDuration::from_hours(24);
/// A request does not wait longer than this for its time to be written; the next one writes it then.
const PATIENCE: Duration = Duration::from_millis(500);

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

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// Somebody who is signed in.
    Live(Session),
    /// Somebody whose session has ended of itself, within the last day.
    Ended(Actor),
    /// Nobody: there was no such session, or it was ended.
    Unknown,
}

impl SessionState {
    /// The session, while it is one.
    pub fn live(self) -> Option<Session> {
        match self {
            Self::Live(session) => Some(session),
            Self::Ended(_) | Self::Unknown => None,
        }
    }
}

impl Store {
    /// Begins a session of a member who has signed in, and forgets those that ended long ago. The token is
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

    /// What a token stands for, when a session ends after `idle` without a request. Changes nothing.
    pub async fn session_find(
        &self,
        token: &str,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<SessionState> {
        Ok(self.session_row(token, now, idle).await?.0)
    }

    /// As [`Store::session_find`], for a request of the session: it stays valid for another `idle` from now,
    /// in every process. The time is written once a minute, so a session may end up to a minute early.
    pub async fn session_use(
        &self,
        token: &str,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<SessionState> {
        let (state, seen) = self.session_row(token, now, idle).await?;
        if let SessionState::Live(session) = &state
            && now.duration_since(seen) >= NOTED_ONCE_IN
        {
            let note = self.writer.write(&session.actor, now, Note { token_hash: secret::hash(token) });
            match tokio::time::timeout(PATIENCE, note).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the time of a session could not be written"),
                Err(_) => tracing::debug!("the time of a session is written later"),
            }
        }
        Ok(state)
    }

    async fn session_row(
        &self,
        token: &str,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<(SessionState, Timestamp)> {
        let found = session::Entity::find_by_id(secret::hash(token))
            .find_also_related(member::Entity)
            .one(&self.read)
            .await?;
        let Some((row, Some(member))) =
            found.filter(|(_, member)| member.as_ref().is_some_and(|member| member.retired_at.is_none()))
        else {
            return Ok((SessionState::Unknown, now));
        };
        let actor = actor_of(member)?;
        let (since, expires_at) = (row.created_at.instant(), row.expires_at.instant());
        let seen = row.last_seen_at.map_or(since, Millis::instant);
        if expires_at <= now || now.duration_since(seen) > idle {
            return Ok((SessionState::Ended(actor), seen));
        }
        Ok((SessionState::Live(Session { actor, since, expires_at }), seen))
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
        let long_ago = tx.by.now.checked_sub(KNOWN_AFTER_END).unwrap_or(Timestamp::MIN);
        end(tx, session::Column::ExpiresAt.lte(Millis::from(long_ago))).await?;
        let row = session::ActiveModel {
            token_hash: Set(self.token_hash.clone()),
            member_id: Set(member.uuid()),
            created_at: Set(tx.by.now.into()),
            expires_at: Set(self.expires_at.into()),
            last_seen_at: Set(Some(tx.by.now.into())),
        };
        tx.vouch(session::Entity, &row.insert(tx.db).await?);
        Ok(Step::Done((), Trace::new(Self::NAME, member, json!({}))))
    }
}

/// The time of a session's last request.
struct Note {
    token_hash: Vec<u8>,
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
    let ended = session::Entity::find().filter(which).all(tx.db).await?;
    if ended.is_empty() {
        return Ok(());
    }
    // Those and no others: a session that has begun meanwhile would be gone without a word in the trail.
    let hashes: Vec<Vec<u8>> = ended.into_iter().map(|row| row.token_hash).collect();
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.is_in(hashes.clone()))
        .exec(tx.db)
        .await?;
    for hash in hashes {
        tx.gone(session::Entity, hash);
    }
    Ok(())
}
