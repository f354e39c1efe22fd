//! Sign-ins that failed of late.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempt")]
pub struct Model {
    /// Where they came from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub login_hash: Vec<u8>,
    pub failures: i32,
    pub last_at: Millis,
    /// When the next one may be made.
    pub open_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
