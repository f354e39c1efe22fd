//! A bundle of an older version of the dictionary, in whatever it is brought: it is read by that version.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::bundle::{Against, Bundle, Checked, NO_LONGER_ASKED};
use domain::dictionary::{Change, Dictionary, Edition, Version, What};
use domain::finding::Level;
use domain::reference;
use domain::time::WallTime;
use domain::value::CentreCode;
use exchange::archive;
use exchange::mapping::{self, Applied, Choice, How, Upload};
use exchange::read::{self, Tables};
use jiff::tz::TimeZone;
use rstest::rstest;

/// The forms of today as version 0.9. In 0.8 the frailty scale had another name, and a mood was asked.
static DICTIONARY: LazyLock<Arc<Dictionary>> = LazyLock::new(|| {
    let now = Version::new(0, 9);
    let today = Edition::of(now, Dictionary::shipped().forms()).to_csv();
    let asked = today.lines().filter(|line| line.starts_with("patient,")).count();
    let older = today.replace(",cfs,", ",frailty,") + &format!("patient,{},mood,text,\n", asked + 1);
    let change = |what| (now, Change { form: "patient", what, why: "nobody could answer it" });
    let changes =
        [change(What::Renamed { from: "frailty", to: "cfs" }), change(What::Removed { field: "mood" })];
    let past = vec![Edition::read(Version::new(0, 8), &older).unwrap()];
    Arc::new(Dictionary::new(now, Dictionary::shipped().forms(), past, &changes).unwrap())
});

const ABOUT: [[&str; 2]; 7] = [
    ["key", "value"],
    ["format_version", "1"],
    ["dictionary_version", "0.8"],
    ["kind", "UPLOAD"],
    ["synthetic", "true"],
    ["extract_at", "2026-04-15T12:00"],
    ["calendar_version", "UK-IE-2026.1"],
];

/// The columns of the patients in 0.8, and two patients; the second has no frailty that there is.
fn patients() -> Vec<Vec<String>> {
    let reading = DICTIONARY.find("0.8").unwrap();
    let columns = domain::bundle::columns("patients", &reading).unwrap();
    let answers = |reference: &str, frailty: &str| {
        let known = BTreeMap::from([
            ("centre_code", "STH"),
            ("patient_ref", reference),
            ("age_years", "54"),
            ("sex_phenotypic", "1"),
            ("ethnic_category", "A"),
            ("premorbid_mobility", "M0"),
            ("frailty", frailty),
            ("mood", "well"),
        ]);
        columns.iter().map(|column| known.get(column).map_or("", |cell| cell).to_owned()).collect()
    };
    let header = columns.iter().map(ToString::to_string).collect();
    vec![header, answers("7K2M9QX4J", "3"), answers("8K2M9QXEA", "12")]
}

fn csv_of<R: AsRef<[C]>, C: AsRef<str>>(rows: &[R]) -> Vec<u8> {
    let line = |row: &R| row.as_ref().iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",") + "\n";
    rows.iter().map(line).collect::<String>().into_bytes()
}

fn zip() -> (&'static str, Vec<u8>) {
    let (about, patients) = (csv_of(&ABOUT), csv_of(&patients()));
    ("bundle.zip", archive::pack([("bundle.csv", &about[..]), ("patients.csv", &patients[..])]).unwrap())
}

fn workbook() -> (&'static str, Vec<u8>) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut put = |name: &str, rows: &[Vec<String>]| {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell.as_str()).unwrap();
            }
        }
    };
    put("bundle", &ABOUT.map(|row| row.map(str::to_owned).to_vec()));
    put("patients", &patients());
    ("bundle.xlsx", book.save_to_buffer().unwrap())
}

fn tables((name, bytes): (&str, Vec<u8>)) -> Tables {
    read::files(&[(name.to_owned(), bytes)], &DICTIONARY).unwrap()
}

