//! The dates of a cycle of the calendar, opened or not.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calendar_cycle")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub period_start: TimeDate,
    pub period_end: TimeDate,
    pub lock_deadline: TimeDate,
}

impl ActiveModelBehavior for ActiveModel {}
