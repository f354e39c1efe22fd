//! One record that came through a door, judged in its surroundings.

use jiff::tz::TimeZone;

use super::file::PatientFile;
use super::{Around, Entry, activity};
use crate::finding::{Finding, Level};
use crate::forms::{self, EcmoActivityReturn};
use crate::raw::Raw;
use crate::read::Reader;
use crate::spec::{FormSpec, Record};

/// What is already held around a record, its own earlier version left out.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Records of the same patient at the same centre; for a monthly return those of the whole centre that
    /// bear on its runs (admissions, runs, discharges) and its other returns.
    pub records: Vec<(&'static FormSpec, Raw)>,
    /// The record's own earlier version, when it is an edit.
    pub replaced: Option<Raw>,
}

/// What came of it.
#[derive(Debug)]
pub struct Verdict {
    /// The record in canonical spelling.
    pub record: Raw,
    /// Everything found on it, and every refusal it would cause on another record.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// A finding of level E: the record cannot be saved.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::E)
    }
}

/// The mark of the record in judgement; the surroundings are numbered from 1.
const THIS: usize = 0;

/// Judges a record.
pub fn judge(
    form: &'static FormSpec,
    raw: &Raw,
    surroundings: &Surroundings,
    zone: &TimeZone,
    around: &Around<'_>,
) -> Verdict {
    let (record, mut findings) = read(form, raw, zone);
    let mut canonical = Raw { extra: raw.extra.clone(), ..record.write() };
    findings.extend(around.questions.judge(form, &mut canonical, zone));
    findings.extend(parents(form, &canonical, surroundings));
    let with = found(Some(record), surroundings, zone, around);
    let before = others_refused(surroundings, zone, around, form);
    for (at, finding) in with {
        if at == THIS {
            findings.push(finding);
        } else if finding.level == Level::E && !before.contains(&(at, finding.clone())) {
            findings.push(elsewhere(surroundings, at, &finding));
        }
    }
    Verdict { record: canonical, findings }
}

/// Reads one record and notes what cannot be read.
pub fn read(form: &'static FormSpec, raw: &Raw, zone: &TimeZone) -> (Box<dyn Record>, Vec<Finding>) {
    let mut reader = Reader::new(zone);
    let record = (form.read)(raw, &mut reader);
    (record, reader.notes.into_findings())
}

/// Findings on all records, with the record in judgement put among them.
fn found(
    this: Option<Box<dyn Record>>,
    surroundings: &Surroundings,
    zone: &TimeZone,
    around: &Around<'_>,
) -> Vec<(usize, Finding)> {
    let monthly = this.as_ref().is_some_and(|this| this.form().id == EcmoActivityReturn::FORM_SPEC.id);
    let others = surroundings.records.iter().map(|(form, raw)| read(form, raw, zone).0);
    let others = others.enumerate().map(|(index, record)| (index + 1, record));
    let records = this.into_iter().map(|this| (THIS, this)).chain(others);
    let found = if monthly { returns(records.collect()) } else { PatientFile::new(records).check(around) };
    found.into_iter().map(|found| (found.at, found.finding)).collect()
}

/// A monthly return against the centre's runs.
fn returns(records: Vec<(usize, Box<dyn Record>)>) -> Vec<super::Found> {
    let (mut monthly, mut rest) = (Vec::new(), Vec::new());
    for (at, record) in records {
        match record.as_any().downcast_ref::<EcmoActivityReturn>() {
            Some(form) => monthly.push(Entry { at, form: form.clone() }),
            None => rest.push((at, record)),
        }
    }
    let file = PatientFile::new(rest);
    activity::check(&monthly, &file.run_dates())
}

/// What was refused before this record came: its own earlier version put back. Only a change of a record
/// that others lean on can newly refuse them.
fn others_refused(
    surroundings: &Surroundings,
    zone: &TimeZone,
    around: &Around<'_>,
    form: &'static FormSpec,
) -> Vec<(usize, Finding)> {
    if matches!(form.id, "physio_contact" | "assessment" | "ecmo_activity_return" | "patient") {
        return Vec::new();
    }
    let before = surroundings.replaced.as_ref().map(|raw| read(form, raw, zone).0);
    found(before, surroundings, zone, around)
}

/// A refusal on another record, told on this one.
fn elsewhere(surroundings: &Surroundings, at: usize, finding: &Finding) -> Finding {
    let name = surroundings.records.get(at - 1).map_or_else(String::new, |(form, raw)| {
        let key = raw.natural_key(form);
        format!("{} {key}", form.title)
    });
    let message = format!("Saving this would make another record wrong ({name}): {}", finding.message);
    Finding::new("", finding.rule.clone(), Level::E, message)
}

/// K-PARENT: the record that this one belongs to, and the run that a contact names, must be there.
fn parents(form: &'static FormSpec, raw: &Raw, surroundings: &Surroundings) -> Vec<Finding> {
    let mut findings = Vec::new();
    let holds = |id: &str, key: &str| {
        surroundings.records.iter().any(|(form, raw)| form.id == id && raw.natural_key(form) == key)
    };
    if let (Some(parent), Some(key)) = (form.parent, raw.parent_key(form))
        && !key.is_empty()
        && !holds(parent.form, &key)
    {
        let column = parent.columns.last().copied().unwrap_or_default();
        findings.push(parent_absent(column, parent.form, &key));
    }
    if form.id == "physio_contact" && !raw.get(form, "run_no").is_empty() {
        let key = format!("{}/{}", raw.get(form, "admission_ref"), raw.get(form, "run_no"));
        if !holds("ecmo_run", &key) {
            findings.push(parent_absent("run_no", "ecmo_run", &key));
        }
    }
    findings
}

/// The finding for a parent that is not there.
pub fn parent_absent(column: &str, parent: &str, key: &str) -> Finding {
    let title = forms::form(parent).map_or_else(|| parent.to_owned(), |form| form.title.to_lowercase());
    Finding::new(
        column,
        "K-PARENT",
        Level::E,
        format!("There is no {title} {key} in this centre. Enter it first, or correct the reference."),
    )
}

/// The finding for a key that is there already.
pub fn key_taken(form: &FormSpec, key: &str) -> Finding {
    let column = form.key.last().copied().unwrap_or_default();
    Finding::new(
        column,
        "K-DUP",
        Level::E,
        format!(
            "{} {key} is there already. Use another reference, or edit the one that is there.",
            form.title
        ),
    )
}
