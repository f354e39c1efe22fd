//! The rows to mend as a workbook: the bad cells are red and say why in a note.

use files::defused;
use rust_xlsxwriter::{Note, Worksheet};

use super::{BadRow, FROM, WRONG, by_file, columns};
use crate::error::{Doing, Result};
use crate::layout;
use crate::xlsx::{Pen, new_book};

/// The rows as a workbook, one sheet a file.
pub fn xlsx(rows: &[BadRow]) -> Result<Vec<u8>> {
    let mut book = new_book("ECMO physiotherapy audit: rows to mend")?;
    let pen = Pen::new();
    for (file, rows) in by_file(rows) {
        let sheet = book.add_worksheet();
        // A sheet's name has at most 31 characters; only a file that is no form's is longer.
        let name: String = file.chars().take(31).collect();
        sheet.set_name(&name).doing(|| format!("adding the sheet {name}"))?;
        let columns = columns(file, &rows);
        pen.header(sheet, [FROM, WRONG].into_iter().chain(columns.iter().copied()))?;
        sheet.set_column_width(1, 60).doing(|| format!("writing the sheet {name}"))?;
        for (line, row) in (1_u32..).zip(rows) {
            write_row(sheet, &pen, line, row, &columns)?;
        }
    }
    book.save_to_buffer().doing(|| "writing the workbook".to_owned())
}

fn write_row(sheet: &mut Worksheet, pen: &Pen, line: u32, row: &BadRow, columns: &[&str]) -> Result<()> {
    let doing = || format!("writing row {} of {}", row.row, row.file);
    sheet.write_string(line, 0, row.from()).doing(doing)?;
    sheet.write_string_with_format(line, 1, row.wrong(), &pen.words).doing(doing)?;
    let form = layout::sheet(&row.file);
    for (place, column) in (2_u16..).zip(columns) {
        let text = row.cells.get(*column).map_or("", String::as_str);
        let reasons: Vec<String> = row
            .findings
            .iter()
            .filter(|finding| finding.column == *column)
            .map(|finding| format!("{} ({})", finding.message, finding.rule))
            .collect();
        if !reasons.is_empty() {
            sheet.write_string_with_format(line, place, &*defused(text), &pen.wrong).doing(doing)?;
            let note = Note::new(reasons.join("\n")).add_author_prefix(false).set_width(320).set_height(110);
            sheet.insert_note(line, place, &note).doing(doing)?;
        } else if let Some(field) = form.and_then(|form| form.field(column)) {
            pen.cell(sheet, line, place, field, &defused(text))?;
        } else if !text.is_empty() {
            sheet.write_string(line, place, &*defused(text)).doing(doing)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::bad;
    use super::*;
    use crate::read;

    #[test]
    fn is_read_back_with_its_cells() {
        let rows = [bad(
            "physio_contacts",
            7,
            &[("rass", "9"), ("note", "=1+1"), ("minutes", "30")],
            &[("rass", "X-RANGE")],
        )];
        let bytes = xlsx(&rows).unwrap();
        let tables =
            read::files(&[("mend.xlsx".to_owned(), bytes)], domain::dictionary::Dictionary::shipped())
                .unwrap();
        let table = &tables.tables[0];
        let cell = |name: &str| {
            let place = table.header.iter().position(|header| header == name).unwrap();
            table.rows[0].cells[place].as_str()
        };
        assert_eq!((cell("rass"), cell("note"), cell("minutes")), ("9", "'=1+1", "30"));
        assert_eq!(cell(WRONG), "rass: Mend it. (X-RANGE)");
        assert_eq!(cell(FROM), "physio_contacts.csv row 8");
    }

    #[test]
    fn has_a_note_on_the_bad_cell() {
        let bytes = xlsx(&[bad("patients", 1, &[("age_years", "x")], &[("age_years", "X-NUMBER")])]).unwrap();
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let notes = std::io::read_to_string(book.by_name("xl/comments1.xml").unwrap()).unwrap();
        assert!(notes.contains("Mend it. (X-NUMBER)") && notes.contains("ref=\"E2\""), "{notes}");
    }
}
