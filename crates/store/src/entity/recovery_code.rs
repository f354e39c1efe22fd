//! Hashes of codes for the day on which a device is lost.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: Vec<u8>,
    pub made_at: Millis,
    pub used_at: Option<Millis>,
}

impl ActiveModelBehavior for ActiveModel {}
