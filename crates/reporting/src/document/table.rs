//! Tables: the only carrier of numbers in a report.

use serde::Serialize;

use super::place::Way;

/// A table with a caption. The same value is printed, shown on the page and written as a CSV file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Stem of its CSV file, unique in the document: `p04_centres`.
    pub name: String,
    pub caption: String,
    /// Columns that are the same in every row. They are written to the CSV file alone, so that a row taken out of
    /// it still says where it comes from; the page around the table states them in words.
    pub context: Vec<(String, String)>,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Notes below the table, one a line.
    pub notes: Vec<String>,
}

/// One column. The first column of a table names its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Name in the CSV file, with the unit: `value_percent`.
    pub key: String,
    /// Heading on the page, with the unit where it isn't plain: `Value, %`.
    pub label: String,
    pub align: Align,
    /// Share of the table's width, relative to the other columns.
    pub weight: f32,
    /// Its cells carry a [`Rating`]; the CSV file gets a second column for it.
    pub rated: bool,
}

/// Where a cell's text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    Left,
    Right,
    /// In the middle of a narrow column, a rating above it.
    Centre,
}

/// One row; `strong` marks a total, such as the network below its centres.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub cells: Vec<Cell>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
}

/// One cell. An empty text means that there is no value; see [`Column::shown`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// A sign behind the text that points to a note: `†`. It isn't part of the value and not in the CSV file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<&'static str>,
    /// Where it leads on a screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub way: Option<Way>,
}

/// A traffic light, always shown as a letter beside its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Rating {
    Green,
    Amber,
    Red,
    /// No target, a target at the end of the scale, or too few records.
    Grey,
}

impl Rating {
    /// The letter in the coloured box; grey has none.
    pub fn letter(self) -> Option<char> {
        match self {
            Self::Green => Some('G'),
            Self::Amber => Some('A'),
            Self::Red => Some('R'),
            Self::Grey => None,
        }
    }

    /// The code in CSV files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Green => "GREEN",
            Self::Amber => "AMBER",
            Self::Red => "RED",
            Self::Grey => "GREY",
        }
    }

    /// The word in tables that have room for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "Green",
            Self::Amber => "Amber",
            Self::Red => "Red",
            Self::Grey => "No rating",
        }
    }
}

impl Column {
    pub fn text(key: &str, label: &str, weight: f32) -> Self {
        Self { key: key.into(), label: label.into(), align: Align::Left, weight, rated: false }
    }

    pub fn number(key: &str, label: &str, weight: f32) -> Self {
        Self { align: Align::Right, ..Self::text(key, label, weight) }
    }

    #[must_use]
    pub fn rated(self) -> Self {
        Self { rated: true, ..self }
    }

    /// What stands on paper and on screen: the cell's text, or a dash where a number is missing.
    pub fn shown<'c>(&self, cell: &'c Cell) -> &'c str {
        if cell.text.is_empty() && self.align != Align::Left { "–" } else { &cell.text }
    }
}

impl Cell {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub fn rated(text: impl Into<String>, rating: Rating) -> Self {
        Self { text: text.into(), rating: Some(rating), ..Self::default() }
    }

    /// Leads somewhere on a screen.
    #[must_use]
    pub fn leading(self, way: Option<Way>) -> Self {
        Self { way, ..self }
    }

    #[must_use]
    pub fn marked(self, mark: &'static str) -> Self {
        Self { mark: Some(mark), ..self }
    }
}

impl Row {
    pub fn new(cells: impl IntoIterator<Item = Cell>) -> Self {
        Self { cells: cells.into_iter().collect(), strong: false }
    }

    #[must_use]
    pub fn strong(self) -> Self {
        Self { strong: true, ..self }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}
