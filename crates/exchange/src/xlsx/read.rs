//! A workbook as tables of text cells, in the grammar of the bundle as far as a cell tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use jiff::Unit;
use jiff::civil::{DateTime, Time};

use crate::error::{Error, Result};
use crate::guard;
use crate::read::{Row, Table, Tables, letters, sheet_called};

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads a workbook whose size was checked.
pub(crate) fn read(name: &str, bytes: &[u8], all: &mut Tables) -> Result<()> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(name, &error))?;
    let mut budget = guard::Budget::default();
    for sheet in book.sheet_names() {
        let is_bundle = sheet.trim().eq_ignore_ascii_case("bundle");
        if !is_bundle && sheet_called(&sheet).is_none() {
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
    let clocks = whole_days_with_a_clock(book, name)?;
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut cells = Cells::new();
    while let Some(cell) = reader.next_cell_with_formula()? {
        let text = match cell.formula.filter(|formula| !formula.is_empty()) {
            Some(formula) => format!("={formula}"),
            None => text(&cell.value, clocks.contains(&cell.pos)),
        };
        if text.is_empty() {
            continue;
        }
        let (row, column) = (cell.pos.0, cell.pos.1 as usize);
        guard::columns(name, column + 1)?;
        budget.spend(name, text.len())?;
        cells.entry(row).or_default().insert(column, text);
        guard::rows(name, cells.len().saturating_sub(1))?;
    }
    Ok(table(name, cells))
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
    Table { name: name.to_owned(), file: None, header, rows: rows.collect() }
}

/// A cell's text. Formulas are not evaluated, and a value that is none (#REF!) is told as it is.
fn text(value: &DataRef<'_>, with_clock: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) if time.is_datetime() => date_and_time(time, with_clock),
        DataRef::DateTime(duration) => duration.as_f64().to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A spreadsheet's date and time to the second, its seconds only when it has some; a time without a date as
/// a time. A number that is no date of the calendar stays a number.
fn date_and_time(time: &ExcelDateTime, with_clock: bool) -> String {
    let Some(when) = civil(time) else { return time.as_f64().to_string() };
    let clock = match when.second() {
        0 => format!("{:02}:{:02}", when.hour(), when.minute()),
        second => format!("{:02}:{:02}:{second:02}", when.hour(), when.minute()),
    };
    if time.as_f64() < 1.0 {
        clock
    } else if when.time() == Time::midnight() && !with_clock {
        when.date().to_string()
    } else {
        format!("{}T{clock}", when.date())
    }
}

fn civil(time: &ExcelDateTime) -> Option<DateTime> {
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let small = |part: u8| i8::try_from(part).ok();
    let date = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::from(milli) * 1_000_000,
    );
    date.ok()?.round(Unit::Second).ok()
}

/// Cells that hold a whole day and are shown with hours: midnight, where others hold a date alone.
fn whole_days_with_a_clock(book: &mut Book<'_>, name: &str) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let shows_hours: Vec<bool> = reader
        .styles()
        .iter()
        .map(|style| {
            style
                .number_format
                .as_ref()
                .is_some_and(|format| format.format_code.to_ascii_lowercase().contains('h'))
        })
        .collect();
    let mut found = BTreeSet::new();
    if !shows_hours.contains(&true) {
        return Ok(found);
    }
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        if let DataRef::DateTime(time) = cell.get_value()
            && time.as_f64().fract() == 0.0
            && shows_hours.get(style) == Some(&true)
        {
            found.insert(cell.get_position());
        }
    }
    Ok(found)
}

/// The sheet `bundle` as the file it stands for.
fn key_and_value(table: &Table) -> Vec<u8> {
    let mut text = "key,value\n".to_owned();
    for row in &table.rows {
        if let [key, value, ..] = &row.cells[..] {
            text.extend([key.as_str(), ",", value.as_str(), "\n"]);
        }
    }
    text.into_bytes()
}
