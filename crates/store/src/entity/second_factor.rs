//! Second factors of members, their secrets sealed.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub kind: String,
    pub sealed: Vec<u8>,
    pub made_at: Millis,
    /// When its member first showed that they hold it; until then it counts for nothing.
    pub confirmed_at: Option<Millis>,
    /// The last half minute whose code was used: none is taken twice.
    pub last_step: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
