//! The network's questions in the dictionary: a form asks its own fields, and in each cycle what was added for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Dictionary;
use crate::finding::{Finding, Notes};
use crate::leaves::Leaves;
use crate::questions::{Question, QuestionSet};
use crate::raw::Raw;
use crate::spec::FormSpec;

/// The question sets, by cycle.
pub(super) type Sets = BTreeMap<String, QuestionSet>;

/// The sets, one a cycle; of two for one cycle the later stands. A question of several cycles leaves the centre
/// no further than in the strictest of them: its answers are one column, and people were told.
pub(super) fn strictest(sets: impl IntoIterator<Item = QuestionSet>) -> Sets {
    let mut sets: Sets = sets.into_iter().map(|set| (set.cycle.id.clone(), set)).collect();
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
    sets
}

impl Dictionary {
    /// The question sets, by cycle.
    pub fn question_sets(&self) -> impl Iterator<Item = &QuestionSet> {
        self.questions.values()
    }

    /// The questions of a cycle.
    pub fn questions_of(&self, cycle: &str) -> Option<&QuestionSet> {
        self.questions.get(cycle)
    }

    /// The questions of the cycle that a local date lies in.
    pub fn questions_on(&self, date: Date) -> Option<&QuestionSet> {
        self.question_sets().find(|set| set.cycle.contains(date))
    }

    /// The questions that a record is asked: those of its form, in the cycle in which it happened. A record
    /// without a time of its own is asked none.
    pub fn asked_of<'a>(&'a self, form: &'static FormSpec, raw: &Raw) -> Vec<&'a Question> {
        let date = form.occurred.and_then(|column| local_date(raw.get(form, column)));
        date.and_then(|date| self.questions_on(date)).map(|set| set.of(form).collect()).unwrap_or_default()
    }

    /// Every question ever asked on a form: the columns of its files. Of two with one name the later stands.
    pub fn asked_on(&self, form: &FormSpec) -> Vec<&Question> {
        let mut columns: BTreeMap<&str, &Question> = BTreeMap::new();
        for question in self.question_sets().flat_map(|set| set.of(form)) {
            columns.insert(&question.field.name, question);
        }
        columns.into_values().collect()
    }

    /// Judges the answers of a record to the questions it is asked, and puts them in canonical spelling.
    pub fn judge_answers(&self, form: &'static FormSpec, raw: &mut Raw, zone: &TimeZone) -> Vec<Finding> {
        let mut notes = Notes::new();
        let asked = self.asked_of(form, raw);
        for question in &asked {
            question.judge(form, raw, zone, &mut notes);
        }
        let known = |name: &str| asked.iter().any(|question| question.field.name == name);
        for name in raw.extra.keys().filter(|name| !known(name)) {
            notes.refuse(
                name,
                "F-HEADER-UNKNOWN",
                format!(
                    "{} is not asked {name} in the cycle of this record. Take the answer out.",
                    form.title
                ),
            );
        }
        notes.into_findings()
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
            let dictionary = Dictionary::shipped().asking(sets.map(|(cycle, leaves)| set(cycle, leaves)));
            let all = dictionary.question_sets().flat_map(|set| &set.questions);
            assert!(all.map(|asked| asked.field.leaves).eq([Leaves::Never, Leaves::Never]));
        }
    }
}
