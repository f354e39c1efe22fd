//! Which second factors a member has.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::recovery;
use crate::entity::{passkey, second_factor};
use crate::error::Result;
use crate::time::Millis;

/// The second factors that a member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Factors {
    /// Since when they sign in with an authenticator app too.
    pub app_since: Option<Timestamp>,
    /// How many passkeys they have.
    pub passkeys: u64,
    /// How many recovery codes are left.
    pub codes_left: u64,
}

impl Factors {
    /// Whether they have one: recovery codes stand in for one, and are none.
    pub const fn is_any(self) -> bool {
        self.app_since.is_some() || self.passkeys > 0
    }
}

pub(super) async fn factors(db: &impl ConnectionTrait, member: Uuid) -> Result<Factors> {
    let app = app(db, member).await?;
    let passkeys = passkey::Entity::find().filter(passkey::Column::MemberId.eq(member));
    Ok(Factors {
        app_since: app.and_then(|row| row.confirmed_at).map(Millis::instant),
        passkeys: passkeys.count(db).await?,
        codes_left: recovery::unused(member).count(db).await?,
    })
}

/// The authenticator app of a member, once its code was typed.
pub(super) async fn app(db: &impl ConnectionTrait, member: Uuid) -> Result<Option<second_factor::Model>> {
    let own = second_factor::Entity::find().filter(second_factor::Column::MemberId.eq(member));
    Ok(own.filter(second_factor::Column::ConfirmedAt.is_not_null()).one(db).await?)
}
