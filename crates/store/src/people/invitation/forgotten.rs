//! A link for whoever has forgotten their password, made without anybody who keeps them. Whoever asks has shown nothing,
//! so it is for the inbox of the member alone, and nothing of what was found is for whoever asks.

use domain::actor::{Action, Actor, MemberId};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;

use super::super::{member_of, membership};
use super::{Make, PASSWORD_AND_FACTORS, Purpose, open_for_password};
use crate::entity::invitation::Model;
use crate::entity::member;
use crate::error::Result;
use crate::writer::{Step, Tx, Write};
use crate::{Store, secret};

/// So long such a link can be used: whoever has asked for it is waiting for it.
pub const FORGOTTEN_LASTS: SignedDuration = SignedDuration::from_hours(1);

/// Another is made for the same member after so long, so that nobody fills their inbox.
const PAUSE: SignedDuration = SignedDuration::from_mins(15);

/// What came of asking for a link.
#[derive(Debug)]
pub enum Forgotten {
    /// It was made.
    Link {
        /// For whom.
        member: MemberId,
        /// What they sign in with.
        login: String,
        /// Its secret, which is not kept.
        link: SecretString,
    },
    /// None was made.
    Nothing {
        /// Who signs in with the login, if anybody does.
        member: Option<MemberId>,
        /// Why, for the log alone.
        why: &'static str,
    },
}

impl Store {
    /// A link with which whoever signs in with a login chooses a new password. It leaves second factors as they are.
    /// None is made where nobody could use it, and where one was made lately.
    pub async fn forgotten(&self, login: &str, now: Timestamp) -> Result<Forgotten> {
        let by = Actor::service("password by e-mail");
        by.permit(Action::KeepPeople)?;
        let login = login.trim().to_lowercase();
        let found = member::Entity::find().filter(member::Column::Login.eq(login)).one(&self.read).await?;
        let Some(row) = found else { return Ok(Forgotten::Nothing { member: None, why: "unknown" }) };
        let (id, login) = (MemberId::new(row.id), row.login.clone());
        let (link, secret_hash) = secret::fresh("", self.entropy.as_ref())?;
        let purpose = Purpose::Password { member: id, clears_factors: false };
        let make = Make { login: row.login, name: row.name, purpose, secret_hash, lasts: FORGOTTEN_LASTS };
        Ok(match self.writer.write(&by, now, MakeIfWanted { member: id, make }).await? {
            Ok(()) => Forgotten::Link { member: id, login, link },
            Err(why) => Forgotten::Nothing { member: Some(id), why },
        })
    }
}

/// Makes a link when the member can use it and none that was made before stands against it.
struct MakeIfWanted {
    member: MemberId,
    make: Make,
}

impl Write for MakeIfWanted {
    const NAME: &'static str = Make::NAME;
    type Out = Result<(), &'static str>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        if let Some(why) = self.unwanted(tx).await? {
            return Ok(Step::Declined(Err(why)));
        }
        let (_, trace) = self.make.put(tx).await?;
        Ok(Step::Done(Ok(()), trace))
    }
}

impl MakeIfWanted {
    /// Why no link is made; nothing when one is.
    async fn unwanted(&self, tx: &Tx<'_>) -> Result<Option<&'static str>> {
        let (id, now) = (self.member.uuid(), tx.by.now);
        let Some(row) = member::Entity::find_by_id(id).one(tx.db).await? else { return Ok(Some("unknown")) };
        // Whoever signs in at a provider alone has forgotten none: a mailbox is not to become a second way in.
        if row.password_hash.is_empty() {
            return Ok(Some("has no password"));
        }
        if member_of(row, membership::of_member(tx.db, id).await?)?.held(now).next().is_none() {
            return Ok(Some("is nothing any more"));
        }
        let open = open_for_password(id).all(tx.db).await?;
        let holds = |row: &&Model| row.expires_at.instant() > now;
        Ok(open.iter().filter(holds).find_map(|row| {
            // A stranger's asking does not take away what somebody who keeps them has given on purpose.
            let clears_factors = row.purpose == PASSWORD_AND_FACTORS;
            let is_late = now.duration_since(row.at.instant()) >= PAUSE;
            match (clears_factors, is_late) {
                (true, _) => Some("holds a link that forgets the second factor, too"),
                (false, false) => Some("was given a link lately"),
                (false, true) => None,
            }
        }))
    }
}
