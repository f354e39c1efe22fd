//! Empty files to fill: CSV headers, and a workbook that helps to fill them.

mod about;
mod choices;

use domain::dictionary::Dictionary;
use domain::{Audience, FieldSpec, Need};
use rust_xlsxwriter::{Note, Workbook};

use self::choices::Lists;
use crate::archive;
use crate::codebook;
use crate::error::{Doing, Result};
use crate::layout::{Sheet, Table, sheets};
use crate::write;
use crate::xlsx::{Pen, new_book};

/// The rows of a sheet that have drop-downs and bounds.
const ROWS: u32 = 5_000;

/// The header of one file as CSV.
pub fn csv(sheet: &'static Sheet, dictionary: &Dictionary) -> Result<Vec<u8>> {
    write::csv_table(sheet, dictionary, Audience::Desk, [], Vec::new())
}

/// The headers of all files, packed into a ZIP.
pub fn csv_zip(dictionary: &Dictionary) -> Result<Vec<u8>> {
    let files = sheets().iter().map(|sheet| Ok((format!("{}.csv", sheet.stem), csv(sheet, dictionary)?)));
    let files = files.collect::<Result<Vec<_>>>()?;
    archive::pack(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
}

/// A workbook with a sheet for each file: headers with notes, drop-downs, bounds, and a page that explains.
pub fn xlsx(dictionary: &Dictionary) -> Result<Vec<u8>> {
    let mut book = new_book("ECMO physiotherapy audit: template")?;
    let pen = Pen::new();
    about::write(&mut book, &pen)?;
    let tables: Vec<Table> = sheets().iter().map(|sheet| sheet.with(dictionary, Audience::Desk)).collect();
    let lists = Lists::of(tables.iter().flat_map(Table::fields));
    for table in &tables {
        one_sheet(&mut book, &pen, table, &lists)?;
    }
    lists.write(&mut book)?;
    book.save_to_buffer().doing(|| "writing the template".to_owned())
}

fn one_sheet(book: &mut Workbook, pen: &Pen, table: &Table, lists: &Lists<'_>) -> Result<()> {
    let doing = || format!("writing the template of {}", table.stem);
    let sheet = book.add_worksheet();
    sheet.set_name(table.stem).doing(doing)?;
    pen.header(sheet, table.fields().map(|field| &*field.name))?;
    for (column, field) in (0_u16..).zip(table.fields()) {
        let note = Note::new(help(field)).add_author_prefix(false).set_width(320).set_height(150);
        sheet.insert_note(0, column, &note).doing(doing)?;
        if choices::is_text(field) {
            // Else a spreadsheet would take a date, or a code such as 8A or 3_4, for something of its own.
            sheet.set_column_format(column, &pen.text).doing(doing)?;
        }
        if let Some(rule) = choices::validation(field, column, lists).doing(doing)? {
            sheet.add_data_validation(1, column, ROWS, column, &rule).doing(doing)?;
        }
    }
    Ok(())
}

/// What a person has to know about a column: label, unit, range, when it is needed, help.
pub(crate) fn help(field: &FieldSpec) -> String {
    let unit = if field.unit.is_empty() { String::new() } else { format!(", in {}", field.unit) };
    let needed = match field.need {
        _ if field.system => "Leave it empty: the system sets it.".to_owned(),
        Need::Optional => "May stay empty.".to_owned(),
        _ => format!("Needed {}.", codebook::condition(field)),
    };
    let missing = if field.miss { "NR, NK, NA or UTA may stand in place of a value." } else { "" };
    let range = codebook::range(field);
    let range = if range.is_empty() { range } else { format!("Range: {range}.") };
    let kind = capitalised(&codebook::type_in_words(field));
    let parts = [
        format!("{}{unit}", field.label),
        format!("{kind}."),
        range,
        needed,
        missing.to_owned(),
        field.help.to_string(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{How, suggest};
    use crate::read;

    #[test]
    fn the_workbook_is_read_as_empty_tables_whose_columns_are_known() {
        let bytes = xlsx(Dictionary::shipped()).unwrap();
        let tables = read::files(&[("template.xlsx".to_owned(), bytes)], Dictionary::shipped()).unwrap();
        assert_eq!(tables.tables.len(), sheets().len());
        for table in &tables.tables {
            assert!(table.rows.is_empty(), "{}", table.name);
            let form = table.sheet().unwrap().with(Dictionary::shipped(), Audience::Desk);
            let known = suggest(&table.header, &form, &std::collections::BTreeMap::new());
            assert!(known.iter().all(|column| column.how == How::Exact), "{known:?}");
        }
    }

    #[test]
    fn equal_forms_give_equal_bytes() {
        assert!(xlsx(Dictionary::shipped()).unwrap() == xlsx(Dictionary::shipped()).unwrap());
        assert!(csv_zip(Dictionary::shipped()).unwrap() == csv_zip(Dictionary::shipped()).unwrap());
    }

    #[test]
    fn help_says_unit_range_and_need() {
        let minutes = Dictionary::shipped().form("physio_contact").unwrap().field("minutes").unwrap();
        let help = help(minutes);
        for words in ["in minutes", "1 to 240", "Needed to save, if the patient was treated or assessed."] {
            assert!(help.contains(words), "{help}");
        }
    }
}
