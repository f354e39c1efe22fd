//! Sessions in a browser. The token is in the browser only; the database holds its hash.
//!
//! ```text
//! password right ─┬─► whole ──────────────────────────► live ─► proven again (step-up): a new token, the same session
//!                 └─► half: a second factor is to come ─┘  └──► acts as another membership: a new session
//! ```

mod write;

use std::time::Duration;

use domain::actor::{Actor, Membership, MembershipId, Through};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use secrecy::SecretString;

use crate::entity::{member, session};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::people::acting;
use crate::sign_in::Source;
use crate::time::Millis;
use crate::way::Way;
use crate::{Store, secret};

use self::write::{Note, Prove, SignIn};
pub(crate) use self::write::{SignOut, back_to_one, end, end_those_of_one_factor, others};

/// How far behind the stored time of the last request may be: it is written once in so long.
const NOTED_ONCE_IN: SignedDuration = SignedDuration::from_secs(60);
/// A session's end is known for so long after it, so that what was typed meanwhile can be given back to the
/// centre that typed it.
const KNOWN_AFTER_END: SignedDuration = SignedDuration::from_hours(24);
/// A request does not wait longer than this for its time to be written; the next one writes it then.
const PATIENCE: Duration = Duration::from_millis(500);
/// So much of a browser's name is kept: enough to know it by.
const AGENT_CHARS: usize = 200;

/// By what somebody has proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// By one factor; the second is still to come, and until then they are nobody.
    Half,
    /// By one factor.
    One,
    /// By two factors.
    Two,
}

impl Proof {
    const ALL: [Self; 3] = [Self::Half, Self::One, Self::Two];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Half => "HALF",
            Self::One => "ONE",
            Self::Two => "TWO",
        }
    }

    /// Sessions of the version before were begun with a password.
    fn of(text: Option<&str>) -> Result<Self, String> {
        let Some(text) = text else { return Ok(Self::One) };
        let found = Self::ALL.into_iter().find(|proof| proof.as_str() == text);
        found.ok_or_else(|| format!("there is no proof {text}"))
    }
}

/// How a session begins.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// How long it may last.
    pub lasts: SignedDuration,
    /// By what its member has proved who they are.
    pub proof: Proof,
    /// By which way they have signed in.
    pub way: Way,
    /// When.
    pub proven_at: Timestamp,
    /// From where.
    pub source: Source,
    /// What the browser calls itself.
    pub agent: String,
}

/// A session that is still valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who is signed in.
    pub actor: Actor,
    /// What they sign in with.
    pub login: String,
    /// When they signed in.
    pub since: Timestamp,
    /// Until when it is valid.
    pub expires_at: Timestamp,
    /// When they last proved who they are.
    pub proven_at: Timestamp,
    /// By what.
    pub proof: Proof,
    /// By which way they have signed in.
    pub way: Way,
    /// With what its forms are marked; nothing when a version began it that did not have it.
    pub form_key: Option<[u8; 32]>,
}

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// Somebody who is signed in.
    Live(Session),
    /// Somebody who has given their password, and owes a second factor.
    Half(Session),
    /// Somebody whose session has ended of itself, within the last day.
    Ended(Session),
    /// Nobody: there was no such session, or it was ended.
    Unknown,
}

impl SessionState {
    /// The session, while it is one.
    pub fn live(self) -> Option<Session> {
        match self {
            Self::Live(session) => Some(session),
            Self::Half(_) | Self::Ended(_) | Self::Unknown => None,
        }
    }
}

/// A session as its member sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// What it is called; nothing when a version began it that did not have it.
    pub id: Option<SessionId>,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, within a minute.
    pub seen_at: Timestamp,
    /// From where it began, as an address or a network.
    pub source: String,
    /// In which browser.
    pub agent: String,
    /// It is the one that asks.
    pub is_this: bool,
}

