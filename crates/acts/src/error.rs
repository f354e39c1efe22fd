//! Why an act was not done.

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an act was not done, cut by who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be done as things stand; the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// It was asked for wrongly: something is named that is not there. The sentence says what is.
    #[error("{0}")]
    Misnamed(String),
    /// What is kept is not what was put there. The sentence says what, and who can help.
    #[error("{0}")]
    Damaged(String),
    /// Whoever asked has gone away.
    #[error("Nobody waits for this any more.")]
    GivenUp,
    /// The desk has no place for it.
    #[error(transparent)]
    Desk(#[from] desk::Error),
    /// The database refused or failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A snapshot or a report could not be made or read.
    #[error(transparent)]
    Reporting(#[from] reporting::Error),
    /// Files could not be read or written.
    #[error(transparent)]
    Exchange(#[from] exchange::Error),
    /// A folder or file could not be put in its place.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// Files are no bundle.
    #[error(transparent)]
    Bundle(#[from] domain::bundle::BundleError),
    /// A reference table cannot be read.
    #[error(transparent)]
    Reference(#[from] domain::reference::ReferenceError),
}

impl Error {
    pub(crate) fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }

    pub(crate) fn misnamed(sentence: impl Into<String>) -> Self {
        Self::Misnamed(sentence.into())
    }
}
