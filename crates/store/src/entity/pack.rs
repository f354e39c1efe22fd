//! Packs that are asked for, built and kept.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pack")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub definition: String,
    pub cycle: String,
    pub centre: Option<String>,
    pub snapshot: String,
    pub program: String,
    pub state: String,
    pub member_id: Uuid,
    pub actor: String,
    pub at: Millis,
    /// Where its files lie: a fresh folder with each attempt to build it.
    pub folder: Option<String>,
    pub begun_at: Option<Millis>,
    #[sea_orm(column_type = "Text", nullable)]
    pub failure: Option<String>,
    pub hash: Option<String>,
    /// A JSON array of path, length and hash.
    #[sea_orm(column_type = "Text", nullable)]
    pub files: Option<String>,
    pub ready_at: Option<Millis>,
    pub published_by: Option<String>,
    pub published_at: Option<Millis>,
    pub withdrawn_by: Option<String>,
    pub withdrawn_at: Option<Millis>,
    #[sea_orm(column_type = "Text", nullable)]
    pub withdrawn_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
