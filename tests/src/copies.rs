//! Larger bundles made of one: the same patients again under other references, so that twenty times a network is
//! twenty times the same network.

use std::collections::{BTreeMap, BTreeSet};

use crate::fixtures::pseudonym;

/// CSV files by stem, as `icu_admissions`.
pub type Files = BTreeMap<String, String>;

/// Files that name no patient: of them a copy has the header alone, because a centre has one return a month.
const OF_CENTRE: [&str; 3] = ["bundle", "ecmo_activity_returns", "org_audits"];

/// More patients than any bundle that is copied holds.
const PATIENTS: usize = 10_000;

/// A bundle's files in a folder.
pub fn read(folder: &std::path::Path) -> Files {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    let csv = entries.filter(|path| path.extension().is_some_and(|extension| extension == "csv"));
    csv.map(|path| {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        (stem, std::fs::read_to_string(path).expect("a file"))
    })
    .collect()
}

/// Writes a bundle's files into a new folder.
pub fn write(folder: &std::path::Path, files: &Files) {
    std::fs::create_dir(folder).expect("a new folder");
    for (stem, text) in files {
        std::fs::write(folder.join(format!("{stem}.csv")), text).expect("a file");
    }
}

/// What a bundle says of some patients, and of its centres.
pub fn of_patients(files: &Files, patients: &[&str]) -> Files {
    let mut known: BTreeSet<String> = patients.iter().map(|patient| (*patient).to_owned()).collect();
    let mut kept = Files::new();
    // Who a row belongs to is known once the rows are that it names: admissions before contacts before their staff.
    let first = ["patients", "icu_admissions"];
    let (own, rest): (Vec<&String>, Vec<&String>) =
        files.keys().partition(|stem| header(&files[*stem]).contains(&"admission_ref".to_owned()));
    let order = first.iter().copied().chain(own.iter().chain(&rest).map(|stem| stem.as_str()));
    for stem in order.collect::<Vec<_>>() {
        if kept.contains_key(stem) {
            continue;
        }
        let text = filtered(&files[stem], |header, row| {
            let belongs = OF_CENTRE.contains(&stem) || {
                let by = ["patient_ref", "admission_ref", "contact_ref", "assessment_ref"];
                let place = by.iter().find_map(|name| header.iter().position(|column| column == name));
                place.is_some_and(|place| known.contains(&row[place]))
            };
            if belongs {
                let refs = header.iter().zip(row.iter()).filter(|(column, _)| column.ends_with("_ref"));
                known.extend(refs.map(|(_, cell)| cell.to_owned()));
            }
            belongs.then(|| row.clone())
        });
        kept.insert(stem.to_owned(), text);
    }
    kept
}

/// The same patients under other references. `number` tells copies apart, from 1.
pub fn copy(files: &Files, number: usize) -> Files {
    let mut pseudonyms = BTreeMap::<String, String>::new();
    let mut renamed = |column: &str, cell: &str| match column {
        _ if cell.is_empty() => String::new(),
        "patient_ref" => {
            let next = pseudonyms.len();
            assert!(next < PATIENTS, "too many patients to tell their copies apart");
            pseudonyms.entry(cell.to_owned()).or_insert_with(|| pseudonym(number * PATIENTS + next)).clone()
        }
        _ if column.ends_with("_ref") => format!("{cell}-{number}"),
        _ => cell.to_owned(),
    };
    let of_patients = files.iter().filter(|(stem, _)| !OF_CENTRE.contains(&stem.as_str()));
    let of_patients = of_patients.map(|(stem, text)| (stem.clone(), text.clone())).collect();
    let mut copies = with_cells(&of_patients, &mut renamed);
    for stem in OF_CENTRE {
        let Some(text) = files.get(stem) else { continue };
        let text = if stem == "bundle" { text.clone() } else { filtered(text, |_, _| None) };
        copies.insert(stem.to_owned(), text);
    }
    copies
}

/// The same files with other cells, by column.
pub fn with_cells(files: &Files, mut other: impl FnMut(&str, &str) -> String) -> Files {
    let mut changed = |text: &str| {
        filtered(text, |header, row| {
            Some(header.iter().zip(row.iter()).map(|(column, cell)| other(column, cell)).collect())
        })
    };
    files.iter().map(|(stem, text)| (stem.clone(), changed(text))).collect()
}

/// A bundle that holds the rows of both.
pub fn join(files: &mut Files, more: &Files) {
    for (stem, text) in more.iter().filter(|(stem, _)| *stem != "bundle") {
        let rows = text.split_once('\n').map_or("", |(_, rows)| rows);
        files.get_mut(stem).expect("the same files").push_str(rows);
    }
}

fn header(text: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.headers().expect("a header").iter().map(str::to_owned).collect()
}

fn filtered(
    text: &str,
    mut keep: impl FnMut(&[String], &csv::StringRecord) -> Option<csv::StringRecord>,
) -> String {
    let header = header(text);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(&header).expect("a row");
    for row in reader.records() {
        if let Some(row) = keep(&header, &row.expect("a row")) {
            writer.write_record(&row).expect("a row");
        }
    }
    String::from_utf8(writer.into_inner().expect("bytes")).expect("text")
}
