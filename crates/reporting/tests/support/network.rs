//! The example network as a snapshot: its CSV files read into records, without the import's checks.

use std::collections::HashMap;
use std::path::Path;

use domain::dictionary::Dictionary;
use domain::reference::{self, Calendar};
use domain::spec::FormSpec;
use domain::{Raw, centre::Directory};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reporting::snapshot::{Governance, Header, Manifest, Writer};

/// Rows of a CSV file as cells by column.
type CsvRow = HashMap<String, String>;

pub(crate) fn directory() -> Directory {
    reference::directory(reference::CENTRES, reference::DESIGNATIONS).expect("the shipped directory")
}

pub(crate) fn calendar() -> Calendar {
    Calendar::shipped().expect("the shipped calendar")
}

/// What the header says of the example data.
pub(crate) fn header() -> Header {
    let key = |name: &str| {
        let rows = rows("bundle");
        rows.iter()
            .find(|row| row["key"] == name)
            .map(|row| row["value"].clone())
            .expect("a key of bundle.csv")
    };
    let local: DateTime = key("extract_at").parse().expect("a wall clock");
    let london = TimeZone::get("Europe/London").expect("a zone");
    Header {
        cycle: None,
        period: None,
        extract_at: london.to_timestamp(local).expect("an instant"),
        dictionary_version: key("dictionary_version"),
        synthetic: key("synthetic") == "true",
        audit_head: None,
        flow: Vec::new(),
        questions: Vec::new(),
        standing: Vec::new(),
        governance: Governance::default(),
    }
}

/// Writes the example network as a snapshot.
pub(crate) fn snapshot(dir: &Path) -> Manifest {
    snapshot_of(dir, |_, _| true)
}

/// The same of some of its records, chosen by their form and their place in it.
pub(crate) fn snapshot_of(dir: &Path, is_kept: impl Fn(&FormSpec, usize) -> bool) -> Manifest {
    let mut writer = Writer::begin(dir, &directory(), &calendar()).expect("an empty place");
    for &form in Dictionary::shipped().forms() {
        let mut table = writer.table(form).expect("a table");
        let kept = records(form).into_iter().enumerate().filter(|(place, _)| is_kept(form, *place));
        for (_, record) in kept {
            table.push(&record).expect("a good record");
        }
        table.close().expect("a whole table");
    }
    writer.finish(header()).expect("a whole snapshot")
}

/// The records of a form in key order.
pub(crate) fn records(form: &'static FormSpec) -> Vec<Raw> {
    let mut children: Vec<HashMap<String, Vec<Raw>>> =
        form.children.iter().map(|child| by_parent(form, child.spec)).collect();
    let mut records: Vec<Raw> = rows(form.file)
        .iter()
        .map(|row| {
            let mut record = raw(form, row);
            record.children =
                children.iter_mut().map(|rows| rows.remove(&key(form, row)).unwrap_or_default()).collect();
            record
        })
        .collect();
    records.sort_by_key(|record| (record.get(form, "centre_code").to_owned(), record.natural_key(form)));
    records
}

fn by_parent(form: &FormSpec, child: &FormSpec) -> HashMap<String, Vec<Raw>> {
    let mut rows_of: HashMap<String, Vec<Raw>> = HashMap::new();
    for row in rows(child.file) {
        rows_of.entry(key(form, &row)).or_default().push(raw(child, &row));
    }
    rows_of
}

fn key(form: &FormSpec, row: &CsvRow) -> String {
    let columns = std::iter::once("centre_code").chain(form.key.iter().copied());
    columns.map(|column| row[column].as_str()).collect::<Vec<_>>().join("/")
}

fn raw(form: &FormSpec, row: &CsvRow) -> Raw {
    let mut raw = Raw::blank(form);
    for (cell, field) in raw.cells.iter_mut().zip(form.fields) {
        cell.clone_from(&row[&*field.name]);
    }
    raw
}

fn rows(stem: &str) -> Vec<CsvRow> {
    let path = example_data::path(&format!("network/{stem}.csv"));
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().collect::<Result<_, _>>().expect("even rows")
}
