//! CSV files as they come.

use super::{Row, Table, Tables, letters, sheet_called};
use crate::error::{Error, Result};
use crate::guard;

/// A CSV file keeps its bytes: what is wrong with it as a file is for the bundle to say.
pub(super) fn read(name: &str, bytes: Vec<u8>, all: &mut Tables) -> Result<()> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let Some(stem) = stem.to_ascii_lowercase().ends_with(".csv").then(|| &stem[..stem.len() - 4]) else {
        all.ignored.push(name.to_owned());
        return Ok(());
    };
    if stem == "bundle" {
        all.bundle_csv = Some(bytes);
        return Ok(());
    }
    if sheet_called(stem).is_none() {
        all.ignored.push(name.to_owned());
        return Ok(());
    }
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes));
    refuse_separator(name, &text)?;
    let mut table = rows_of(&text);
    guard::rows(stem, table.rows.len())?;
    guard::columns(stem, table.header.len())?;
    stem.clone_into(&mut table.name);
    all.tables.push(Table { file: Some(bytes), ..table });
    Ok(())
}

/// Refuses a file whose cells are parted by semicolons or tabs: whether a comma in it parts thousands, is a
/// decimal sign or belongs to a text, nobody can know.
fn refuse_separator(name: &str, text: &str) -> Result<()> {
    // A spreadsheet may write `sep=;` above the header.
    let is_hint = |line: &&str| line.trim().is_empty() || line.starts_with("sep=");
    let header = text.lines().find(|line| !is_hint(line)).unwrap_or_default();
    let counted = [(';', "semicolons"), ('\t', "tabs"), ('|', "upright strokes")]
        .map(|(sign, words)| (header.matches(sign).count(), words));
    let Some((_, words)) = counted.into_iter().filter(|(count, _)| *count >= 2).max() else { return Ok(()) };
    if header.contains(',') {
        return Ok(());
    }
    Err(Error::refused(format!(
        "{name}: its cells are separated by {words}, not by commas. Open it in your spreadsheet and save it as XLSX, or as CSV with commas and decimal points, and send that file."
    )))
}

/// The rows of a CSV file as far as they can be read, without those in which nothing stands.
fn rows_of(text: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().map_while(std::result::Result::ok);
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let mut rows = records.zip(numbers(text)).map(|(record, number)| Row { number, cells: cells(record) });
    let mut header = rows.next().map(|row| row.cells).unwrap_or_default();
    let is_blank = |row: &Row| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.trim().is_empty());
    let mut rows: Vec<Row> = rows.filter(|row| !is_blank(row)).collect();
    cut_blank_columns(&mut header, &mut rows);
    for (column, name) in header.iter_mut().enumerate().filter(|(_, name)| name.trim().is_empty()) {
        *name = format!("column {}", letters(column));
    }
    Table { header, rows, ..Table::default() }
}

/// Leaves out the last columns of a table in which nothing stands, not even a name.
fn cut_blank_columns(header: &mut Vec<String>, rows: &mut [Row]) {
    let width = header.len();
    let filled =
        |cells: &[String]| cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let of_width = || rows.iter().filter(|row| row.cells.len() == width);
    let used = of_width().map(|row| filled(&row.cells)).chain([filled(header)]).max().unwrap_or(width);
    header.truncate(used);
    rows.iter_mut().filter(|row| row.cells.len() == width).for_each(|row| row.cells.truncate(used));
}

/// The number that a spreadsheet gives each record: blank lines count, line breaks inside quotes do not.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    let (mut numbers, mut number, mut is_blank, mut in_quotes) = (Vec::new(), 1, true, false);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let ends = byte == b'\n' || (byte == b'\r' && bytes.peek() != Some(&b'\n'));
        if ends && !in_quotes {
            numbers.extend((!is_blank).then_some(number));
            (number, is_blank) = (number + 1, true);
        } else if byte != b'\r' || in_quotes {
            in_quotes ^= byte == b'"';
            is_blank = false;
        }
    }
    numbers.extend((!is_blank).then_some(number));
    // No record is without a number, whatever its quotes.
    numbers.into_iter().chain(number + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, String)> {
        rows_of(text).rows.into_iter().map(|row| (row.number, row.cells.join("|"))).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        let text = "a,b\n1,2\n\n\r\n3,\"x\ny\"\n5,6\n";
        assert_eq!(rows(text), [(2, "1|2".into()), (5, "3|x\ny".into()), (6, "5|6".into())]);
        assert_eq!(rows("\n\na,b\r\n1,2\r\n"), [(4, "1|2".into())]);
        assert_eq!(rows("a,b\r1,2\r3,4"), [(2, "1|2".into()), (3, "3|4".into())]);
    }

    #[test]
    fn rows_of_commas_alone_are_no_rows() {
        assert_eq!(rows("a,b\n1,2\n,\n , \n3,4\n,\n"), [(2, "1|2".into()), (5, "3|4".into())]);
    }

    #[test]
    fn columns_of_commas_alone_are_no_columns() {
        let table = rows_of("a,b,,\n1,2,,\n3,,,\n");
        assert_eq!(table.header, ["a", "b"]);
        assert_eq!(table.rows[1].cells, ["3", ""]);
        assert_eq!(rows_of("a,,\n1,2,\n").header, ["a", "column B"]);
    }

    #[test]
    fn other_separators_are_named() {
        let refused = |text: &str| {
            let mut all = Tables::default();
            read("patients.csv", text.as_bytes().to_vec(), &mut all).unwrap_err().to_string()
        };
        assert!(refused("centre_code;patient_ref;age_years\n").contains("separated by semicolons"));
        assert!(refused("sep=;\ncentre_code;patient_ref;age_years\n").contains("separated by semicolons"));
        assert!(refused("centre_code\tpatient_ref\tage_years\n").contains("separated by tabs"));
    }
}
