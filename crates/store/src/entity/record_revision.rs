//! Every version of every record; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record_revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i32,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
    pub reason: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// The findings it was saved with, as JSON: confirmed warnings and what keeps it from sign-off.
    #[sea_orm(column_type = "Text")]
    pub findings: String,
    pub import_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
