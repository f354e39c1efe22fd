//! The rules of the dictionary that need a record's surroundings: the patient's other records, the clock, the centre.
//! Those that its own answers decide stand beside its form ([`crate::ruling`]) and are called from here.
//!
//! A patient's records at one centre are judged together ([`file::PatientFile`]), what a centre reports of
//! itself likewise ([`centre_file::CentreFile`]). One record that comes through the browser or the API is judged by
//! [`judge::judge`], a bundle by [`crate::bundle`]; both end here.

pub mod activity;
mod admission;
mod adverse_event;
mod assessment;
pub mod centre_file;
mod conduct;
mod contact;
mod contact_days;
mod discharge;
pub mod exposure;
pub mod file;
mod follow_up;
pub mod judge;
mod org_audit;
mod pathway;
pub mod review;
mod run;
mod run_parts;
mod runs_of_patient;

use std::any::Any;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::centre::Directory;
use crate::dictionary::Dictionary;
use crate::finding::{Finding, Notes};
use crate::spec::{Form, Kind, Record};
use crate::time::Now;
use crate::value::CentreCode;

/// What is known beside the records.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// Nothing may be later: the extract of a bundle, the clock of an entry.
    pub now: Timestamp,
    /// Centres and their designations.
    pub directory: &'a Directory,
    /// The records come from an export of the audit.
    pub exported: bool,
    /// What is asked, with the network's questions.
    pub dictionary: &'a Dictionary,
}

impl Around<'_> {
    /// Now, by the clock of a centre.
    pub fn now_at(&self, centre: Option<&CentreCode>) -> Now {
        let known = centre.and_then(|centre| self.directory.centre(centre.as_str()));
        let zone = known.map_or(TimeZone::UTC, |centre| centre.zone.clone());
        Now { instant: self.now, today: zone.to_datetime(self.now).date() }
    }
}

/// A record with the caller's mark of where it came from.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// The caller's mark.
    pub at: usize,
    /// The record.
    pub form: T,
}

/// A finding and the mark of the record it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The mark of the record.
    pub at: usize,
    /// The finding.
    pub finding: Finding,
}

/// Collects the findings of many records.
#[derive(Debug, Default)]
pub struct Sink {
    found: Vec<Found>,
}

impl Sink {
    /// Notes on one record.
    pub fn on(&mut self, at: usize, write: impl FnOnce(&mut Notes)) {
        let mut notes = Notes::new();
        write(&mut notes);
        self.found.extend(notes.into_findings().into_iter().map(|finding| Found { at, finding }));
    }

    /// Everything found.
    pub fn into_found(self) -> Vec<Found> {
        self.found
    }
}

/// The form's own struct of a record.
fn into<T: Record>(record: Box<dyn Record>) -> Option<T> {
    let any: Box<dyn Any> = record;
    any.downcast::<T>().ok().map(|form| *form)
}

/// A record by itself: its cells, the rules of its form, its times.
fn itself<F: Form>(record: &F, facts: &F::Facts, around: &Around<'_>, notes: &mut Notes) {
    record.check_cells(facts, notes);
    record.check_rules(notes);
    record.check_times(&around.now_at(record.centre()), notes);
}

/// A record of a form that no rule here looks at: itself and its rows.
fn with_rows(record: &dyn Record, around: &Around<'_>, notes: &mut Notes) {
    record.check_alone(notes);
    record.check_rules(notes);
    record.check_rows(notes);
    record.check_times(&around.now_at(record.centre()), notes);
}

/// A row by itself. Its times are looked at with those of its record.
fn row_itself<F: Form>(row: &F, facts: &F::Facts, notes: &mut Notes) {
    row.check_cells(facts, notes);
    row.check_rules(notes);
}

/// K-DUP inside a record: rows of a repeated group with the same key.
pub fn repeated_rows<F: Form>(list: &'static str, parent_columns: usize, rows: &[F], notes: &mut Notes) {
    let spec = F::spec();
    let own = spec.key.get(parent_columns..).unwrap_or_default();
    let Some(column) = own.last() else { return };
    let indexes: Vec<usize> = own.iter().filter_map(|name| spec.index(name)).collect();
    let keys: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut cells = row.write().cells;
            indexes.iter().map(|index| std::mem::take(&mut cells[*index])).collect()
        })
        .collect();
    for (row, key) in keys.iter().enumerate() {
        // A key with an empty part has its own finding.
        let complete = key.iter().zip(own).all(|(cell, name)| {
            !cell.is_empty()
                || spec.field(name).is_some_and(|field| {
                    matches!(field.kind, Kind::Code(_)) && field.need == crate::Need::SaveIf
                })
        });
        if complete && keys[..row].contains(key) {
            notes.at(list, row, |notes| {
                notes.refuse(
                    column,
                    "K-DUP",
                    format!(
                        "This {} is there already. Change one of the two, or take one out.",
                        spec.title.to_lowercase()
                    ),
                );
            });
        }
    }
}
