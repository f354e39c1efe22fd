//! What can go wrong, cut by what the caller does about it.

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};

/// The result of a call into the store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure of the store.
///
/// `Display` is the sentence for the person in front of the screen; what an operator needs besides is
/// [`Error::detail`], which belongs in a log and never in an answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it belongs to another centre: callers cannot tell which.
    #[error("There is no such record at your centre.")]
    NotFound,
    /// The actor's role does not allow it, whatever the record.
    #[error("Your role does not allow this.")]
    Forbidden,
    /// The centre has no permission to submit, or no more.
    #[error(transparent)]
    Unpermitted(#[from] domain::permission::Unpermitted),
    /// Too much is being worked out for this to be.
    #[error("Too much is being worked out at the moment. Nothing was saved; try again in a minute.")]
    Crowded,
    /// The request cannot be done as it stands; the sentence says why and what to do.
    #[error("{0}")]
    Invalid(String),
    /// Somebody else holds what is needed; the same request may succeed in a moment.
    #[error("The database is busy with another write. Try again in a moment.")]
    Busy {
        /// What the database says.
        detail: String,
        /// Two writes met at the same instant, and there is nothing to wait for.
        race: bool,
    },
    /// Nothing more can be written until an operator makes room.
    #[error("The disk that holds the database is full. Free some space on it, then try again.")]
    Full(String),
    /// The database's schema is newer than this program.
    #[error(
        "The database was last used by a newer version of ecmopt (it holds the change “{0}”). \
         Use that version, or restore a backup made before it."
    )]
    Newer(String),
    /// The database lacks changes of schema that this program needs.
    #[error("The database is not ready for this version of ecmopt. Run `ecmopt migrate` first.")]
    Behind,
    /// A stored row does not mean anything.
    #[error("A stored record cannot be read. Please tell the operator; nothing was changed.")]
    Inconsistent {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A write was not carried out in time, and will not be.
    #[error("The database did not answer in time. Nothing was saved; try again in a minute.")]
    Late(String),
    /// A write was sent to the database, which did not say what became of it.
    #[error(
        "It is not known whether this was saved: the database did not answer. \
         Look whether it is there before you send it again."
    )]
    Uncertain(String),
    /// The database is there and cannot be used as it is; the sentence says why and what to do.
    #[error("{sentence}")]
    Unusable {
        /// For the person in front of the screen.
        sentence: &'static str,
        /// What the database says.
        detail: String,
    },
    /// The database cannot be reached or does not answer as it should.
    #[error("The database cannot be reached at the moment.")]
    Unavailable(String),
}

impl Error {
    /// What an operator needs to know; not for people in front of a screen.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Busy { detail, .. }
            | Self::Full(detail)
            | Self::Late(detail)
            | Self::Uncertain(detail)
            | Self::Unusable { detail, .. }
            | Self::Unavailable(detail) => Some(detail.clone()),
            Self::Inconsistent { table, column, row, problem } => {
                Some(format!("{table}.{column} of row {row}: {problem}"))
            }
            Self::NotFound
            | Self::Forbidden
            | Self::Unpermitted(_)
            | Self::Crowded
            | Self::Invalid(_)
            | Self::Newer(_)
            | Self::Behind => None,
        }
    }

    /// Whether a connection on which it happened is not to be trusted any more: what its driver believes of the
    /// transaction and what the database did may differ.
    pub(crate) const fn taints(&self) -> bool {
        match self {
            Self::Busy { .. }
            | Self::Full(_)
            | Self::Late(_)
            | Self::Uncertain(_)
            | Self::Unusable { .. }
            | Self::Unavailable(_) => true,
            Self::NotFound
            | Self::Forbidden
            | Self::Unpermitted(_)
            | Self::Crowded
            | Self::Invalid(_)
            | Self::Newer(_)
            | Self::Behind
            | Self::Inconsistent { .. } => false,
        }
    }

    /// Whether the same write is worth trying again at once.
    pub(crate) const fn is_race(&self) -> bool {
        matches!(self, Self::Busy { race: true, .. })
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers hand in what they have at hand")]
    pub(crate) fn inconsistent(
        table: &'static str,
        column: &'static str,
        row: impl ToString,
        problem: impl ToString,
    ) -> Self {
        Self::Inconsistent { table, column, row: row.to_string(), problem: problem.to_string() }
    }
}

