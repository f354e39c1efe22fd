//! A row of the day grid as it was typed, and what was found in it.

use domain::{Finding, Level, forms::PhysioContact};

use super::columns::{columns, of_finding};
use crate::{
    entry::Posted,
    ui::{ErrorSummary, SelectOption, SummaryItem},
};

/// A row.
pub(super) struct Row {
    /// The reference of the contact it becomes.
    pub reference: String,
    /// What was typed, in the order of the columns.
    pub cells: Vec<String>,
    /// What of an earlier answer was confirmed.
    pub confirmed: Vec<String>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// It is saved.
    pub is_done: bool,
}

/// A row as the page shows it.
pub(super) struct RowView {
    pub number: usize,
    pub index: usize,
    pub reference: String,
    pub cells: Vec<CellView>,
    pub errors: Vec<Told>,
    pub confirmations: Vec<Asked>,
}

pub(super) struct CellView {
    pub id: String,
    pub name: String,
    pub label: String,
    pub value: String,
    pub width: u8,
    pub options: Vec<SelectOption>,
    pub invalid: bool,
}

/// A finding that must be mended.
pub(super) struct Told {
    pub finding: String,
    pub message: String,
}

/// A finding that asks for a confirmation.
pub(super) struct Asked {
    pub message: String,
    pub key: String,
    pub checked: bool,
}

impl Row {
    /// A row in which nothing was typed.
    pub(super) fn blank(reference: String) -> Self {
        let cells = vec![String::new(); columns().len()];
        Self { reference, cells, confirmed: Vec::new(), findings: Vec::new(), is_done: false }
    }

    /// Nothing was typed.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// What was typed in a column; the row's reference by its name.
    pub(super) fn cell(&self, name: &str) -> String {
        if name == PhysioContact::CONTACT_REF {
            return self.reference.clone();
        }
        let place = columns().iter().position(|column| column.name == name);
        place.map_or_else(String::new, |place| self.cells[place].trim().to_owned())
    }

    /// The row as the page shows it.
    pub(super) fn view(&self, index: usize) -> RowView {
        let number = index + 1;
        let cells = columns().iter().zip(&self.cells).map(|(column, value)| CellView {
            id: cell_id(number, column.name),
            name: format!("rows.{index}.{}", column.name),
            label: format!("Row {number}, {}", column.head),
            options: column.options(value),
            value: value.clone(),
            width: column.width(),
            invalid: self.errors().any(|error| of_finding(error).is_some_and(|at| at.name == column.name)),
        });
        RowView {
            number,
            index,
            reference: self.reference.clone(),
            cells: cells.collect(),
            errors: self
                .errors()
                .map(|error| Told { finding: error.key(), message: told(number, error) })
                .collect(),
            confirmations: self.questions().map(|finding| self.asked(number, finding)).collect(),
        }
    }

    fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::E)
    }

    fn questions(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::W)
    }

    fn asked(&self, number: usize, finding: &Finding) -> Asked {
        let key = finding.key();
        Asked { message: told(number, finding), checked: self.confirmed.contains(&key), key }
    }
}

/// Reads the rows of a posted grid.
pub(super) fn read(posted: &Posted) -> Vec<Row> {
    let row = |index: usize| {
        let get = |name: &str| posted.get(&format!("rows.{index}.{name}")).to_owned();
        Row {
            reference: get(PhysioContact::CONTACT_REF),
            cells: columns().iter().map(|column| get(column.name)).collect(),
            confirmed: posted.all(&format!("rows.{index}.confirm")).map(str::to_owned).collect(),
            findings: Vec::new(),
            is_done: false,
        }
    };
    (0..posted.rows("rows")).map(row).collect()
}

/// Every finding with its row and column, linked to its cell.
pub(super) fn summary(rows: &[Row]) -> Option<ErrorSummary> {
    let open = |row: &&Row, finding: &&Finding| match finding.level {
        Level::E => true,
        Level::W => !row.confirmed.contains(&finding.key()),
        Level::S => false,
    };
    let mut items = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        for finding in row.findings.iter().filter(|finding| open(&row, finding)) {
            let column = of_finding(finding).map_or(PhysioContact::START_AT, |column| column.name);
            let href = format!("#{}", cell_id(index + 1, column));
            items.push(SummaryItem { href, text: told(index + 1, finding), ..SummaryItem::default() });
        }
    }
    (!items.is_empty()).then(|| ErrorSummary { heading: "Some rows are not saved yet".to_owned(), items })
}

/// A finding in words, with the row and the column it is in. What has no column is asked on the full page.
fn told(number: usize, finding: &Finding) -> String {
    match of_finding(finding) {
        Some(column) => format!("Row {number}, {}: {}", column.head, finding.message),
        None => format!(
            "Row {number}: {} The grid has no column for it: keep the row as a draft and complete it there.",
            finding.message
        ),
    }
}

fn cell_id(number: usize, column: &str) -> String {
    format!("g-{number}-{column}")
}
