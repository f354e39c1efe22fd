//! Every row of a bundle judged by the rules of the dictionary.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::assemble::{Assembly, Unit};
use super::held::Before;
use super::{Bundle, BundleFinding, Checked, Direction, account, layout};
use crate::check::activity::RunDates;
use crate::check::centre_file::CentreFile;
use crate::check::file::PatientFile;
use crate::check::judge::{self, parent_absent};
use crate::check::{Around, Found};
use crate::dictionary::Reading;
use crate::finding::{Finding, Level, Notes};
use crate::raw::Raw;
use crate::spec::{FormSpec, Record};
use crate::time::WallTime;
use crate::value::{Cell, CentreCode};

/// What a bundle is judged against.
#[derive(Debug)]
pub struct Against<'a> {
    /// Centres and designations.
    pub directory: &'a crate::centre::Directory,
    /// The centre that sends it; rows of others are refused.
    pub as_centre: Option<&'a CentreCode>,
    /// The time of an import, taken as the time of entry.
    pub now: jiff::Timestamp,
    /// What is held already of the bundle's centres.
    pub held: Vec<(&'static FormSpec, Raw)>,
}

impl Bundle {
    /// The centres that the bundle has rows of.
    pub fn centres(&self) -> BTreeSet<String> {
        let centres = self
            .tables
            .values()
            .filter_map(|table| table.column("centre_code").map(|column| (table, column)));
        centres
            .flat_map(|(table, column)| {
                (1..=table.rows.len()).map(move |row| table.cell(row, column).to_owned())
            })
            .collect()
    }

    /// Judges every row. `progress` hears how many patients are done, of how many.
    pub fn check(self, against: Against<'_>, progress: &mut dyn FnMut(usize, usize)) -> Checked {
        let Against { directory, as_centre, now, held } = against;
        let admits = |centre: &str| admits(centre, directory, as_centre);
        let mut assembly = Assembly::of(&self.tables, &self.reading, &admits);
        let entered: BTreeMap<String, String> = entered(&held);
        assembly.hold(held);
        let exported = self.meta.direction == Direction::Export;
        let around =
            Around { now: self.meta.now(), directory, exported, dictionary: self.reading.dictionary() };
        let mut judgement = Judgement::new(&mut assembly, around);
        judgement.parents(&self.tables);
        judgement.patients(progress);
        judgement.links();
        judgement.alone();
        judgement.spread();
        let (mut findings, judged) = judgement.finish();
        as_in_the_files(&mut findings, &self.reading);
        drop_oversized(&mut findings, &self);
        findings.extend(self.findings.iter().cloned());
        findings.append(&mut assembly.findings);
        findings.extend(overlapping_designations(directory));
        let files = layout::files(self.reading.dictionary());
        let place = |file: &str| files.iter().position(|stem| *stem == file).unwrap_or(files.len());
        findings.sort_by_cached_key(|finding| (place(&finding.file), finding.clone()));
        findings.dedup();
        let stamp = |unit: &Unit, raw: &mut Raw| stamp_entry(unit, raw, exported, &entered, now, directory);
        let Assembly { units, loose, .. } = assembly;
        account::close(self, (units, loose), judged, findings, &stamp, directory)
    }
}

/// K-CENTRE and K-FOREIGN.
fn admits(
    centre: &str,
    directory: &crate::centre::Directory,
    as_centre: Option<&CentreCode>,
) -> Option<(&'static str, String)> {
    if directory.centre(centre).is_none() {
        return Some(("K-CENTRE", format!("“{centre}” is not a centre of the directory. Correct the code.")));
    }
    let own = as_centre?;
    (own.as_str() != centre)
        .then(|| ("K-FOREIGN", format!("This is a row of {centre} in an upload of {own}. Take it out.")))
}

