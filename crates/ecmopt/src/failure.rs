//! Why a command stopped: one sentence for the person, the detail for the log, and an exit code.

use std::fmt;

/// What came of a command that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Done: exit code 0.
    Done,
    /// Rows were set aside, or a check failed: exit code 1.
    Refused,
}

/// A command that could not be carried out.
#[derive(Debug)]
pub(crate) struct Failure {
    sentence: String,
    detail: Option<String>,
    code: u8,
}

impl Failure {
    /// The request cannot be done as it stands: exit code 1.
    pub(crate) fn refused(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), detail: None, code: 1 }
    }

    /// The command was given wrongly: exit code 2.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { code: 2, ..Self::refused(sentence) }
    }

    /// A file or folder could not be read or written.
    pub(crate) fn io(doing: &str, error: &std::io::Error) -> Self {
        let advice = match error.kind() {
            std::io::ErrorKind::NotFound => "There is no such file or folder; check the path",
            std::io::ErrorKind::PermissionDenied => "Permission is denied; check who owns it",
            std::io::ErrorKind::StorageFull => "The disk is full; free some space and try again",
            std::io::ErrorKind::AlreadyExists => "It is there already; choose another place",
            _ => {
                return Self {
                    detail: Some(error.to_string()),
                    ..Self::refused(format!("{doing} failed: {error}."))
                };
            }
        };
        Self { detail: Some(error.to_string()), ..Self::refused(format!("{doing} failed. {advice}.")) }
    }

    /// What the log should say besides.
    pub(crate) fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The exit code.
    pub(crate) const fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self { detail: error.detail(), ..Self::refused(error.to_string()) }
    }
}

impl From<store::UndoError> for Failure {
    fn from(error: store::UndoError) -> Self {
        match error {
            store::UndoError::Store(error) => error.into(),
            other => Self::refused(other.to_string()),
        }
    }
}

impl From<files::IoError> for Failure {
    fn from(error: files::IoError) -> Self {
        Self::io(&error.doing, &error.source)
    }
}

impl From<reporting::Error> for Failure {
    fn from(error: reporting::Error) -> Self {
        match error {
            reporting::Error::Io(error) => error.into(),
            other => Self::refused(other.to_string()),
        }
    }
}

impl From<exchange::Error> for Failure {
    fn from(error: exchange::Error) -> Self {
        match error {
            exchange::Error::Io(error) => error.into(),
            other => Self::refused(other.to_string()),
        }
    }
}

impl From<files::Error> for Failure {
    fn from(error: files::Error) -> Self {
        match error {
            files::Error::Io(error) => error.into(),
            refused => Self::refused(refused.to_string()),
        }
    }
}

impl From<domain::bundle::BundleError> for Failure {
    fn from(error: domain::bundle::BundleError) -> Self {
        Self::refused(error.to_string())
    }
}

impl From<domain::reference::ReferenceError> for Failure {
    fn from(error: domain::reference::ReferenceError) -> Self {
        Self::refused(error.to_string())
    }
}

impl From<acts::Error> for Failure {
    fn from(error: acts::Error) -> Self {
        use acts::Error as E;
        match error {
            E::Misnamed(sentence) => Self::usage(sentence),
            E::Store(error) => error.into(),
            E::Reporting(error) => error.into(),
            E::Exchange(error) => error.into(),
            E::Files(error) => error.into(),
            E::Bundle(error) => error.into(),
            E::Reference(error) => error.into(),
            other @ (E::Refused(_) | E::Damaged(_) | E::GivenUp | E::Desk(_)) => {
                Self::refused(other.to_string())
            }
        }
    }
}

impl From<web::ServeError> for Failure {
    fn from(error: web::ServeError) -> Self {
        Self::refused(error.to_string())
    }
}

#[cfg(test)]
mod tests;
