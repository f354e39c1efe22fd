//! Files that people send for an import: staged, mapped, imported, mended, undone.

use std::collections::BTreeMap;

use domain::actor::Actor;
use domain::bundle::SetAside;
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::ids::{ImportId, UploadId};
use crate::{Scoped, Store};

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
    /// What the columns mean, as the person said: sheet or file, then header, then column (nothing: ignored).
    pub mapping: BTreeMap<String, BTreeMap<String, Option<String>>>,
}

/// An import in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSummary {
    /// Its id.
    pub id: ImportId,
    /// The file's name; empty for imports from the command line before names were kept.
    pub name: String,
    /// Who imported.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Records that were new.
    pub created: u64,
    /// Records that changed.
    pub updated: u64,
    /// Records that were there already.
    pub unchanged: u64,
    /// Rows that are still kept aside.
    pub aside: u64,
    /// Who undid it, and when.
    pub undone: Option<(String, Timestamp)>,
}

/// A row that an import kept aside, with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAside {
    /// File, row, cells and rules.
    pub row: SetAside,
    /// What was found on it: column, rule and sentence.
    pub findings: Vec<(String, String, String)>,
}

/// What undoing an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Undone {
    /// Records that the import had made, and that are gone.
    pub removed: u64,
    /// Records that the import had changed, and that are as before.
    pub restored: u64,
}

/// Why an import was not undone. Nothing was.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Records were changed, signed off or asked about since, or others lean on them.
    #[error("{} of its records were changed since, or other records belong to them: {}.", .0.len(), .0.join(", "))]
    Edited(Vec<String>),
    /// It was undone before.
    #[error("This import was undone already.")]
    Already,
    /// There is no such import, or it is not the actor's.
    #[error("There is no such import at your centre.")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] Error),
}

impl Store {
    /// Stages files for an import.
    pub async fn stage_upload(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _upload: NewUpload,
    ) -> Result<UploadId> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Keeps what the columns of staged files mean, and remembers it for the centre's next upload.
    pub async fn map_upload(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _id: UploadId,
        _mapping: BTreeMap<String, BTreeMap<String, Option<String>>>,
    ) -> Result<()> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Throws staged files away.
    pub async fn drop_upload(&self, _actor: &Actor, _now: Timestamp, _id: UploadId) -> Result<()> {
        Err(Error::Invalid("not there yet".into()))
    }

    /// Takes an import back: what it made is gone, what it changed is as before. All or nothing.
    pub async fn undo_import(
        &self,
        _actor: &Actor,
        _now: Timestamp,
        _id: ImportId,
    ) -> Result<Undone, UndoError> {
        Err(UndoError::NotFound)
    }
}

impl Scoped {
    /// Staged files of the centre.
    pub async fn upload(&self, _id: UploadId) -> Result<Upload> {
        Err(Error::NotFound)
    }

    /// What the columns of the centre's earlier uploads meant, by sheet or file, then header.
    pub async fn remembered_mapping(&self) -> Result<BTreeMap<String, BTreeMap<String, Option<String>>>> {
        Ok(BTreeMap::new())
    }

    /// The centre's imports, newest first.
    pub async fn imports(&self) -> Result<Vec<ImportSummary>> {
        Ok(Vec::new())
    }

    /// The rows of an import that are still kept aside, by file and row.
    pub async fn kept_aside(&self, _id: ImportId) -> Result<Vec<KeptAside>> {
        Ok(Vec::new())
    }
}
