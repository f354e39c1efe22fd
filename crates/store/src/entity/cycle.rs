//! Audit cycles.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cycle")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub period_start: TimeDate,
    pub period_end: TimeDate,
    pub lock_deadline: TimeDate,
    pub state: String,
    pub grace_until: Option<TimeDate>,
    pub locking_since: Option<Millis>,
    pub frozen_at: Option<Millis>,
    pub snapshot_hash: Option<String>,
    pub dictionary_version: Option<String>,
    pub indicator_version: Option<String>,
    pub reported_at: Option<Millis>,
}

impl ActiveModelBehavior for ActiveModel {}
