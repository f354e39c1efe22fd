//! Files that are not what they should be: each gives a sentence or a finding, never a crash.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;

use domain::dictionary::Dictionary;
use domain::time::WallTime;
use domain::value::CentreCode;
use exchange::mapping::{self, Applied, Choice, Upload};
use exchange::{archive, read};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

fn sth() -> CentreCode {
    CentreCode::parse("STH").unwrap()
}

fn apply(tables: &read::Tables, choice: &Choice) -> exchange::Result<Applied> {
    let at = "2026-10-15T11:00:00Z".parse().unwrap();
    let upload = Upload {
        centre: Some(&sth()),
        synthetic: true,
        at: WallTime::at(at, &TimeZone::UTC),
        calendar_version: "UK-IE-2026.1".to_owned(),
        dictionary: Dictionary::shipped(),
        trust_bundle_csv: false,
    };
    mapping::apply(tables, choice, &upload)
}

fn agreed(tables: &read::Tables) -> Choice {
    mapping::suggest_all(tables, Dictionary::shipped(), &BTreeMap::new()).into_iter().collect()
}

/// A workbook with one sheet of contacts.
fn contacts(fill: impl FnOnce(&mut Worksheet)) -> Vec<(String, Vec<u8>)> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Contacts").unwrap();
    fill(sheet);
    vec![("audit.xlsx".to_owned(), book.save_to_buffer().unwrap())]
}

/// Three lines below the top, as people leave room for a heading: the header is in row 4.
fn needed(sheet: &mut Worksheet) {
    let columns = [
        "Contact reference",
        "admission_ref",
        "Started",
        "OUTCOME",
        "kind",
        "Minutes with the patient",
        "note",
    ];
    for (column, name) in (0_u16..).zip(columns) {
        sheet.write(3, column, name).unwrap();
    }
}

fn cell(applied: &Applied, column: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(&applied.files["physio_contacts.csv"][..]);
    let place = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    reader.records().map(|record| record.unwrap()[place].to_owned()).collect()
}

#[test]
fn cells_of_a_spreadsheet_become_cells_of_the_bundle() {
    let sent = contacts(|sheet| {
        needed(sheet);
        let clock = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let date = Format::new().set_num_format("dd/mm/yyyy");
        let at =
            |hour, minute| ExcelDateTime::from_ymd(2026, 3, 27).unwrap().and_hms(hour, minute, 0).unwrap();
        sheet.write(4, 0, "c00001").unwrap();
        sheet.write_datetime_with_format(4, 2, at(9, 40), &clock).unwrap();
        sheet.write(4, 3, "Treated").unwrap();
        sheet.write(4, 5, 30).unwrap();
        sheet.write_datetime_with_format(5, 2, at(0, 0), &clock).unwrap();
        sheet.write_datetime_with_format(6, 2, at(0, 0), &date).unwrap();
        sheet.write(8, 2, "4 May 2026 0940").unwrap();
    });
    let tables = read::files(&sent, Dictionary::shipped()).unwrap();
    assert_eq!(tables.tables[0].rows.iter().map(|row| row.number).collect::<Vec<_>>(), [5, 6, 7, 9]);
    let applied = apply(&tables, &agreed(&tables)).unwrap();
    assert_eq!(cell(&applied, "contact_ref")[0], "C00001");
    // A date alone is no time: the finding asks for it.
    assert_eq!(
        cell(&applied, "start_at"),
        ["2026-03-27T09:40", "2026-03-27T00:00", "2026-03-27", "2026-05-04T09:40"]
    );
    assert_eq!(cell(&applied, "outcome")[0], "TREATED");
    assert_eq!(cell(&applied, "minutes")[0], "30");
    assert_eq!(cell(&applied, "centre_code"), ["STH"; 4]);
    let place = applied.places.find("physio_contacts", 4, "start_at").unwrap();
    assert_eq!(place.to_string(), "Sheet Contacts, row 9, column Started");
}

