//! Questions that the network adds for one cycle, between releases, as data.
//!
//! A question is a field like any other: the same renderer, the same reading of cells, the same import and
//! export. Its answers stand beside the typed fields of a record, in [`Raw::extra`](crate::Raw::extra), under
//! a name that begins with `q_`, so that no question can ever take the name of a field.
//!
//! A set belongs to a cycle. A record is asked the questions of the cycle in which it happened; records of
//! other cycles are untouched. [`Dictionary`](crate::dictionary::Dictionary) holds the sets beside the forms.

mod check;
mod file;

use std::sync::Arc;

pub use self::file::QuestionError;
use crate::reference::CycleDates;
use crate::spec::{FieldSpec, FormSpec};

/// Every name of a question begins so, and no field of a form does.
pub const PREFIX: &str = "q_";

/// The questions of one cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionSet {
    /// The cycle they are asked in.
    pub cycle: CycleDates,
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question {
    /// The form it is asked on.
    pub form: &'static FormSpec,
    /// The question as a field of that form.
    pub field: Arc<FieldSpec>,
    /// Codes that are no longer offered, and what became of them.
    pub retired: Vec<Retired>,
}

/// A code that was renamed or given up: a declared mapping, never a silent change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The code as it was recorded.
    pub code: String,
    /// The code that stands for it now; none when it has no successor.
    pub into: Option<String>,
    /// Why, in a sentence.
    pub because: String,
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.form.id == other.form.id
            && self.field.name == other.field.name
            && self.field.needed_if == other.field.needed_if
            && self.retired == other.retired
    }
}

impl QuestionSet {
    /// The questions of a form.
    pub fn of<'a>(&'a self, form: &FormSpec) -> impl Iterator<Item = &'a Question> {
        self.questions.iter().filter(move |question| question.form.id == form.id)
    }
}
