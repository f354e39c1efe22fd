//! What can go wrong when something is put in its place.

use std::io;
use std::path::{Path, PathBuf};

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a folder or file was not made. Nothing of it stands at its place.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something stands there already.
    #[error("{} is there already and is not empty. Choose another folder, or remove that one first.", .0.display())]
    Taken(PathBuf),
    /// A path like `/` or `..`.
    #[error("“{}” does not name a folder to create.", .0.display())]
    Unnamed(PathBuf),
    /// An address that names no place for files. The sentence says why.
    #[error("{0}")]
    Misnamed(String),
    /// The disk, or the permissions on it.
    #[error(transparent)]
    Io(#[from] IoError),
}

/// What the disk, or the permissions on it, did not let happen. Try again when there is room.
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {source}")]
pub struct IoError {
    /// What was being done, e.g. `creating out`.
    pub doing: String,
    pub source: io::Error,
}

impl IoError {
    /// Says what was being done when something below failed, in the error of the caller.
    pub fn doing<E: From<Self>>(doing: impl FnOnce() -> String) -> impl FnOnce(io::Error) -> E {
        |source| Self { doing: doing(), source }.into()
    }
}

/// Says what was being done, and to what, when something below failed.
pub(crate) trait Doing<T> {
    fn doing(self, what: &str, path: &Path) -> Result<T>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: &str, path: &Path) -> Result<T> {
        self.map_err(IoError::doing(|| format!("{what} {}", path.display())))
    }
}
