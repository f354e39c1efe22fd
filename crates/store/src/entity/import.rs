//! Imports of bundles.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
    pub bundle_hash: String,
    pub extract_at: Millis,
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub set_aside: i64,
    pub digest: Vec<u8>,
    pub name: String,
    /// Who sent it; several centres' when nothing.
    pub centre: Option<String>,
    pub undone_by: Option<String>,
    pub undone_at: Option<Millis>,
}

impl ActiveModelBehavior for ActiveModel {}
