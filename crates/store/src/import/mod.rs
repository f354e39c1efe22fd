//! Many records at once, which the rules have passed: all of them or none.

mod aside;
mod check;
mod list;
mod locked;
mod plan;
mod undo;
mod write;

use std::collections::BTreeSet;

use domain::actor::{Action, Actor};
use domain::bundle::{Checked, Ready};
use domain::forms::Patient;
use domain::value::CentreCode;
use jiff::Timestamp;

pub(crate) use aside::mend;

use crate::error::Result;
use crate::ids::{ImportId, UploadId};
use crate::{Store, connect};

pub use aside::KeptAside;
pub use check::{Judging, bundle_hash};
pub use list::ImportSummary;
pub use undo::{UndoError, UndoPreview, Undone};
pub(crate) use undo::{heads, says};

/// Hears how many records are stored.
pub type Progress = Box<dyn FnMut(usize) + Send>;

/// A bundle that was checked.
pub struct Import {
    /// The name of its file or folder, for the list.
    pub name: String,
    /// The centre that sends it; `None` when it is several centres'.
    pub centre: Option<CentreCode>,
    /// The staged files that it is made of: gone in the moment in which the records are there. The import has
    /// their id, so that one that is sent twice is done once.
    pub upload: Option<UploadId>,
    /// The hash of its files: tells a bundle that was imported before.
    pub bundle_hash: String,
    /// Nothing in it is later.
    pub extract_at: Timestamp,
    /// What can be stored, parents first.
    pub records: Vec<Ready>,
    /// What cannot, and is kept aside.
    pub set_aside: Vec<KeptAside>,
    /// Hears how far it has come.
    pub progress: Progress,
}

impl Import {
    /// An import of everything that a check has passed, as one of several centres and silent.
    pub fn of(checked: Checked, bundle_hash: String, name: String) -> Self {
        Self {
            name,
            centre: None,
            upload: None,
            bundle_hash,
            extract_at: checked.meta.now(),
            records: checked.records,
            set_aside: KeptAside::of(checked.set_aside, &checked.findings),
            progress: Box::new(|_| {}),
        }
    }
}

impl std::fmt::Debug for Import {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("bundle_hash", &self.bundle_hash).finish_non_exhaustive()
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Its id; `None` when it changed nothing and left nothing behind.
    pub id: Option<ImportId>,
    /// Records that are new.
    pub created: usize,
    /// Records that were there with another content.
    pub updated: usize,
    /// Records that were there exactly so.
    pub unchanged: usize,
    /// Rows that were kept aside.
    pub set_aside: usize,
    /// Rows among them that would have changed a locked record (K-LOCKED).
    pub locked: usize,
}

impl Store {
    /// Stores the good records of a bundle and keeps the others aside, in one transaction. A record that
    /// is there already is left alone; a bundle that brings nothing new changes nothing.
    ///
    /// Staged files are imported once: asked again, the answer is what the first import did.
    pub async fn import(&self, actor: &Actor, now: Timestamp, import: Import) -> Result<Imported> {
        let mut centres: BTreeSet<CentreCode> =
            import.records.iter().map(|record| record.centre.clone()).collect();
        centres.extend(import.centre.clone());
        if import.centre.is_none() {
            actor.permit(Action::Operate)?;
        }
        centres.iter().try_for_each(|centre| actor.permit_at(Action::ImportFiles, centre))?;
        // Rows that are kept aside are patients' as well.
        let aside = import
            .set_aside
            .iter()
            .filter_map(|kept| CentreCode::parse(kept.row.cells.get(Patient::CENTRE_CODE)?));
        let asked: BTreeSet<CentreCode> = centres.iter().cloned().chain(aside).collect();
        let unpermitted = self.unpermitted(&asked, now).await?;
        let write = write::ImportBundle { import, centres, unpermitted };
        let imported = self.writer.write(actor, now, write).await?;
        // The records are stored, whatever comes of it.
        let _ = connect::refresh_statistics(&self.read).await;
        Ok(imported)
    }
}

/// One digest for all versions that an import stored, in the order of their ids. The audit trail has one
/// event an import with this digest, not one event a record: it vouches for each of them just as well,
/// and an event says what somebody did, which was one thing.
#[derive(Debug, Default)]
pub(crate) struct Digest(blake3::Hasher);

impl Digest {
    pub(crate) fn add(&mut self, version: &blake3::Hash) {
        self.0.update(version.as_bytes());
    }

    pub(crate) fn finish(&self) -> blake3::Hash {
        self.0.finalize()
    }
}
