//! A sum over the patients of a centre.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "work_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    /// The cycle; empty for what is counted over all time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub cycle: String,
    /// The code of a [`crate::projection::Kind`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub form: String,
    /// What is counted of the form: a state, a field, a month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub number: i64,
    /// Those of them that lack what is counted.
    pub lacking: i64,
}

impl ActiveModelBehavior for ActiveModel {}
