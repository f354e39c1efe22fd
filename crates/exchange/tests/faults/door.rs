//! A stay with four contacts as files and as a workbook, and the way of an upload through the door of people.

use std::collections::BTreeMap;
use std::path::Path;

use domain::bundle::{Against, Bundle, Checked};
use domain::dictionary::Dictionary;
use domain::reference;
use domain::time::WallTime;
use domain::value::CentreCode;
use domain::{FormSpec, Raw};
use exchange::mapping::{self, Applied, Upload};
use exchange::read;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

const CONTACTS: &str = "physio_contacts";

/// What is written into a cell of the workbook instead.
pub(crate) enum Put {
    Text(&'static str),
    /// A number in a format.
    Number(f64, &'static str),
    /// A date or time in a format.
    When(&'static str, &'static str),
    Formula(&'static str),
}

/// The sheets of the stay: name and rows, the header first.
pub(crate) fn stay() -> BTreeMap<String, Vec<Vec<String>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stay");
    let mut sheets = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&path).unwrap();
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        sheets.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), rows);
    }
    sheets
}

/// The place of a column of a contact.
pub(crate) fn column(name: &str) -> usize {
    stay()[CONTACTS][0].iter().position(|header| header == name).unwrap_or_else(|| panic!("no column {name}"))
}

/// The stay as a workbook. `edit` changes a sheet before the workbook is closed.
pub(crate) fn workbook(edit: impl Fn(&mut Workbook, &str)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in stay() {
        let sheet = book.add_worksheet();
        sheet.set_name(&name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).unwrap(),
                    Err(_) => sheet.write_string(row, column, cell).unwrap(),
                };
            }
        }
        edit(&mut book, &name);
    }
    book.save_to_buffer().unwrap()
}

/// The stay as a workbook with another content of one cell: of a sheet, a row (the header is 1) and a column.
pub(crate) fn with(sheet: &str, row: u32, name: &str, put: &Put) -> Vec<u8> {
    let place = stay()[sheet][0].iter().position(|header| header == name).unwrap();
    let place = u16::try_from(place).unwrap();
    workbook(|book, written| {
        if written == sheet {
            write(book.worksheet_from_name(sheet).unwrap(), row - 1, place, put);
        }
    })
}

/// The stay with another content of a cell of the first contact.
pub(crate) fn contact(name: &str, put: &Put) -> Vec<u8> {
    with(CONTACTS, 2, name, put)
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, put: &Put) {
    let in_format = |code: &str| Format::new().set_num_format(code);
    match put {
        Put::Text(text) => sheet.write_string(row, column, *text),
        Put::Number(number, code) => sheet.write_number_with_format(row, column, *number, &in_format(code)),
        Put::When(text, code) => {
            let when = ExcelDateTime::parse_from_str(text).unwrap();
            sheet.write_datetime_with_format(row, column, &when, &in_format(code))
        }
        Put::Formula(text) => sheet.write_formula(row, column, Formula::new(*text).set_result("30")),
    }
    .unwrap();
}

/// The files of the stay as CSV.
pub(crate) fn csv(edit: impl Fn(&str, String) -> String) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stay");
    let file = |name: String| {
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        (name.clone(), edit(name.trim_end_matches(".csv"), text).into_bytes())
    };
    stay().into_keys().map(|stem| file(format!("{stem}.csv"))).collect()
}

/// What becomes of an upload whose suggestions are all accepted.
pub(crate) fn sent(files: &[(String, Vec<u8>)]) -> Result<Sent, String> {
    sent_by("LEI", files)
}

/// The same, by a centre.
pub(crate) fn sent_by(centre: &str, files: &[(String, Vec<u8>)]) -> Result<Sent, String> {
    judged(centre, "2026-06-30T12:00:00Z", Vec::new(), files)
}

/// The same, as of some time, where records are held already.
pub(crate) fn sent_beside(
    held: Vec<(&'static FormSpec, Raw)>,
    at: &str,
    files: &[(String, Vec<u8>)],
) -> Result<Sent, String> {
    judged("LEI", at, held, files)
}

fn judged(
    centre: &str,
    at: &str,
    held: Vec<(&'static FormSpec, Raw)>,
    files: &[(String, Vec<u8>)],
) -> Result<Sent, String> {
    let dictionary = Dictionary::shipped();
    let centre = CentreCode::parse(centre).unwrap();
    let now = at.parse().unwrap();
    let tables = read::files(files, Dictionary::shipped()).map_err(|error| error.to_string())?;
    let upload = Upload {
        centre: Some(&centre),
        synthetic: true,
        at: WallTime::at(now, &TimeZone::get("Europe/London").unwrap()),
        calendar_version: "2026-1".to_owned(),
        dictionary,
        trust_bundle_csv: false,
    };
    let choice = mapping::suggest_all(&tables, dictionary, &BTreeMap::new()).into_iter().collect();
    let Applied { files, places } =
        mapping::apply(&tables, &choice, &upload).map_err(|error| error.to_string())?;
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let against = Against { directory: &directory, as_centre: Some(&centre), now, held };
    let checked = Bundle::open(&files, dictionary).unwrap().check(against, &mut |_, _| {});
    Ok(Sent { checked, places })
}

/// A workbook, sent.
pub(crate) fn sent_book(bytes: Vec<u8>) -> Result<Sent, String> {
    sent(&[("log.xlsx".to_owned(), bytes)])
}

/// An upload after its check.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) checked: Checked,
    pub(crate) places: mapping::Places,
}

impl Sent {
    /// A cell of a contact that would be stored.
    pub(crate) fn contact(&self, reference: &str, name: &str) -> &str {
        let contacts = self.checked.records.iter().filter(|ready| ready.form.id == "physio_contact");
        let mut found = contacts.filter(|ready| ready.raw.get(ready.form, "contact_ref") == reference);
        let ready = found.next().unwrap_or_else(|| panic!("{reference} is not stored: {}", self.errors()));
        ready.raw.get(ready.form, name)
    }

    /// A cell of a record of a form that would be stored, the first there is.
    pub(crate) fn first(&self, form: &str, name: &str) -> &str {
        let ready = self.checked.records.iter().find(|ready| ready.form.id == form);
        let ready = ready.unwrap_or_else(|| panic!("no {form} is stored: {}", self.errors()));
        ready.raw.get(ready.form, name)
    }

    /// What refuses rows, each with the place that the person knows.
    pub(crate) fn errors(&self) -> String {
        let refusing = self.checked.findings.iter().filter(|finding| finding.level == domain::Level::E);
        let told = refusing.map(|finding| {
            let place = self.places.find(&finding.file, finding.row, &finding.column);
            let place = place.map_or_else(String::new, |place| place.to_string());
            format!("{place}: {} ({})\n", finding.message, finding.rule)
        });
        told.collect()
    }

    /// Everything that would be stored.
    pub(crate) fn records(&self) -> Vec<String> {
        self.checked.records.iter().map(|ready| ready.raw.to_json(ready.form).to_string()).collect()
    }
}

/// What a person is told of a cell of the first contact that is refused.
#[track_caller]
pub(crate) fn refused(name: &str, put: &Put) -> String {
    let told = sent_book(contact(name, put)).unwrap().errors();
    assert!(!told.is_empty(), "{name} is taken");
    told
}
