//! Every step in the life of every record; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "life_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    /// 1 for its first step, one more with each.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: i32,
    /// The steps that one event of the audit trail vouches for.
    pub batch: Uuid,
    pub what: String,
    /// The state that the record is in afterwards.
    pub state: String,
    /// The version that it has then.
    pub revision: i32,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
