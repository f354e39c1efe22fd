//! Who may see a field outside the page it was typed on. Each field says it in its definition; the one layout
//! ([`crate::layout`]) obeys it, and every writer of files is given its columns by that layout.
//!
//! A text field must say it. This is a form:
//!
//! ```
//! # use domain::{Answer, Form, value::Text}; use validator::Validate;
//! /// A visit.
//! #[derive(Debug, Clone, PartialEq, Form, Validate)]
//! #[form(id = "visit", title = "Visit", file = "visits")]
//! pub struct Visit {
//!     /// What was seen.
//!     #[field(label = "Remark", leaves = never)]
//!     pub remark: Answer<Text<280>>,
//! }
//! ```
//!
//! The same form without the word does not compile:
//!
//! ```compile_fail
//! # use domain::{Answer, Form, value::Text}; use validator::Validate;
//! /// A visit.
//! #[derive(Debug, Clone, PartialEq, Form, Validate)]
//! #[form(id = "visit", title = "Visit", file = "visits")]
//! pub struct Visit {
//!     /// What was seen.
//!     #[field(label = "Remark")]
//!     pub remark: Answer<Text<280>>,
//! }
//! ```

use crate::spec::Kind;

/// How far what stands in a field may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaves {
    /// It never leaves the centre: it is on the centre's pages and nowhere else.
    Never,
    /// It goes into the centre's own export.
    Centre,
    /// It goes to the network: its exports, snapshots and packs.
    Network,
}

/// Who a file is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The people of the centre while they enter and mend: forms, templates, rows to mend.
    Desk,
    /// The centre, for its own files: its export.
    Centre,
    /// Everybody else: an export of all centres, a snapshot, a pack.
    Network,
}

impl Leaves {
    /// Whether it may be shown to somebody.
    pub const fn reaches(self, audience: Audience) -> bool {
        match audience {
            Audience::Desk => true,
            Audience::Centre => !matches!(self, Self::Never),
            Audience::Network => matches!(self, Self::Network),
        }
    }

    /// How it is written in a definition.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Centre => "centre",
            Self::Network => "network",
        }
    }

    /// Reads it as it is written in a definition.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Never, Self::Centre, Self::Network].into_iter().find(|leaves| leaves.as_str() == text)
    }

    /// For people: where it goes.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Never => "nobody: it never leaves the centre",
            Self::Centre => "the centre’s own export",
            Self::Network => "the network",
        }
    }

    /// Of a field that does not say it: what is counted and compared goes to the network. Nobody can know
    /// what is written in a text, so there is nothing to assume.
    pub const fn assumed(kind: &Kind) -> Option<Self> {
        match kind {
            Kind::Text { .. } => None,
            _ => Some(Self::Network),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms;

    fn of(form: &str, field: &str) -> Leaves {
        forms::form(form).and_then(|form| form.field(field)).unwrap().leaves
    }

    #[test]
    fn notes_and_narratives_never_leave_the_centre() {
        assert_eq!(of("physio_contact", "note"), Leaves::Never);
        assert_eq!(of("adverse_event", "narrative"), Leaves::Never);
    }

    #[test]
    fn what_is_counted_goes_to_the_network() {
        assert_eq!(of("physio_contact", "minutes"), Leaves::Network);
        assert_eq!(of("physio_contact", "contact_ref"), Leaves::Network);
        assert_eq!(of("patient", "patient_ref"), Leaves::Network);
    }

    #[test]
    fn nobody_sees_more_than_those_nearer() {
        for leaves in [Leaves::Never, Leaves::Centre, Leaves::Network] {
            assert!(leaves.reaches(Audience::Desk));
            assert!(!leaves.reaches(Audience::Network) || leaves.reaches(Audience::Centre));
            assert_eq!(Leaves::parse(leaves.as_str()), Some(leaves));
        }
    }
}
