//! Where an installation keeps its files.

use std::path::PathBuf;

use files::Shelf;

/// The places of an installation's files. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Places {
    /// The folder of the snapshots of frozen cycles.
    pub snapshots: PathBuf,
    /// Where packs are kept, and releases.
    pub files: Shelf,
    /// The folder of the keys of releases, which is no part of a copy.
    pub release_keys: PathBuf,
}

impl Places {
    /// The place of a cycle's snapshot.
    pub(crate) fn snapshot(&self, cycle: &str) -> PathBuf {
        self.snapshots.join(cycle)
    }
}

/// What the names of a pack's files begin with.
pub(crate) fn pack_folder(folder: &str) -> String {
    format!("packs/{folder}")
}

/// The name under which one file of a pack is kept.
pub(crate) fn pack_file(folder: &str, path: &str) -> String {
    format!("packs/{folder}/{path}")
}
