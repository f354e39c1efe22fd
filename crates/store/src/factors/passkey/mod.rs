//! Passkeys: keys that a phone, a computer or a security key holds for this service alone, and uses after a finger, a
//! face or a PIN.
//!
//! ```text
//! begin_passkey ───► a challenge, sealed, for the session ─► the browser makes a key ──► confirm_passkey ─► it counts
//! ask_for_passkey ─► a challenge ──────────────────────────► the authenticator signs it ─► try_passkey
//! ```
//!
//! A challenge is taken out before its answer is looked at: it works once, for five minutes, in its session.

mod challenge;
mod party;
mod writes;

use domain::actor::{Actor, MemberId};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use secrecy::SecretString;
use tracing::warn;
use uuid::Uuid;

use self::challenge::Challenge;
use self::writes::{Add, Remove, Use};
use super::recovery;
use crate::entity::passkey::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::PasskeyId;
use crate::sign_in::SignInError;
use crate::time::Millis;
use crate::writer::Tx;
use crate::{Store, secret, words};

pub use self::party::RelyingParty;

/// More than anybody has devices: a page of them is still read.
const MOST: usize = 20;

/// The most characters of a passkey's name.
const LABEL_CHARS: usize = 60;

/// A passkey as its member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its member calls it.
    pub label: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Option<Timestamp>,
}

impl From<Model> for Passkey {
    fn from(row: Model) -> Self {
        Self {
            id: PasskeyId::new(row.id),
            label: row.label,
            made_at: row.made_at.instant(),
            last_used_at: row.last_used_at.map(Millis::instant),
        }
    }
}

impl Store {
    /// The passkeys of a member, oldest first.
    pub async fn passkeys(&self, member: MemberId) -> Result<Vec<Passkey>> {
        let rows = own(member.uuid()).order_by_asc(Column::Id).all(&self.read).await?;
        Ok(rows.into_iter().map(Passkey::from).collect())
    }

    /// Begins to set a passkey up under a name: what the browser is asked with, as JSON.
    pub async fn begin_passkey(
        &self,
        actor: &Actor,
        now: Timestamp,
        party: &RelyingParty,
        label: &str,
    ) -> Result<String> {
        let label = named(label)?;
        let login = self.login_of(actor).await?;
        let held = self.credentials(actor.member).await?;
        if held.len() >= MOST {
            return Err(Error::Invalid(format!("You have {MOST} passkeys. Remove one first.")));
        }
        let (asked, state) = party.ask_to_make(actor, &login, &held)?;
        self.keep_challenge(actor, now, &Challenge::Make { label, state }).await?;
        Ok(asked)
    }

    /// Counts a passkey from now on, which the browser has made. All other sessions end that have not shown a second
    /// factor. Whoever had none so far gets recovery codes, which are shown once.
    pub async fn confirm_passkey(
        &self,
        actor: &Actor,
        now: Timestamp,
        party: &RelyingParty,
        session: &str,
        answer: &str,
    ) -> Result<Vec<SecretString>> {
        let not_made = |why: &str| {
            warn!(member = %actor.member, why, "a passkey was not set up");
            Error::Invalid(
                "The passkey was not set up: the answer came too late, or not from here. Begin again."
                    .to_owned(),
            )
        };
        let Some(Challenge::Make { label, state }) = self.take_challenge(actor, now).await? else {
            return Err(not_made(challenge::NONE));
        };
        let made = party.made(&state, answer).map_err(|refused| not_made(&refused.to_string()))?;
        let codes = recovery::fresh(self.entropy.as_ref())?;
        let hashes = codes.iter().map(recovery::hash_of).collect();
        let add = Add { label, made, hashes, stays: secret::hash(session) };
        let is_first = self.writer.write(actor, now, add).await?;
        Ok(if is_first { codes } else { Vec::new() })
    }

    /// Asks for one of the member's passkeys: what the browser is asked with, as JSON; nothing when they have none.
    pub async fn ask_for_passkey(
        &self,
        actor: &Actor,
        now: Timestamp,
        party: &RelyingParty,
    ) -> Result<Option<String>> {
        let held = self.credentials(actor.member).await?;
        if held.is_empty() {
            return Ok(None);
        }
        let (asked, state) = party.ask_to_show(&held)?;
        self.keep_challenge(actor, now, &Challenge::Show(state)).await?;
        Ok(Some(asked))
    }

    /// Tries what a browser answers: counted before it is looked at, like a code.
    pub async fn try_passkey(
        &self,
        actor: &Actor,
        now: Timestamp,
        party: &RelyingParty,
        answer: &str,
    ) -> Result<(), SignInError> {
        let counted = self.count_code(actor, now).await?;
        let is_right = self.is_shown(actor, now, party, answer).await?;
        self.settle_code(actor, now, counted, is_right).await
    }

    async fn is_shown(
        &self,
        actor: &Actor,
        now: Timestamp,
        party: &RelyingParty,
        answer: &str,
    ) -> Result<bool> {
        let refuse = |why: &str| {
            warn!(member = %actor.member, why, "a passkey was refused");
            Ok(false)
        };
        let Some(Challenge::Show(state)) = self.take_challenge(actor, now).await? else {
            return refuse(challenge::NONE);
        };
        let shown = match party.shown(&state, answer) {
            Ok(shown) => shown,
            Err(refused) => return refuse(&refused.to_string()),
        };
        match self.writer.write(actor, now, Use(shown)).await? {
            Ok(()) => Ok(true),
            Err(why) => refuse(why),
        }
    }

    /// Takes one of one's own passkeys away; with the last second factor the recovery codes go, too.
    pub async fn remove_passkey(&self, actor: &Actor, now: Timestamp, id: PasskeyId) -> Result<()> {
        self.writer.write(actor, now, Remove(id.uuid())).await
    }

    async fn credentials(&self, member: MemberId) -> Result<Vec<party::Credential>> {
        let rows = own(member.uuid()).order_by_asc(Column::Id).all(&self.read).await?;
        rows.iter().map(party::read).collect()
    }
}

fn own(member: Uuid) -> Select<Entity> {
    Entity::find().filter(Column::MemberId.eq(member))
}

/// What a member calls a passkey.
fn named(label: &str) -> Result<String> {
    let label = words::line("name", label)?.trim().to_owned();
    let wrong = |sentence: &str| Err(Error::Invalid(sentence.to_owned()));
    match label.chars().count() {
        0 => wrong("Give the passkey a name by which you know it again."),
        count if count > LABEL_CHARS => wrong("The name is longer than 60 characters. Shorten it."),
        _ => Ok(label),
    }
}

/// Takes a member's passkeys away in the transaction of a write; how many there were.
pub(super) async fn remove_all(tx: &Tx<'_>, member: Uuid) -> Result<usize> {
    let rows = own(member).all(tx.db).await?;
    for row in &rows {
        Entity::delete_by_id(row.id).exec(tx.db).await?;
        tx.gone(Entity, row.id);
    }
    Ok(rows.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_has_a_name_of_one_short_line() {
        assert_eq!(named(" my phone ").expect("a name"), "my phone");
        let wrong = |label: &str| named(label).expect_err("no name").to_string();
        assert!(wrong("  ").contains("Give the passkey a name"));
        assert!(wrong(&"a".repeat(61)).contains("longer than 60"));
        assert!(wrong("my\nphone").contains("one line"));
    }
}