/// What is found in files as a door hands them on: one that believes what a bundle says of itself, or one that
/// does not.
fn checked(tables: &Tables, trust_bundle_csv: bool) -> Checked {
    let centre = CentreCode::parse("STH").unwrap();
    let now = "2026-04-15T12:00:00Z".parse().unwrap();
    let choice: Choice = mapping::suggest_all(tables, &DICTIONARY, &BTreeMap::new()).into_iter().collect();
    let upload = Upload {
        centre: Some(&centre),
        synthetic: true,
        at: WallTime::at(now, &TimeZone::get("Europe/London").unwrap()),
        calendar_version: "UK-IE-2026.1".to_owned(),
        dictionary: &DICTIONARY,
        trust_bundle_csv,
    };
    let Applied { files, .. } = mapping::apply(tables, &choice, &upload).unwrap();
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let against = Against { directory: &directory, as_centre: None, now, held: Vec::new() };
    Bundle::open(&files, &DICTIONARY).unwrap().check(against, &mut |_, _| {})
}

#[rstest]
fn is_read_by_its_version_at_every_door(
    #[values(zip(), workbook())] brought: (&str, Vec<u8>),
    #[values(true, false)] trust_bundle_csv: bool,
) {
    let checked = checked(&tables(brought), trust_bundle_csv);
    let cfs: Vec<_> = checked.records.iter().map(|ready| ready.raw.get(ready.form, "cfs")).collect();
    assert_eq!(cfs, ["3"]);
    let errors: Vec<_> = checked
        .findings
        .iter()
        .filter(|finding| finding.level == Level::E)
        .map(|finding| (finding.row, finding.column.as_str(), finding.rule.as_str()))
        .collect();
    assert_eq!(errors, [(2, "frailty", "X-RANGE")], "the column is named as the file has it");
    let lost: Vec<_> = checked.findings.iter().filter(|finding| finding.rule == NO_LONGER_ASKED).collect();
    assert_eq!(lost.len(), 1);
    assert_eq!((lost[0].file.as_str(), lost[0].row, lost[0].column.as_str()), ("patients", 0, "mood"));
    assert!(
        lost[0].message.starts_with(
            "2 answers under mood are not taken in: it is not asked any more since version 0.9 of the data dictionary, \
             because nobody could answer it."
        ),
        "{}",
        lost[0].message
    );
}

#[test]
fn has_columns_that_nobody_has_to_name() {
    let mapped = mapping::suggest_all(&tables(zip()), &DICTIONARY, &BTreeMap::new());
    assert!(mapped["patients"].iter().all(|column| column.how == How::Exact), "{mapped:?}");
}

/// A cell stands in a column that no version has, one twice, one in another spelling.
#[test]
fn loses_no_column_unseen() {
    let mut rows = patients();
    for (row, cells) in rows.iter_mut().enumerate() {
        cells.push(if row == 0 { "hair".to_owned() } else { "grey".to_owned() });
        cells.push(if row == 0 { "Frailty".to_owned() } else { "4".to_owned() });
    }
    let (about, patients) = (csv_of(&ABOUT), csv_of(&rows));
    let packed = archive::pack([("bundle.csv", &about[..]), ("patients.csv", &patients[..])]).unwrap();
    let tables = tables(("bundle.zip", packed));
    let mapped = mapping::suggest_all(&tables, &DICTIONARY, &BTreeMap::new());
    let unknown: Vec<_> = mapped["patients"]
        .iter()
        .filter(|column| column.how == How::Unknown)
        .map(|column| &column.header)
        .collect();
    assert_eq!(unknown, ["hair", "Frailty"]);
    let checked = checked(&tables, false);
    let named: Vec<_> = checked
        .findings
        .iter()
        .filter(|finding| finding.rule == "F-HEADER-UNKNOWN")
        .map(|finding| finding.column.as_str())
        .collect();
    assert_eq!((named, checked.refused), (vec!["Frailty", "hair"], true));
}
