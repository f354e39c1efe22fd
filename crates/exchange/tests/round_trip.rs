//! What is written is read back: as a bundle and as a workbook.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use domain::bundle::{Direction, Meta};
use domain::code::CodeList;
use domain::dictionary::Dictionary;
use domain::questions::QuestionSet;
use domain::time::WallTime;
use domain::{Audience, FieldSpec, FormSpec, Kind, Raw, Reason, reference};
use exchange::layout::sheets;
use exchange::mapping::{self, Applied, Choice, Upload};
use exchange::read;
use exchange::write::BundleWriter;
use exchange::xlsx::WorkbookWriter;
use jiff::tz::TimeZone;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn meta() -> Meta {
    let at = "2026-10-15T11:00:00Z".parse().unwrap();
    Meta {
        direction: Direction::Export,
        synthetic: true,
        extract_at: WallTime::at(at, &TimeZone::get("Europe/London").unwrap()),
        calendar_version: "UK-IE-2026.1".to_owned(),
    }
}

fn dictionary() -> Arc<Dictionary> {
    let text = "cycle = \"2026H1\"\n[[question]]\nname = \"q_device\"\nform = \"physio_contact\"\nlabel = \"Device\"\ntype = \"text\"\nleaves = \"network\"\n";
    Arc::new(
        Dictionary::shipped().asking([QuestionSet::parse(
            text,
            &reference::cycles(reference::CYCLES).unwrap(),
        )
        .unwrap()]),
    )
}

/// Any text that a cell can hold: commas, quotes and newlines too, but no formula.
fn any_text(max: usize) -> BoxedStrategy<String> {
    let signs = select(vec![
        'a',
        'é',
        ' ',
        ',',
        '"',
        '\n',
        ';',
        '|',
        '=',
        '-',
        '0',
        '\u{1f600}',
        '\'',
        '<',
        '&',
        '_',
        'x',
        '\t',
    ]);
    vec(signs, 0..max.min(12)).prop_map(|signs| format!("t{}", String::from_iter(signs))).boxed()
}

fn codes(list: &CodeList) -> Vec<String> {
    list.codes.iter().map(|code| code.code.to_string()).collect()
}

/// A cell in canonical spelling, or nothing.
fn cell(field: &'static FieldSpec) -> BoxedStrategy<String> {
    let value: BoxedStrategy<String> = match &field.kind {
        Kind::Code(list) | Kind::Codes(list) => select(codes(list)).boxed(),
        Kind::Int { .. } => (-99_i64..99_999).prop_map(|number| number.to_string()).boxed(),
        &Kind::Dec { scale, .. } => (-9_999_i32..999_999)
            .prop_map(move |steps| {
                format!("{:.*}", usize::from(scale), f64::from(steps) / 10_f64.powi(i32::from(scale)))
            })
            .boxed(),
        Kind::WallTime => select(vec!["2026-03-27T00:00", "2026-10-25T01:30+00:00", "2024-02-29T23:59"])
            .prop_map(str::to_owned)
            .boxed(),
        Kind::Date => select(vec!["2026-03-27", "2024-02-29"]).prop_map(str::to_owned).boxed(),
        Kind::Month => select(vec!["2026-03", "2024-12"]).prop_map(str::to_owned).boxed(),
        Kind::Flag => select(vec!["true", "false"]).prop_map(str::to_owned).boxed(),
        Kind::Centre => Just("STH".to_owned()).boxed(),
        Kind::Pseudonym => Just("7K2M9QX4J".to_owned()).boxed(),
        Kind::Ref | Kind::Token(_) => (1_u32..99).prop_map(|number| format!("A{number:05}")).boxed(),
        Kind::Text { max } => any_text(*max),
    };
    let missing = if field.miss {
        select(Reason::ALL.map(Reason::as_str).to_vec()).prop_map(str::to_owned).boxed()
    } else {
        Just(String::new()).boxed()
    };
    prop_oneof![4 => value, 1 => missing, 2 => Just(String::new())].boxed()
}

fn row(form: &'static FormSpec) -> BoxedStrategy<Vec<String>> {
    form.fields.iter().map(cell).collect::<Vec<_>>().boxed()
}

fn record(form: &'static FormSpec) -> BoxedStrategy<Raw> {
    let children: Vec<_> = form.children.iter().map(|child| vec(row(child.spec), 0..3)).collect();
    let device = any_text(12);
    (row(form), children, device)
        .prop_map(move |(cells, children, device)| {
            let rows = |rows: Vec<Vec<String>>| {
                rows.into_iter().map(|cells| Raw { cells, ..Raw::default() }).collect()
            };
            let extra = if form.id == "physio_contact" {
                BTreeMap::from([("q_device".to_owned(), device)])
            } else {
                BTreeMap::new()
            };
            Raw { cells, children: children.into_iter().map(rows).collect(), extra }
        })
        .boxed()
}

