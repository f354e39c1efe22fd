//! Research projects as their applicants write them; once submitted, a row stays as it is.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "research_project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    #[sea_orm(column_type = "Text")]
    pub question: String,
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// One a line: the name, a comma, the institution.
    #[sea_orm(column_type = "Text")]
    pub investigators: String,
    pub basis: String,
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    #[sea_orm(column_type = "Text")]
    pub funding: String,
    pub first_day: time::Date,
    pub last_day: time::Date,
    /// When it was registered.
    pub at: Millis,
    /// Who applies.
    pub member_id: Uuid,
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
