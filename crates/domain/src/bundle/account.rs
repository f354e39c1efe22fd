//! The account of a bundle: every row is stored or set aside.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::assemble::Unit;
use super::check::Judged;
use super::table::Table;
use super::{Bundle, BundleFinding, Checked, FileCount, Ready, SetAside, layout};
use crate::centre::Directory;
use crate::finding::Level;
use crate::raw::Raw;
use crate::value::CentreCode;

/// The rules that rows broke, by file and row.
type Broken<'a> = HashMap<(&'a str, usize), Vec<String>>;

/// Closes the account of units, and of rows that belong to none. `stamp` sets what the system sets on a record before it
/// is stored. What is not needed any more goes as soon as it can: a bundle is as large in memory here as it ever is.
pub(super) fn close(
    bundle: Bundle,
    (units, loose): (Vec<Unit>, Vec<(&'static str, usize)>),
    judged: Vec<Judged>,
    findings: Vec<BundleFinding>,
    stamp: &dyn Fn(&Unit, &mut Raw),
    directory: &Directory,
) -> Checked {
    let refused = bundle.tables.values().any(|table| table.broken);
    let mut aside: BTreeSet<(&'static str, usize)> = loose.into_iter().collect();
    let mut patients = HashMap::new();
    let mut records = Vec::new();
    for (unit, Judged { mut raw, findings: mine }) in units.into_iter().zip(judged) {
        if unit.row.is_none() && unit.form.id != "icu_admission" {
            continue;
        }
        let patient = patient(&unit, &raw, &mut patients);
        if unit.bad || refused {
            aside.extend(rows(&unit));
        } else if unit.row.is_some()
            && let Some(centre) = CentreCode::parse(&unit.centre)
        {
            stamp(&unit, &mut raw);
            let occurred = occurred(&unit, &raw, directory);
            let rows = rows(&unit);
            records.push(Ready { form: unit.form, centre, patient, raw, occurred, findings: mine, rows });
        }
    }
    let files = layout::files(bundle.reading.dictionary()).into_iter();
    let files = files.map(|stem| (stem, count(stem, &bundle.tables[stem], &aside))).collect();
    drop(patients);
    let mut broken = broken(&findings);
    let set_aside = aside
        .into_iter()
        .map(|(file, row)| row_aside(file, row, &bundle.tables[file], broken.remove(&(file, row))))
        .collect();
    Checked { meta: bundle.meta, findings, records, set_aside, files, refused }
}

/// The rows that a record came from.
fn rows(unit: &Unit) -> Vec<(&'static str, usize)> {
    let own = unit.row.map(|row| (unit.form.file, row));
    let children = unit.form.children.iter().zip(&unit.child_rows);
    own.into_iter()
        .chain(children.flat_map(|(child, rows)| rows.iter().map(|row| (child.spec.file, *row))))
        .collect()
}

/// The pseudonym a record belongs to; admissions are remembered for what belongs to them.
fn patient(unit: &Unit, raw: &Raw, admissions: &mut HashMap<(String, String), String>) -> Option<String> {
    let admission = || (unit.centre.clone(), raw.get(unit.form, "admission_ref").to_owned());
    if unit.form.index("patient_ref").is_some() {
        let patient = raw.get(unit.form, "patient_ref").to_owned();
        if unit.form.id == "icu_admission" {
            admissions.insert(admission(), patient.clone());
        }
        return Some(patient);
    }
    unit.form.index("admission_ref").and_then(|_| admissions.get(&admission()).cloned())
}

/// When a record happened.
pub(super) fn occurred(unit: &Unit, raw: &Raw, directory: &Directory) -> Option<Timestamp> {
    let zone = directory.centre(&unit.centre).map_or(TimeZone::UTC, |centre| centre.zone.clone());
    crate::spec::occurred(unit.form, raw, &zone)
}

fn count(stem: &'static str, table: &Table, aside: &BTreeSet<(&'static str, usize)>) -> FileCount {
    let (rows, set_aside) = (table.rows.len(), aside.range((stem, 0)..=(stem, usize::MAX)).count());
    FileCount { rows, accepted: rows - set_aside, set_aside }
}

fn broken(findings: &[BundleFinding]) -> Broken<'_> {
    let mut broken = Broken::new();
    for finding in findings.iter().filter(|finding| finding.level == Level::E) {
        broken.entry((finding.file.as_str(), finding.row)).or_default().push(finding.rule.clone());
    }
    broken
}

fn row_aside(file: &str, row: usize, table: &Table, rules: Option<Vec<String>>) -> SetAside {
    let cells = table.rows.get(row - 1).map(|record| {
        let name =
            |place: usize| table.header.get(place).cloned().unwrap_or_else(|| format!("#{}", place + 1));
        let filled = record.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        filled.map(|(place, cell)| (name(place), cell.to_owned())).collect()
    });
    SetAside {
        file: file.to_owned(),
        row,
        cells: cells.unwrap_or_default(),
        rules: rules.unwrap_or_default(),
    }
}
