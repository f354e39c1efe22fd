//! Whose an account at a hospital's provider is.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub member_id: Uuid,
    pub issuer: String,
    /// Who they are at the provider; no name and no address.
    pub subject: String,
    pub connected_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
