//! What members are, where, and for how long.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub role: String,
    pub centre: Option<String>,
    pub begins_at: Millis,
    /// Said beforehand.
    pub ends_at: Option<Millis>,
    /// Somebody ended it.
    pub ended_at: Option<Millis>,
    pub reviewed_at: Option<Millis>,
    /// Who gave it.
    pub actor: String,
    /// Why it was taken, where nobody gave it.
    pub reason: Option<String>,
    #[sea_orm(belongs_to, from = "member_id", to = "id")]
    pub member: BelongsTo<super::member::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
