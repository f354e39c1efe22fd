//! One centre's rows of a snapshot.

use domain::forms::Patient;
use domain::reference::CycleDates;
use jiff::Timestamp;
use polars::prelude::*;

use super::{Snapshot, Tables, reference};
use crate::error::{Doing, Result};

/// A snapshot of which nothing but one centre's records is read. What belongs to all, like holidays, is there whole.
pub(crate) struct OfCentre<'a> {
    snapshot: &'a Snapshot,
    centre: &'a str,
}

impl<'a> OfCentre<'a> {
    pub(crate) const fn new(snapshot: &'a Snapshot, centre: &'a str) -> Self {
        Self { snapshot, centre }
    }
}

impl Tables for OfCentre<'_> {
    fn extract_at(&self) -> Timestamp {
        self.snapshot.extract_at()
    }

    fn cycles(&self) -> Result<Vec<CycleDates>> {
        self.snapshot.cycles()
    }

    fn table(&self, stem: &str, columns: &[&str]) -> Result<DataFrame> {
        if reference::is_one(stem) {
            return self.snapshot.table(stem, columns);
        }
        let asks_for_it = columns.contains(&Patient::CENTRE_CODE);
        let with_centre = std::iter::once(Patient::CENTRE_CODE).filter(|_| !asks_for_it);
        let read: Vec<&str> = columns.iter().copied().chain(with_centre).collect();
        let table = self.snapshot.table(stem, &read)?;
        let doing = || format!("reading {} of {stem}", self.centre);
        let codes = table.column(Patient::CENTRE_CODE).and_then(Column::str).doing(doing)?;
        let is_theirs: BooleanChunked = codes.iter().map(|code| code == Some(self.centre)).collect();
        table.filter(&is_theirs).and_then(|own| own.select(columns.iter().copied())).doing(doing)
    }
}
