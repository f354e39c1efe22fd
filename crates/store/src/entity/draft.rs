//! Drafts.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre: String,
    pub form: String,
    pub record_id: Option<Uuid>,
    /// What was typed: a JSON list of pairs of name and value.
    #[sea_orm(column_type = "Text")]
    pub fields: String,
    pub version: i32,
    pub member_id: Uuid,
    pub actor: String,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
