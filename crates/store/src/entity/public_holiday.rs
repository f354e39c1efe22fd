//! A public holiday of a nation.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "public_holiday")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub nation: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub date: TimeDate,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub calendar_version: String,
}

impl ActiveModelBehavior for ActiveModel {}
