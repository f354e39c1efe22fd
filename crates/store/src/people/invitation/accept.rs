//! A link that is used.

use domain::actor::{MemberId, Post};
use domain::value::CentreCode;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use serde_json::json;
use uuid::Uuid;

use super::super::{join, member_of, membership, passwords};
use super::{Purpose, gone, read};
use crate::entity::invitation::{ActiveModel, Column, Entity};
use crate::entity::{member, session};
use crate::error::{Error, Result};
use crate::provider::{self, Account};
use crate::writer::{Step, Trace, Tx, Write};
use crate::{factors, sessions};

/// Who uses a link.
pub(super) enum Who {
    /// Somebody who chooses a password.
    New { password_hash: String },
    /// Somebody who has signed in at a provider.
    At(Account),
    /// A member who is signed in.
    Member(Uuid),
}

impl Who {
    /// The password's hash that they have from now on; empty when they have none.
    fn password_hash(&self) -> &str {
        match self {
            Self::New { password_hash } => password_hash,
            Self::At(_) | Self::Member(_) => "",
        }
    }
}

pub(super) struct Use {
    pub secret_hash: Vec<u8>,
    pub who: Who,
}

impl Write for Use {
    const NAME: &'static str = "invitation.accept";
    type Out = MemberId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<MemberId>> {
        // Locked, so that of two who use it at the same time one is refused.
        let found = Entity::find().filter(Column::SecretHash.eq(self.secret_hash.clone()));
        let row = found.lock_exclusive().one(tx.db).await?.ok_or_else(gone)?;
        let id = row.id;
        let (login, maker) = (row.login.clone(), row.by_member_id);
        let invitation = read(row, tx.by.now, false)?;
        if let Some(sentence) = invitation.state.closed() {
            return Err(Error::Invalid(sentence.to_owned()));
        }
        still_permitted(tx, maker, &invitation.purpose).await?;
        let member = match (&invitation.purpose, &self.who) {
            (Purpose::Join { post, ends_at }, Who::New { .. } | Who::At(_)) => {
                let member = join(tx, &login, &invitation.name, post, self.who.password_hash()).await?;
                membership::give(tx, member, post, *ends_at, None).await?;
                member
            }
            (Purpose::Join { .. }, Who::Member(member)) if *member == maker => {
                return Err(Error::Invalid(
                    "You made this invitation yourself. Somebody else who keeps people does it for you."
                        .to_owned(),
                ));
            }
            (Purpose::Join { post, ends_at }, Who::Member(member)) => {
                membership::give(tx, *member, post, *ends_at, None).await?;
                *member
            }
            (Purpose::Password { member, clears_factors }, Who::New { .. } | Who::At(_)) => {
                let member = member.uuid();
                if *clears_factors {
                    factors::remove(tx, member).await?;
                }
                let held = member::Entity::find_by_id(member).one(tx.db).await?.ok_or_else(gone)?;
                if held.retired_at.is_some() {
                    return Err(Error::Invalid(
                        "Your membership is over, so there is nothing to sign in to.".to_owned(),
                    ));
                }
                passwords::put(tx, member, self.who.password_hash(), Some(id)).await?;
                sessions::end(tx, session::Column::MemberId.eq(member)).await?;
                member
            }
            (Purpose::Password { .. }, Who::Member(_)) => return Err(gone()),
        };
        match &self.who {
            Who::At(account) => drop(provider::put(tx, member, account).await?),
            // Whoever had the password before may have connected an account of their own.
            Who::New { .. } => drop(provider::take(tx, member).await?),
            Who::Member(_) => {}
        }
        let used = ActiveModel {
            id: Set(id),
            used_at: Set(Some(tx.by.now.into())),
            member_id: Set(Some(member)),
            ..Default::default()
        };
        tx.vouch(Entity, &used.update(tx.db).await?);
        let centre = match &invitation.purpose {
            Purpose::Join { post, .. } => post.centre.clone(),
            Purpose::Password { .. } => None,
        };
        let by = match self.who {
            Who::New { .. } => Some("PASSWORD"),
            Who::At(_) => Some("PROVIDER"),
            Who::Member(_) => None,
        };
        let detail = json!({ "invitation": id, "centre": centre.as_ref().map(CentreCode::as_str), "by": by });
        Ok(Step::Done(MemberId::new(member), Trace::new(Self::NAME, member, detail)))
    }
}

/// A link is worth what whoever made it may do now: who has left, or is less, lets nobody in any more, and nobody
/// gets at somebody who has become more.
async fn still_permitted(tx: &Tx<'_>, maker: Uuid, purpose: &Purpose) -> Result<()> {
    if MemberId::new(maker) == MemberId::SYSTEM {
        return Ok(());
    }
    let gone = || {
        Error::Invalid(
            "Whoever made this link may not do so any more. Ask the lead of your centre for another."
                .to_owned(),
        )
    };
    let row = member::Entity::find_by_id(maker).one(tx.db).await?.ok_or_else(gone)?;
    let maker = member_of(row, membership::of_member(tx.db, maker).await?)?;
    let posts = match purpose {
        Purpose::Join { post, .. } => vec![post.clone()],
        Purpose::Password { member, .. } => {
            let id = member.uuid();
            let row = member::Entity::find_by_id(id).one(tx.db).await?.ok_or_else(gone)?;
            let member = member_of(row, membership::of_member(tx.db, id).await?)?;
            member.held(tx.by.now).map(|held| held.post.clone()).collect()
        }
    };
    let may_give =
        |post: &Post| maker.held(tx.by.now).any(|held| maker.acting_as(held).permit_to_give(post).is_ok());
    if posts.iter().all(may_give) { Ok(()) } else { Err(gone()) }
}
