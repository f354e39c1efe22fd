//! The files of the bundle, with the columns of the dictionary in its order.

use std::collections::BTreeMap;

use domain::dictionary::Dictionary;
use domain::{Audience, DICTIONARY_VERSION, layout};

use super::{
    plan::Plan,
    rows::{self, Row},
};

/// The key of `bundle.csv` that says when the bundle was made.
const EXTRACT_AT: &str = "extract_at";

/// One file. Rows are held as the text they will be written as, so that a network of millions of contacts
/// fits in memory; no cell of the generator needs quoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Column names in the order of the cells.
    pub header: Vec<String>,
    /// For each column the place of its cell among those of a row; none when nobody makes it.
    order: Vec<Option<usize>>,
    body: String,
    rows: usize,
}

impl Table {
    /// A file without rows; `made` are the columns of the rows that will come.
    fn empty(header: Vec<String>, made: &[&str]) -> Self {
        let order = header.iter().map(|column| made.iter().position(|made| made == column)).collect();
        Self { header, order, body: String::new(), rows: 0 }
    }

    /// Number of rows, the header not counted.
    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows, each as its cells in the order of the header.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        self.body.lines().map(|line| line.split(',').collect())
    }

    /// Leaves out the rows that are not kept.
    fn keep(&mut self, is_kept: impl Fn(&[&str]) -> bool) {
        let kept: Vec<&str> = self
            .body
            .split_inclusive('\n')
            .filter(|line| is_kept(&line.trim_end().split(',').collect::<Vec<_>>()))
            .collect();
        (self.rows, self.body) = (kept.len(), kept.concat());
    }

    fn push(&mut self, cells: &[&str]) {
        for (i, place) in self.order.iter().enumerate() {
            let cell = place.map_or("", |place| cells[place]);
            debug_assert!(!cell.contains([',', '"', '\n', '\r']), "a cell that would need quoting: {cell}");
            if i > 0 {
                self.body.push(',');
            }
            self.body.push_str(cell);
        }
        self.body.push('\n');
        self.rows += 1;
    }
}

/// The files of a bundle by stem: `patients` … `ecmo_activity_returns`, and `bundle`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files(BTreeMap<&'static str, Table>);

impl Files {
    /// All files of the bundle, without rows.
    pub(super) fn empty() -> Self {
        let dictionary = Dictionary::shipped();
        let forms = dictionary.forms().iter();
        let tables = forms.flat_map(|form| layout::Table::all_of(form, dictionary, Audience::Desk));
        let empty = |table: layout::Table| {
            let table = table.filed();
            let header = table.fields().map(|field| field.name.to_string()).collect();
            (table.stem, Table::empty(header, rows::made(table.stem)))
        };
        Self(tables.map(empty).collect())
    }

    /// Adds a row to its file.
    pub(super) fn add<R: Row>(&mut self, row: &R) {
        let table = self.0.get_mut(R::STEM);
        debug_assert!(table.is_some(), "the dictionary has no file {}", R::STEM);
        if let Some(table) = table {
            table.push(&row.cells());
        }
    }

    /// The file called `stem`, e.g. `physio_contacts`.
    pub fn get(&self, stem: &str) -> Option<&Table> {
        self.0.get(stem)
    }

    /// Every file with its stem, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        self.0.iter().map(|(stem, table)| (*stem, table))
    }

    /// Leaves out the rows of a file that are not kept; `is_kept` is asked with the cells in the order of the header.
    pub(super) fn keep(&mut self, stem: &str, is_kept: impl Fn(&[&str]) -> bool) {
        if let Some(table) = self.0.get_mut(stem) {
            table.keep(is_kept);
        }
    }

    /// Says of the bundle when it was made.
    pub(super) fn extracted_at(&mut self, time: &str) {
        if let Some(bundle) = self.0.get_mut("bundle") {
            let rows: Vec<(String, String)> = bundle
                .rows()
                .filter_map(|cells| Some(((*cells.first()?).to_owned(), (*cells.get(1)?).to_owned())))
                .collect();
            bundle.keep(|_| false);
            for (key, value) in &rows {
                bundle.push(&[key, if key == EXTRACT_AT { time } else { value }]);
            }
        }
    }

    /// The text of the file called `stem`: one header line, lines ending in LF; empty if there is no such
    /// file.
    pub fn csv(&self, stem: &str) -> String {
        self.get(stem).map_or_else(String::new, |table| format!("{}\n{}", table.header.join(","), table.body))
    }

    /// Adds `bundle.csv`, which says what the bundle is.
    pub(super) fn describe(&mut self, plan: &Plan) {
        let columns = ["key", "value"];
        let mut bundle = Table::empty(columns.map(str::to_owned).to_vec(), &columns);
        for (key, value) in [
            ("format_version", "1"),
            ("dictionary_version", &*DICTIONARY_VERSION.to_string()),
            ("kind", "EXPORT"),
            ("synthetic", "true"),
            (EXTRACT_AT, &plan.extract_at.to_string()),
            ("calendar_version", &plan.calendar_version),
        ] {
            bundle.push(&[key, value]);
        }
        self.0.insert("bundle", bundle);
    }
}
