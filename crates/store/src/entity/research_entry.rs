//! What was done with research projects; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "research_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project_id: Uuid,
    /// From 1, in the order of the project.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    pub step: String,
    /// The last day of an approval.
    pub until: Option<time::Date>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
