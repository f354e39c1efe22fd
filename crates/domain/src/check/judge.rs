//! One record that came through a door, judged in its surroundings.

use jiff::tz::TimeZone;

use super::centre_file::CentreFile;
use super::file::PatientFile;
use super::{Around, Found};
use crate::finding::{Finding, Level, Notes};
use crate::forms::{self, IcuAdmission};
use crate::raw::Raw;
use crate::read::Reader;
use crate::spec::{FormSpec, Record};

/// What is already held around a record, its own earlier version left out.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// Records of the same patient at the same centre. For a form that is not of a patient: the centre's
    /// other records that are not, and what bears on its runs (admissions, runs, discharges).
    pub records: Vec<(&'static FormSpec, Raw)>,
    /// The record's own earlier version, when it is an edit.
    pub replaced: Option<Raw>,
    /// The record was signed off before, in this or an earlier version.
    pub replaced_signed_off: bool,
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
    let mut canonical = spelled(&*record, raw);
    findings.extend(around.dictionary.judge_answers(form, &mut canonical, zone));
    findings.extend(absent(form, &canonical, surroundings));
    findings.extend(changed(form, &canonical, surroundings));
    if !has_place(form, &canonical, surroundings) {
        let mut notes = Notes::new();
        record.check_alone(&mut notes);
        findings.extend(notes.into_findings());
    }
    let (mine, others): (Vec<_>, Vec<_>) =
        found(Some(record), surroundings, zone, around).into_iter().partition(|found| found.at == THIS);
    findings.extend(mine.into_iter().map(|found| found.finding));
    findings.extend(newly_refused(others, form, surroundings, zone, around));
    Verdict { record: canonical, findings }
}

/// Whether the record is judged among the others: one of an admission that is not there, or that names none,
/// stands alone.
fn has_place(form: &FormSpec, raw: &Raw, surroundings: &Surroundings) -> bool {
    let Some(admission) = form.parent.filter(|parent| parent.form == IcuAdmission::FORM_SPEC.id) else {
        return true;
    };
    let key = raw.parent_key(form).unwrap_or_default();
    let mut held = surroundings.records.iter();
    held.any(|(other, raw)| other.id == admission.form && raw.natural_key(other) == key)
}

/// Reads one record and notes what cannot be read.
pub fn read(form: &'static FormSpec, raw: &Raw, zone: &TimeZone) -> (Box<dyn Record>, Vec<Finding>) {
    let mut reader = Reader::new(zone);
    let record = (form.read)(raw, &mut reader);
    (record, reader.notes.into_findings())
}

/// A record in canonical spelling, with the rows that were made before those that were sent.
pub fn spelled(record: &dyn Record, sent: &Raw) -> Raw {
    let mut spelled = Raw { extra: sent.extra.clone(), ..record.write() };
    for (rows, sent) in spelled.children.iter_mut().zip(&sent.children) {
        rows.rotate_left(sent.len());
    }
    spelled
}

/// Findings on all records, with the record in judgement put among them.
fn found(
    this: Option<Box<dyn Record>>,
    surroundings: &Surroundings,
    zone: &TimeZone,
    around: &Around<'_>,
) -> Vec<Found> {
    let others = surroundings.records.iter().map(|(form, raw)| read(form, raw, zone).0);
    let others = others.enumerate().map(|(index, record)| (index + 1, record));
    let records = this.into_iter().map(|this| (THIS, this)).chain(others);
    let (of_patient, of_centre): (Vec<_>, Vec<_>) =
        records.partition(|(_, record)| record.form().is_of_patient());
    let patient = PatientFile::new(of_patient);
    if of_centre.is_empty() {
        return patient.check(around);
    }
    // Records of many patients bear on what a centre reports; they are not judged with it.
    let mut centre = CentreFile::default();
    for (at, record) in of_centre {
        centre.put(at, record);
    }
    centre.check(&patient.run_dates(), around)
}

/// Refusals of other records that were not there before this one came. Only when there are any is it worth
/// putting the record's own earlier version back to see which are new.
fn newly_refused(
    others: Vec<Found>,
    form: &'static FormSpec,
    surroundings: &Surroundings,
    zone: &TimeZone,
    around: &Around<'_>,
) -> Vec<Finding> {
    let refused: Vec<Found> = others.into_iter().filter(|found| found.finding.level == Level::E).collect();
    if refused.is_empty() {
        return Vec::new();
    }
    let replaced = surroundings.replaced.as_ref().map(|raw| read(form, raw, zone).0);
    let before = found(replaced, surroundings, zone, around);
    let new = refused.iter().filter(|found| !before.contains(found));
    new.map(|found| elsewhere(surroundings, found.at, &found.finding)).collect()
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

/// V-PAT-2: the age of a patient whose record was signed off before.
fn changed(form: &'static FormSpec, raw: &Raw, surroundings: &Surroundings) -> Option<Finding> {
    let before = surroundings.replaced.as_ref().filter(|_| surroundings.replaced_signed_off)?;
    let (was, is) = (before.get(form, "age_years"), raw.get(form, "age_years"));
    (was != is).then(|| {
        let message = format!(
            "The record was signed off with an age of {was}; it is {is} now. Is the new age correct?"
        );
        Finding::new("age_years", "V-PAT-2", Level::W, message)
    })
}

/// K-PARENT: the record that this one belongs to, and those it names, must be there.
fn absent(form: &'static FormSpec, raw: &Raw, surroundings: &Surroundings) -> Vec<Finding> {
    let held = |id: &str, key: &str| {
        let mut records = surroundings.records.iter();
        records.find(|(form, raw)| form.id == id && raw.natural_key(form) == key).map(|(_, raw)| raw)
    };
    belongs_to(form, raw)
        .into_iter()
        .filter(|other| {
            !held(other.form, &other.key).is_some_and(|held| same_admission(form, raw, other.form, held))
        })
        .map(|other| parent_absent(other.column, other.form, &other.key))
        .collect()
}

/// Another record that a record belongs to or names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The column on which its absence is told.
    pub column: &'static str,
    /// Its form.
    pub form: &'static str,
    /// Its natural key.
    pub key: String,
}

/// What a record belongs to and names. A name that is not given names nothing.
pub fn belongs_to(form: &FormSpec, raw: &Raw) -> Vec<Other> {
    let others = form.parent.iter().chain(form.names);
    let named = others.filter_map(|other| {
        let column = *other.columns.last()?;
        (!raw.get(form, column).is_empty()).then(|| {
            let cells: Vec<&str> = other.columns.iter().map(|column| raw.get(form, column)).collect();
            Other { column, form: other.form, key: cells.join("/") }
        })
    });
    named.collect()
}

/// A record names records of its own admission only.
pub fn same_admission(form: &FormSpec, raw: &Raw, other: &str, held: &Raw) -> bool {
    let Some(other) = forms::form(other) else { return false };
    let admission = |form: &FormSpec| form.index("admission_ref").is_some();
    !(admission(form) && admission(other))
        || raw.get(form, "admission_ref") == held.get(other, "admission_ref")
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
