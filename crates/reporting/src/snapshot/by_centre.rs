//! The rows of some centres of a snapshot. Rows are in key order and every key begins with its centre, so those of a centre
//! lie together in each table, and no other row is read for it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use domain::forms::{Patient, PhysioContact};
use domain::reference::CycleDates;
use jiff::Timestamp;
use polars::prelude::*;

use super::table::ROW_GROUP;
use super::{Snapshot, Tables, reference};
use crate::error::{Doing, Error, Result};

/// A snapshot, and where the rows of each centre are. Each table is looked through once, when it is first asked for.
pub(crate) struct ByCentre<'a> {
    snapshot: &'a Snapshot,
    places: Looked,
}

/// Where the rows of each centre are, of the tables of one snapshot that were looked through.
pub(crate) type Looked = Arc<Mutex<BTreeMap<String, Places>>>;

/// The rows of each centre in one table.
pub(crate) type Places = BTreeMap<String, Range<usize>>;

/// Nothing but the rows of some centres that follow each other. What belongs to all, like holidays, is there whole.
pub(crate) struct Part<'a> {
    whole: &'a ByCentre<'a>,
    centres: Vec<String>,
}

impl<'a> ByCentre<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        Self::knowing(snapshot, Looked::default())
    }

    /// The same of a snapshot whose tables were looked through before.
    pub(crate) fn knowing(snapshot: &'a Snapshot, places: Looked) -> Self {
        Self { snapshot, places }
    }

    /// What was found out so far.
    pub(crate) fn looked(&self) -> Looked {
        Arc::clone(&self.places)
    }

    /// One centre.
    pub(crate) fn centre(&'a self, code: &str) -> Part<'a> {
        Part { whole: self, centres: vec![code.to_owned()] }
    }

    /// All centres in parts: as many together as have no more than so many contacts, and at least one.
    pub(crate) fn parts(&'a self, most_contacts: usize) -> Result<Vec<Part<'a>>> {
        let contacts = PhysioContact::FORM_SPEC.file;
        let mut parts: Vec<(Part<'a>, usize)> = Vec::new();
        for (code, _) in self.snapshot.centres()? {
            let own = self.rows(contacts, std::slice::from_ref(&code))?.len();
            match parts.last_mut() {
                Some((part, held)) if *held + own <= most_contacts => {
                    part.centres.push(code);
                    *held += own;
                }
                _ => parts.push((Part { whole: self, centres: vec![code] }, own)),
            }
        }
        Ok(parts.into_iter().map(|(part, _)| part).collect())
    }

    /// The rows of some centres that follow each other.
    fn rows(&self, stem: &str, centres: &[String]) -> Result<Range<usize>> {
        // Whole tables only are put in, so that what a panic has left is as good as ever.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if !places.contains_key(stem) {
            places.insert(stem.to_owned(), self.look_through(stem)?);
        }
        let own = || centres.iter().filter_map(|code| places.get(stem)?.get(code));
        let (first, last) = (own().next(), own().next_back());
        Ok(first.zip(last).map_or(0..0, |(first, last)| first.start..last.end))
    }

    fn look_through(&self, stem: &str) -> Result<Places> {
        let mut places = Places::new();
        let mut at = 0;
        loop {
            let codes = self.snapshot.rows_of(stem, &[Patient::CENTRE_CODE], at..at + ROW_GROUP)?;
            if codes.height() == 0 {
                return Ok(places);
            }
            let column = codes.column(Patient::CENTRE_CODE).and_then(Column::str);
            for code in column.doing(|| format!("reading the centres of {stem}"))?.iter() {
                let code = code.unwrap_or_default();
                match places.last_entry() {
                    Some(mut last) if last.key() == code => last.get_mut().end = at + 1,
                    Some(last) if last.key().as_str() > code => return Err(out_of_order(stem)),
                    _ => {
                        places.insert(code.to_owned(), at..at + 1);
                    }
                }
                at += 1;
            }
        }
    }
}

fn out_of_order(stem: &str) -> Error {
    Error::refused(format!(
        "The rows of {stem}.parquet are not in the order of their centres, as a snapshot's are. Make the snapshot again."
    ))
}

impl Tables for Part<'_> {
    fn extract_at(&self) -> Timestamp {
        self.whole.snapshot.extract_at()
    }

    fn cycles(&self) -> Result<Vec<CycleDates>> {
        self.whole.snapshot.cycles()
    }

    fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
        if reference::is_one(stem) {
            return self.whole.snapshot.table(stem, columns);
        }
        self.whole.snapshot.rows_of(stem, columns, self.whole.rows(stem, &self.centres)?)
    }
}
