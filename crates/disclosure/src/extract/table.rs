//! People as they come: in categories already, with what each category may be coarsened to.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Codes, Flaw, HIDDEN, NUMBER, Scale};

/// What a column is to somebody who looks for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// May be known of a person from elsewhere: age, sex, diagnosis.
    QuasiIdentifier,
    /// What nobody may learn of a person: an outcome.
    Sensitive,
    /// Neither, and too coarse to be looked for.
    Other,
}

/// The categories of a column on a coarser level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Their codes, in order.
    pub codes: Vec<String>,
    /// The place among them of each of the column's own codes.
    pub of: Vec<u16>,
}

/// A column: its name, what it is, and its vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// As it stands in the extract's first line.
    pub name: String,
    /// What it is to somebody who looks for a person.
    pub role: Role,
    /// Whether its codes have an order.
    pub scale: Scale,
    /// Every code there is, in order when they have one. None is [`HIDDEN`].
    pub codes: Vec<String>,
    /// Coarser levels that a recipe may ask for: the first is level 1.
    pub coarser: Vec<Level>,
}

/// A person: all rows of one patient are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Tells people apart, the same in every release. Never leaves.
    pub uid: u128,
    /// Their code of each column; none when it is not known, or of those that are always hidden.
    pub codes: Codes,
}

/// People in scope of an extract, with their columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    people: Vec<Person>,
}

impl Table {
    /// People with codes that are in the vocabularies, each once.
    pub fn of(columns: Vec<Column>, people: Vec<Person>) -> Result<Self, Flaw> {
        let mut names = BTreeSet::new();
        for column in &columns {
            if !is_word(&column.name)
                || column.name == NUMBER
                || !names.insert(&column.name)
                || !is_vocabulary(&column.codes)
                || !column.coarser.iter().all(|level| fits(level, column))
            {
                return Err(Flaw::Column(column.name.clone()));
            }
        }
        let mut uids = BTreeSet::new();
        for person in &people {
            if !uids.insert(person.uid) {
                return Err(Flaw::Twice);
            }
            if !is_coded(person, &columns) {
                return Err(Flaw::Unfitting);
            }
        }
        Ok(Self { columns, people })
    }

    /// Its columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Its people.
    pub fn people(&self) -> &[Person] {
        &self.people
    }
}

/// Words that differ, none of them empty or the one for what is hidden.
fn is_vocabulary(codes: &[String]) -> bool {
    let words: BTreeSet<&String> = codes.iter().collect();
    !codes.is_empty() && words.len() == codes.len() && codes.iter().all(|code| is_word(code))
}

pub(super) fn is_word(code: &str) -> bool {
    !code.trim().is_empty() && code != HIDDEN
}

fn fits(level: &Level, column: &Column) -> bool {
    is_vocabulary(&level.codes)
        && level.of.len() == column.codes.len()
        && level.of.iter().all(|place| usize::from(*place) < level.codes.len())
        && (column.scale == Scale::Unordered || level.of.is_sorted())
}

fn is_coded(person: &Person, columns: &[Column]) -> bool {
    let is_known = |(code, column): (&Option<u16>, &Column)| {
        code.is_none_or(|code| usize::from(code) < column.codes.len())
    };
    person.codes.len() == columns.len() && person.codes.iter().zip(columns).all(is_known)
}