/// The time of entry of the contacts that are held: kept when the contact is sent again.
fn entered(held: &[(&'static FormSpec, Raw)]) -> BTreeMap<String, String> {
    let contacts = held.iter().filter(|(form, _)| form.id == "physio_contact");
    contacts
        .map(|(form, raw)| {
            (
                format!("{}/{}", raw.get(form, "centre_code"), raw.natural_key(form)),
                raw.get(form, "created_at").to_owned(),
            )
        })
        .collect()
}

/// In an upload the system sets the time of entry.
fn stamp_entry(
    unit: &Unit,
    raw: &mut Raw,
    exported: bool,
    entered: &BTreeMap<String, String>,
    now: jiff::Timestamp,
    directory: &crate::centre::Directory,
) {
    if exported || unit.form.index("created_at").is_none() {
        return;
    }
    let key = format!("{}/{}", unit.centre, raw.natural_key(unit.form));
    let zone = directory.centre(&unit.centre).map_or(TimeZone::UTC, |centre| centre.zone.clone());
    let time = entered
        .get(&key)
        .filter(|time| !time.is_empty())
        .cloned()
        .unwrap_or_else(|| WallTime::at(now, &zone).write());
    raw.set(unit.form, "created_at", time);
}

/// A record of the bundle in canonical spelling, with what was found on it.
pub(super) struct Judged {
    pub(super) raw: Raw,
    pub(super) findings: Vec<Finding>,
}

/// The judgement of an assembly, unit by unit.
struct Judgement<'a> {
    assembly: &'a mut Assembly,
    around: Around<'a>,
    records: Vec<Option<Box<dyn Record>>>,
    /// The canonical spelling of records with a cell that cannot be read; of all others it stands in their
    /// unit, in place of what was sent, so that no record is held twice.
    canonical: BTreeMap<usize, Raw>,
    found: Vec<Found>,
    /// What was found on held records before the bundle came.
    before: Before,
}

impl<'a> Judgement<'a> {
    fn new(assembly: &'a mut Assembly, around: Around<'a>) -> Self {
        let utc = TimeZone::UTC;
        let (mut records, mut canonical, mut found) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (at, unit) in assembly.units.iter_mut().enumerate() {
            let zone = around.directory.centre(&unit.centre).map_or(&utc, |centre| &centre.zone);
            let (record, findings) = judge::read(unit.form, &unit.raw, zone);
            let mut spelled = judge::spelled(&*record, &unit.raw);
            let answers = around.dictionary.judge_answers(unit.form, &mut spelled, zone);
            if findings.is_empty() {
                unit.raw = spelled;
            } else {
                canonical.insert(at, spelled);
            }
            if unit.row.is_some() {
                found.extend(findings.into_iter().chain(answers).map(|finding| Found { at, finding }));
            }
            records.push(Some(record));
        }
        Self { assembly, around, records, canonical, found, before: Before::default() }
    }

    /// The record that another names, when it is there and of the same admission.
    fn named(&self, unit: &Unit, other: &judge::Other) -> Option<&Unit> {
        let key = (other.form, unit.centre.clone(), other.key.clone());
        let held = &self.assembly.units[*self.assembly.index.get(&key)?];
        judge::same_admission(unit.form, &unit.raw, other.form, &held.raw).then_some(held)
    }

    /// K-PARENT, unless the parents' file as a whole could not be read.
    fn parents(&mut self, tables: &BTreeMap<&'static str, super::table::Table>) {
        let mut absent = Vec::new();
        for (at, unit) in self.assembly.units.iter().enumerate().filter(|(_, unit)| unit.row.is_some()) {
            for other in judge::belongs_to(unit.form, &unit.raw) {
                let file = self.around.dictionary.form(other.form).map_or("", |form| form.file);
                let readable = tables.get(file).is_none_or(|table| !table.broken);
                if readable && self.named(unit, &other).is_none() {
                    absent.push(Found { at, finding: parent_absent(other.column, other.form, &other.key) });
                }
            }
        }
        self.found.extend(absent);
    }

    /// All rules of a patient's records.
    fn patients(&mut self, progress: &mut dyn FnMut(usize, usize)) {
        let mut files = BTreeMap::<(String, String), Vec<usize>>::new();
        for (at, unit) in self.assembly.units.iter().enumerate() {
            if let Some(patient) = self.patient_of(unit) {
                files.entry((unit.centre.clone(), patient)).or_default().push(at);
            }
        }
        let total = files.len();
        let mut runs = BTreeMap::<String, Vec<RunDates>>::new();
        for (done, ((centre, patient), units)) in files.into_iter().enumerate() {
            let records = units.iter().filter_map(|at| Some((*at, self.records[*at].take()?)));
            let file = PatientFile::new(records.collect::<Vec<_>>());
            // What is held of a patient whom the bundle does not touch was judged when it came.
            if units.iter().any(|at| self.is_sent(*at)) {
                let found = file.check(&self.around);
                let found =
                    self.before.without_older(self.assembly, &self.around, (&centre, &patient), found);
                self.found.extend(found);
            }
            runs.entry(centre).or_default().extend(file.run_dates());
            progress(done + 1, total);
        }
        self.centres(&runs);
    }

    /// What each centre reports of itself, against its runs.
    fn centres(&mut self, runs: &BTreeMap<String, Vec<RunDates>>) {
        let mut files = BTreeMap::<String, CentreFile>::new();
        for (at, unit) in
            self.assembly.units.iter().enumerate().filter(|(_, unit)| !unit.form.is_of_patient())
        {
            if let Some(record) = self.records[at].take() {
                files.entry(unit.centre.clone()).or_default().put(at, record);
            }
        }
        for (centre, file) in files {
            let runs = runs.get(&centre).map_or(&[][..], Vec::as_slice);
            let mut found = file.check(runs, &self.around);
            found.retain(|found| self.is_sent(found.at));
            self.found.extend(found);
        }
    }

    /// The record came with the bundle.
    fn is_sent(&self, at: usize) -> bool {
        self.assembly.units[at].row.is_some()
    }

    /// The pseudonym of the patient that a record belongs to.
    fn patient_of(&self, unit: &Unit) -> Option<String> {
        if unit.form.index("patient_ref").is_some() {
            return Some(unit.raw.get(unit.form, "patient_ref").to_owned());
        }
        unit.form.index("admission_ref")?;
        let key = ("icu_admission", unit.centre.clone(), unit.raw.get(unit.form, "admission_ref").to_owned());
        let admission = &self.assembly.units[*self.assembly.index.get(&key)?];
        Some(admission.raw.get(admission.form, "patient_ref").to_owned())
    }

    /// Records that have no place among a patient's: their own cells are judged.
    fn alone(&mut self) {
        for (at, record) in
            self.records.iter().enumerate().filter(|(at, _)| self.assembly.units[*at].row.is_some())
        {
            if let Some(record) = record {
                let mut notes = Notes::new();
                record.check_alone(&mut notes);
                self.found.extend(notes.into_findings().into_iter().map(|finding| Found { at, finding }));
            }
        }
    }

    /// V-TRF-1: a transfer has two runs.
    fn links(&mut self) {
        let mut links = BTreeMap::<String, Vec<usize>>::new();
        for (at, unit) in
            self.assembly.units.iter().enumerate().filter(|(_, unit)| unit.form.id == "ecmo_run")
        {
            let link = unit.raw.get(unit.form, "transfer_link");
            if !link.is_empty() {
                links.entry(link.to_owned()).or_default().push(at);
            }
        }
        for at in links.into_values().filter(|runs| runs.len() > 2).flatten() {
            let finding = Finding::new(
                "transfer_link",
                "V-TRF-1",
                Level::W,
                "This transfer link stands on more than two runs. Is it the right one?",
            );
            self.found.push(Found { at, finding });
        }
    }
}

impl Judgement<'_> {
    /// Marks what cannot be stored: a record with an error, what belongs to one, and the records in the
    /// bundle of a patient whose held records it would make wrong.
    fn spread(&mut self) {
        let mut spoiled = BTreeSet::new();
        for found in self.found.iter().filter(|found| found.finding.level == Level::E) {
            let unit = &mut self.assembly.units[found.at];
            unit.bad = true;
            if unit.row.is_none() {
                spoiled.insert(found.at);
            }
        }
        let spoiled: BTreeSet<_> = spoiled.into_iter().filter_map(|at| self.owner(at)).collect();
        // Parents stand before what belongs to them, so one pass reaches everything.
        for at in 0..self.assembly.units.len() {
            let unit = &self.assembly.units[at];
            let orphaned =
                judge::belongs_to(unit.form, &unit.raw).iter().any(|other| self.is_bad(&unit.centre, other));
            if orphaned || self.owner(at).is_some_and(|owner| spoiled.contains(&owner)) {
                self.assembly.units[at].bad = true;
            }
        }
    }

    fn owner(&self, at: usize) -> Option<(String, String)> {
        let unit = &self.assembly.units[at];
        self.patient_of(unit).map(|patient| (unit.centre.clone(), patient))
    }

    fn is_bad(&self, centre: &str, other: &judge::Other) -> bool {
        let at = self.assembly.index.get(&(other.form, centre.to_owned(), other.key.clone()));
        at.is_some_and(|at| self.assembly.units[*at].bad)
    }

    /// The findings by file, row and column, and each record with its own.
    fn finish(self) -> (Vec<BundleFinding>, Vec<Judged>) {
        let Self { assembly, around, mut canonical, found, .. } = self;
        let mut findings = Vec::new();
        let mut mine = vec![Vec::new(); assembly.units.len()];
        for Found { at, finding } in found {
            findings.extend(placed(&assembly.units[at], &finding));
            mine[at].push(finding);
        }
        let spelled = assembly
            .units
            .iter_mut()
            .enumerate()
            .map(|(at, unit)| canonical.remove(&at).unwrap_or_else(|| std::mem::take(&mut unit.raw)));
        let judged = spelled.zip(mine).map(|(raw, findings)| Judged { raw, findings }).collect();
        for unit in &assembly.duplicates {
            findings.extend(duplicate(unit, around.directory));
        }
        (findings, judged)
    }
}

