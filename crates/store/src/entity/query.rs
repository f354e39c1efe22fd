//! Queries about fields.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "query")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre: String,
    pub record_id: Uuid,
    pub child_list: Option<String>,
    pub child_row: Option<i32>,
    pub field: String,
    pub state: String,
    pub closed_at: Option<Millis>,
}

impl ActiveModelBehavior for ActiveModel {}
