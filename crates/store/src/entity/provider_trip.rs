//! Browsers that are on their way to a hospital's provider; only the hashes of their states.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_trip")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: Vec<u8>,
    /// What for.
    pub errand: String,
    /// Who went, when they were signed in.
    pub member_id: Option<Uuid>,
    /// The hash of the link that is to be used.
    pub link_hash: Option<Vec<u8>>,
    /// Where to go afterwards.
    pub next: String,
    pub source: String,
    pub begun_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
