//! A workbook as tables of text cells, in the grammar of the bundle as far as a cell tells it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{Dimensions, Reader, SheetType, Xlsx, XlsxError};

use super::cell::text;
use super::format::Format;
use crate::error::{Error, Result};
use crate::guard;
use crate::read::{Merged, Row, Table, Tables, letters, sheet_called};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook whose size was checked. Sheets that are no tables, like charts, are left alone.
pub(crate) fn read(name: &str, bytes: &[u8], all: &mut Tables) -> Result<()> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(name, &error))?;
    let mut budget = guard::Budget::default();
    let sheets: Vec<_> = book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.typ)).collect();
    for (sheet, kind) in sheets {
        let is_bundle = sheet.trim().eq_ignore_ascii_case("bundle");
        if kind != SheetType::WorkSheet || (!is_bundle && sheet_called(&sheet).is_none()) {
            all.ignored.push(sheet);
            continue;
        }
        let table = read_sheet(&mut book, &sheet, &mut budget).map_err(|fault| match fault {
            Fault::Limit(error) => error,
            Fault::Broken(error) => unreadable(name, &error),
        })?;
        if is_bundle {
            all.bundle_csv = Some(key_and_value(&table));
        } else if table.header.is_empty() {
            all.ignored.push(sheet);
        } else {
            all.tables.push(table);
        }
    }
    Ok(())
}

fn unreadable(name: &str, error: &XlsxError) -> Error {
    Error::refused(format!(
        "{name} cannot be read as a workbook ({error}). Open it in your spreadsheet, save it again as XLSX without a password, and send that file."
    ))
}

enum Fault {
    Limit(Error),
    Broken(XlsxError),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Limit(error)
    }
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Self {
        Self::Broken(error)
    }
}

/// The cells of a sheet by row, from the top; rows without a cell are not there.
type Cells = BTreeMap<u32, BTreeMap<usize, String>>;

fn read_sheet(book: &mut Book<'_>, name: &str, budget: &mut guard::Budget) -> Result<Table, Fault> {
    let formulas = formulas(book, name, budget)?;
    let merged = book.merge_cells_by_sheet_name(name)?;
    let mut reader = book.worksheet_cells_reader(name)?;
    let formats: Vec<Format> = reader
        .styles()
        .iter()
        .map(|style| {
            style.number_format.as_ref().map(|format| Format::of(&format.format_code)).unwrap_or_default()
        })
        .collect();
    let plain = Format::default();
    let mut cells = Cells::new();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let position = cell.get_position();
        let text = match formulas.get(&position) {
            // Formulas are not evaluated, and their last result is not believed.
            Some(formula) => format!("={formula}"),
            None => text(cell.get_value(), formats.get(style).unwrap_or(&plain)),
        };
        if text.is_empty() {
            continue;
        }
        let (row, column) = (position.0, position.1 as usize);
        guard::columns(name, column + 1)?;
        budget.spend(name, text.len())?;
        cells.entry(row).or_default().insert(column, text);
        guard::rows(name, cells.len().saturating_sub(1))?;
    }
    let merged = filled(&merged, &cells);
    Ok(Table { merged, ..table(name, cells) })
}

/// How much of a formula is kept: it is refused whatever it is, and a shared one stands in thousands of cells.
const EXCERPT: usize = 200;

/// The formulas of a sheet by their cell, the long ones cut.
fn formulas(
    book: &mut Book<'_>,
    name: &str,
    budget: &mut guard::Budget,
) -> Result<HashMap<(u32, u32), String>, Fault> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut found = HashMap::new();
    while let Some(formula) = reader.next_formula()? {
        if !formula.get_value().is_empty() {
            let (row, column) = formula.get_position();
            guard::columns(name, column as usize + 1)?;
            budget.spend(name, formula.get_value().len())?;
            found.insert((row, column), excerpt(formula.get_value()));
        }
    }
    Ok(found)
}

fn excerpt(formula: &str) -> String {
    match formula.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &formula[..end]),
        None => formula.to_owned(),
    }
}

/// Merged cells below the header that hold something.
fn filled(merged: &[Dimensions], cells: &Cells) -> Vec<Merged> {
    let header = cells.first_key_value().map_or(0, |(row, _)| *row);
    let is_filled = |area: &&Dimensions| {
        let (row, column) = area.start;
        row > header && cells.get(&row).is_some_and(|cells| cells.contains_key(&(column as usize)))
    };
    let told = |area: &Dimensions| {
        let columns = (area.start.1 as usize, area.end.1 as usize);
        let name = |(row, column): (u32, u32)| format!("{}{}", letters(column as usize), row + 1);
        Merged { cells: format!("{}:{}", name(area.start), name(area.end)), columns }
    };
    merged.iter().filter(is_filled).map(told).collect()
}

/// The first row with a cell is the header.
fn table(name: &str, cells: Cells) -> Table {
    let width = cells.values().filter_map(|row| row.last_key_value()).map(|(column, _)| column + 1).max();
    let width = width.unwrap_or(0);
    let mut rows = cells.into_iter().map(|(row, mut cells)| Row {
        number: row as usize + 1,
        cells: (0..width).map(|column| cells.remove(&column).unwrap_or_default()).collect(),
    });
    let mut header = rows.next().map(|row| row.cells).unwrap_or_default();
    for (column, name) in header.iter_mut().enumerate().filter(|(_, name)| name.trim().is_empty()) {
        *name = format!("column {}", letters(column));
    }
    let is_blank = |row: &Row| row.cells.iter().all(|cell| cell.trim().is_empty());
    let rows = rows.filter(|row| !is_blank(row)).collect();
    Table { name: name.to_owned(), header, rows, ..Table::default() }
}

/// The sheet `bundle` as the file it stands for, each row in the place it has on the sheet.
fn key_and_value(table: &Table) -> Vec<u8> {
    let mut text = "key,value\n".to_owned();
    let mut line = 2;
    for row in &table.rows {
        if let [key, value, ..] = &row.cells[..] {
            while line < row.number {
                text.push('\n');
                line += 1;
            }
            text.extend([&quoted(key), ",", &quoted(value), "\n"]);
            line += 1;
        }
    }
    text.into_bytes()
}

fn quoted(cell: &str) -> Cow<'_, str> {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\"")).into()
    } else {
        cell.into()
    }
}
