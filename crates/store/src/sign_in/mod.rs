//! Signing in with a password: counted before it is tried, tried in turn, and written down when it was wrong.
//!
//! ```text
//! a place in the room ─► counted, delayed ─► argon2, two at a time ─► forgiven │ an event in the trail
//!    [room]                [attempts]            [crate::password]         [attempts]
//! ```
//!
//! No password is compared by any other way, so none can be tried out without being counted.

mod attempts;
mod room;

use std::fmt;
use std::net::IpAddr;

use domain::actor::{Actor, MemberId, Role};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;
use uuid::Uuid;

use self::attempts::{Begin, Begun, Fail, Forgive, Pair};
use crate::entity::member;
use crate::error::{Error, Result};
use crate::people::acting;
use crate::{Store, password};

/// Where an attempt comes from: an address of IPv4, or the network of one of IPv6, of which every household
/// has as many as it likes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Source(String);

impl Source {
    /// The source of an address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why nobody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Nobody signs in with this user name and password.
    #[error("The user name or the password is not right.")]
    Wrong,
    /// After several failures from this source the next attempt has to wait; the password was not looked at.
    #[error("Too many wrong passwords for this user name from here.")]
    TooSoon {
        /// For so long.
        seconds: u32,
    },
    /// As many as can be are signing in at the moment; the password was not looked at.
    #[error("Many people are signing in at this moment.")]
    Crowded,
    /// The password is right, and they are nothing any more.
    #[error("Your membership is over.")]
    NoPost,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Who signs in with this login and password.
    ///
    /// The answer for an unknown login takes as long as that for a wrong password. After some failures in a row
    /// the next attempt of the same login from the same source has to wait, a little longer each time; other
    /// sources and other logins do not.
    pub async fn sign_in(
        &self,
        login: &str,
        password: SecretString,
        source: &Source,
        now: Timestamp,
    ) -> Result<Actor, SignInError> {
        let login = login.trim().to_lowercase();
        let row = member::Entity::find()
            .filter(member::Column::Login.eq(login.as_str()))
            .filter(member::Column::RetiredAt.is_null())
            .one(&self.read)
            .await
            .map_err(Error::from)?;
        self.try_password(&login, row.as_ref(), password, source, now).await?;
        let row = row.ok_or(SignInError::Wrong)?;
        let member = row.id;
        acting(&self.read, row, None, now).await?.ok_or_else(|| {
            tracing::warn!(%member, from = %source, "signs in, and is nothing any more");
            SignInError::NoPost
        })
    }

    /// Counts an attempt, compares the password, and writes down what came of it.
    pub(crate) async fn try_password(
        &self,
        login: &str,
        member: Option<&member::Model>,
        password: SecretString,
        source: &Source,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let refused = Refused::password(member, source);
        let _place = room::enter(source).ok_or_else(|| refused.unread(SignInError::Crowded))?;
        let pair = Pair::of(login, source);
        let by = doorkeeper();
        let begun = self.writer.write(&by, now, Begin(pair.clone())).await?;
        let counted = begun.map_err(|seconds| refused.unread(SignInError::TooSoon { seconds }))?;
        // Whoever has signed in at a provider alone has no password.
        let stored = member.map(|row| row.password_hash.clone()).filter(|hash| !hash.is_empty());
        if password::verify(&self.desk, password, stored).await? {
            // One that was right at once left nothing to forgive but its own count.
            self.writer.write(&by, now, Forgive { login: Some(pair), counted }).await?;
            return Ok(());
        }
        let fail = Fail {
            member: refused.whom,
            source: source.clone(),
            failures: counted.failures,
            at_provider: None,
        };
        self.writer.write(&by, now, fail).await?;
        Err(refused.wrong())
    }
}

impl Store {
    /// Counts a code of a second factor before it is tried: for the member, wherever they are, because whoever gets so
    /// far has their password and may have many addresses.
    pub(crate) async fn count_code(&self, actor: &Actor, now: Timestamp) -> Result<Counted, SignInError> {
        let pair = Pair::of(&actor.member.to_string(), &second_factor());
        let begun = self.writer.write(&doorkeeper(), now, Begin(pair.clone())).await?;
        let too_soon = |seconds| Refused::code_of(actor).unread(SignInError::TooSoon { seconds });
        Ok(Counted { pair, begun: begun.map_err(too_soon)? })
    }

    /// Writes down what came of a code.
    pub(crate) async fn settle_code(
        &self,
        actor: &Actor,
        now: Timestamp,
        counted: Counted,
        is_right: bool,
    ) -> Result<(), SignInError> {
        let Counted { pair, begun } = counted;
        if is_right {
            return Ok(self
                .writer
                .write(&doorkeeper(), now, Forgive { login: Some(pair), counted: begun })
                .await?);
        }
        let member = Some(actor.member.uuid());
        let fail = Fail { member, source: second_factor(), failures: begun.failures, at_provider: None };
        self.writer.write(&doorkeeper(), now, fail).await?;
        Err(Refused::code_of(actor).wrong())
    }
}

