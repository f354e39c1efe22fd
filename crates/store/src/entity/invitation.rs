//! Links that let somebody in once; only the hashes of their secrets.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub secret_hash: Vec<u8>,
    pub purpose: String,
    pub login: String,
    pub name: String,
    /// What they will be; nothing when it is only about a password.
    pub role: Option<String>,
    pub centre: Option<String>,
    /// When their membership will end.
    pub ends_at: Option<Millis>,
    pub by_member_id: Uuid,
    pub actor: String,
    pub at: Millis,
    pub expires_at: Millis,
    pub used_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
    /// Whose password it is about, or who has joined by it.
    pub member_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
