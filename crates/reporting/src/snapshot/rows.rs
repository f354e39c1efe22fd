//! Records as rows of typed columns.

use domain::Raw;
use jiff::tz::TimeZone;
use polars::prelude::*;

use super::columns::FieldColumns;
use super::layout::Layout;
use crate::error::{Error, Result};

/// The rows of one table, until they are taken away as a frame.
pub(super) struct Rows {
    layout: Layout,
    columns: Vec<FieldColumns>,
    count: u64,
}

impl Rows {
    /// No rows yet, and room for so many.
    pub(super) fn new(layout: Layout, room: usize) -> Self {
        let columns = layout.columns(room);
        Self { layout, columns, count: 0 }
    }

    /// The name of the table's file.
    pub(super) fn file_name(&self) -> String {
        self.layout.file_name()
    }

    /// How many rows were added, taken away or not.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Adds the rows that a record makes in this table; how many.
    pub(super) fn push(&mut self, record: &Raw, zone: &TimeZone) -> Result<usize> {
        let mut added = 0;
        for row in self.layout.rows(record) {
            for (column, cell) in self.columns.iter_mut().zip(row) {
                if let Err(fault) = column.push(&cell, zone) {
                    let column = column.name();
                    return Err(fault_in(&self.layout, self.count, column, fault.rule()));
                }
            }
            self.count += 1;
            added += 1;
        }
        Ok(added)
    }

    /// Hands the rows over and begins anew.
    pub(super) fn take(&mut self) -> PolarsResult<DataFrame> {
        DataFrame::new_infer_height(self.columns.iter_mut().flat_map(FieldColumns::take).collect())
    }
}

fn fault_in(layout: &Layout, before: u64, column: &str, problem: &str) -> Error {
    Error::Engine {
        doing: format!("writing {}, row {}, {column}", layout.file_name(), before + 1),
        source: problem.into(),
    }
}
