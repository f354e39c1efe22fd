//! What is written about tokens.

use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::NewToken;
use crate::entity::{api_token, member};
use crate::error::{Error, Result};
use crate::ids::TokenId;
use crate::people::held_first;
use crate::time::Millis;
use crate::writer::{Step, Trace, Tx, Write};

pub(super) struct Create {
    pub new: NewToken,
    /// As what it acts; whatever its member is first, when nobody says.
    pub membership: Option<Uuid>,
    pub token_hash: Vec<u8>,
}

impl Write for Create {
    const NAME: &'static str = "token.create";
    type Out = TokenId;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<TokenId>> {
        let Self { new, membership, token_hash } = self;
        let member = member::Entity::find_by_id(new.member.uuid()).one(tx.db).await?;
        let acts_as = match member.filter(|member| member.retired_at.is_none()) {
            Some(member) if membership.is_none() => held_first(tx.db, member, tx.by.now).await?,
            Some(_) => *membership,
            None => None,
        };
        let Some(membership) = acts_as else {
            return Err(Error::Invalid("There is no such member. See `ecmopt member list`.".to_owned()));
        };
        let id = tx.id()?;
        let row = api_token::ActiveModel {
            id: Set(id),
            token_hash: Set(token_hash.clone()),
            member_id: Set(new.member.uuid()),
            label: Set(new.label.clone()),
            created_at: Set(tx.by.now.into()),
            expires_at: Set(new.expires_at.map(Into::into)),
            revoked_at: Set(None),
            membership_id: Set(Some(membership)),
            remit: Set(Some(json!(new.remit).to_string())),
            used_at: Set(None),
            used_from: Set(None),
        };
        tx.vouch(api_token::Entity, &row.insert(tx.db).await?);
        let until = new.expires_at.map(|end: Timestamp| end.to_string());
        let detail = json!({
            "member": new.member, "label": new.label, "remit": new.remit, "expires_at": until
        });
        Ok(Step::Done(TokenId::new(id), Trace::new(Self::NAME, id, detail)))
    }
}

pub(super) struct Revoke(pub Uuid);

impl Write for Revoke {
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

/// When and from where a token was last used.
pub(super) struct Note {
    pub id: Uuid,
    pub from: String,
}

impl Write for Note {
    const NAME: &'static str = "token.note";
    const SAVES: bool = false;
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let now = Millis::from(tx.by.now);
        let noted = api_token::Entity::update_many()
            .set(api_token::ActiveModel {
                used_at: Set(Some(now)),
                used_from: Set(Some(self.from.clone())),
                ..Default::default()
            })
            .filter(api_token::Column::Id.eq(self.id))
            // Another request may have been written meanwhile, with a later time.
            .filter(
                Condition::any()
                    .add(api_token::Column::UsedAt.is_null())
                    .add(api_token::Column::UsedAt.lt(now)),
            )
            .exec(tx.db)
            .await?;
        Ok(if noted.rows_affected == 0 { Step::Declined(()) } else { Step::Quiet(()) })
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
