//! The network's questions by cycle, every version; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "question_set")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub member_id: Uuid,
    pub actor: String,
    pub at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
