//! What can go wrong between files and records.

use std::error::Error as StdError;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure, cut by who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was handed in cannot be used. The sentence says what is wrong and what to do about it.
    #[error("{0}")]
    Refused(String),

    /// The disk, or the permissions on it. Try again when there is room.
    #[error(transparent)]
    Io(#[from] files::IoError),

    /// A file could not be made: a mistake in this program.
    #[error("{doing}: {source}")]
    Engine {
        /// What was being done, e.g. `writing the workbook`.
        doing: String,
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    /// A refusal with its sentence.
    pub fn refused(sentence: impl Into<String>) -> Self {
        Self::Refused(sentence.into())
    }
}

impl From<files::Error> for Error {
    fn from(error: files::Error) -> Self {
        match error {
            files::Error::Io(error) => Self::Io(error),
            refused => Self::refused(refused.to_string()),
        }
    }
}

/// Says what was being done when something below failed.
pub(crate) trait Doing<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(files::IoError::doing(what))
    }
}

impl<T> Doing<T> for std::result::Result<T, csv::Error> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(std::io::Error::from).doing(what)
    }
}

impl<T> Doing<T> for std::result::Result<T, rust_xlsxwriter::XlsxError> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        use rust_xlsxwriter::XlsxError;
        self.map_err(|error| match error {
            XlsxError::IoError(source) => files::IoError::doing(what)(source),
            XlsxError::RowColumnLimitError => Error::refused(
                "A sheet holds at most 1,048,575 rows and there are more records than that. Export CSV or Parquet, or one centre at a time.",
            ),
            other => Error::Engine { doing: what(), source: Box::new(other) },
        })
    }
}

impl<T> Doing<T> for zip::result::ZipResult<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| match error {
            zip::result::ZipError::Io(source) => files::IoError::doing(what)(source),
            other => Error::Engine { doing: what(), source: Box::new(other) },
        })
    }
}
