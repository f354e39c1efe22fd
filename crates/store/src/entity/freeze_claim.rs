//! Who is freezing a cycle.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "freeze_claim")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: String,
    /// Which of several claims it is: a later one takes the place of an earlier one.
    pub nonce: Uuid,
    pub actor: String,
    pub at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
