//! The dictionary with its versions: what is asked today, what was asked before, and how older answers are read.
//!
//! ```text
//! record of 0.1 ─┐                    what a field is called, and its codes, in each version
//! bundle of 0.1 ─┼─► Dictionary::find ─► Reading ──► cells of today's form
//! snapshot of 0.1┘
//! ```
//!
//! What was collected is never rewritten: a stored record keeps the version it was written under, and is mapped
//! each time it is read. A field that an older version could not know is blank.
//!
//! To change the dictionary: change the form, raise [`crate::DICTIONARY_VERSION`], keep the version before as
//! `dictionary/<version>.csv`, and declare in [`CHANGES`] what became of every field that has another name or none.
//! A new field needs no declaration. A dictionary in which an older answer would get lost is refused by
//! [`Dictionary::new`], which a test calls.

mod asked;
mod change;
mod check;
mod edition;
mod fault;
mod history;
mod reading;
#[cfg(test)]
mod tests;
mod version;

use std::sync::{Arc, LazyLock};

pub use self::change::{Change, Part, What};
pub use self::edition::Edition;
pub use self::fault::Fault;
pub use self::history::{Became, Recoded};
pub use self::reading::{Answers, Reading};
pub use self::version::{Unread, Version};
use crate::questions::QuestionSet;
use crate::spec::FormSpec;

/// The versions before the one in use, oldest first, each with its file.
const PAST: &[(Version, &str)] = &[(Version::new(0, 1), include_str!("../../dictionary/0.1.csv"))];

/// What became of fields, by the version that changed them.
pub const CHANGES: &[(Version, Change)] = &[];

/// Everything that is asked: the forms, the questions that the network added in its cycles, and what every version
/// before asked. One value, made once and shared; a network that changes its questions gets another.
#[derive(Debug, Clone)]
pub struct Dictionary {
    forms: Arc<[&'static FormSpec]>,
    questions: asked::Sets,
    /// Oldest first; the last is that of the forms.
    editions: Arc<[Edition]>,
    changes: Arc<[(Version, Change)]>,
    /// How the answers of each edition are found.
    ways: Arc<[reading::Ways]>,
}

impl Dictionary {
    /// A dictionary of the forms in use, the versions before and what changed since. Refused, with everything that is
    /// wrong, when an answer to an older version would be lost or two would silently become one.
    pub fn new(
        version: Version,
        forms: &[&'static FormSpec],
        past: Vec<Edition>,
        changes: &[(Version, Change)],
    ) -> Result<Self, Vec<Fault>> {
        let mut editions = past;
        editions.push(Edition::of(version, forms));
        let mut dictionary = Self {
            forms: forms.into(),
            questions: asked::Sets::new(),
            editions: editions.into(),
            changes: changes.into(),
            ways: Arc::default(),
        };
        let faults = check::faults(&dictionary);
        if !faults.is_empty() {
            return Err(faults);
        }
        dictionary.ways = reading::ways(&dictionary);
        Ok(dictionary)
    }

    /// The same, asking these questions in their cycles in place of those it asked.
    #[must_use]
    pub fn asking(&self, sets: impl IntoIterator<Item = QuestionSet>) -> Self {
        Self { questions: asked::strictest(sets), ..self.clone() }
    }

    /// The forms, parents before what belongs to them or names them.
    pub fn forms(&self) -> &[&'static FormSpec] {
        &self.forms
    }

    /// A form by its id.
    pub fn form(&self, id: &str) -> Option<&'static FormSpec> {
        self.forms.iter().copied().find(|form| form.id == id)
    }

    /// The place of a form among all, by its id.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.forms.iter().position(|form| form.id == id)
    }

    /// The forms in the order of their numbers, which is that of a bundle's files.
    pub fn by_number(&self) -> Vec<&'static FormSpec> {
        let mut forms = self.forms.to_vec();
        forms.sort_by_key(|form| form.number);
        forms
    }

    /// Those forms, each before its repeated groups: one a file.
    pub fn specs(&self) -> Vec<&'static FormSpec> {
        let with_groups = |form: &'static FormSpec| {
            std::iter::once(form).chain(form.children.iter().map(|child| child.spec))
        };
        self.by_number().into_iter().flat_map(with_groups).collect()
    }

    /// The dictionary of this program, without questions of the network.
    ///
    /// # Panics
    ///
    /// When it is wrong in itself; a test reads it.
    #[expect(clippy::panic, reason = "the dictionary is part of the program, and a test reads it")]
    pub fn shipped() -> &'static Arc<Self> {
        static SHIPPED: LazyLock<Arc<Dictionary>> = LazyLock::new(|| {
            let past =
                PAST.iter().map(|(version, csv)| Edition::read(*version, csv)).collect::<Result<_, _>>();
            let made = past.map_err(|fault| vec![fault]).and_then(|past| {
                Dictionary::new(crate::DICTIONARY_VERSION, crate::forms::forms(), past, CHANGES)
            });
            Arc::new(made.unwrap_or_else(|faults| panic!("the dictionary is wrong in itself: {faults:?}")))
        });
        &SHIPPED
    }

    /// The version in use.
    pub fn newest(&self) -> Version {
        // `new` puts the forms' own edition last.
        self.editions[self.editions.len() - 1].version
    }

    /// The version that a text names, if this dictionary can read what was written under it.
    pub fn find(self: &Arc<Self>, text: &str) -> Result<Reading, Unread> {
        let found: Version = text.parse()?;
        let newest = self.newest();
        if found > newest {
            return Err(Unread::Newer { found, newest });
        }
        let from = self.editions.iter().position(|edition| edition.version == found);
        from.map(|from| Reading::new(Arc::clone(self), from)).ok_or_else(|| {
            let known: Vec<String> =
                self.editions.iter().map(|edition| edition.version.to_string()).collect();
            Unread::NeverWas { found, known: known.join(", ") }
        })
    }

    /// The way to read what is written under the version in use: as it stands.
    pub fn today(self: &Arc<Self>) -> Reading {
        Reading::new(Arc::clone(self), self.editions.len() - 1)
    }

    /// The change of a version that fills a field.
    fn filled_by(&self, version: Version, form: &str, field: &str) -> Option<&Change> {
        let of_version = self.changes.iter().filter(|(of, change)| *of == version && change.form == form);
        of_version.map(|(_, change)| change).find(|change| change.what.targets().contains(&field))
    }
}
