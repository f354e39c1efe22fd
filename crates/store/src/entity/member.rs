//! Members of the network.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub login: String,
    pub name: String,
    pub role: String,
    pub centre: Option<String>,
    /// In the PHC string format, parameters and salt included.
    pub password_hash: String,
    pub created_at: Millis,
    pub retired_at: Option<Millis>,
}

impl ActiveModelBehavior for ActiveModel {}
