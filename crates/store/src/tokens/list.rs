//! Tokens as those see them who keep the people they act for.

use std::collections::BTreeMap;

use domain::actor::{Actor, MemberId, Membership, Post, Remit};
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::Store;
use crate::entity::{api_token, member, membership};
use crate::error::{Error, Result};
use crate::ids::TokenId;
use crate::people::whose_people;
use crate::time::Millis;

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// The member it acts for.
    pub member: MemberId,
    /// Their name.
    pub holder: String,
    /// As what.
    pub post: Post,
    /// What it is for, in words.
    pub label: String,
    /// What it lets a program do.
    pub remit: Remit,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is valid.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, within a minute; nothing when never, or only by a version that did not note it.
    pub used_at: Option<Timestamp>,
    /// From where, as an address or a network.
    pub used_from: Option<String>,
    /// Whether it works.
    pub state: TokenState,
}

/// Whether a token works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It does.
    Valid,
    /// Somebody has ended it.
    Ended(Timestamp),
    /// Its time is over.
    Over,
    /// Its holder is no longer what it acts as.
    HolderLeft,
}

impl Store {
    /// The tokens of all people whom the actor keeps, the latest first: of the own centre, or of everybody
    /// ([`Action::KeepPeople`](domain::actor::Action::KeepPeople)).
    pub async fn tokens(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Token>> {
        let place = whose_people(actor)?;
        let rows = api_token::Entity::find()
            .find_also_related(member::Entity)
            .order_by_desc(api_token::Column::Id)
            .all(&self.read)
            .await?;
        let posts = self.posts_of(rows.iter().map(|(row, _)| membership(row))).await?;
        let mut tokens = Vec::with_capacity(rows.len());
        for (row, member) in rows {
            let (Some(member), Some(held)) = (member, posts.get(&membership(&row))) else { continue };
            if place.is_none() || place == held.post.centre {
                tokens.push(token(row, &member, held, now)?);
            }
        }
        Ok(tokens)
    }

    async fn posts_of(&self, ids: impl Iterator<Item = Uuid>) -> Result<BTreeMap<Uuid, Membership>> {
        let rows =
            membership::Entity::find().filter(membership::Column::Id.is_in(ids)).all(&self.read).await?;
        rows.into_iter().map(|row| Ok((row.id, Membership::try_from(row)?))).collect()
    }
}

fn token(row: api_token::Model, member: &member::Model, held: &Membership, now: Timestamp) -> Result<Token> {
    let has_left = member.retired_at.is_some() || !held.holds(now);
    let expires_at = row.expires_at.map(Millis::instant);
    let state = match row.revoked_at {
        Some(ended) => TokenState::Ended(ended.instant()),
        None if expires_at.is_some_and(|end| end <= now) => TokenState::Over,
        None if has_left => TokenState::HolderLeft,
        None => TokenState::Valid,
    };
    Ok(Token {
        id: TokenId::new(row.id),
        member: MemberId::new(member.id),
        holder: member.name.clone(),
        post: held.post.clone(),
        remit: remit(&row)?,
        label: row.label,
        created_at: row.created_at.instant(),
        expires_at,
        used_at: row.used_at.map(Millis::instant),
        used_from: row.used_from,
        state,
    })
}

/// What a token acts as. One of the version that did not say it acts as what its member was then.
pub(super) fn membership(row: &api_token::Model) -> Uuid {
    row.membership_id.unwrap_or(row.member_id)
}

/// What a token lets a program do. One of the version that did not say it lets it do everything that programs can.
pub(super) fn remit(row: &api_token::Model) -> Result<Remit> {
    let Some(remit) = &row.remit else { return Ok(Remit::whole()) };
    serde_json::from_str(remit)
        .map_err(|problem| Error::inconsistent("api_token", "remit", row.id, problem.to_string()))
}
