//! Files that people send for an import: staged, mapped, thrown away or imported.
//!
//! They wait in the database, because any process may answer the next request. Nobody decides for ever: what
//! has waited for [`KEPT_DAYS`] days goes when the next upload comes.

mod read;
mod write;

use std::collections::BTreeMap;

use domain::actor::{Action, Actor};
use jiff::Timestamp;

use crate::Store;
use crate::error::{Error, Result};
use crate::ids::UploadId;
use crate::words;

pub(crate) use write::forget;

/// How many days staged files wait at least.
pub const KEPT_DAYS: i64 = 7;

/// What columns mean: sheet or file, then header, then column (nothing: the column is left out).
pub type Mapping = BTreeMap<String, BTreeMap<String, Option<String>>>;

/// Files to stage.
#[derive(Debug, Clone)]
pub struct NewUpload {
    /// The file's name as it was sent.
    pub name: String,
    /// What was sent, byte for byte.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Staged files.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its id.
    pub id: UploadId,
    /// The file's name as it was sent.
    pub name: String,
    /// Who sent it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was sent.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the columns mean, as the person said.
    pub mapping: Mapping,
}

impl Store {
    /// Stages files for an import by the actor's centre.
    pub async fn stage_upload(&self, actor: &Actor, now: Timestamp, upload: NewUpload) -> Result<UploadId> {
        let centre = actor.own_centre(Action::ImportFiles)?;
        if let Some(why) = self.unpermitted([&centre], now).await? {
            return Err(why.into());
        }
        let upload = named(upload)?;
        if upload.files.iter().all(|(_, bytes)| bytes.is_empty()) {
            return Err(Error::Invalid("There is nothing in this upload. Choose a file.".to_owned()));
        }
        // What is gone makes room.
        self.forget_uploads(now).await?;
        self.writer.write(actor, now, write::Stage { centre, upload }).await
    }

    /// Deletes what nobody has decided about for [`KEPT_DAYS`], whichever centre's it is.
    pub async fn forget_uploads(&self, now: Timestamp) -> Result<()> {
        self.writer.write(&Actor::service("old uploads"), now, write::Forget).await
    }

    /// Keeps what the columns of staged files mean, and remembers it for the centre's next upload.
    pub async fn map_upload(
        &self,
        actor: &Actor,
        now: Timestamp,
        id: UploadId,
        mapping: Mapping,
    ) -> Result<()> {
        let centre = actor.own_centre(Action::ImportFiles)?;
        self.writer.write(actor, now, write::Map { centre, id, mapping }).await
    }

    /// Throws staged files away.
    pub async fn drop_upload(&self, actor: &Actor, now: Timestamp, id: UploadId) -> Result<()> {
        let centre = actor.own_centre(Action::ImportFiles)?;
        self.writer.write(actor, now, write::Drop { centre, id }).await
    }
}

/// An upload whose names have passed the gate.
fn named(upload: NewUpload) -> Result<NewUpload> {
    let files = upload.files.into_iter().map(|(name, bytes)| Ok((words::line("file's name", &name)?, bytes)));
    Ok(NewUpload { name: words::line("upload's name", &upload.name)?, files: files.collect::<Result<_>>()? })
}
