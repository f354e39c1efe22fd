//! Sessions in a browser. The token is in the browser only; the database holds its hash.
//!
//! ```text
//! password right ─┬─► whole ──────────────────────────► live ─► proven again (step-up): a new token, the same session
//!                 └─► half: a second factor is to come ─┘  └──► acts as another membership: a new session
//! ```

use std::time::Duration;

use domain::actor::{Actor, MemberId, MembershipId, Through};
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use crate::entity::{member, session};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::people::acting;
use crate::sign_in::Source;
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

/// By which way somebody has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Way {
    /// With a password of ours.
    #[default]
    Password,
    /// At a provider, which may have confirmed only some of what they are.
    Provider {
        /// What it has confirmed, when it was asked to: as nothing else they act in this session.
        confirmed: Option<Vec<MembershipId>>,
    },
}

impl Way {
    const fn as_str(&self) -> &'static str {
        match self {
            Self::Password => "PASSWORD",
            Self::Provider { .. } => "PROVIDER",
        }
    }

    /// Whether it lets somebody act as a membership.
    pub fn confirms(&self, id: MembershipId) -> bool {
        match self {
            Self::Password | Self::Provider { confirmed: None } => true,
            Self::Provider { confirmed: Some(confirmed) } => confirmed.contains(&id),
        }
    }

    /// `PROVIDER id id`, as it is kept.
    fn written(&self) -> String {
        let ids = match self {
            Self::Provider { confirmed: Some(ids) } => ids.as_slice(),
            _ => return self.as_str().to_owned(),
        };
        let none = ids.is_empty().then(|| NONE.to_owned());
        let words = ids.iter().map(ToString::to_string).chain(none);
        std::iter::once(self.as_str().to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Sessions of the version before were begun with a password.
    fn of(text: Option<&str>) -> Result<Self, String> {
        let mut words = text.unwrap_or("PASSWORD").split(' ');
        let wrong = || format!("there is no way {}", text.unwrap_or_default());
        match (words.next(), words.collect::<Vec<_>>().as_slice()) {
            (Some("PASSWORD"), []) => Ok(Self::Password),
            (Some("PROVIDER"), []) => Ok(Self::Provider { confirmed: None }),
            (Some("PROVIDER"), [NONE]) => Ok(Self::Provider { confirmed: Some(Vec::new()) }),
            (Some("PROVIDER"), ids) => {
                let ids: Option<_> = ids.iter().map(|id| MembershipId::parse(id)).collect();
                Ok(Self::Provider { confirmed: Some(ids.ok_or_else(wrong)?) })
            }
            _ => Err(wrong()),
        }
    }
}

/// Stands in place of ids where there are none.
const NONE: &str = "-";

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
        let expires_at = now
            .checked_add(new.lasts)
            .map_err(|_| Error::Invalid("A session cannot last that long.".to_owned()))?;
        let (token, token_hash) = secret::fresh("", self.entropy.as_ref())?;
        let mut form_key = vec![0; 32];
        self.entropy.fill(&mut form_key)?;
        let agent = new.agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS).collect();
        let begin = SignIn {
            token_hash,
            form_key,
            membership: self.held_as(actor, now).await?,
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
    pub(crate) async fn held_as(&self, actor: &Actor, now: Timestamp) -> Result<Option<Uuid>> {
        let member = self.oneself(actor).await?;
        let held = member.held(now).find(|held| actor.acts_as(&held.post));
        Ok(held.map(|held| held.id.uuid()))
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
        let which = own(actor).add(session::Column::TokenHash.ne(secret::hash(token)));
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

struct SignIn {
    token_hash: Vec<u8>,
    form_key: Vec<u8>,
    membership: Option<Uuid>,
    expires_at: Timestamp,
    proof: Proof,
    way: Way,
    proven_at: Timestamp,
    source: String,
    agent: String,
}

impl Write for SignIn {
    const NAME: &'static str = "session.begin";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member;
        let long_ago = tx.by.now.checked_sub(KNOWN_AFTER_END).unwrap_or(Timestamp::MIN);
        end(tx, session::Column::ExpiresAt.lte(Millis::from(long_ago))).await?;
        let id = tx.id()?;
        let row = session::Model {
            token_hash: self.token_hash.clone(),
            member_id: member.uuid(),
            created_at: tx.by.now.into(),
            expires_at: self.expires_at.into(),
            last_seen_at: Some(tx.by.now.into()),
            id: Some(id),
            membership_id: self.membership,
            proof: Some(self.proof.as_str().to_owned()),
            way: Some(self.way.written()),
            form_key: Some(self.form_key.clone()),
            proven_at: Some(self.proven_at.into()),
            source: Some(self.source.clone()),
            agent: Some(self.agent.clone()),
        };
        tx.vouch(session::Entity, &row);
        session::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let (proof, by) = (self.proof.as_str(), self.way.as_str());
        let detail = json!({ "session": id, "proof": proof, "by": by, "from": self.source });
        Ok(Step::Done((), Trace::new(Self::NAME, member, detail)))
    }
}

struct Prove {
    before: Vec<u8>,
    token_hash: Vec<u8>,
    proof: Proof,
}

impl Write for Prove {
    const NAME: &'static str = "session.prove";
    const SAVES: bool = false;
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        // Locked: whoever ends it at the same time has ended it before, or ends what comes of it.
        let before = session::Entity::find_by_id(self.before.clone()).lock_exclusive();
        let Some(row) = before.one(tx.db).await? else {
            return Ok(Step::Declined(false));
        };
        end(tx, session::Column::TokenHash.eq(self.before.clone())).await?;
        let id = row.id;
        let now = Some(tx.by.now.into());
        let row = session::Model {
            token_hash: self.token_hash.clone(),
            proof: Some(self.proof.as_str().to_owned()),
            proven_at: now,
            last_seen_at: now,
            ..row
        };
        tx.vouch(session::Entity, &row);
        session::Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        let detail = json!({ "session": id, "proof": self.proof.as_str() });
        Ok(Step::Done(true, Trace::new(Self::NAME, tx.by.actor.member, detail)))
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

pub(crate) struct SignOut {
    pub whose: MemberId,
    pub which: Condition,
}

impl Write for SignOut {
    const NAME: &'static str = "session.end";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        match end(tx, self.which.clone()).await? {
            0 => Ok(Step::Declined(())),
            ended => {
                let detail = json!({ "sessions": ended });
                Ok(Step::Done((), Trace::new(Self::NAME, self.whose, detail)))
            }
        }
    }
}

