//! The threads of queries; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "query_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub query_id: Uuid,
    /// From 1, in the order of the thread.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub side: String,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
