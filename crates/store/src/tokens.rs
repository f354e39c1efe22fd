//! Bearer tokens of the API. The secret is shown once; the database holds its hash.

use domain::actor::{Action, Actor, MemberId, Through};
use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use secrecy::SecretString;
use serde_json::json;
use uuid::Uuid;

use crate::entity::{api_token, member};
use crate::error::{Error, Result};
use crate::ids::TokenId;
use crate::people::{acting, held_first};
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};
use crate::{Store, secret};

/// Marks a secret as one of ours, for people and for scanners of leaked secrets.
const PREFIX: &str = "ecmopt_";

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// The member it acts for.
    pub member: MemberId,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is valid.
    pub expires_at: Option<Timestamp>,
    /// Since when it is not valid any more.
    pub revoked_at: Option<Timestamp>,
}

impl Store {
    /// Makes a token that acts for a member: its id, and the secret, which is not kept.
    pub async fn token_create(
        &self,
        actor: &Actor,
        now: Timestamp,
        member: MemberId,
        label: &str,
        expires_at: Option<Timestamp>,
    ) -> Result<(TokenId, SecretString)> {
        actor.permit(Action::Operate)?;
        let (token, token_hash) = secret::fresh(PREFIX, self.entropy.as_ref())?;
        let label = crate::words::line("label", label)?;
        let create = CreateToken { member: member.uuid(), token_hash, label, expires_at };
        Ok((self.writer.write(actor, now, create).await?, token))
    }

    /// Who acts with this secret; `None` when nobody does any more.
    pub async fn token_find(&self, token: &str, now: Timestamp) -> Result<Option<Actor>> {
        let found = api_token::Entity::find()
            .filter(api_token::Column::TokenHash.eq(secret::hash(token)))
            .find_also_related(member::Entity)
            .one(&self.read)
            .await?;
        let Some((row, Some(member))) = found else {
            return Ok(None);
        };
        let expired = row.expires_at.is_some_and(|expires| expires.instant() <= now);
        if expired || row.revoked_at.is_some() {
            return Ok(None);
        }
        // One of the version before acts as what its member was then.
        let membership = Some(row.membership_id.unwrap_or(row.member_id));
        let actor = acting(&self.read, member, membership, now).await?;
        Ok(actor.map(|actor| Actor { through: Some(Through::Token(row.id)), ..actor }))
    }

    /// All tokens, oldest first.
    pub async fn tokens(&self, actor: &Actor) -> Result<Vec<Token>> {
        actor.permit(Action::Operate)?;
        let rows = api_token::Entity::find().order_by_asc(api_token::Column::Id);
        Ok(rows.all(&self.read).await?.into_iter().map(Token::from).collect())
    }

    /// Ends a token.
    pub async fn token_revoke(&self, actor: &Actor, now: Timestamp, id: TokenId) -> Result<()> {
        actor.permit(Action::Operate)?;
        self.writer.write(actor, now, RevokeToken(id.uuid())).await
    }
}

impl From<api_token::Model> for Token {
    fn from(row: api_token::Model) -> Self {
        Self {
            id: TokenId::new(row.id),
            member: MemberId::new(row.member_id),
            label: row.label,
            created_at: row.created_at.instant(),
            expires_at: row.expires_at.map(Millis::instant),
            revoked_at: row.revoked_at.map(Millis::instant),
        }
    }
}

struct CreateToken {
    member: Uuid,
    token_hash: Vec<u8>,
    label: String,
    expires_at: Option<Timestamp>,
}

impl Write for CreateToken {
    const NAME: &'static str = "token.create";
    type Out = TokenId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<TokenId>> {
        let member = member::Entity::find_by_id(self.member).one(tx.db).await?;
        let acts_as = match member {
            Some(member) if member.retired_at.is_none() => held_first(tx.db, member, tx.by.now).await?,
            _ => None,
        };
        let Some(membership) = acts_as else {
            return Err(Error::Invalid("There is no such member. See `ecmopt member list`.".to_owned()));
        };
        let id = tx.id()?;
        let row = api_token::ActiveModel {
            id: Set(id),
            token_hash: Set(self.token_hash.clone()),
            member_id: Set(self.member),
            label: Set(self.label.clone()),
            created_at: Set(tx.by.now.into()),
            expires_at: Set(self.expires_at.map(Into::into)),
            revoked_at: Set(None),
            membership_id: Set(Some(membership)),
        };
        tx.vouch(api_token::Entity, &row.insert(tx.db).await?);
        let detail = json!({ "member": self.member, "label": self.label });
        Ok(Step::Done(TokenId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

struct RevokeToken(Uuid);

impl Write for RevokeToken {
    const NAME: &'static str = "token.revoke";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let row = api_token::Entity::find_by_id(self.0).one(tx.db).await?;
        if row.ok_or(Error::NotFound)?.revoked_at.is_some() {
            return Ok(Step::Declined(()));
        }
        revoke(tx, self.0).await?;
        Ok(Step::Done((), Trace::new(Self::NAME, self.0, json!({}))))
    }
}

/// Ends a token in the transaction of a write.
async fn revoke(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    let revoked =
        api_token::ActiveModel { id: Set(id), revoked_at: Set(Some(tx.by.now.into())), ..Default::default() };
    tx.vouch(api_token::Entity, &revoked.update(tx.db).await?);
    Ok(())
}

/// Ends those tokens that are left, in the transaction of a write.
pub(crate) async fn revoke_all(tx: &Tx<'_>, which: impl IntoCondition) -> Result<()> {
    let held = api_token::Entity::find()
        .filter(which.into_condition())
        .filter(api_token::Column::RevokedAt.is_null());
    for token in held.all(tx.db).await? {
        revoke(tx, token.id).await?;
    }
    Ok(())
}