/// Some records, each with a key of its own.
fn records() -> impl Strategy<Value = Vec<(&'static FormSpec, Raw)>> {
    let one = select(Dictionary::shipped().forms().to_vec())
        .prop_flat_map(|form| record(form).prop_map(move |raw| (form, raw)));
    vec(one, 1..12).prop_map(|mut records| {
        for (number, (form, raw)) in records.iter_mut().enumerate() {
            raw.set(form, "centre_code", "STH");
            raw.set(form, form.key[0], format!("K{number}"));
        }
        records
    })
}

/// The cells of all rows, by file, in the order in which they were written.
fn expected(records: &[(&'static FormSpec, Raw)]) -> BTreeMap<&'static str, Vec<Vec<String>>> {
    let dictionary = dictionary();
    let mut files = BTreeMap::new();
    for sheet in sheets() {
        let table = sheet.with(&dictionary, Audience::Network);
        let own = records.iter().filter(|(form, _)| form.id == sheet.form.id);
        let rows = own.flat_map(|(_, raw)| {
            table.rows(raw).map(|row| row.map(Cow::into_owned).collect()).collect::<Vec<_>>()
        });
        files.insert(sheet.stem, rows.collect());
    }
    files
}

fn rows_of(csv: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn applied(name: &str, bytes: Vec<u8>) -> Applied {
    let dictionary = dictionary();
    let tables = read::files(&[(name.to_owned(), bytes)], Dictionary::shipped()).unwrap();
    let choice: Choice = mapping::suggest_all(&tables, &dictionary, &BTreeMap::new()).into_iter().collect();
    let upload = Upload {
        centre: None,
        synthetic: true,
        at: meta().extract_at,
        calendar_version: String::new(),
        dictionary: &dictionary,
        trust_bundle_csv: true,
    };
    mapping::apply(&tables, &choice, &upload).unwrap()
}

/// What a spreadsheet does not keep: decimals that are zeros.
fn without_zeros(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let plain =
        |cell: &String| cell.parse::<f64>().map_or_else(|_| cell.clone(), |number| number.to_string());
    rows.iter().map(|row| row.iter().map(plain).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_bundle_holds_what_was_written(records in records()) {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("bundle");
        let mut writer = BundleWriter::create(&target, &meta(), &dictionary(), Audience::Network).unwrap();
        for (form, raw) in &records {
            writer.record(form, raw).unwrap();
        }
        writer.finish().unwrap();
        for (stem, rows) in expected(&records) {
            let bytes = std::fs::read(target.join(format!("{stem}.csv"))).unwrap();
            prop_assert_eq!(rows_of(&bytes), rows, "{}", stem);
            prop_assert!(!bytes.contains(&b'\r'));
        }
    }

    #[test]
    fn a_workbook_holds_what_was_written(records in records()) {
        let mut writer = WorkbookWriter::new(&meta(), &dictionary(), Audience::Network).unwrap();
        for (form, raw) in &records {
            writer.record(form, raw).unwrap();
        }
        let mut bytes = Cursor::new(Vec::new());
        writer.finish(&mut bytes).unwrap();
        let applied = applied("records.xlsx", bytes.into_inner());
        for (stem, rows) in expected(&records) {
            let read = rows_of(&applied.files[&format!("{stem}.csv")]);
            prop_assert_eq!(without_zeros(&read), without_zeros(&rows), "{}", stem);
        }
        let bundle = String::from_utf8(applied.files["bundle.csv"].clone()).unwrap();
        // The extract is moved to the last time of entry when that is later.
        prop_assert!(bundle.contains("kind,EXPORT\n") && bundle.contains("extract_at,2026-10-"), "{}", bundle);
    }
}

#[test]
fn equal_records_give_equal_workbooks() {
    let made = || {
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WorkbookWriter::new(&meta(), &dictionary(), Audience::Network).unwrap();
        let contact = Dictionary::shipped().form("physio_contact").unwrap();
        let mut raw = Raw::blank(contact);
        raw.set(contact, "minutes", "30");
        writer.record(contact, &raw).unwrap();
        writer.finish(&mut bytes).unwrap();
        bytes.into_inner()
    };
    assert!(made() == made());
}

#[test]
fn a_zip_of_a_bundle_is_taken_byte_for_byte() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("bundle");
    let mut writer =
        BundleWriter::create(&target, &meta(), Dictionary::shipped(), Audience::Network).unwrap();
    exchange::codebook::write_folder(&writer.path().join("codebook"), Dictionary::shipped()).unwrap();
    let patient = Dictionary::shipped().form("patient").unwrap();
    let mut raw = Raw::blank(patient);
    raw.set(patient, "patient_ref", "7K2M9QX4J");
    writer.record(patient, &raw).unwrap();
    writer.finish().unwrap();
    let packed = exchange::archive::pack_folder(&target, Cursor::new(Vec::new())).unwrap().into_inner();
    let applied = applied("bundle.zip", packed);
    assert_eq!(applied.files.len(), 17);
    for (name, bytes) in &applied.files {
        assert!(*bytes == std::fs::read(target.join(name)).unwrap(), "{name}");
    }
}
