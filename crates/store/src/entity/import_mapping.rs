//! What the columns of a centre's files mean.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_mapping")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub centre: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub sheet: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub header: String,
    /// Nothing: the column is left out.
    pub column_name: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
