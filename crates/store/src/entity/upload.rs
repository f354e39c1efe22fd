//! Files that wait for a decision.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre: String,
    pub name: String,
    pub member_id: Uuid,
    pub actor: String,
    pub at: Millis,
    /// What its columns mean: a JSON object of sheets, each an object of header and column.
    #[sea_orm(column_type = "Text")]
    pub mapping: String,
}

impl ActiveModelBehavior for ActiveModel {}
