//! The centre directory.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "centre")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub short_name: String,
    pub site_name: String,
    pub trust_name: String,
    pub ods_code: Option<String>,
    pub nation: String,
    pub tz: String,
    pub adult_resp_ecmo_beds: Option<i32>,
    pub l3_beds: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}
