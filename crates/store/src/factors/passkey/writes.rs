//! What is written about passkeys.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::json;
use uuid::Uuid;

use super::super::{held, recovery};
use super::own;
use super::party::{Credential, Shown, json};
use crate::entity::passkey::{ActiveModel, Column, Entity, Model};
use crate::error::{Error, Result};
use crate::sessions;
use crate::writer::{Step, Trace, Tx, Write};

/// A passkey that was made; whether it is the member's first second factor.
pub(super) struct Add {
    pub label: String,
    pub made: Credential,
    /// Of recovery codes, for whoever had no second factor.
    pub hashes: Vec<Vec<u8>>,
    /// The session that does not end.
    pub stays: Vec<u8>,
}

impl Write for Add {
    const NAME: &'static str = "passkey.add";
    type Out = bool;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<bool>> {
        let member = tx.by.actor.member.uuid();
        let credential_id = self.made.cred_id().clone();
        let same = Entity::find().filter(Column::CredentialId.eq(credential_id.clone()));
        if same.one(tx.db).await?.is_some() {
            return Err(Error::Invalid("This passkey is in use already. Make another one.".to_owned()));
        }
        let is_first = !held::factors(tx.db, member).await?.is_any();
        sessions::end_those_of_one_factor(tx, member, &self.stays).await?;
        let row = Model {
            id: tx.id()?,
            member_id: member,
            label: self.label.clone(),
            credential_id,
            credential: json(&self.made)?,
            made_at: tx.by.now.into(),
            last_used_at: None,
            counter: 0,
        };
        tx.vouch(Entity, &row);
        let detail = json!({ "passkey": row.id, "label": self.label });
        Entity::insert(row.into_active_model()).exec_without_returning(tx.db).await?;
        if is_first {
            recovery::put(tx, &self.hashes).await?;
        }
        Ok(Step::Done(is_first, Trace::new(Self::NAME, member, detail)))
    }
}

/// A passkey that has signed a challenge; `Err` says for the log why that counts for nothing.
pub(super) struct Use(pub Shown);

impl Write for Use {
    const NAME: &'static str = "passkey.use";
    const SAVES: bool = false;
    type Out = Result<(), &'static str>;

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<Self::Out>> {
        let member = tx.by.actor.member;
        let found = own(member.uuid()).filter(Column::CredentialId.eq(self.0.credential_id.clone()));
        let Some(row) = found.one(tx.db).await? else {
            return Ok(Step::Declined(Err("it was taken away meanwhile")));
        };
        if let Some(counter) = self.0.counter
            && moves_on(tx, row.id, counter).await?
        {
            return Ok(Step::Quiet(Ok(())));
        }
        let detail = json!({ "passkey": row.id, "label": row.label });
        let told = Trace::new("passkey.suspect", member, detail);
        Ok(Step::Done(Err("its counter went back: it may have been copied"), told))
    }
}

/// Moves a passkey's counter on; not where it would not grow. One that always stays at nothing is of an authenticator
/// that does not count.
async fn moves_on(tx: &Tx<'_>, id: Uuid, counter: i64) -> Result<bool> {
    let is_less = if counter == 0 { Column::Counter.eq(0) } else { Column::Counter.lt(counter) };
    let now = Some(tx.by.now.into());
    let moved = Entity::update_many()
        .set(ActiveModel { counter: Set(counter), last_used_at: Set(now), ..Default::default() })
        .filter(Column::Id.eq(id))
        .filter(is_less)
        .exec(tx.db)
        .await?;
    Ok(moved.rows_affected > 0)
}

/// Takes a passkey away.
pub(super) struct Remove(pub Uuid);

impl Write for Remove {
    const NAME: &'static str = "passkey.remove";
    type Out = ();

    async fn run(&mut self, tx: &mut Tx<'_>) -> Result<Step<()>> {
        let member = tx.by.actor.member.uuid();
        let row = own(member).filter(Column::Id.eq(self.0)).one(tx.db).await?.ok_or(Error::NotFound)?;
        Entity::delete_by_id(row.id).exec(tx.db).await?;
        tx.gone(Entity, row.id);
        if !held::factors(tx.db, member).await?.is_any() {
            recovery::take(tx, member).await?;
            sessions::back_to_one(tx, member).await?;
        }
        Ok(Step::Done((), Trace::new(Self::NAME, member, json!({ "passkey": row.id, "label": row.label }))))
    }
}
