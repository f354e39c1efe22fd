//! Tokens of the API; only their hashes.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub token_hash: Vec<u8>,
    pub member_id: Uuid,
    pub label: String,
    pub created_at: Millis,
    pub expires_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
    /// What its member acts as; nothing in tokens of versions that did not have it: whatever they are first.
    pub membership_id: Option<Uuid>,
    /// What it lets a program do, as JSON; nothing in tokens of versions that did not have it: all that programs can.
    pub remit: Option<String>,
    pub used_at: Option<Millis>,
    pub used_from: Option<String>,
    #[sea_orm(belongs_to, from = "member_id", to = "id")]
    pub member: BelongsTo<super::member::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
