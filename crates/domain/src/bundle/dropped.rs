//! Answers of an older version that nothing asks for today: they have no place in a record, and that is said.

use std::collections::BTreeMap;

use super::table::Table;
use super::{BundleFinding, layout};
use crate::dictionary::{Became, Reading};
use crate::finding::Level;

/// The rule of a column whose answers are not taken in.
pub const NO_LONGER_ASKED: &str = "F-NO-LONGER-ASKED";

/// A finding for each column whose answers are not taken in, with how many there are.
pub(super) fn findings(tables: &BTreeMap<&'static str, Table>, reading: &Reading) -> Vec<BundleFinding> {
    let became = reading.dictionary().became(reading.version());
    let of_column = |became: Became<'_>| {
        let file = layout::stem(reading.dictionary(), became.form)?;
        let answers = answers(tables.get(file)?, became.field);
        let message = (answers > 0).then(|| told(answers, &became)).flatten()?;
        Some(BundleFinding {
            file: file.to_owned(),
            row: 0,
            column: became.field.to_owned(),
            rule: NO_LONGER_ASKED.to_owned(),
            level: Level::W,
            message,
        })
    };
    became.into_iter().filter_map(of_column).collect()
}

/// The rows in which something stands in a column.
fn answers(table: &Table, column: &str) -> usize {
    let Some(column) = table.column(column) else { return 0 };
    (1..=table.rows.len()).filter(|row| !table.cell(*row, column).trim().is_empty()).count()
}

fn told(answers: usize, became: &Became<'_>) -> Option<String> {
    let (since, change) = became.dropped()?;
    let (what, verb) = match (answers, became.now.is_empty()) {
        (1, true) => ("1 answer".to_owned(), "is"),
        (_, true) => (format!("{answers} answers"), "are"),
        (1, false) => ("A part of 1 answer".to_owned(), "is"),
        (_, false) => (format!("A part of {answers} answers"), "is"),
    };
    Some(format!(
        "{what} under {} {verb} not taken in: it is not asked any more since version {since} of the data dictionary, because \
         {}. The answers stand in this file alone; keep it if they are still needed.",
        became.field, change.why
    ))
}
