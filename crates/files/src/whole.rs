//! A folder that is complete and waits beside its place.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Error, Result};
use crate::names::{WHOLE, beside, parent};

/// A folder that is complete, on the disk, and not in its place yet: it waits there for a decision, also when
/// the process ends. Only [`Whole::discard`] removes it.
#[derive(Debug)]
pub struct Whole {
    pub(crate) target: PathBuf,
    pub(crate) path: PathBuf,
}

impl Whole {
    /// The folders that wait for a target, left by processes that ended before they had decided.
    pub fn waiting(target: &Path) -> Result<Vec<Self>> {
        let found = beside(target, WHOLE)?.into_iter();
        Ok(found.map(|path| Self { target: target.to_owned(), path }).collect())
    }

    /// Where its files lie for now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it in its place; refused when something stands there already.
    pub fn place(&self) -> Result<()> {
        put(&self.path, &self.target)
    }

    /// Removes it.
    pub fn discard(self) -> Result<()> {
        fs::remove_dir_all(&self.path).doing("removing", &self.path)
    }
}

/// Moves a folder to its place in one step. An empty folder there is nothing.
pub(crate) fn put(path: &Path, target: &Path) -> Result<()> {
    use ErrorKind::{AlreadyExists, DirectoryNotEmpty, NotADirectory};
    match fs::rename(path, target) {
        Err(error) if matches!(error.kind(), AlreadyExists | DirectoryNotEmpty | NotADirectory) => {
            Err(Error::Taken(target.to_owned()))
        }
        moved => {
            moved.doing("creating", target)?;
            flush(parent(target))
        }
    }
}

/// Brings the names in a folder to the disk.
pub(crate) fn flush(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).doing("writing", folder)?;
    }
    Ok(())
}
