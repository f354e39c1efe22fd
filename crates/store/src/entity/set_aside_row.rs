//! Rows of an import that could not be stored.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "set_aside_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub row: i64,
    /// The row as it stood in the file: a JSON object of its cells by column.
    #[sea_orm(column_type = "Text")]
    pub cells: String,
    /// The rules that it broke: a JSON array.
    #[sea_orm(column_type = "Text")]
    pub rules: String,
    /// What is wrong with its cells: a JSON array of column, rule and sentence.
    #[sea_orm(column_type = "Text")]
    pub findings: String,
    /// Where it stood in what was sent, in words.
    pub origin: String,
}

impl ActiveModelBehavior for ActiveModel {}
