//! Drafts: what somebody has typed and not yet handed in, kept for the whole centre on every device.

use domain::FormSpec;
use domain::actor::Actor;
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::ids::{DraftId, RecordId};
use crate::{Scoped, Store};

/// A draft as it stands.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The form that is filled in.
    pub form: &'static FormSpec,
    /// The record that is changed; none when a new one is entered.
    pub record: Option<RecordId>,
    /// What was typed, name and value of each control, in the order of the page.
    pub fields: Vec<(String, String)>,
    /// One more with every save.
    pub version: u32,
    /// Who saved it last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A draft to keep.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// The draft that is saved again; none for a new one.
    pub id: Option<DraftId>,
    /// The form that is filled in.
    pub form: &'static FormSpec,
    /// The record that is changed; none when a new one is entered.
    pub record: Option<RecordId>,
    /// The version that was on the page; none overwrites whatever is there.
    pub expected: Option<u32>,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Somebody saved it in the meantime, on another device or page.
    #[error("This draft was saved by {} in the meantime. Open it to see what was typed there.", .0.by)]
    Conflict(Box<Draft>),
    /// It was handed in or thrown away, or it is another centre's.
    #[error("There is no such draft at your centre.")]
    NotFound,
    /// It is larger than any page of ours.
    #[error("A draft holds at most {} kilobytes.", limit / 1024)]
    TooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Keeps a draft, durably, and gives it back as it is kept.
    pub async fn save_draft(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _draft: SaveDraft,
    ) -> Result<Draft, DraftError> {
        Err(DraftError::Store(Error::Invalid("not there yet".into())))
    }

    /// Throws a draft away.
    pub async fn delete_draft(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _id: DraftId,
    ) -> Result<(), DraftError> {
        Err(DraftError::Store(Error::Invalid("not there yet".into())))
    }
}

impl Scoped {
    /// A draft of the centre.
    pub async fn draft(&self, _id: DraftId) -> Result<Draft> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// The drafts of the centre, the last saved first.
    pub async fn drafts(&self) -> Result<Vec<Draft>> {
        Ok(Vec::new())
    }
}
