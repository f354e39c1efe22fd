//! CSV tables of a report as one workbook: a sheet a table, numbers as numbers.

use std::collections::BTreeSet;
use std::io::Cursor;

use super::sheet::{Pen, new_book};
use crate::error::{Doing, Result};

/// The most characters of a sheet's name.
const NAME_CHARS: usize = 31;

/// One workbook of CSV tables, each with a header and the name of its sheet. Equal tables give equal bytes.
pub fn tables<'t>(title: &str, tables: impl IntoIterator<Item = (&'t str, &'t [u8])>) -> Result<Vec<u8>> {
    let (mut book, pen) = (new_book(title)?, Pen::new());
    let mut names = BTreeSet::new();
    for (name, table) in tables {
        let doing = || format!("writing the sheet {name}");
        let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table);
        let sheet = book.add_worksheet_with_constant_memory().doing(doing)?;
        sheet.set_name(sheet_name(name, &mut names)).doing(doing)?;
        for (row, cells) in (0_u32..).zip(rows.records()) {
            let cells = cells.doing(doing)?;
            if row == 0 {
                pen.header(sheet, cells.iter())?;
                continue;
            }
            for (column, cell) in (0_u16..).zip(cells.iter()).filter(|(_, cell)| !cell.is_empty()) {
                match number(cell) {
                    Some(number) => sheet.write_number(row, column, number).doing(doing)?,
                    None => sheet.write_string(row, column, cell).doing(doing)?,
                };
            }
        }
    }
    let mut out = Cursor::new(Vec::new());
    book.save_to_writer(&mut out).doing(|| "writing the workbook".to_owned())?;
    Ok(out.into_inner())
}

/// A cell that a spreadsheet shows as it is written when it takes it for a number: `-1.5`, and neither `007` nor `1e3`.
fn number(cell: &str) -> Option<f64> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = are_digits(whole) && are_digits(part) && (whole == "0" || !whole.starts_with('0'));
    // Beyond that, a spreadsheet would round.
    (is_plain && cell.len() <= 15).then(|| cell.parse().ok()).flatten()
}

/// A name that a spreadsheet takes, and that no sheet before has.
fn sheet_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String =
        name.chars().map(|letter| if r"[]:*?/\'".contains(letter) { '_' } else { letter }).collect();
    let cut = |to: usize| plain.chars().take(to).collect::<String>();
    let mut found = cut(NAME_CHARS);
    let mut number = 2;
    // Spreadsheets do not tell upper from lower case.
    while !taken.insert(found.to_lowercase()) {
        let end = format!("~{number}");
        found = format!("{}{end}", cut(NAME_CHARS - end.len()));
        number += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    use super::*;

    #[test]
    fn each_is_a_sheet_that_reads_back_cell_by_cell() {
        let (long, longer) =
            ("a_name_that_is_longer_than_sheets_may", "a_name_that_is_longer_than_sheets_are");
        let csv: &[u8] = b"centre,value\nSTH,91.20\n\"Barts, London\",'=1+1\n007,\n";
        let book = tables("Test", [("matrix", csv), (long, csv), (longer, csv)]).unwrap();
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book)).unwrap();
        let names = ["matrix", "a_name_that_is_longer_than_shee", "a_name_that_is_longer_than_sh~2"];
        assert_eq!(book.sheet_names(), names);
        let text = |text: &str| Data::String(text.to_owned());
        for name in names {
            let sheet = book.worksheet_range(name).unwrap();
            let rows: Vec<_> = sheet.rows().collect();
            assert_eq!(rows[1], [text("STH"), Data::Float(91.2)]);
            assert_eq!(rows[2], [text("Barts, London"), text("'=1+1")]);
            assert_eq!(rows[3], [text("007"), Data::Empty]);
        }
    }

    #[test]
    fn equal_tables_give_equal_bytes() {
        let book = || tables("Test", [("a", b"x\n1\n".as_slice())]).unwrap();
        assert_eq!(book(), book());
    }

    #[test]
    fn a_number_is_what_shows_as_it_is_written() {
        for (cell, value) in [("0", 0.0), ("-1.5", -1.5), ("91.20", 91.2), ("120", 120.0)] {
            assert_eq!(number(cell), Some(value), "{cell}");
        }
        for cell in ["007", "1e3", "", "-", ".5", "1.", "2026-04-01", "1234567890123456", "'=1", "91.2 %"] {
            assert_eq!(number(cell), None, "{cell}");
        }
    }
}
