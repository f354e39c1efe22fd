//! The doors of files.

use std::collections::{BTreeMap, BTreeSet};

use domain::bundle::{Against, Bundle, BundleFinding};
use domain::dictionary::Dictionary;
use domain::spelling::tidy;
use domain::time::WallTime;
use domain::{FormSpec, Level, Raw};
use exchange::mapping::{self, Upload};
use jiff::tz::TimeZone;
use testkit::fixtures::{centre, directory};

use super::loader::CENTRE;
use super::room::now;
use super::{Case, key};

type Rows = Vec<Vec<String>>;

/// The verdict on the record as a CSV bundle.
pub(super) fn csv(case: &Case<'_>) -> BTreeSet<String> {
    let kind = if case.example.exported { "EXPORT" } else { "UPLOAD" };
    let mut files: BTreeMap<String, Vec<u8>> = tables(case.form, &case.raw)
        .into_iter()
        .map(|(stem, rows)| (format!("{stem}.csv"), written(&rows)))
        .collect();
    files.insert("bundle.csv".to_owned(), written(&meta(kind)));
    judged(case, &files)
}

/// The verdict on the record as a workbook, read as an upload of a person is.
pub(super) fn workbook(case: &Case<'_>) -> BTreeSet<String> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (stem, rows) in tables(case.form, &case.raw) {
        let sheet = book.add_worksheet();
        sheet.set_name(stem).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(row.try_into().unwrap(), column.try_into().unwrap(), cell).unwrap();
            }
        }
    }
    judged(case, &uploaded(book.save_to_buffer().unwrap()))
}

/// Whether a cell is not spelled as a bundle spells it and has one clear meaning all the same, like `yes` or
/// `5/1/2026 10:00`: the doors of people take it for what it means.
pub(super) fn is_put_right(case: &Case<'_>) -> bool {
    let changes = |spec: &FormSpec, raw: &Raw| {
        spec.fields.iter().zip(&raw.cells).any(|(field, cell)| tidy(field, cell).as_ref() != cell)
    };
    let groups = case.form.children.iter().zip(&case.raw.children);
    changes(case.form, &case.raw)
        || groups.into_iter().any(|(child, rows)| rows.iter().any(|row| changes(child.spec, row)))
}

/// The files of a bundle that a person's upload becomes, every column known by its name.
fn uploaded(workbook: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let dictionary = Dictionary::shipped();
    let centre = centre(CENTRE);
    let zone = TimeZone::get("Europe/London").unwrap();
    let upload = Upload {
        centre: Some(&centre),
        synthetic: true,
        at: WallTime::at(now(), &zone),
        calendar_version: "2026-1".to_owned(),
        dictionary,
        trust_bundle_csv: false,
    };
    let tables =
        exchange::read::files(&[("records.xlsx".to_owned(), workbook)], Dictionary::shipped()).unwrap();
    let choice = mapping::suggest_all(&tables, dictionary, &BTreeMap::new()).into_iter().collect();
    mapping::apply(&tables, &choice, &upload).unwrap().files
}

fn judged(case: &Case<'_>, files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let dictionary = Dictionary::shipped();
    let directory = directory();
    let against = Against { directory: &directory, as_centre: None, now: now(), held: case.held.clone() };
    let checked = Bundle::open(files, dictionary).unwrap().check(against, &mut |_, _| {});
    checked
        .findings
        .iter()
        .filter(|finding| finding.rule != "F-FILE-UNKNOWN")
        .filter_map(|finding| found(case, finding))
        .collect()
}

/// A finding on the record of the case, or a refusal of what is held already.
fn found(case: &Case<'_>, finding: &BundleFinding) -> Option<String> {
    if finding.row == 0 && finding.level == Level::E {
        return Some(key(None, "", &finding.rule));
    }
    if finding.file == case.form.file {
        return Some(key(None, &finding.column, &finding.rule));
    }
    let child = case.form.children.iter().find(|child| child.spec.file == finding.file)?;
    Some(key(Some((child.name, finding.row - 1)), &finding.column, &finding.rule))
}

fn meta(kind: &str) -> Rows {
    let rows = [
        ["key", "value"],
        ["format_version", "1"],
        ["dictionary_version", &domain::DICTIONARY_VERSION.to_string()],
        ["kind", kind],
        ["synthetic", "true"],
        ["extract_at", "2026-06-30T13:00"],
        ["calendar_version", "2026-1"],
    ];
    rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()
}

/// Every file of a bundle, those of the record with its rows.
fn tables(form: &'static FormSpec, raw: &Raw) -> Vec<(&'static str, Rows)> {
    let mut tables = Vec::new();
    for spec in Dictionary::shipped().forms() {
        let own = spec.id == form.id;
        let header: Vec<String> = spec.fields.iter().map(|field| field.name.to_string()).collect();
        let record = own.then(|| raw.cells.clone());
        tables.push((spec.file, std::iter::once(header).chain(record).collect()));
        for (place, child) in spec.children.iter().enumerate() {
            let key = ["centre_code"].into_iter().chain(spec.key.iter().copied());
            let header: Vec<String> =
                key.chain(child.spec.fields.iter().map(|field| &*field.name)).map(str::to_owned).collect();
            let rows = if own { raw.children[place].as_slice() } else { &[] };
            let parent: Vec<String> = std::iter::once(CENTRE.to_owned())
                .chain(spec.key.iter().map(|name| raw_cell(own, spec, raw, name)))
                .collect();
            let rows = rows.iter().map(|row| parent.iter().chain(&row.cells).cloned().collect());
            tables.push((child.spec.file, std::iter::once(header).chain(rows).collect()));
        }
    }
    tables
}

fn raw_cell(own: bool, spec: &FormSpec, raw: &Raw, name: &str) -> String {
    if own { raw.get(spec, name).to_owned() } else { String::new() }
}

fn written(rows: &Rows) -> Vec<u8> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in rows {
        csv.write_record(row).unwrap();
    }
    csv.into_inner().unwrap()
}