impl Store {
    /// Begins a session of a member who has signed in, and forgets those that ended long ago. The token is
    /// for the browser and is not kept.
    pub async fn session_create(
        &self,
        actor: &Actor,
        now: Timestamp,
        new: NewSession,
    ) -> Result<SecretString> {
        let held = self.held_as(actor, now).await?;
        let expires_at = now
            .checked_add(new.lasts)
            .map_err(|_| Error::Invalid("A session cannot last that long.".to_owned()))?;
        // No session outlasts what it acts as.
        let expires_at =
            held.as_ref().and_then(|held| held.ends_at).map_or(expires_at, |end| end.min(expires_at));
        let (token, token_hash) = secret::fresh("", self.entropy.as_ref())?;
        let mut form_key = vec![0; 32];
        self.entropy.fill(&mut form_key)?;
        let agent = new.agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS).collect();
        let begin = SignIn {
            token_hash,
            form_key,
            membership: held.map(|held| held.id.uuid()),
            expires_at,
            proof: new.proof,
            way: new.way,
            proven_at: new.proven_at,
            source: new.source.as_str().to_owned(),
            agent,
        };
        self.writer.write(actor, now, begin).await?;
        Ok(token)
    }

    /// The membership as which a member acts.
    pub(crate) async fn held_as(&self, actor: &Actor, now: Timestamp) -> Result<Option<Membership>> {
        let member = self.oneself(actor).await?;
        Ok(member.held(now).find(|held| actor.acts_as(&held.post)).cloned())
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
            let note = Note { token_hash: secret::hash(token) };
            noted(self.writer.write(&session.actor, now, note)).await;
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
        let login = member.login.clone();
        let Some(actor) =
            acting(&self.read, member, Some(row.membership_id.unwrap_or(row.member_id)), now).await?
        else {
            return Ok((SessionState::Unknown, now));
        };
        let actor = Actor { through: row.id.map(Through::Session), ..actor };
        let seen = row.last_seen_at.unwrap_or(row.created_at).instant();
        let session = live(row, actor, login)?;
        let state = match session.proof {
            _ if session.expires_at <= now || now.duration_since(seen) > idle => SessionState::Ended(session),
            Proof::Half => SessionState::Half(session),
            Proof::One | Proof::Two => SessionState::Live(session),
        };
        Ok((state, seen))
    }

    /// Writes down that a session's member has proved once more who they are: the session goes on under a new token,
    /// which is for the browser, and the one before stands for nobody. Nothing when the session is over.
    pub async fn session_prove(
        &self,
        actor: &Actor,
        now: Timestamp,
        token: &str,
        proof: Proof,
    ) -> Result<Option<SecretString>> {
        let (fresh, token_hash) = secret::fresh("", self.entropy.as_ref())?;
        let prove = Prove { before: secret::hash(token), token_hash, proof };
        Ok(self.writer.write(actor, now, prove).await?.then_some(fresh))
    }

    /// The sessions of a member that have not ended, those used last first.
    pub async fn sessions(
        &self,
        actor: &Actor,
        token: &str,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<Vec<OwnSession>> {
        let hash = secret::hash(token);
        let rows = session::Entity::find()
            .filter(session::Column::MemberId.eq(actor.member.uuid()))
            .filter(session::Column::ExpiresAt.gt(Millis::from(now)))
            .order_by_desc(session::Column::LastSeenAt)
            .all(&self.read)
            .await?;
        let is_live = |row: &session::Model| {
            let seen = row.last_seen_at.unwrap_or(row.created_at).instant();
            now.duration_since(seen) <= idle && row.proof.as_deref() != Some(Proof::Half.as_str())
        };
        let list = |row: session::Model| OwnSession {
            id: row.id.map(SessionId::new),
            since: row.created_at.instant(),
            seen_at: row.last_seen_at.unwrap_or(row.created_at).instant(),
            source: row.source.unwrap_or_default(),
            agent: row.agent.unwrap_or_default(),
            is_this: row.token_hash == hash,
        };
        Ok(rows.into_iter().filter(is_live).map(list).collect())
    }

    /// Ends a session. Ending one that has ended changes nothing.
    pub async fn session_delete(&self, actor: &Actor, now: Timestamp, token: &str) -> Result<()> {
        let which = session::Column::TokenHash.eq(secret::hash(token)).into_condition();
        self.writer.write(actor, now, SignOut { whose: actor.member, which }).await
    }

    /// Ends one of one's own sessions, wherever it is.
    pub async fn session_end(&self, actor: &Actor, now: Timestamp, id: SessionId) -> Result<()> {
        let which = own(actor).add(session::Column::Id.eq(id.uuid()));
        self.writer.write(actor, now, SignOut { whose: actor.member, which }).await
    }

    /// Ends all of one's own sessions but the one that asks.
    pub async fn sessions_end_others(&self, actor: &Actor, now: Timestamp, token: &str) -> Result<()> {
        let which = others(actor.member.uuid(), &secret::hash(token));
        self.writer.write(actor, now, SignOut { whose: actor.member, which }).await
    }

    /// Who a member is as one of their memberships; nothing when they are not.
    pub async fn acting_as(
        &self,
        actor: &Actor,
        now: Timestamp,
        membership: MembershipId,
    ) -> Result<Option<Actor>> {
        let member = self.oneself(actor).await?;
        let held = member.held(now).find(|held| held.id == membership);
        Ok(held.map(|held| member.acting_as(held)))
    }
}

/// Waits a little for the time of a session's or a token's last use to be written. A request never fails for it.
pub(crate) async fn noted(note: impl Future<Output = Result<()>>) {
    match tokio::time::timeout(PATIENCE, note).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the time of a last use could not be written"),
        Err(_) => tracing::debug!("the time of a last use is written later"),
    }
}

fn own(actor: &Actor) -> Condition {
    Condition::all().add(session::Column::MemberId.eq(actor.member.uuid()))
}

fn live(row: session::Model, actor: Actor, login: String) -> Result<Session> {
    let wrong = |column, problem: String| Error::inconsistent("session", column, "", problem);
    let form_key = row.form_key.map(|key| {
        <[u8; 32]>::try_from(key).map_err(|_| wrong("form_key", "it has another length".to_owned()))
    });
    Ok(Session {
        actor,
        login,
        since: row.created_at.instant(),
        expires_at: row.expires_at.instant(),
        proven_at: row.proven_at.unwrap_or(row.created_at).instant(),
        proof: Proof::of(row.proof.as_deref()).map_err(|problem| wrong("proof", problem))?,
        way: Way::of(row.way.as_deref()).map_err(|problem| wrong("way", problem))?,
        form_key: form_key.transpose()?,
    })
}
