//! Cases of numbers beyond what chance allows; append-only.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "governance_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub cycle: String,
    pub centre: String,
    pub indicator: String,
    pub version: String,
    pub name: String,
    pub level: String,
    pub side: String,
    pub own_k: i32,
    pub own_n: i32,
    pub network_k: i32,
    pub network_n: i32,
    /// Four fractions, a JSON array.
    #[sea_orm(column_type = "Text")]
    pub limits: String,
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Who may be told in a pack: `MEMBERS`, or the `CENTRE` alone.
    pub audience: String,
    /// The hash of the snapshot that it was found in.
    pub snapshot: String,
    pub due: Option<Millis>,
    /// When the centre was told, and by whom.
    pub at: Millis,
    pub member_id: Uuid,
    pub actor: String,
}

impl ActiveModelBehavior for ActiveModel {}