#[test]
fn formulas_come_as_text_and_are_not_run() {
    let sent = contacts(|sheet| {
        needed(sheet);
        sheet.write_formula(4, 6, Formula::new("=HYPERLINK(\"http://x\")").set_result("click")).unwrap();
        sheet.write_formula(4, 5, Formula::new("=10+20").set_result("30")).unwrap();
        sheet.write(4, 0, "=cmd|' /C calc'!A0").unwrap();
    });
    let tables = read::files(&sent, Dictionary::shipped()).unwrap();
    let applied = apply(&tables, &agreed(&tables)).unwrap();
    assert_eq!(cell(&applied, "note"), ["=HYPERLINK(\"http://x\")"]);
    assert_eq!(cell(&applied, "minutes"), ["=10+20"]);
    assert!(cell(&applied, "contact_ref")[0].starts_with("=cmd"));
}

#[test]
fn a_cell_of_ten_megabytes_stays_one_for_the_bundle_to_find() {
    let mut text = b"centre_code,patient_ref,age_years,sex_phenotypic\nSTH,".to_vec();
    text.extend(vec![b'x'; 10 << 20]);
    text.extend(b",45,1\n");
    let packed = archive::pack([("patients.csv", &text[..])]).unwrap();
    let tables = read::files(&[("audit.zip".to_owned(), packed)], Dictionary::shipped()).unwrap();
    assert_eq!(tables.tables[0].rows[0].cells[1].len(), 10 << 20);
}

#[test]
fn a_text_that_every_cell_repeats_meets_the_limit() {
    let long = "x".repeat(30_000);
    let sent = contacts(|sheet| {
        needed(sheet);
        for row in 4..8_000 {
            sheet.write(row, 6, &long).unwrap();
        }
    });
    assert!(sent[0].1.len() < 2 << 20, "the workbook holds the text once");
    let refused = read::files(&sent, Dictionary::shipped()).unwrap_err().to_string();
    assert!(refused.contains("200 MB"), "{refused}");
}

#[test]
fn a_workbook_that_is_a_bomb_is_not_opened() {
    let zeros = vec![b'0'; 64 << 20];
    let bomb = archive::pack([
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("xl/worksheets/sheet1.xml", &zeros),
    ])
    .unwrap();
    let refused =
        read::files(&[("bomb.xlsx".to_owned(), bomb)], Dictionary::shipped()).unwrap_err().to_string();
    assert!(refused.contains("150 times"), "{refused}");
}

#[test]
fn what_stands_far_away_meets_the_limit() {
    let sent = contacts(|sheet| {
        needed(sheet);
        sheet.write(4, 900, "far").unwrap();
    });
    let refused = read::files(&sent, Dictionary::shipped()).unwrap_err().to_string();
    assert!(refused.contains("column 901") && refused.contains("200 columns"), "{refused}");
}

#[test]
fn columns_that_mean_the_same_or_nothing_are_refused_by_name() {
    let sent = contacts(|sheet| {
        needed(sheet);
        sheet.write(3, 7, "Tube").unwrap();
    });
    let tables = read::files(&sent, Dictionary::shipped()).unwrap();
    let mut choice = agreed(&tables);
    choice.0.get_mut("Contacts").unwrap().insert("Tube".to_owned(), Some("outcome".to_owned()));
    let refused = apply(&tables, &choice).unwrap_err().to_string();
    assert!(refused.contains("“OUTCOME” and “Tube” both stand for outcome"), "{refused}");
    choice.0.get_mut("Contacts").unwrap().insert("Tube".to_owned(), None);
    choice.0.get_mut("Contacts").unwrap().insert("Started".to_owned(), None);
    let refused = apply(&tables, &choice).unwrap_err().to_string();
    assert!(refused.contains("no column for Started (start_at)"), "{refused}");
}

#[test]
fn two_sheets_for_one_form_are_refused() {
    let mut book = Workbook::new();
    for name in ["Contacts", "physio_contacts"] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        needed(sheet);
    }
    let tables =
        read::files(&[("audit.xlsx".to_owned(), book.save_to_buffer().unwrap())], Dictionary::shipped())
            .unwrap();
    let refused = apply(&tables, &agreed(&tables)).unwrap_err().to_string();
    assert!(refused.contains("“Contacts” and “physio_contacts”"), "{refused}");
}

