//! Rules of a patient's contacts taken together: overlaps and what one date holds.

use std::collections::{BTreeMap, BTreeSet};

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
    let overlapping = overlaps(&contacts, sink);
    twice(&contacts, &overlapping, sink);
    let mut days = BTreeMap::<Date, Vec<&Entry<PhysioContact>>>::new();
    for (start, entry) in contacts {
        days.entry(start.date()).or_default().push(entry);
    }
    for contacts in days.values() {
        busy_day(contacts, sink);
        treated_and_not(contacts, sink);
    }
}

/// V-CON-5: a patient is seen once at a time. The marks of the contacts that overlap an earlier one.
fn overlaps(contacts: &[(WallTime, &Entry<PhysioContact>)], sink: &mut Sink) -> BTreeSet<usize> {
    let mut overlapping = BTreeSet::new();
    let mut busy_until: Option<i64> = None;
    for (start, entry) in contacts
        .iter()
        .filter(|(_, entry)| entry.form.outcome.get().is_some_and(|outcome| *outcome != Outcome::NotTreated))
    {
        let start = start.instant().as_second();
        if busy_until.is_some_and(|until| start < until) {
            overlapping.insert(entry.at);
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
    overlapping
}

/// V-CON-13: the same contact twice at one minute. Each of the two is asked about, because the one that comes is
/// not always the later in this order; but not one that V-CON-5 asks about already.
fn twice(contacts: &[(WallTime, &Entry<PhysioContact>)], overlapping: &BTreeSet<usize>, sink: &mut Sink) {
    for at_one_minute in contacts.chunk_by(|(one, _), (other, _)| one == other) {
        for (_, entry) in at_one_minute.iter().filter(|(_, entry)| !overlapping.contains(&entry.at)) {
            let twin = at_one_minute
                .iter()
                .find(|(_, other)| other.at != entry.at && is_same(&entry.form, &other.form));
            let Some(twin) = twin.and_then(|(_, other)| other.form.contact_ref.get()) else { continue };
            sink.on(entry.at, |notes| {
                notes.warn(
                    "start_at",
                    "V-CON-13",
                    format!("Contact {twin} of the same patient begins at this minute, in the same domain. Is this the same contact twice?"),
                );
            });
        }
    }
}

/// Alike in outcome and domain: what else two contacts at one minute say was noted twice.
fn is_same(one: &PhysioContact, other: &PhysioContact) -> bool {
    let domains = (one.domain.get(), other.domain.get());
    let is_shared = match domains {
        (Some(one), Some(other)) => one.meets(other),
        (one, other) => one.is_none() && other.is_none(),
    };
    is_shared && one.outcome.get() == other.outcome.get()
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
