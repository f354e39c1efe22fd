//! A few records held in memory, read like the tables of a snapshot.

use domain::centre::Directory;
use domain::dictionary::Dictionary;
use domain::forms::Patient;
use domain::reference::{CycleDates, Holiday};
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use polars::prelude::*;

use super::layout::Layout;
use super::rows::Rows;
use super::{Tables, reference};
use crate::error::{Doing, Error, Result};

/// Records with the reference tables that go with them.
pub(crate) struct Memory<'a> {
    directory: &'a Directory,
    holidays: &'a [Holiday],
    extract_at: Timestamp,
    /// In key order.
    records: Vec<(&'static FormSpec, &'a Raw)>,
}

impl<'a> Memory<'a> {
    /// Takes the records in any order.
    pub(crate) fn new(
        directory: &'a Directory,
        holidays: &'a [Holiday],
        extract_at: Timestamp,
        records: &[(&'static FormSpec, &'a Raw)],
    ) -> Self {
        let mut records = records.to_vec();
        records.sort_by_cached_key(|(form, raw)| {
            (form.id, raw.get(form, Patient::CENTRE_CODE).to_owned(), raw.natural_key(form))
        });
        Self { directory, holidays, extract_at, records }
    }

    fn of_form(&self, form: &'static FormSpec) -> impl Iterator<Item = &'a Raw> {
        self.records.iter().filter(|(of, _)| of.id == form.id).map(|(_, raw)| *raw)
    }

    /// The rows of a form itself, or of one of its repeated groups.
    fn rows(&self, form: &'static FormSpec, group: Option<usize>) -> Result<DataFrame> {
        let mut table = Rows::new(Layout::of(form, group, Dictionary::shipped()), 0);
        for record in self.of_form(form) {
            let code = record.get(form, Patient::CENTRE_CODE);
            let zone =
                self.directory.centre(code).map(|centre| &centre.zone).ok_or_else(|| Error::Engine {
                    doing: format!("reading a record of {}", form.title),
                    source: format!("the centre “{code}” is not in the directory").into(),
                })?;
            table.push(record, zone)?;
        }
        table.take().doing(|| format!("laying out {}", form.file))
    }
}

impl Tables for Memory<'_> {
    fn extract_at(&self) -> Timestamp {
        self.extract_at
    }

    /// The records of one patient are no organisation audit.
    fn cycles(&self) -> Result<Vec<CycleDates>> {
        Ok(Vec::new())
    }

    fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
        let frame = match stem {
            reference::CENTRES => {
                reference::centres(self.directory).doing(|| format!("laying out {stem}"))?
            }
            reference::HOLIDAYS => {
                reference::holidays(self.holidays).doing(|| format!("laying out {stem}"))?
            }
            _ => {
                let (form, group) = find(Dictionary::shipped(), stem)?;
                self.rows(form, group)?
            }
        };
        frame.select(columns.iter().copied()).doing(|| format!("reading {stem}"))
    }
}

/// The form that a table holds, and which of its repeated groups.
pub(super) fn find(dictionary: &Dictionary, stem: &str) -> Result<(&'static FormSpec, Option<usize>)> {
    let groups = |form: &'static FormSpec| {
        let own = (form.file, (form, None));
        let children = form.children.iter().enumerate();
        std::iter::once(own).chain(children.map(move |(group, child)| (child.spec.file, (form, Some(group)))))
    };
    let mut tables = dictionary.forms().iter().copied().flat_map(groups);
    tables.find(|(file, _)| *file == stem).map(|(_, table)| table).ok_or_else(|| Error::Engine {
        doing: format!("reading {stem}"),
        source: "there is no such table".into(),
    })
}
