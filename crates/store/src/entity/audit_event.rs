//! The audit trail; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
    pub action: String,
    pub subject: String,
    /// JSON, kept as the text that was hashed.
    #[sea_orm(column_type = "Text")]
    pub detail: String,
    /// By what they came: `session …` or `token …`.
    pub through: Option<String>,
    /// The centre that it is about, or that they acted for. Nothing in events of versions that did not have it, as above.
    pub centre: Option<String>,
    pub prev_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
