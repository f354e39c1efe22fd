//! The rows to mend, given back with the reason beside each cell.
//!
//! The download can be mended and sent again as it is: the columns added here are left out when it is read.

mod workbook;

use std::collections::BTreeMap;

use crate::archive;
use crate::error::{Doing, Result};
use crate::layout::{self, Sheet};
use crate::mapping::Place;
use crate::write::csv_writer;

pub use workbook::xlsx;

/// The column that says where a row came from.
pub const FROM: &str = "Row in your file";
/// The column that says what is wrong with a row.
pub const WRONG: &str = "What is wrong";

/// Whether a column was added by a download from here.
pub fn is_ours(header: &str) -> bool {
    header == FROM || header == WRONG
}

/// A row that was not taken.
#[derive(Debug, Clone, Default)]
pub struct BadRow {
    /// The stem of its file.
    pub file: String,
    /// The data row, from 1.
    pub row: usize,
    /// Where it came from; without it, the row of the file is told.
    pub place: Option<Place>,
    /// Its cells by column.
    pub cells: BTreeMap<String, String>,
    /// What was found on it.
    pub findings: Vec<Wrong>,
}

/// A finding on a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The column; empty for the row as a whole.
    pub column: String,
    /// The rule's id.
    pub rule: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl BadRow {
    fn from(&self) -> String {
        let told = self.place.as_ref().and_then(|place| Some(format!("{} row {}", place.sheet, place.row?)));
        // A header stands above the data.
        told.unwrap_or_else(|| format!("{}.csv row {}", self.file, self.row + 1))
    }

    fn wrong(&self) -> String {
        let told = self.findings.iter().map(|finding| {
            let column =
                if finding.column.is_empty() { String::new() } else { format!("{}: ", finding.column) };
            format!("{column}{} ({})", finding.message, finding.rule)
        });
        let told = told.collect::<Vec<_>>().join("\n");
        if told.is_empty() {
            "The row itself is right, but it belongs to one that is not.".to_owned()
        } else {
            told
        }
    }
}

/// The rows of each file that has some, in the order of the files; rows of unknown files last.
fn by_file(rows: &[BadRow]) -> Vec<(&str, Vec<&BadRow>)> {
    let mut files: BTreeMap<(usize, &str), Vec<&BadRow>> = BTreeMap::new();
    for row in rows {
        let place = layout::sheets().iter().position(|sheet| sheet.stem == row.file).unwrap_or(usize::MAX);
        files.entry((place, &row.file)).or_default().push(row);
    }
    files.into_iter().map(|((_, file), rows)| (file, rows)).collect()
}

/// The columns of a file: those of its form, and what else its rows have.
fn columns<'r>(file: &str, rows: &[&'r BadRow]) -> Vec<&'r str> {
    let own: Vec<&'static str> = layout::sheet(file)
        .map(|sheet: &Sheet| sheet.fields().map(|field| &*field.name).collect())
        .unwrap_or_default();
    let mut columns: Vec<&'r str> = own.clone();
    for name in rows.iter().flat_map(|row| row.cells.keys()) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    columns
}

/// The rows as CSV; several files are packed into a ZIP. The name to offer, and the bytes.
pub fn csv(rows: &[BadRow]) -> Result<(String, Vec<u8>)> {
    let files =
        by_file(rows).into_iter().map(|(file, rows)| Ok((format!("{file}.csv"), one_csv(file, &rows)?)));
    let mut files: Vec<(String, Vec<u8>)> = files.collect::<Result<_>>()?;
    if files.len() == 1 {
        return Ok(files.remove(0));
    }
    let packed = archive::pack(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))?;
    Ok(("rows-to-mend.zip".to_owned(), packed))
}

fn one_csv(file: &str, rows: &[&BadRow]) -> Result<Vec<u8>> {
    let doing = || format!("writing the rows of {file}");
    let columns = columns(file, rows);
    // Without the mark, a spreadsheet reads the letters in the encoding of its own country, and saves what it read.
    let mut out = csv_writer("\u{feff}".as_bytes().to_vec());
    out.write_record([FROM, WRONG].iter().chain(&columns)).doing(doing)?;
    for row in rows {
        let cells = columns.iter().map(|column| row.cells.get(*column).map_or("", String::as_str));
        let said = [row.from(), row.wrong()];
        out.write_record(
            said.iter().map(String::as_str).chain(cells).map(|cell| files::defused(cell).into_owned()),
        )
        .doing(doing)?;
    }
    out.into_inner().map_err(csv::IntoInnerError::into_error).doing(doing)
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::dictionary::Dictionary;
    use domain::questions::QuestionSet;
    use domain::reference;

    use super::*;
    use std::sync::Arc;

    /// A set with one question on contacts.
    pub(crate) fn asked() -> Arc<Dictionary> {
        let text = "cycle = \"2026H1\"\n[[question]]\nname = \"q_device\"\nform = \"physio_contact\"\nlabel = \"Device\"\ntype = \"code\"\ncodes = [{ code = \"A\", label = \"Device A\" }, { code = \"B\", label = \"Device B\" }]\n";
        Arc::new(
            Dictionary::shipped().asking([QuestionSet::parse(
                text,
                &reference::cycles(reference::CYCLES).unwrap(),
            )
            .unwrap()]),
        )
    }

    pub(crate) fn bad(file: &str, row: usize, cells: &[(&str, &str)], wrong: &[(&str, &str)]) -> BadRow {
        BadRow {
            file: file.to_owned(),
            row,
            place: None,
            cells: cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect(),
            findings: wrong
                .iter()
                .map(|(column, rule)| Wrong {
                    column: (*column).to_owned(),
                    rule: (*rule).to_owned(),
                    message: "Mend it.".to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn the_reason_stands_beside_the_row() {
        let (name, bytes) =
            csv(&[bad("patients", 3, &[("patient_ref", "X")], &[("patient_ref", "X-ID")])]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(name, "patients.csv");
        assert!(
            text.starts_with("\u{feff}Row in your file,What is wrong,centre_code,patient_ref,"),
            "{text}"
        );
        assert!(text.contains("\npatients.csv row 4,patient_ref: Mend it. (X-ID),,X,"), "{text}");
    }

    #[test]
    fn several_files_are_one_zip() {
        let rows = [bad("patients", 1, &[], &[]), bad("ecmo_runs", 1, &[], &[])];
        let (name, bytes) = csv(&rows).unwrap();
        assert_eq!(name, "rows-to-mend.zip");
        let files = archive::read(&name, &bytes).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["ecmo_runs.csv", "patients.csv"]);
    }

    #[test]
    fn formulas_are_neutralised_and_numbers_left_alone() {
        let rows = [bad(
            "physio_contacts",
            1,
            &[("note", "=cmd|' /C calc'!A0"), ("rass", "-4"), ("odd", "@x")],
            &[],
        )];
        let text = String::from_utf8(csv(&rows).unwrap().1).unwrap();
        assert!(text.contains("'=cmd|") && text.contains(",'@x"), "{text}");
        assert!(text.contains(",-4,") && !text.contains("'-4"), "{text}");
    }
}
