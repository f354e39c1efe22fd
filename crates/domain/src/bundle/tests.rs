//! Bundles of another version of the dictionary.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::*;
use crate::dictionary::{Change, Dictionary, Edition, Version, What};
use crate::forms;
use crate::reference;

const OLDER: Version = Version::new(0, 8);
const NOW: Version = Version::new(0, 9);

/// The forms of today as version 0.9. In 0.8 the frailty scale had another name, comorbidity and the staff of a
/// contact were not asked, and a mood was.
static DICTIONARY: LazyLock<Arc<Dictionary>> = LazyLock::new(|| {
    let today = Edition::of(NOW, forms::forms()).to_csv();
    let kept = |line: &&str| !line.contains(",comorb,") && !line.starts_with("contact_staff,");
    let older = today.lines().filter(kept).collect::<Vec<_>>().join("\n").replace(",cfs,", ",frailty,");
    let asked = older.lines().filter(|line| line.starts_with("patient,")).count();
    let older = format!("{older}\npatient,{},mood,text,", asked + 1);
    let change = |what| (NOW, Change { form: "patient", what, why: "of a test" });
    let changes =
        [change(What::Renamed { from: "frailty", to: "cfs" }), change(What::Removed { field: "mood" })];
    let past = vec![Edition::read(OLDER, &older).unwrap()];
    Arc::new(Dictionary::new(NOW, forms::forms(), past, &changes).unwrap())
});

