//! Sessions in a browser; only the hashes of their tokens.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub member_id: Uuid,
    pub created_at: Millis,
    pub expires_at: Millis,
    /// Within a minute. Nothing in sessions of versions that did not keep it.
    pub last_seen_at: Option<Millis>,
    /// What it is called in lists; nothing in sessions of versions that did not have it, as below.
    pub id: Option<Uuid>,
    /// What its member acts as.
    pub membership_id: Option<Uuid>,
    /// By what its member has proved who they are.
    pub proof: Option<String>,
    /// By which way its member has signed in.
    pub way: Option<String>,
    /// With what its forms are marked; stays when the token changes.
    pub form_key: Option<Vec<u8>>,
    /// When its member last proved who they are.
    pub proven_at: Option<Millis>,
    /// From where it began.
    pub source: Option<String>,
    /// In which browser.
    pub agent: Option<String>,
    #[sea_orm(belongs_to, from = "member_id", to = "id")]
    pub member: BelongsTo<super::member::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