/// Sessions that were proved by two factors are worth one again, once there is no second.
pub(crate) async fn back_to_one(tx: &Tx<'_>, member: Uuid) -> Result<()> {
    let of_two = session::Entity::find()
        .filter(session::Column::MemberId.eq(member))
        .filter(session::Column::Proof.eq(Proof::Two.as_str()));
    for row in of_two.all(tx.db).await? {
        let less = session::ActiveModel {
            token_hash: Set(row.token_hash),
            proof: Set(Some(Proof::One.as_str().to_owned())),
            ..Default::default()
        };
        tx.vouch(session::Entity, &less.update(tx.db).await?);
    }
    Ok(())
}

/// Ends sessions in the transaction of a write; how many there were.
pub(crate) async fn end(tx: &Tx<'_>, which: impl IntoCondition) -> Result<usize> {
    let ended = session::Entity::find().filter(which.into_condition()).all(tx.db).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    // Those and no others: a session that has begun meanwhile would be gone without a word in the trail.
    let hashes: Vec<Vec<u8>> = ended.into_iter().map(|row| row.token_hash).collect();
    session::Entity::delete_many()
        .filter(session::Column::TokenHash.is_in(hashes.clone()))
        .exec(tx.db)
        .await?;
    let count = hashes.len();
    for hash in hashes {
        tx.gone(session::Entity, hash);
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_read_as_it_is_written() {
        let id = |byte| MembershipId::new(Uuid::from_u128(byte));
        let confirmed =
            |ids: &[u128]| Way::Provider { confirmed: Some(ids.iter().map(|byte| id(*byte)).collect()) };
        let ways = [
            Way::Password,
            Way::Provider { confirmed: None },
            confirmed(&[]),
            confirmed(&[1]),
            confirmed(&[1, 2]),
        ];
        for way in ways {
            assert_eq!(Way::of(Some(&way.written())), Ok(way));
        }
        assert_eq!(Way::of(None), Ok(Way::Password));
        assert!(Way::of(Some("PROVIDER x")).is_err() && Way::of(Some("")).is_err());
        assert!(
            confirmed(&[1]).confirms(id(1))
                && !confirmed(&[1]).confirms(id(2))
                && !confirmed(&[]).confirms(id(1))
        );
        assert!(Way::Password.confirms(id(1)) && Way::Provider { confirmed: None }.confirms(id(1)));
    }
}