/// A bundle of the older version with one patient.
fn bundle(version: &str, patient: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let reading = DICTIONARY.find("0.8").unwrap();
    let mut files = BTreeMap::new();
    for stem in layout::files(&DICTIONARY) {
        if let Some(columns) = layout::columns(stem, &reading) {
            files.insert(format!("{stem}.csv"), format!("{}\n", columns.join(",")));
        }
    }
    let columns = layout::columns("patients", &reading).unwrap();
    let cell = |name: &&str| patient.iter().find(|(column, _)| column == name).map_or("", |(_, cell)| *cell);
    let row: Vec<&str> = columns.iter().map(cell).collect();
    files.insert("patients.csv".to_owned(), format!("{}\n{}\n", columns.join(","), row.join(",")));
    files.insert(
        "bundle.csv".to_owned(),
        format!(
            "key,value\nformat_version,1\ndictionary_version,{version}\nkind,UPLOAD\nsynthetic,true\n\
             extract_at,2026-04-15T12:00\ncalendar_version,UK-IE-2026.1\n"
        ),
    );
    files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

const PATIENT: [(&str, &str); 7] = [
    ("centre_code", "STH"),
    ("patient_ref", "7K2M9QX4J"),
    ("age_years", "54"),
    ("sex_phenotypic", "1"),
    ("ethnic_category", "A"),
    ("premorbid_mobility", "M0"),
    ("mood", "well"),
];

fn checked(frailty: &str) -> Checked {
    let mut patient = PATIENT.to_vec();
    patient.push(("frailty", frailty));
    let bundle = Bundle::open(&bundle("0.8", &patient), &DICTIONARY).unwrap();
    let directory = &reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let against = Against { directory, as_centre: None, now: bundle.meta.now(), held: Vec::new() };
    bundle.check(against, &mut |_, _| {})
}

#[test]
fn of_an_older_version_is_read_by_that_version() {
    let checked = checked("3");
    assert_eq!(checked.count(Level::E) + checked.count(Level::S), 0, "{:?}", checked.findings);
    let patient = &checked.records[0];
    assert_eq!(patient.raw.get(patient.form, "cfs"), "3");
    assert_eq!(patient.raw.get(patient.form, "comorb"), "", "what it could not know is blank");
}

#[test]
fn findings_name_the_columns_that_the_file_has() {
    let checked = checked("12");
    let finding = checked.findings.iter().find(|finding| finding.level == Level::E).unwrap();
    assert_eq!((finding.column.as_str(), finding.rule.as_str(), finding.row), ("frailty", "X-RANGE", 1));
    let cells = &checked.set_aside[0].cells;
    assert_eq!(cells["frailty"], "12", "and what is set aside is as it came");
    assert!(cells.values().all(|cell| !cell.is_empty()), "a cell that is empty is none: {cells:?}");
}

#[test]
fn a_file_that_its_version_did_not_have_is_named_and_left_alone() {
    let mut files = bundle("0.8", &PATIENT[..6]);
    files.insert("contact_staff.csv".to_owned(), b"centre_code,contact_ref,role\n".to_vec());
    let bundle = Bundle::open(&files, &DICTIONARY).unwrap();
    let told: Vec<_> =
        bundle.findings.iter().map(|finding| (finding.file.as_str(), finding.rule.as_str())).collect();
    assert_eq!(told, [("contact_staff.csv", "F-FILE-UNKNOWN")]);
}

#[test]
fn of_a_version_to_come_is_refused_and_says_what_to_do() {
    let told = Bundle::open(&bundle("1.0", &PATIENT), &DICTIONARY).unwrap_err();
    assert!(
        told.to_string().contains("version 1.0") && told.to_string().contains("Update the program"),
        "{told}"
    );
}

mod answers_that_are_not_asked_for_any_more {
    use super::*;

    fn told(patient: &[(&str, &str)]) -> Vec<(String, usize, String, String)> {
        let bundle = Bundle::open(&bundle("0.8", patient), &DICTIONARY).unwrap();
        let mine = bundle.findings.into_iter().filter(|finding| finding.rule == "F-NO-LONGER-ASKED");
        mine.map(|finding| (finding.file, finding.row, finding.column, finding.message)).collect()
    }

    #[test]
    fn are_counted_by_their_column_with_the_version_and_the_reason() {
        let message = "1 answer under mood is not taken in: it is not asked any more since version 0.9 of the data dictionary, \
                       because of a test. The answers stand in this file alone; keep it if they are still needed.";
        assert_eq!(told(&PATIENT), [("patients".to_owned(), 0, "mood".to_owned(), message.to_owned())]);
    }

    #[test]
    fn are_not_spoken_of_where_there_are_none() {
        assert_eq!(told(&PATIENT[..6]), []);
    }

    #[test]
    fn keep_no_row_from_being_stored_and_are_in_the_account() {
        let checked = checked("3");
        assert_eq!((checked.records.len(), checked.set_aside.len(), checked.refused), (1, 0, false));
        assert_eq!(checked.count(Level::W), 1);
    }
}

mod the_gate {
    use super::*;

    fn refused(bundle_csv: &str) -> String {
        reading(bundle_csv.as_bytes(), &DICTIONARY).unwrap_err().to_string()
    }

    #[test]
    fn names_the_place_and_the_way_on() {
        assert_eq!(
            refused("key,value\nformat_version,1\ndictionary_version,9.0\n"),
            "bundle.csv, row 3, column value: the bundle cannot be read, because it is of version 9.0 of the data dictionary, and \
             this program reads up to 0.9. Update the program to read it, or ask whoever runs it to."
        );
    }

    #[test]
    fn takes_no_version_that_never_was_nor_what_is_none() {
        let of = |version: &str| {
            refused(&format!("key,value\nformat_version,1\n\ndictionary_version,{version}\n"))
        };
        assert!(of("0.3").contains("row 4") && of("0.3").contains("never was. The versions are 0.8, 0.9."));
        assert!(
            of("newest")
                .contains("“newest” is no version of the data dictionary. A version is written like 0.1.")
        );
        assert!(of("").contains("“” is no version"));
    }

    #[test]
    fn believes_neither_of_two_versions() {
        let told = refused("key,value\nformat_version,1\ndictionary_version,0.9\ndictionary_version,9.0\n");
        assert_eq!(
            told,
            "bundle.csv, row 4: dictionary_version stands in a row above already. Take one of the two out."
        );
    }

    #[test]
    fn asks_for_a_version() {
        let told = refused("key,value\nformat_version,1\n");
        assert_eq!(told, "bundle.csv has no line for dictionary_version. Add it.");
    }
}
