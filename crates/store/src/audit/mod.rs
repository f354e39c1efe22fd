//! The audit trail: its head, and checking it from the first event to the last.

mod breaks;
mod life;
mod records;
mod rows;
mod verify;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Store;
use crate::chain::Head;
use crate::entity::{audit_event, audit_head};
use crate::error::{Error, Result};

pub use breaks::{Break, Fate};
pub use verify::Verified;

/// The actions that change which records there are, or their content.
pub(crate) const CHANGES: [&str; 5] =
    ["record.create", "record.edit", "record.withdraw", "import", "import.undo"];

impl Store {
    /// The last link of the chain: printed in each pack, so that the trail can be held against it later.
    pub async fn audit_head(&self) -> Result<Head> {
        stored_head(&self.read).await
    }
}

/// The head as it is stored.
pub(crate) async fn stored_head(db: &impl ConnectionTrait) -> Result<Head> {
    let row = audit_head::Entity::find_by_id(1).one(db).await?;
    head_of(&row.ok_or_else(no_head)?)
}

/// The link of the last event that changed a record.
pub(crate) async fn last_change(db: &impl ConnectionTrait) -> Result<Head> {
    let row = audit_event::Entity::find()
        .filter(audit_event::Column::Action.is_in(CHANGES))
        .order_by_desc(audit_event::Column::Seq)
        .one(db)
        .await?;
    row.as_ref().map_or(Ok(Head::EMPTY), link_of)
}

/// The link that an event is stored as.
pub(crate) fn link_of(event: &audit_event::Model) -> Result<Head> {
    let hash = blake3::Hash::from_slice(&event.hash)
        .map_err(|error| Error::inconsistent("audit_event", "hash", event.seq, error))?;
    Ok(Head { seq: event.seq, hash })
}

/// A stored head as a link of the chain.
pub(crate) fn head_of(row: &audit_head::Model) -> Result<Head> {
    let hash = blake3::Hash::from_slice(&row.hash)
        .map_err(|error| Error::inconsistent("audit_head", "hash", row.id, error))?;
    Ok(Head { seq: row.seq, hash })
}

pub(crate) fn no_head() -> Error {
    Error::inconsistent("audit_head", "id", 1, "the chain has no head")
}
