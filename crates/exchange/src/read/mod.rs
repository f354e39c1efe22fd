//! What somebody sent, as tables of text cells: a workbook, a ZIP of CSV files, or CSV files.

mod csv;
mod header;
mod names;

use std::sync::Arc;

use domain::characters;
use domain::dictionary::{Dictionary, Reading};

use crate::error::{Error, Result};
use crate::layout::{Sheet, sheets};
use crate::{archive, guard, xlsx};

pub use self::names::sheet_called;
pub(crate) use self::names::{Sure, known, plain};
pub use crate::guard::{LARGEST_FILE, LARGEST_UNPACKED, MOST_COLUMNS, MOST_ROWS};

/// What somebody sent.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The sheets or files that are tables of a bundle, or might be.
    pub tables: Vec<Table>,
    /// `bundle.csv`, when it was among them.
    pub bundle_csv: Option<Vec<u8>>,
    /// How the version is read that it names.
    pub of: Option<Reading>,
    /// Sheets and files that are no table of a bundle; they are left alone.
    pub ignored: Vec<String>,
}

/// One sheet or file.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What the person calls it: the sheet, or the file without its ending.
    pub name: String,
    /// The file as it came; none for a sheet of a workbook.
    pub file: Option<Vec<u8>>,
    /// Its header. A column without one is called after its letter: `column H`.
    pub header: Vec<String>,
    /// Its rows. Blank ones are left out.
    pub rows: Vec<Row>,
    /// Cells below the header that are merged and hold something.
    pub merged: Vec<Merged>,
}

/// Cells that a spreadsheet shows as one, and of which the first alone holds what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// As the spreadsheet names them: `M2:M5`.
    pub cells: String,
    /// The first and the last column, from 0.
    pub columns: (usize, usize),
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number as the spreadsheet shows it.
    pub number: usize,
    /// Its cells, in the order of the header.
    pub cells: Vec<String>,
}

impl Tables {
    /// The version that they are of, when something of it has another name or none today: then its columns are what
    /// that version says, and nobody is asked.
    pub fn older(&self) -> Option<&Reading> {
        self.of.as_ref().filter(|of| of.maps())
    }
}

impl Table {
    /// The table of a bundle that it seems to be, by its name.
    pub fn sheet(&self) -> Option<&'static Sheet> {
        sheet_called(&self.name)
    }

    /// How surely it is that table.
    pub(crate) fn sure(&self) -> Option<Sure> {
        known(&self.name).map(|(_, sure)| sure)
    }
}

/// Reads files as they were sent. A bundle of a version that the dictionary cannot read is refused, before anybody is
/// asked what its columns mean.
pub fn files(sent: &[(String, Vec<u8>)], dictionary: &Arc<Dictionary>) -> Result<Tables> {
    let mut all = Tables::default();
    let whole: usize = sent.iter().map(|(_, bytes)| bytes.len()).sum();
    if whole > guard::LARGEST_FILE {
        // Together they are as much work as one file of their size.
        for (name, bytes) in sent {
            guard::file(name, bytes)?;
        }
        return Err(Error::refused(
            "The files have more than 20 MB together, which is the limit. Send them in parts.",
        ));
    }
    for (name, bytes) in sent {
        one(name, bytes, &mut all)?;
    }
    if let Some(bytes) = &all.bundle_csv {
        let of = domain::bundle::reading(bytes, dictionary);
        all.of = Some(of.map_err(|error| Error::refused(error.to_string()))?);
    }
    for table in &all.tables {
        header::refuse_misplaced(table)?;
    }
    all.tables.iter_mut().filter(|table| table.file.is_none()).for_each(show);
    if all.tables.is_empty() {
        return Err(Error::refused(format!(
            "There is no table of the audit in it. Sheets or files must be called after their form, like {}.",
            sheets().iter().take(3).map(|sheet| sheet.stem).collect::<Vec<_>>().join(", ")
        )));
    }
    Ok(all)
}

/// Puts a � in place of each character that no text may hold: a workbook can hold a NUL, and the file that is made
/// of its sheet may not, or no row of it could be read.
fn show(table: &mut Table) {
    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells).chain(&mut table.header);
    for cell in cells.filter(|cell| characters::fit(cell).is_err()) {
        *cell = characters::shown(cell).into_owned();
    }
}

fn one(name: &str, bytes: &[u8], all: &mut Tables) -> Result<()> {
    if !bytes.starts_with(b"PK") {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(Error::refused(format!(
                "{name} is a workbook in the old XLS format, or has a password. Save it as XLSX without a password."
            )));
        }
        return csv::read(name, bytes.to_vec(), all);
    }
    guard::zip(name, bytes)?;
    if let Some(format) = guard::other_format(name, bytes)? {
        return Err(Error::refused(format!(
            "{name} is {format}. Open it in the program it was made with, save it as an XLSX workbook, and send that file."
        )));
    }
    if guard::open(name, bytes)?.index_for_name("[Content_Types].xml").is_some() {
        guard::ending(name, ".xlsx", "a workbook")?;
        return xlsx::read(name, bytes, all);
    }
    guard::ending(name, ".zip", "a ZIP of files")?;
    for (name, bytes) in archive::unpack(name, bytes)? {
        csv::read(&name, bytes, all)?;
    }
    Ok(())
}

/// The name of a column as a spreadsheet shows it, from 0: A, B, …, AA.
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match column / 26 {
            0 => break,
            rest => column = rest - 1,
        }
    }
    letters.into_iter().rev().collect()
}

pub use crate::archive::Files;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }

    #[test]
    fn a_csv_file_keeps_its_bytes_and_its_row_numbers() {
        let text = "\u{feff}centre_code,patient_ref\nSTH,\"a\nb\"\n\nSTH,c\n";
        let sent = [("Patients.csv".to_owned(), text.as_bytes().to_vec())];
        let tables = files(&sent, Dictionary::shipped()).unwrap();
        let table = &tables.tables[0];
        assert_eq!(table.name, "Patients");
        assert_eq!(table.header, ["centre_code", "patient_ref"]);
        assert_eq!(table.rows[0], Row { number: 2, cells: vec!["STH".into(), "a\nb".into()] });
        assert_eq!(table.file.as_deref(), Some(text.as_bytes()));
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_sentence() {
        let refused = |name: &str, bytes: &[u8]| {
            files(&[(name.to_owned(), bytes.to_vec())], Dictionary::shipped()).unwrap_err().to_string()
        };
        assert!(refused("letter.txt", b"Dear colleague").contains("no table of the audit"));
        assert!(refused("old.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0]).contains("old XLS"));
        assert!(refused("broken.xlsx", b"PK\x03\x04rest").contains("damaged"));
        assert!(refused("big.csv", &vec![b'a'; (20 << 20) + 1]).contains("up to 20 MB"));
    }
}
