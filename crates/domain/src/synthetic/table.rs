//! Tables and their cells, in the cell grammar of the CSV bundle.

use std::{borrow::Cow, collections::BTreeMap};

use super::{columns, plan::Plan};

/// A cell as it is written: a value, a missing reason, or nothing.
pub(super) type Cell = Cow<'static, str>;

pub(super) const fn code(code: &'static str) -> Cell {
    Cow::Borrowed(code)
}

pub(super) fn int(n: i64) -> Cell {
    n.to_string().into()
}

/// A decimal with its fixed scale.
pub(super) fn dec(x: f64, scale: usize) -> Cell {
    format!("{x:.scale$}").into()
}

pub(super) const fn flag(yes: bool) -> Cell {
    Cow::Borrowed(if yes { "true" } else { "false" })
}

/// A set: codes joined by `|`; no member is an empty cell.
pub(super) fn set(codes: &[&'static str]) -> Cell {
    match codes {
        [] => Cell::default(),
        [one] => code(one),
        many => many.join("|").into(),
    }
}

/// A row of one file; made by the `files!` macro in `columns`.
pub(super) trait Row {
    const STEM: &'static str;
    const HEADER: &'static [&'static str];

    fn cells(&self) -> impl Iterator<Item = &str>;
}

/// One file. Rows are held as the text they will be written as, so that a network of millions of contacts
/// fits in memory; no cell of the generator needs quoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Column names in the order of the cells.
    pub header: &'static [&'static str],
    body: String,
    rows: usize,
}

impl Table {
    fn empty(header: &'static [&'static str]) -> Self {
        Self { header, body: String::new(), rows: 0 }
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

    fn push<'a>(&mut self, cells: impl Iterator<Item = &'a str>) {
        for (i, cell) in cells.enumerate() {
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
        Self(columns::ALL.iter().map(|(stem, header)| (*stem, Table::empty(header))).collect())
    }

    pub(super) fn add<R: Row>(&mut self, row: &R) {
        self.0.entry(R::STEM).or_insert_with(|| Table::empty(R::HEADER)).push(row.cells());
    }

    /// The file called `stem`, e.g. `physio_contacts`.
    pub fn get(&self, stem: &str) -> Option<&Table> {
        self.0.get(stem)
    }

    /// Every file with its stem, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        self.0.iter().map(|(stem, table)| (*stem, table))
    }

    /// The text of the file called `stem`: one header line, lines ending in LF; empty if there is no such
    /// file.
    pub fn csv(&self, stem: &str) -> String {
        self.get(stem).map_or_else(String::new, |table| format!("{}\n{}", table.header.join(","), table.body))
    }

    /// Adds `bundle.csv`, which says what the bundle is.
    pub(super) fn describe(&mut self, plan: &Plan) {
        let extract_at = plan.extract_at.to_string();
        let mut bundle = Table::empty(&["key", "value"]);
        for (key, value) in [
            ("format_version", "1"),
            ("dictionary_version", "0.1"),
            ("kind", "EXPORT"),
            ("synthetic", "true"),
            ("extract_at", &extract_at),
            ("calendar_version", &plan.calendar_version),
        ] {
            bundle.push([key, value].into_iter());
        }
        self.0.insert("bundle", bundle);
    }
}