/// What is wrong with the cells of a record whose key is taken.
fn duplicate(unit: &Unit, directory: &crate::centre::Directory) -> Vec<BundleFinding> {
    let zone = directory.centre(&unit.centre).map_or(TimeZone::UTC, |centre| centre.zone.clone());
    let (record, mut findings) = judge::read(unit.form, &unit.raw, &zone);
    let mut notes = Notes::new();
    record.check_alone(&mut notes);
    findings.extend(notes.into_findings());
    findings.iter().filter_map(|finding| placed(unit, finding)).collect()
}

/// Where a finding stands in the bundle. Only a refusal is told of a record that is held already.
fn placed(unit: &Unit, finding: &Finding) -> Option<BundleFinding> {
    let place = |file: &str, row: usize, message: String| BundleFinding {
        file: file.to_owned(),
        row,
        column: finding.column.clone(),
        rule: finding.rule.clone(),
        level: finding.level,
        message,
    };
    let Some(row) = unit.row else {
        let key = unit.raw.natural_key(unit.form);
        let message =
            format!("{} {key}, held already, would become wrong: {}", unit.form.title, finding.message);
        return (finding.level == Level::E).then(|| place(unit.form.file, 0, message));
    };
    match &finding.child {
        None => Some(place(unit.form.file, row, finding.message.clone())),
        Some((list, child)) => {
            let group = unit.form.child_index(list)?;
            let row = *unit.child_rows.get(group)?.get(*child)?;
            Some(place(unit.form.children[group].spec.file, row, finding.message.clone()))
        }
    }
}

