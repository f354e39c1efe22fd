//! Passkeys of members: public keys, which only check what their authenticators sign.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    /// What its member calls it.
    pub label: String,
    /// What its authenticator calls it: no two are the same.
    pub credential_id: Vec<u8>,
    /// Its public key and how it was made, as JSON.
    pub credential: String,
    pub made_at: Millis,
    pub last_used_at: Option<Millis>,
    /// How often its authenticator has signed, as far as it counts: one that goes back was copied.
    pub counter: i64,
}

impl ActiveModelBehavior for ActiveModel {}
