//! Rules of a patient's contacts taken together: overlaps and what one date holds.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::file::PatientFile;
use super::{Entry, Sink};
use crate::forms::PhysioContact;
use crate::forms::physio_contact::Outcome;
use crate::time::WallTime;

pub(super) fn check(patient: &PatientFile, sink: &mut Sink) {
    let mut contacts: Vec<(WallTime, &Entry<PhysioContact>)> = patient
        .admissions
        .iter()
        .flat_map(|admission| &admission.contacts)
        .filter_map(|entry| entry.form.start_at.value().map(|start| (start, entry)))
        .collect();
    contacts.sort_by_key(|(start, entry)| (*start, entry.at));
    overlaps(&contacts, sink);
    let mut days = BTreeMap::<Date, Vec<&Entry<PhysioContact>>>::new();
    for (start, entry) in contacts {
        days.entry(start.date()).or_default().push(entry);
    }
    for contacts in days.values() {
        busy_day(contacts, sink);
        treated_and_not(contacts, sink);
    }
}

/// V-CON-5: a patient is seen once at a time.
fn overlaps(contacts: &[(WallTime, &Entry<PhysioContact>)], sink: &mut Sink) {
    let mut busy_until: Option<i64> = None;
    for (start, entry) in contacts
        .iter()
        .filter(|(_, entry)| entry.form.outcome.get().is_some_and(|outcome| *outcome != Outcome::NotTreated))
    {
        let start = start.instant().as_second();
        if busy_until.is_some_and(|until| start < until) {
            sink.on(entry.at, |notes| {
                notes.warn(
                    "start_at",
                    "V-CON-5",
                    "This contact overlaps another of the same patient. Are both times correct?",
                );
            });
        }
        let end = start + entry.form.minutes.value().unwrap_or(0).max(0) * 60;
        busy_until = Some(busy_until.map_or(end, |until| until.max(end)));
    }
}

/// V-CON-10: many contacts, or many minutes, on one date.
fn busy_day(contacts: &[&Entry<PhysioContact>], sink: &mut Sink) {
    let minutes: i64 = contacts.iter().filter_map(|entry| entry.form.minutes.value()).sum();
    let Some(last) = contacts.last() else { return };
    if contacts.len() > 4 || minutes > 240 {
        sink.on(last.at, |notes| {
            notes.warn(
                "start_at",
                "V-CON-10",
                format!(
                    "The patient has {} contacts and {minutes} minutes on this date. Is that correct?",
                    contacts.len()
                ),
            );
        });
    }
}

/// V-CON-11: not treated and treated in the same domain on one date.
fn treated_and_not(contacts: &[&Entry<PhysioContact>], sink: &mut Sink) {
    for entry in contacts.iter().filter(|entry| entry.form.outcome.is(&Outcome::NotTreated)) {
        let Some(intended) = entry.form.domain.get() else { continue };
        let treated = contacts.iter().any(|other| {
            other.form.is_treated() && other.form.domain.get().is_some_and(|domain| domain.meets(intended))
        });
        if treated {
            sink.on(entry.at, |notes| notes.warn("outcome", "V-CON-11", "The patient was also treated in the same domain on this date. The day counts as treated. Is that right?"));
        }
    }
}
