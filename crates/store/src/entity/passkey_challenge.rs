//! What a browser was asked, so that a passkey answers it: one at a time in each session, sealed.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    pub sealed: Vec<u8>,
    pub expires_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
