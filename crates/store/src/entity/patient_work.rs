//! What a patient's records add to the counts of their centre, so that it can be taken off again. An empty patient
//! stands for what a centre reports of itself.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_work")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub patient_ref: String,
    /// The moment as of which it was made.
    pub made_at: Millis,
    /// JSON of [`crate::projection::Adds`].
    #[sea_orm(column_type = "Text")]
    pub adds: String,
}

impl ActiveModelBehavior for ActiveModel {}
