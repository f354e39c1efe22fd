//! Questions that the network adds for one cycle, between releases, as data.
//!
//! A question is a field like any other: the same renderer, the same reading of cells, the same import and
//! export. Its answers stand beside the typed fields of a record, in [`Raw::extra`](crate::Raw::extra), under
//! a name that begins with `q_`, so that no question can ever take the name of a field.
//!
//! A set belongs to a cycle. A record is asked the questions of the cycle in which it happened; records of
//! other cycles are untouched.

mod check;
mod file;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use self::file::QuestionError;
use crate::Raw;
use crate::leaves::Leaves;
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

/// All question sets, by cycle. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Questions(Arc<BTreeMap<String, QuestionSet>>);

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.form.id == other.form.id
            && self.field.name == other.field.name
            && self.field.needed_if == other.field.needed_if
            && self.retired == other.retired
    }
}

impl Questions {
    /// No cycle has questions of its own.
    pub fn none() -> Self {
        Self::default()
    }

    /// The sets, one a cycle; of two for one cycle the later stands. A question of several cycles leaves the centre
    /// no further than in the strictest of them: its answers are one column, and people were told.
    pub fn new(sets: impl IntoIterator<Item = QuestionSet>) -> Self {
        let mut sets: BTreeMap<String, QuestionSet> =
            sets.into_iter().map(|set| (set.cycle.id.clone(), set)).collect();
        let mut strictest: BTreeMap<(&'static str, String), Leaves> = BTreeMap::new();
        for Question { form, field, .. } in sets.values().flat_map(|set| &set.questions) {
            let leaves = strictest.entry((form.id, field.name.to_string())).or_insert(field.leaves);
            *leaves = field.leaves.min(*leaves);
        }
        for question in sets.values_mut().flat_map(|set| &mut set.questions) {
            let leaves = strictest.get(&(question.form.id, question.field.name.to_string()));
            if let Some(leaves) = leaves.filter(|leaves| **leaves != question.field.leaves) {
                Arc::make_mut(&mut question.field).leaves = *leaves;
            }
        }
        Self(Arc::new(sets))
    }

    /// Whether this is the very same value, read once and shared.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The sets by cycle.
    pub fn sets(&self) -> impl Iterator<Item = &QuestionSet> {
        self.0.values()
    }

    /// The set of a cycle.
    pub fn of_cycle(&self, cycle: &str) -> Option<&QuestionSet> {
        self.0.get(cycle)
    }

    /// The set of the cycle that a local date lies in.
    pub fn on(&self, date: Date) -> Option<&QuestionSet> {
        self.sets().find(|set| set.cycle.contains(date))
    }

    /// The questions that a record is asked: those of its form, in the cycle in which it happened. A record
    /// without a time of its own is asked none.
    pub fn asked_of<'a>(&'a self, form: &'static FormSpec, raw: &Raw) -> Vec<&'a Question> {
        let date = form.occurred.and_then(|column| local_date(raw.get(form, column)));
        date.and_then(|date| self.on(date)).map(|set| set.of(form).collect()).unwrap_or_default()
    }

    /// Every question ever asked on a form: the columns of its files. Of two with one name the later stands.
    pub fn columns(&self, form: &FormSpec) -> Vec<&Question> {
        let mut columns: BTreeMap<&str, &Question> = BTreeMap::new();
        for question in self.sets().flat_map(|set| &set.questions).filter(|asked| asked.form.id == form.id) {
            columns.insert(&question.field.name, question);
        }
        columns.into_values().collect()
    }
}

impl QuestionSet {
    /// The questions of a form.
    pub fn of<'a>(&'a self, form: &FormSpec) -> impl Iterator<Item = &'a Question> {
        self.questions.iter().filter(move |question| question.form.id == form.id)
    }
}

/// The date at the beginning of a time, date or month.
fn local_date(cell: &str) -> Option<Date> {
    let day = cell.get(..10).map_or_else(|| format!("{cell}-01"), str::to_owned);
    day.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;

    fn set(cycle: &str, leaves: &str) -> QuestionSet {
        let text = format!(
            "cycle = \"{cycle}\"\n[[question]]\nname = \"q_story\"\nform = \"physio_contact\"\n\
             label = \"A story\"\ntype = \"text\"\nleaves = \"{leaves}\"\n"
        );
        QuestionSet::parse(&text, &reference::cycles(reference::CYCLES).unwrap()).unwrap()
    }

    #[test]
    fn a_question_of_several_cycles_leaves_no_further_than_in_the_strictest() {
        for sets in
            [[("2025H2", "never"), ("2026H1", "network")], [("2025H2", "network"), ("2026H1", "never")]]
        {
            let questions = Questions::new(sets.map(|(cycle, leaves)| set(cycle, leaves)));
            let all = questions.sets().flat_map(|set| &set.questions);
            assert!(all.map(|asked| asked.field.leaves).eq([Leaves::Never, Leaves::Never]));
        }
    }
}
