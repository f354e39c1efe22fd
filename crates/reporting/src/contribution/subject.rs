//! What can be counted among a patient's records, and the record to which it belongs.

use std::collections::{HashMap, HashSet};

use domain::forms::{AdverseEvent, EcmoRun, IcuAdmission, PhysioContact};
use domain::time::WallTime;
use domain::value::Cell;
use domain::{FormSpec, Raw};

use super::{Patient, Standing};
use crate::frames::{Frames, Unit};
use crate::indicators::Counted;
use crate::time::{date_of, days};

const RUN: &str = EcmoRun::ID;
const CONTACT: &str = PhysioContact::ID;
const ADMISSION: &str = IcuAdmission::ID;
const EVENT: &str = AdverseEvent::ID;

/// A day, contact, run or episode.
pub(super) struct Subject {
    pub(super) counted: Counted,
    /// Its row of the frames, when it has one.
    pub(super) row: Option<String>,
    pub(super) words: String,
    /// Its local date, in days since 1970.
    pub(super) date: i32,
    pub(super) form: &'static str,
    pub(super) key: String,
    pub(super) also: Vec<(&'static str, String)>,
    /// Its standing when that is the same for every indicator that counts such things.
    pub(super) decided: Option<Standing>,
    /// What is not met may still be met.
    pub(super) unfinished: bool,
}

impl Subject {
    /// The records with which it is shown, by form and natural key.
    pub(super) fn records(&self) -> impl Iterator<Item = (&str, &str)> {
        let also = self.also.iter().map(|(form, key)| (*form, key.as_str()));
        std::iter::once((self.form, self.key.as_str())).chain(also)
    }
}

/// Everything that an indicator can count, or that a person could expect it to count.
pub(super) fn subjects(patient: &Patient<'_>, frames: &Frames) -> Vec<Subject> {
    let units = frames.units();
    let contacts = ContactsOfDays::of(&units);
    let mut subjects: Vec<Subject> = units.iter().map(|unit| of_unit(unit, &contacts)).collect();
    subjects.extend(out_of_scope_episodes(&units, &contacts));
    subjects.extend(off_days(&units, &contacts));
    subjects.extend(off_ecmo(patient, &units));
    subjects
}

pub(super) fn of_unit(unit: &Unit<'_>, contacts: &ContactsOfDays<'_>) -> Subject {
    let run = format!("{}/{}", unit.admission, unit.run_no);
    let date = words(unit.date);
    let (words, form, key, also) = match (unit.counted, unit.record) {
        (Counted::Contacts, Some(contact)) => {
            (format!("contact of {date}"), CONTACT, contact.to_owned(), Vec::new())
        }
        (Counted::Events, Some(event)) => (format!("event of {date}"), EVENT, event.to_owned(), Vec::new()),
        (Counted::Days, _) => (date, RUN, run, contacts.of_day(unit)),
        (Counted::RehabDays, _) => (format!("rehabilitation on {date}"), RUN, run, contacts.of_day(unit)),
        (Counted::Weeks, _) => (format!("week to {date}"), RUN, run, Vec::new()),
        (Counted::Episodes, _) => {
            (format!("episode from {date}"), RUN, run, vec![(ADMISSION, unit.admission.to_owned())])
        }
        _ => {
            let words = format!("run {} from {date}", unit.run_no);
            (words, RUN, run, vec![(ADMISSION, unit.admission.to_owned())])
        }
    };
    Subject {
        counted: unit.counted,
        row: Some(unit.name()),
        words,
        date: unit.date,
        form,
        key,
        also,
        decided: unit.out_of_scope.map(|reason| Standing::Excluded(reason.to_owned())),
        unfinished: unit.unfinished && unit.counted == Counted::Days,
    }
}

/// The references of contacts by the run and date that they belong to.
pub(super) struct ContactsOfDays<'f>(HashMap<(&'f str, i64, i32), Vec<&'f str>>);

