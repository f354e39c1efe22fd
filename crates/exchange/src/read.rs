//! What somebody sent, as tables of text cells: a workbook, a ZIP of CSV files, or CSV files.

use std::collections::BTreeMap;

use domain::characters;

use crate::error::{Error, Result};
use crate::layout::{Sheet, sheets};
use crate::{archive, guard, xlsx};

pub use crate::guard::{LARGEST_FILE, LARGEST_UNPACKED, MOST_COLUMNS, MOST_ROWS};

/// What somebody sent.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The sheets or files that are tables of a bundle, or might be.
    pub tables: Vec<Table>,
    /// `bundle.csv`, when it was among them.
    pub bundle_csv: Option<Vec<u8>>,
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
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number as the spreadsheet shows it.
    pub number: usize,
    /// Its cells, in the order of the header.
    pub cells: Vec<String>,
}

impl Table {
    /// The table of a bundle that it seems to be, by its name.
    pub fn sheet(&self) -> Option<&'static Sheet> {
        sheet_called(&self.name)
    }
}

/// Reads files as they were sent.
pub fn files(sent: &[(String, Vec<u8>)]) -> Result<Tables> {
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
        return csv(name, bytes.to_vec(), all);
    }
    guard::zip(name, bytes)?;
    if guard::open(name, bytes)?.index_for_name("[Content_Types].xml").is_some() {
        return xlsx::read(name, bytes, all);
    }
    for (name, bytes) in archive::unpack(name, bytes)? {
        csv(&name, bytes, all)?;
    }
    Ok(())
}

/// A CSV file keeps its bytes: what is wrong with it as a file is for the bundle to say.
fn csv(name: &str, bytes: Vec<u8>, all: &mut Tables) -> Result<()> {
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
    let mut table = rows_of(&bytes);
    guard::rows(stem, table.rows.len())?;
    guard::columns(stem, table.header.len())?;
    stem.clone_into(&mut table.name);
    all.tables.push(Table { file: Some(bytes), ..table });
    Ok(())
}

/// The rows of a CSV file as far as they can be read.
fn rows_of(bytes: &[u8]) -> Table {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.records().map_while(std::result::Result::ok);
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = records.next().map(cells).unwrap_or_default();
    let rows = records.zip(2..).map(|(record, number)| Row { number, cells: cells(record) }).collect();
    Table { header, rows, ..Table::default() }
}

/// The table of a bundle that a sheet or file is named after: its stem, id or title, in any spelling,
/// singular or plural, or the last word of it that belongs to no other.
pub fn sheet_called(name: &str) -> Option<&'static Sheet> {
    let wanted = plain(name);
    if wanted.is_empty() {
        return None;
    }
    let names = |sheet: &'static Sheet| {
        let spec = sheet.spec();
        [sheet.stem, spec.id, spec.title].map(plain)
    };
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = sheets().iter().filter(|sheet| names(sheet).iter().any(|name| fits(name)));
        found.next().filter(|_| found.next().is_none())
    };
    only(&|name| name == wanted)
        .or_else(|| only(&|name| name.ends_with(&wanted) && wanted.len() >= 3))
        .or_else(|| longest(&wanted))
}

/// The table with the longest stem inside a name, like `STH physio contacts March`.
fn longest(wanted: &str) -> Option<&'static Sheet> {
    let inside = sheets().iter().filter(|sheet| wanted.contains(&plain(sheet.stem)));
    inside.max_by_key(|sheet| sheet.stem.len())
}

/// A name without capitals, spaces and signs, its words in the singular.
pub(crate) fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.map(|word| word.strip_suffix('s').map(str::to_owned).unwrap_or(word)).collect()
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

/// Files of a bundle by name, as a folder or ZIP holds them.
pub type Files = BTreeMap<String, Vec<u8>>;

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str) -> Option<&'static str> {
        sheet_called(name).map(|sheet| sheet.stem)
    }

    #[test]
    fn sheets_are_known_by_many_names() {
        for (name, stem) in [
            ("physio_contacts", "physio_contacts"),
            ("Physio contacts", "physio_contacts"),
            ("PHYSIO CONTACT", "physio_contacts"),
            ("Physiotherapy contact", "physio_contacts"),
            ("Contacts", "physio_contacts"),
            ("Staff", "contact_staff"),
            ("Interventions", "contact_interventions"),
            ("Runs", "ecmo_runs"),
            ("patients", "patients"),
            ("STH physio_contacts 2026-03", "physio_contacts"),
            ("Discharge", "discharges"),
        ] {
            assert_eq!(called(name), Some(stem), "{name}");
        }
    }

    #[test]
    fn other_sheets_are_no_table() {
        for name in ["Sheet1", "Codebook", "About", "", "s", "Notes"] {
            assert_eq!(called(name), None, "{name}");
        }
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 51, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
    }

    #[test]
    fn a_csv_file_keeps_its_bytes_and_its_row_numbers() {
        let text = "\u{feff}centre_code,patient_ref\nSTH,\"a\nb\"\n\nSTH,c\n";
        let sent = [("Patients.csv".to_owned(), text.as_bytes().to_vec())];
        let tables = files(&sent).unwrap();
        let table = &tables.tables[0];
        assert_eq!(table.name, "Patients");
        assert_eq!(table.header, ["centre_code", "patient_ref"]);
        assert_eq!(table.rows[0], Row { number: 2, cells: vec!["STH".into(), "a\nb".into()] });
        assert_eq!(table.file.as_deref(), Some(text.as_bytes()));
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_sentence() {
        let refused =
            |name: &str, bytes: &[u8]| files(&[(name.to_owned(), bytes.to_vec())]).unwrap_err().to_string();
        assert!(refused("letter.txt", b"Dear colleague").contains("no table of the audit"));
        assert!(refused("old.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0]).contains("old XLS"));
        assert!(refused("broken.xlsx", b"PK\x03\x04rest").contains("damaged"));
        assert!(refused("big.csv", &vec![b'a'; (20 << 20) + 1]).contains("up to 20 MB"));
    }
}
