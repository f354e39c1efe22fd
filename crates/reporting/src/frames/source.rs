//! Typed access to the snapshot's tables.

use std::ops::Range;

use polars::prelude::*;

use crate::error::{Doing, Result};
use crate::snapshot::Tables;
use measures::Moment;

/// Some columns of one table. Rows are in key order, those of a repeated group in the order of their records.
pub(super) struct Table {
    stem: &'static str,
    frame: DataFrame,
}

impl Table {
    pub(super) fn read(snapshot: &dyn Tables, stem: &'static str, columns: &[&str]) -> Result<Self> {
        let mut frame = snapshot.table(stem, columns)?;
        frame.rechunk_mut();
        Ok(Self { stem, frame })
    }

    pub(super) fn rows(&self) -> usize {
        self.frame.height()
    }

    pub(super) fn text(&self, name: &str) -> Result<&StringChunked> {
        self.column(name).and_then(|c| c.str()).doing(|| self.doing(name))
    }

    pub(super) fn int(&self, name: &str) -> Result<&Int64Chunked> {
        self.column(name).and_then(|c| c.i64()).doing(|| self.doing(name))
    }

    pub(super) fn flag(&self, name: &str) -> Result<&BooleanChunked> {
        self.column(name).and_then(|c| c.bool()).doing(|| self.doing(name))
    }

    /// Days since 1970.
    pub(super) fn dates(&self, name: &str) -> Result<&Int32Chunked> {
        self.column(name).and_then(|c| c.date()).map(Logical::physical).doing(|| self.doing(name))
    }

    pub(super) fn moments(&self, name: &str) -> Result<Moments<'_>> {
        let milliseconds = |name: &str| {
            self.column(name).and_then(|c| c.datetime()).map(Logical::physical).doing(|| self.doing(name))
        };
        Ok(Moments { instant: milliseconds(name)?, local: milliseconds(&format!("{name}_local"))? })
    }

    fn column(&self, name: &str) -> PolarsResult<&Column> {
        self.frame.column(name)
    }

    fn doing(&self, name: &str) -> String {
        format!("reading {}.parquet, {name}", self.stem)
    }
}

/// A column of wall times.
pub(super) struct Moments<'t> {
    instant: &'t Int64Chunked,
    local: &'t Int64Chunked,
}

impl Moments<'_> {
    pub(super) fn get(&self, row: usize) -> Option<Moment> {
        Some(Moment { instant: self.instant.get(row)?, local: self.local.get(row)? })
    }

    /// As of the extract: what is later is not known yet.
    pub(super) fn known(&self, row: usize, extract: Moment) -> Option<Moment> {
        self.get(row).filter(|moment| moment.instant <= extract.instant)
    }
}

/// Walks a repeated group's table beside the records it belongs to: both are in the same order.
pub(super) struct Rows<'t> {
    keys: Vec<&'t StringChunked>,
    at: usize,
    end: usize,
}

impl<'t> Rows<'t> {
    /// A walk by the text columns that repeat the record's key.
    pub(super) fn by(table: &'t Table, keys: &[&str]) -> Result<Self> {
        let keys = keys.iter().map(|key| table.text(key)).collect::<Result<_>>()?;
        Ok(Self { keys, at: 0, end: table.rows() })
    }

    /// The rows of the next record, which may have none. Records must be asked for in order.
    pub(super) fn of(&mut self, key: &[&str]) -> Range<usize> {
        self.of_while(key, |_| true)
    }

    /// The same for a record whose key holds more than text.
    pub(super) fn of_while(&mut self, key: &[&str], and: impl Fn(usize) -> bool) -> Range<usize> {
        let start = self.at;
        while self.at < self.end && self.matches(key) && and(self.at) {
            self.at += 1;
        }
        start..self.at
    }

    fn matches(&self, key: &[&str]) -> bool {
        self.keys.iter().zip(key).all(|(column, key)| column.get(self.at) == Some(key))
    }
}
