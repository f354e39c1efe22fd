//! More time for one centre in a cycle.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cycle_extension")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    pub until: TimeDate,
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    pub actor: String,
    pub at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
