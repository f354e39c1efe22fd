//! Whether a patient's records were judged since anything was written about the patient. Triggers count what is
//! written. An empty patient stands for what a centre reports of itself.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "patient_review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub patient_ref: String,
    /// How often anything was written.
    pub written: i64,
    /// How much of it was there when the records were last judged.
    pub reviewed: i64,
}

impl ActiveModelBehavior for ActiveModel {}