impl<'f> ContactsOfDays<'f> {
    pub(super) fn of(units: &[Unit<'f>]) -> Self {
        let mut days: HashMap<_, Vec<&'f str>> = HashMap::new();
        for unit in units.iter().filter(|unit| unit.counted == Counted::Contacts) {
            let day = (unit.admission, unit.run_no, unit.date);
            days.entry(day).or_default().extend(unit.record);
        }
        Self(days)
    }

    fn of_day(&self, day: &Unit<'_>) -> Vec<(&'static str, String)> {
        let of_day = self.0.get(&(day.admission, day.run_no, day.date)).into_iter().flatten();
        of_day.map(|contact| (CONTACT, (*contact).to_owned())).collect()
    }
}

/// An admission is counted by its first run in scope; a run out of scope has its reason for that too.
fn out_of_scope_episodes(units: &[Unit<'_>], contacts: &ContactsOfDays<'_>) -> Vec<Subject> {
    let runs = units.iter().filter(|unit| unit.counted == Counted::Runs && unit.out_of_scope.is_some());
    runs.map(|run| Subject { counted: Counted::Episodes, row: None, ..of_unit(run, contacts) }).collect()
}

/// Contacts on ECMO on a date that is no opportunity day, or not yet.
fn off_days(units: &[Unit<'_>], contacts: &ContactsOfDays<'_>) -> Vec<Subject> {
    let of = |counted| units.iter().filter(move |unit| unit.counted == counted);
    let key = |unit: &Unit<'_>| (unit.admission.to_owned(), unit.run_no, unit.date);
    let days: HashSet<_> = of(Counted::Days).map(key).collect();
    let arrivals: HashSet<_> = of(Counted::Runs).map(key).collect();
    let off = of(Counted::Contacts).filter(|contact| !days.contains(&key(contact)));
    let subject = |contact: &Unit<'_>| {
        let standing = if arrivals.contains(&key(contact)) {
            Standing::Excluded("the date of cannulation or arrival is no opportunity day".to_owned())
        } else if contact.unfinished {
            Standing::NotYet("the day counts from noon on".to_owned())
        } else {
            Standing::Excluded("the run ended before noon".to_owned())
        };
        Subject { counted: Counted::Days, row: None, decided: Some(standing), ..of_unit(contact, contacts) }
    };
    off.map(subject).collect()
}

/// A form whose records are counted one by one: when one happened, and as what it could be counted.
struct OneByOne {
    form: &'static str,
    word: &'static str,
    happened: &'static str,
    counted: &'static [Counted],
}

const ONE_BY_ONE: [OneByOne; 2] = [
    OneByOne {
        form: CONTACT,
        word: "contact",
        happened: PhysioContact::START_AT,
        counted: &[Counted::Days, Counted::Contacts],
    },
    OneByOne { form: EVENT, word: "event", happened: AdverseEvent::OCCURRED_AT, counted: &[Counted::Events] },
];

/// Contacts and events that the frames do not hold: off ECMO, or still to come.
fn off_ecmo(patient: &Patient<'_>, units: &[Unit<'_>]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for kind in &ONE_BY_ONE {
        let own = units.iter().filter(|unit| kind.counted.contains(&unit.counted));
        let on: HashSet<&str> = own.filter_map(|unit| unit.record).collect();
        let records = patient.records.iter().filter(|(form, _)| form.id == kind.form);
        for (form, raw) in records.filter(|(form, raw)| !on.contains(raw.natural_key(form).as_str())) {
            subjects.extend(kind.counted.iter().filter_map(|c| off_ecmo_as(*c, kind, patient, form, raw)));
        }
    }
    subjects
}

fn off_ecmo_as(
    counted: Counted,
    kind: &OneByOne,
    patient: &Patient<'_>,
    form: &FormSpec,
    raw: &Raw,
) -> Option<Subject> {
    let centre = patient.directory.centre(raw.get(form, PhysioContact::CENTRE_CODE))?;
    let start = WallTime::read(raw.get(form, kind.happened), &centre.zone).ok()?;
    let date = days(start.local().date());
    let standing = if start.instant() > patient.extract_at {
        Standing::NotYet("its time is still to come".to_owned())
    } else {
        Standing::Excluded("not on ECMO in a run that counts".to_owned())
    };
    Some(Subject {
        counted,
        row: None,
        words: format!("{} of {}", kind.word, words(date)),
        date,
        form: kind.form,
        key: raw.natural_key(form),
        also: Vec::new(),
        decided: Some(standing),
        unfinished: false,
    })
}

/// `4 May 2026`
fn words(date: i32) -> String {
    date_of(date).strftime("%-d %B %Y").to_string()
}