#[test]
fn what_is_wrong_with_a_csv_file_is_left_for_the_bundle() {
    for bytes in [&b"\xff\xfec\0e\0"[..], b"", b"centre_code\0"] {
        let tables =
            read::files(&[("patients.csv".to_owned(), bytes.to_vec())], Dictionary::shipped()).unwrap();
        let applied = apply(&tables, &agreed(&tables)).unwrap();
        assert_eq!(applied.files["patients.csv"], bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A workbook with bytes changed anywhere in its unpacked parts is read or refused.
    #[test]
    fn a_damaged_workbook_does_not_crash(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let whole = contacts(|sheet| {
            needed(sheet);
            sheet.write(4, 0, "C00001").unwrap();
            sheet.write_formula(4, 5, "=1+1").unwrap();
            sheet.write(5, 5, 30.5).unwrap();
        });
        let mut parts: Vec<(String, Vec<u8>)> = archive_parts(&whole[0].1);
        for (part, place, byte) in changes {
            let part = part.index(parts.len());
            let content = &mut parts[part].1;
            if !content.is_empty() {
                let place = place.index(content.len());
                content[place] = byte;
            }
        }
        let damaged = archive::pack(parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).unwrap();
        if let Err(refused) = read::files(&[("audit.xlsx".to_owned(), damaged)], Dictionary::shipped()) {
            prop_assert!(refused.to_string().ends_with('.'), "{}", refused);
        }
    }
}

/// The parts of a workbook with their whole paths.
fn archive_parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).unwrap();
        parts.push((entry.name().unwrap().into_owned(), content));
    }
    parts
}

#[test]
fn a_name_that_says_something_else_than_the_content_is_refused() {
    let book = contacts(needed).remove(0).1;
    let packed = archive::pack([("patients.csv", &b"centre_code,patient_ref\nSTH,x\n"[..])]).unwrap();
    for (name, bytes, is) in [
        ("contacts.csv", &book, "a workbook"),
        ("contacts.zip", &book, "a workbook"),
        ("contacts", &book, "a workbook"),
        ("audit.xlsx", &packed, "a ZIP of files"),
        ("picture.png", &packed, "a ZIP of files"),
    ] {
        let refused = read::files(&[(name.to_owned(), bytes.clone())], Dictionary::shipped()).unwrap_err();
        assert!(refused.to_string().starts_with(&format!("{name} is {is}, and its name")), "{refused}");
    }
    for (name, bytes) in [("A.XLSX", book), ("a.Zip", packed)] {
        read::files(&[(name.to_owned(), bytes)], Dictionary::shipped()).expect(name);
    }
    // Text under another name, and bytes that are no text under the name of a table, are no tables either.
    for (name, bytes) in
        [("patients.xlsx", &b"centre_code,patient_ref\nSTH,x\n"[..]), ("a.png", b"\x89PNG\r\n")]
    {
        let refused = read::files(&[(name.to_owned(), bytes.to_vec())], Dictionary::shipped()).unwrap_err();
        assert!(refused.to_string().contains("no table of the audit"), "{refused}");
    }
}

/// A workbook in whose parts a text is an entity that stands for a file of this machine.
fn with_entity(book: &[u8], text: &str, target: &str) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let (mut replaced, doctype) = (0, format!("<!DOCTYPE x [<!ENTITY e SYSTEM \"{target}\">]>"));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml).unwrap();
        if xml.contains(text) {
            replaced += 1;
            let (declared, rest) = xml.split_once("?>").unwrap();
            xml = format!("{declared}?>{doctype}{}", rest.replace(text, "&e;"));
        }
        made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        made.write_all(xml.as_bytes()).unwrap();
    }
    assert_eq!(replaced, 1, "the text stands in one part");
    made.finish().unwrap().into_inner()
}

#[test]
fn an_entity_of_xml_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    std::fs::write(&file, "what the server keeps to itself").unwrap();
    let (name, book) = contacts(|sheet| {
        needed(sheet);
        sheet.write(4, 0, "c00001").unwrap();
        sheet.write(4, 6, "what is meant").unwrap();
    })
    .remove(0);
    for target in [format!("file://{}", file.display()), file.display().to_string()] {
        let sent = with_entity(&book, "what is meant", &target);
        let read = read::files(&[(name.clone(), sent)], Dictionary::shipped());
        let told = read.map_or_else(|refused| refused.to_string(), |tables| format!("{tables:?}"));
        assert!(!told.contains("keeps to itself"), "{told}");
    }
}