impl From<desk::Error> for Error {
    fn from(error: desk::Error) -> Self {
        match error {
            desk::Error::Full => Self::Crowded,
            desk::Error::Broken(_) => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<domain::actor::Denied> for Error {
    fn from(_: domain::actor::Denied) -> Self {
        Self::Forbidden
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let detail = error.to_string();
        match code(&error).as_deref().map(meaning) {
            Some(Meaning::Race) => Self::Busy { detail, race: true },
            Some(Meaning::Busy) => Self::Busy { detail, race: false },
            Some(Meaning::Full) => Self::Full(detail),
            Some(Meaning::Unusable(sentence)) => Self::Unusable { sentence, detail },
            None if is_unreached(&error) => Self::Unusable { sentence: UNREACHED, detail },
            Some(Meaning::Unfit) => Self::Invalid(UNFIT.to_owned()),
            None if matches!(error, DbErr::ConnectionAcquire(_)) => Self::Busy { detail, race: false },
            Some(Meaning::Other) | None => Self::Unavailable(detail),
        }
    }
}

/// Said of a text that no gate looked at before the database did.
const UNFIT: &str =
    "A text holds a character that cannot be seen or kept. Delete it, or type the text again.";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Race,
    Busy,
    Full,
    Unusable(&'static str),
    Unfit,
    Other,
}

const READ_ONLY: &str =
    "The database is read-only: its file, folder or disk may not be written. Check who owns it.";
const DAMAGED: &str = "The database is damaged. Stop the service, keep the file, and restore the last backup \
                       (“ecmopt restore”).";
const NO_FILE: &str = "The database file or its folder cannot be opened. Check the path and who owns it.";
const PASSWORD: &str =
    "The PostgreSQL server does not accept this user or password. Check ECMOPT_DATABASE_URL.";
const NO_DATABASE: &str = "The PostgreSQL server holds no database of this name. Make it, or check \
                           ECMOPT_DATABASE_URL.";
const UNREACHED: &str = "The PostgreSQL server does not answer. Check that it runs, and the host and port in \
                         ECMOPT_DATABASE_URL.";

/// SQLite's result codes and PostgreSQL's SQLSTATEs that somebody can do something about.
fn meaning(code: &str) -> Meaning {
    match code {
        // Serialisation failure, deadlock, a snapshot that has moved on; a key that another process took
        // at this very moment (the second try finds it and says so).
        "40001" | "40P01" | "517" | "1555" | "2067" | "23505" => Meaning::Race,
        // SQLITE_BUSY and SQLITE_LOCKED; lock timeout, statement timeout, too many connections.
        "5" | "261" | "6" | "262" | "55P03" | "57014" | "53300" => Meaning::Busy,
        // SQLITE_FULL, SQLITE_IOERR_WRITE; disk full.
        "13" | "778" | "53100" => Meaning::Full,
        "8" | "264" | "520" | "776" | "1032" | "1288" | "1544" | "25006" => Meaning::Unusable(READ_ONLY),
        "11" | "267" | "523" | "779" | "26" | "XX001" | "XX002" => Meaning::Unusable(DAMAGED),
        "14" | "270" | "526" | "782" | "1038" | "1294" | "1550" => Meaning::Unusable(NO_FILE),
        "28P01" | "28000" => Meaning::Unusable(PASSWORD),
        "3D000" => Meaning::Unusable(NO_DATABASE),
        // A character that the database cannot hold: the data are at fault, not the database.
        "22021" | "22P05" => Meaning::Unfit,
        _ => Meaning::Other,
    }
}

/// Whether a failed commit is one that the database itself refused, so that it never will be: every other
/// failure leaves open what became of it.
pub(crate) fn is_refusal(error: &DbErr) -> bool {
    match code(error).as_deref() {
        // SQLite: busy, full, a constraint. A failed write or flush may have left a commit in the log that a
        // later start finds.
        Some("5" | "517" | "13") => true,
        Some(code) if code.len() < 5 => code.parse::<i32>().is_ok_and(|code| code & 0xff == 19),
        // PostgreSQL: constraint, transaction state, serialisation, resources. Not the end of the connection.
        Some(code) => ["23", "25", "40", "53"].iter().any(|class| code.starts_with(class)),
        None => false,
    }
}

/// Whether a server could not be connected to at all.
fn is_unreached(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(error)) = error else { return false };
    // A refused connection is tried again until the patience ends.
    matches!(error.as_ref(), sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut)
}

fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(inner) | DbErr::Query(inner) | DbErr::Conn(inner)) = error else { return None };
    let RuntimeErr::SqlxError(error) = inner else { return None };
    match error.as_ref() {
        sqlx::Error::Database(error) => error.code().map(std::borrow::Cow::into_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_mean_the_same() {
        assert_eq!(meaning("13"), Meaning::Full);
        assert_eq!(meaning("53100"), Meaning::Full);
        assert_eq!(meaning("5"), Meaning::Busy);
        assert_eq!(meaning("55P03"), Meaning::Busy);
        assert_eq!(meaning("2067"), Meaning::Race);
        assert_eq!(meaning("23505"), Meaning::Race);
        assert_eq!(meaning("8"), Meaning::Unusable(READ_ONLY));
        assert_eq!(meaning("25006"), Meaning::Unusable(READ_ONLY));
        assert_eq!(meaning("22021"), Meaning::Unfit);
        assert_eq!(meaning("22P05"), Meaning::Unfit);
    }

    #[test]
    fn a_person_reads_no_internals() {
        let error = Error::inconsistent("record", "payload", 7, "expected value at line 1");
        assert!(!error.to_string().contains("payload"));
        assert_eq!(error.detail().as_deref(), Some("record.payload of row 7: expected value at line 1"));
    }
}