/// Findings name the columns of the files, which an older version of the dictionary may have called otherwise.
fn as_in_the_files(findings: &mut [BundleFinding], reading: &Reading) {
    if reading.is_of_today() {
        return;
    }
    for finding in findings {
        let source = layout::spec(reading.dictionary(), &finding.file)
            .and_then(|spec| reading.source_of(spec, &finding.column));
        if let Some(column) = source {
            column.clone_into(&mut finding.column);
        }
    }
}

/// A cell that is too long has that one finding.
fn drop_oversized(findings: &mut Vec<BundleFinding>, bundle: &Bundle) {
    findings.retain(|finding| {
        bundle.tables.get(finding.file.as_str()).is_none_or(|table| {
            let column = table.column(&finding.column);
            column.is_none_or(|column| !table.oversized.contains(&(finding.row, column)))
        })
    });
}

/// V-CEN-1, on the reference table.
fn overlapping_designations(directory: &crate::centre::Directory) -> Vec<BundleFinding> {
    let finding = |place: usize| BundleFinding {
        file: "reference/centre_designations".to_owned(),
        row: place + 1,
        column: "valid_from".to_owned(),
        rule: "V-CEN-1".to_owned(),
        level: Level::E,
        message: "Two designations of one centre hold on the same day. End the earlier one first.".to_owned(),
    };
    directory.overlapping().into_iter().map(finding).collect()
}
