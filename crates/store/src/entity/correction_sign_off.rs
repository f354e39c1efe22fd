//! What corrections have moved since a freeze, as it was signed off; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "correction_sign_off")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub cycle: String,
    /// The hash of the snapshot that the cycle was frozen with.
    pub snapshot: String,
    /// What moved, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub moved: String,
    /// SHA-256 of it.
    pub hash: String,
    #[sea_orm(column_type = "Text")]
    pub why: String,
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
