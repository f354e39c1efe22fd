//! Where the cells of a bundle came from.

use std::collections::BTreeMap;
use std::fmt;

use crate::read::Table;

/// Where each row and column of a bundle came from.
#[derive(Debug, Clone, Default)]
pub struct Places(BTreeMap<&'static str, Origin>);

#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The sheet or file as the person called it.
    pub(super) name: String,
    pub(super) is_file: bool,
    /// The number of each row as the spreadsheet shows it.
    pub(super) rows: Vec<usize>,
    /// The header that each column had.
    pub(super) headers: BTreeMap<String, String>,
}

impl Origin {
    /// A file whose columns are called as they are.
    pub(super) fn of_file(table: &Table) -> Self {
        Self {
            name: table.name.clone(),
            is_file: table.file.is_some(),
            rows: table.rows.iter().map(|row| row.number).collect(),
            headers: BTreeMap::new(),
        }
    }
}

/// A place in what the person sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The sheet, or the file.
    pub sheet: String,
    /// It is a file.
    pub is_file: bool,
    /// The row as the spreadsheet shows it; none for the sheet as a whole.
    pub row: Option<usize>,
    /// The column as the person named it; empty for the row as a whole.
    pub header: String,
}

impl Places {
    pub(super) fn add(&mut self, stem: &'static str, origin: Origin) {
        self.0.insert(stem, origin);
    }

    /// Where a finding's cell came from: file, data row (from 1; 0 is the file itself) and column.
    pub fn find(&self, stem: &str, row: usize, column: &str) -> Option<Place> {
        let origin = self.0.get(stem)?;
        let row = row.checked_sub(1).and_then(|row| origin.rows.get(row).copied());
        let header = origin.headers.get(column).map_or(column, String::as_str).to_owned();
        Some(Place { sheet: origin.name.clone(), is_file: origin.is_file, row, header })
    }
}

impl fmt::Display for Place {
    /// `Sheet Contacts, row 12, column Airway`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_file { "File" } else { "Sheet" };
        let ending = if self.is_file { ".csv" } else { "" };
        write!(f, "{kind} {}{ending}", self.sheet)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if self.header.is_empty() { Ok(()) } else { write!(f, ", column {}", self.header) }
    }
}
