//! A header that is not where it belongs.

use super::{Table, plain};
use crate::error::{Error, Result};
use crate::layout::Sheet;

/// Rows below the first that are looked at.
const LOOKED_AT: usize = 20;

/// Refuses a table whose first row names none of its columns while a row below names some: a title stands
/// above the header.
pub(super) fn refuse_misplaced(table: &Table) -> Result<()> {
    let Some(sheet) = table.sheet() else { return Ok(()) };
    if named(sheet, &table.header) > 0 {
        return Ok(());
    }
    let Some(row) = table.rows.iter().take(LOOKED_AT).find(|row| named(sheet, &row.cells) >= 2) else {
        return Ok(());
    };
    Err(Error::refused(format!(
        "“{}”: the header is not in the first row, it is in row {}. Delete the rows above it, and send the file again.",
        table.name, row.number
    )))
}

/// Cells that are the name or the label of a column.
fn named(sheet: &Sheet, cells: &[String]) -> usize {
    let is_name = |cell: &String| {
        let cell = plain(cell);
        !cell.is_empty()
            && sheet.fields().any(|field| plain(&field.name) == cell || plain(&field.label) == cell)
    };
    cells.iter().filter(|cell| is_name(cell)).count()
}
