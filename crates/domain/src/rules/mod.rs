//! The catalogue of rules: every id that a finding can have, what it asks, and how to mend it.
//!
//! The rules themselves are in [`crate::check`], [`crate::bundle`] and [`crate::value`]; a test compares their
//! ids with this list both ways.

mod table;

pub use self::table::RULES;
use crate::finding::Level;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The stable id, e.g. `V-CON-4`.
    pub id: &'static str,
    /// The levels its findings can have.
    pub levels: &'static [Level],
    /// What it asks, in a sentence.
    pub title: &'static str,
    /// How to mend a finding, in a sentence.
    pub mend: &'static str,
    /// Where it is laid down.
    pub source: &'static str,
    /// Ids of the forms it looks at; none for a rule of every form.
    pub forms: &'static [&'static str],
}

/// A rule by its id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

impl Rule {
    /// About files and their keys, not about a record by itself.
    pub fn is_of_files(&self) -> bool {
        self.id.starts_with("F-") || self.id.starts_with("K-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms;

    #[test]
    fn every_id_is_there_once_and_every_sentence_ends() {
        for (place, rule) in RULES.iter().enumerate() {
            assert!(RULES[..place].iter().all(|other| other.id != rule.id), "{}", rule.id);
            assert!(rule.title.ends_with('.') && rule.mend.ends_with('.'), "{}", rule.id);
            assert!(!rule.levels.is_empty() && !rule.source.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn forms_are_named_by_their_ids() {
        for (rule, form) in RULES.iter().flat_map(|rule| rule.forms.iter().map(move |form| (rule.id, *form)))
        {
            assert!(forms::form(form).is_some(), "{rule}: {form}");
        }
    }

    #[test]
    fn a_field_breaks_only_rules_of_the_catalogue() {
        for field in forms::forms().iter().flat_map(|form| form.fields).filter(|field| !field.rule.is_empty())
        {
            assert!(rule(field.rule).is_some(), "{}: {}", field.name, field.rule);
        }
    }
}