/// An attempt that fails, for the log: each has a line, while the trail tells of them each time that their number has
/// doubled. Who an unknown login was meant to be is not said: people type passwords into the wrong box.
struct Refused<'a> {
    whom: Option<Uuid>,
    source: Option<&'a Source>,
    what: &'static str,
}

impl<'a> Refused<'a> {
    fn password(member: Option<&member::Model>, source: &'a Source) -> Self {
        Self { whom: member.map(|row| row.id), source: Some(source), what: "password" }
    }

    /// Where a code comes from the request says.
    fn code_of(actor: &Actor) -> Self {
        Self { whom: Some(actor.member.uuid()), source: None, what: "second factor" }
    }

    fn wrong(&self) -> SignInError {
        self.told("was wrong");
        SignInError::Wrong
    }

    /// It was not looked at.
    fn unread(&self, why: SignInError) -> SignInError {
        self.told(if matches!(why, SignInError::Crowded) { "found no room" } else { "came too soon" });
        why
    }

    fn told(&self, why: &str) {
        let whom = self.whom.map_or_else(|| "unknown".to_owned(), |id| id.to_string());
        let from = self.source.map(tracing::field::display);
        tracing::warn!(member = whom, from, "a {} {why}", self.what);
    }
}

/// Under this, answers of a provider are counted. A login is one line.
const AT_PROVIDER: &str = "\nat the provider";

/// What became of somebody who came back from a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtProvider {
    /// It was a good answer.
    Good,
    /// There was none, which is nobody's attempt.
    Unanswered,
    /// It was not, or nobody is let in by it.
    Refused {
        /// Whose account it is, when that is known.
        member: Option<MemberId>,
        /// Why, as the trail tells it.
        why: &'static str,
    },
}

impl Store {
    /// Counts an answer of a provider before it is looked at, for its source: each costs the provider a request.
    pub async fn count_at_provider(&self, source: &Source, now: Timestamp) -> Result<Counted, SignInError> {
        let pair = Pair::of(AT_PROVIDER, source);
        let begun = self
            .writer
            .write(&doorkeeper(), now, Begin(pair.clone()))
            .await?
            .map_err(|seconds| SignInError::TooSoon { seconds })?;
        Ok(Counted { pair, begun })
    }

    /// Writes down what came of it.
    pub async fn settle_at_provider(
        &self,
        source: &Source,
        now: Timestamp,
        counted: Counted,
        outcome: AtProvider,
    ) -> Result<()> {
        let Counted { pair, begun } = counted;
        match outcome {
            AtProvider::Good => {
                self.writer.write(&doorkeeper(), now, Forgive { login: Some(pair), counted: begun }).await
            }
            AtProvider::Unanswered => {
                self.writer.write(&doorkeeper(), now, Forgive { login: None, counted: begun }).await
            }
            AtProvider::Refused { member, why } => {
                let member = member.map(MemberId::uuid);
                let source = source.clone();
                let fail = Fail { member, source, failures: begun.failures, at_provider: Some(why) };
                self.writer.write(&doorkeeper(), now, fail).await
            }
        }
    }
}

/// Under this, requests for a new password are counted.
const FORGOTTEN: &str = "\nforgotten";

impl Store {
    /// Counts that somebody asks for a new password, for their source. Nobody says whether it was right to ask, so each
    /// delays the next one until there was none for an hour.
    pub async fn count_forgotten(&self, source: &Source, now: Timestamp) -> Result<(), SignInError> {
        let begun = self.writer.write(&doorkeeper(), now, Begin(Pair::of(FORGOTTEN, source))).await?;
        begun.map(drop).map_err(|seconds| SignInError::TooSoon { seconds })
    }
}

/// An attempt that was counted.
#[derive(Debug)]
pub struct Counted {
    pair: Pair,
    begun: Begun,
}

/// What stands in the trail in place of an address.
fn second_factor() -> Source {
    Source("second factor".to_owned())
}

/// In whose name the trail tells of a sign-in that failed: nobody was signed in.
pub(crate) fn doorkeeper() -> Actor {
    Actor {
        member: MemberId::SYSTEM,
        name: "sign-in".to_owned(),
        role: Role::System,
        centre: None,
        through: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_of_ipv6_is_one_source() {
        let source = |text: &str| Source::of(text.parse().unwrap());
        assert_eq!(source("2001:db8:1:2::7"), source("2001:db8:1:2:ffff::9"));
        assert_ne!(source("2001:db8:1:2::7"), source("2001:db8:1:3::7"));
        assert_eq!(source("::ffff:192.0.2.7"), source("192.0.2.7"));
    }
}
