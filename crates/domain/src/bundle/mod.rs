//! The CSV bundle: how records travel as files.
//!
//! [`Bundle::open`] reads the files and says what is wrong with them as files; [`Bundle::check`] judges every
//! row by the same rules as any other door and tells which records can be stored and which rows are set aside.

mod account;
mod assemble;
mod check;
mod dropped;
mod held;
mod layout;
mod meta;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use self::check::Against;
pub use self::dropped::NO_LONGER_ASKED;
pub use self::layout::columns;
pub use self::meta::{BundleError, Direction, Meta, reading};
use self::table::Table;
pub use self::table::is_readable;
use crate::dictionary::Reading;
use crate::finding::{Finding, Level};
use crate::raw::Raw;
use crate::spec::FormSpec;
use crate::value::CentreCode;

/// A finding on a file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BundleFinding {
    /// The file's stem.
    pub file: String,
    /// The data record, counted from 1; 0 is the file itself.
    pub row: usize,
    /// The column, or nothing.
    pub column: String,
    /// The rule.
    pub rule: String,
    /// What follows from it.
    pub level: Level,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// A bundle that was read, row by row, and not yet judged.
#[derive(Debug)]
pub struct Bundle {
    /// What the bundle says of itself.
    pub meta: Meta,
    /// How its cells are read: by the version that it says it is of.
    reading: Reading,
    tables: BTreeMap<&'static str, Table>,
    findings: Vec<BundleFinding>,
}

/// A record that can be stored.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its form.
    pub form: &'static FormSpec,
    /// Its centre.
    pub centre: CentreCode,
    /// The patient's pseudonym, for all forms that belong to one.
    pub patient: Option<String>,
    /// The record in canonical spelling.
    pub raw: Raw,
    /// When it happened.
    pub occurred: Option<Timestamp>,
    /// What was found on it that does not refuse it: levels S and W.
    pub findings: Vec<Finding>,
    /// File (stem) and row of the record itself, then of the rows of its repeated groups in their order.
    pub rows: Vec<(&'static str, usize)>,
}

/// A row that is not stored, kept with its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// The file's stem.
    pub file: String,
    /// The data record, counted from 1.
    pub row: usize,
    /// Its cells by column, as they came; one that is empty is none.
    pub cells: BTreeMap<String, String>,
    /// The rules it broke; empty when it only belongs to a row that did.
    pub rules: Vec<String>,
}

/// What became of the rows of a file. The two parts add up to the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// Data records in the file.
    pub rows: usize,
    /// Rows of records that can be stored.
    pub accepted: usize,
    /// Rows with an error, or that belong to one with an error.
    pub set_aside: usize,
}

/// A bundle that was judged.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What the bundle says of itself.
    pub meta: Meta,
    /// Every finding, by file, row and column.
    pub findings: Vec<BundleFinding>,
    /// What can be stored, parents first.
    pub records: Vec<Ready>,
    /// What cannot.
    pub set_aside: Vec<SetAside>,
    /// The account of every file, in the order of the bundle's description.
    pub files: Vec<(&'static str, FileCount)>,
    /// A file as a whole could not be read: nothing of the bundle may be stored.
    pub refused: bool,
}

impl Checked {
    /// Findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}
