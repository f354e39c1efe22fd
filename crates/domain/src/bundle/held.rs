//! What is held already of a bundle's patients: it is told only when the bundle itself would make it wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::assemble::{Assembly, Unit};
use crate::check::file::PatientFile;
use crate::check::{Around, Found, judge};
use crate::finding::{Finding, Level};
use crate::raw::Raw;
use crate::spec::{FormSpec, Record};

/// Held records by patient, made when the first of them is found wrong: most bundles make nothing wrong.
#[derive(Debug, Default)]
pub(super) struct Before(Option<BTreeMap<Patient, Vec<Held>>>);

/// Centre and pseudonym.
type Patient = (String, String);

/// A held record: one that the bundle leaves alone, by its place, or one that it replaces.
#[derive(Debug, Clone, Copy)]
enum Held {
    Kept(usize),
    Replaced(usize),
}

impl Before {
    /// Leaves out what was found on the patient's held records before, with none of the bundle's: it may be
    /// older than a rule, or later than the extract that the bundle was made of.
    pub(super) fn without_older(
        &mut self,
        assembly: &Assembly,
        around: &Around<'_>,
        (centre, patient): (&str, &str),
        found: Vec<Found>,
    ) -> Vec<Found> {
        let is_held = |at: usize| assembly.units.get(at).is_some_and(|unit| unit.row.is_none());
        let is_wrong = |found: &Found| is_held(found.at) && found.finding.level == Level::E;
        if !found.iter().any(is_wrong) {
            return found;
        }
        let held = self.0.get_or_insert_with(|| by_patient(assembly));
        let held = held.get(&(centre.to_owned(), patient.to_owned())).map_or(&[][..], Vec::as_slice);
        let older = judged(assembly, around, held);
        let is_new = |found: &Found| !is_held(found.at) || !older.contains(&(found.at, key(&found.finding)));
        found.into_iter().filter(is_new).collect()
    }
}

/// What a finding says, wherever it stands.
fn key(finding: &Finding) -> String {
    format!("{} {}", finding.key(), finding.message)
}

fn by_patient(assembly: &Assembly) -> BTreeMap<Patient, Vec<Held>> {
    let kept = assembly.units.iter().enumerate().filter(|(_, unit)| unit.row.is_none());
    let kept = kept.map(|(at, Unit { form, raw, .. })| (Held::Kept(at), *form, raw));
    let replaced = assembly.replaced.iter().enumerate();
    let held: Vec<(Held, &'static FormSpec, &Raw)> =
        kept.chain(replaced.map(|(at, (form, raw))| (Held::Replaced(at), *form, raw))).collect();
    let admission = |form: &FormSpec, raw: &Raw| {
        (raw.get(form, "centre_code").to_owned(), raw.get(form, "admission_ref").to_owned())
    };
    let admissions: BTreeMap<_, _> = held
        .iter()
        .filter(|(_, form, _)| form.id == "icu_admission")
        .map(|(_, form, raw)| (admission(form, raw), raw.get(form, "patient_ref")))
        .collect();
    let mut patients = BTreeMap::<Patient, Vec<Held>>::new();
    for (place, form, raw) in &held {
        let patient = match form.index("patient_ref") {
            Some(_) => Some(raw.get(form, "patient_ref")),
            None => admissions.get(&admission(form, raw)).copied(),
        };
        if let Some(patient) = patient {
            let centre = raw.get(form, "centre_code").to_owned();
            patients.entry((centre, patient.to_owned())).or_default().push(*place);
        }
    }
    patients
}

/// What is found on held records by themselves, at those that the bundle leaves alone.
fn judged(assembly: &Assembly, around: &Around<'_>, held: &[Held]) -> BTreeSet<(usize, String)> {
    let beyond = assembly.units.len();
    let record = |place: &Held| -> (usize, Box<dyn Record>) {
        let (at, form, raw) = match *place {
            Held::Kept(at) => (at, assembly.units[at].form, &assembly.units[at].raw),
            Held::Replaced(at) => (beyond + at, assembly.replaced[at].0, &assembly.replaced[at].1),
        };
        let centre = around.directory.centre(raw.get(form, "centre_code"));
        let zone = centre.map_or(TimeZone::UTC, |centre| centre.zone.clone());
        (at, judge::read(form, raw, &zone).0)
    };
    let file = PatientFile::new(held.iter().map(record).collect::<Vec<_>>());
    file.check(around).into_iter().map(|found| (found.at, key(&found.finding))).collect()
}
