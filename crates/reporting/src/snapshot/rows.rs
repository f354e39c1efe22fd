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
    pub(super) fn new(layout: Layout) -> Self {
        let columns = layout.columns();
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

    /// Adds a row: the cells it inherits from its record, its own, and the answers to the network's questions.
    pub(super) fn push(&mut self, inherited: &[&str], row: &Raw, zone: &TimeZone) -> Result<()> {
        let own = self.layout.fields.len() - self.layout.inherited;
        if inherited.len() != self.layout.inherited || row.cells.len() != own {
            return Err(self.fault("the row", "it has not as many cells as its form"));
        }
        let answer = |field: &&domain::spec::FieldSpec| row.extra.get(field.name).map_or("", String::as_str);
        let cells = inherited.iter().copied().chain(row.cells.iter().map(String::as_str));
        for (column, cell) in self.columns.iter_mut().zip(cells.chain(self.layout.asked.iter().map(answer))) {
            if let Err(fault) = column.push(cell, zone) {
                let column = column.name();
                return Err(self.fault(column, fault.rule()));
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Hands the rows over and begins anew.
    pub(super) fn take(&mut self) -> PolarsResult<DataFrame> {
        DataFrame::new_infer_height(self.columns.iter_mut().flat_map(FieldColumns::take).collect())
    }

    fn fault(&self, column: &str, problem: &str) -> Error {
        Error::Engine {
            doing: format!("writing {}, row {}, {column}", self.file_name(), self.count + 1),
            source: problem.into(),
        }
    }
}
