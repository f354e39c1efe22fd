//! Permissions of centres to submit, one row each time one is entered; the latest holds.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "permission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub centre: String,
    pub approval: String,
    pub last_day: time::Date,
    pub guardian: String,
    pub route: String,
    pub opt_out_checked_on: Option<time::Date>,
    /// Who entered it.
    pub actor: String,
    pub at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
