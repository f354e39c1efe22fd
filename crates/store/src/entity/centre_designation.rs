//! What a centre was designated as, and when.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "centre_designation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub valid_from: TimeDate,
    pub kind: String,
    pub valid_to: Option<TimeDate>,
}

impl ActiveModelBehavior for ActiveModel {}
