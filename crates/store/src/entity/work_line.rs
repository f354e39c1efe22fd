//! A line of a list that a page shows, with what the page says of the record beside its content.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    /// Text of a [`crate::projection::List`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub list: String,
    /// What the list is ordered by, in milliseconds; the least number when there is no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub record_id: Uuid,
    pub form: String,
    /// The code of the record's life.
    pub state: String,
    pub patient_ref: String,
    /// JSON; what it holds is the list's affair.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
}

impl ActiveModelBehavior for ActiveModel {}
