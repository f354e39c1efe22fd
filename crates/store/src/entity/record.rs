//! Records: identity and place in columns, content as one document.

use sea_orm::entity::prelude::*;

use crate::time::Millis;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub form: String,
    pub centre: String,
    pub natural_key: String,
    pub parent_key: Option<String>,
    pub patient_ref: Option<String>,
    /// The code of its life; the columns that begin with it are facts of that state.
    pub state: String,
    pub state_by: Option<String>,
    pub state_at: Option<Millis>,
    pub state_reason: Option<String>,
    pub state_cycle: Option<String>,
    pub locked_at: Option<Millis>,
    pub open_queries: i32,
    /// How many steps of its life are kept.
    pub steps: i32,
    pub occurred_at: Option<Millis>,
    /// Findings of level S when it was last saved.
    pub holds: i32,
    pub revision: i32,
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl ActiveModelBehavior for ActiveModel {}
