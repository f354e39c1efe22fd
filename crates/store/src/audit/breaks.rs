//! What is wrong, and how it is said.

use std::fmt;

/// Something that was changed behind the program's back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// An event does not follow the one before it, or is missing.
    Event {
        /// Its number.
        seq: i64,
        /// What is wrong.
        problem: String,
    },
    /// The stored head is not that of the events.
    Head {
        /// How many events it claims.
        claimed: i64,
    },
    /// A head that somebody wrote down earlier does not lie on the chain.
    Anchor {
        /// The head, as it was written down.
        head: String,
        /// How many events there are now.
        events: i64,
    },
    /// A version is not what its event vouches for, or the version or the event is missing.
    Revision {
        /// The event; `None` when no event vouches for it.
        seq: Option<i64>,
        /// The record or the import.
        subject: String,
    },
    /// Steps in the life of records are not what their event vouches for, or no event vouches for them.
    Life {
        /// The event; `None` when no event vouches for them.
        seq: Option<i64>,
    },
    /// A row is not what the last event that speaks of it vouches for.
    Row {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
        /// What became of it.
        fate: Fate,
    },
    /// A record is not what its last version and its steps make it.
    Record {
        /// The record.
        id: String,
        /// The column that differs.
        column: &'static str,
    },
    /// What is kept for pages is not what the records give.
    Work {
        /// The table.
        table: &'static str,
        /// The row's key.
        key: String,
    },
    /// Versions of a record are there, and the record is not.
    Missing {
        /// The record.
        id: String,
    },
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is different.
    Changed {
        /// The event that vouches for it.
        seq: i64,
    },
    /// It is gone.
    Gone {
        /// The event that vouches for it.
        seq: i64,
    },
    /// No event vouches for it.
    Unvouched,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { seq, problem } => write!(f, "Event {seq} of the audit trail: {problem}."),
            Self::Head { claimed } => write!(
                f,
                "The audit trail should end with event {claimed}, but does not: events were removed or added."
            ),
            Self::Anchor { head, events } => write!(
                f,
                "The head {head} does not lie on the audit trail, which has {events} events: it was written \
                 anew or cut off since that head was noted, or the head is another database's."
            ),
            Self::Revision { seq: Some(seq), subject } => {
                write!(f, "Event {seq} vouches for {subject}, which was changed or removed since.")
            }
            Self::Revision { seq: None, subject } => {
                write!(f, "No event vouches for {subject}: it was put in behind the audit trail.")
            }
            Self::Life { seq: Some(seq) } => write!(
                f,
                "Event {seq} vouches for steps in the life of records (life_event) that were changed or \
                 removed since."
            ),
            Self::Life { seq: None } => write!(
                f,
                "No event vouches for some steps in the life of records (life_event): they were put in behind \
                 the audit trail."
            ),
            Self::Row { table, key, fate } => match fate {
                Fate::Changed { seq } => {
                    write!(f, "The row {key} of {table} was changed since event {seq}, which vouches for it.")
                }
                Fate::Gone { seq } => {
                    write!(f, "The row {key} of {table} was removed since event {seq}, which vouches for it.")
                }
                Fate::Unvouched => write!(
                    f,
                    "No event vouches for the row {key} of {table}: it was put in behind the audit trail."
                ),
            },
            Self::Record { id, column } => write!(
                f,
                "Record {id} is not what its last version and its steps say: the column {column} of record differs."
            ),
            Self::Work { table, key } => write!(
                f,
                "What is kept of the records for pages is not what they give: the row {key} of {table} differs. Run \
                 ecmopt rebuild; no record is lost."
            ),
            Self::Missing { id } => write!(f, "Record {id} was removed from record; its versions are there."),
        }
    }
}
