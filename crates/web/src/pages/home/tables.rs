//! Who is here now.

use jiff::{Timestamp, tz::TimeZone};
use store::{AdmissionRecords, StoredRecord};

use super::super::{admission, links};
use crate::{
    entry::{number_in_words, wall_time_in_words},
    ui::{Cell, Table},
    worklist,
};

/// The runs that patients are on now.
pub(super) fn on_ecmo(open: &[AdmissionRecords], now: Timestamp, zone: &TimeZone) -> Option<Table> {
    let running =
        |held| worklist::on_ecmo(held, now, zone).into_iter().map(move |run| (&held.admission, run));
    let runs: Vec<(&StoredRecord, &StoredRecord)> = open.iter().flat_map(running).collect();
    let row = |(admission, run): &(&StoredRecord, &StoredRecord)| {
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(run.raw.get(run.form, "run_no")),
            Cell::text(admission::answer(run, "initial_mode")),
            Cell::text(wall_time_in_words(run.raw.get(run.form, "time_on"))),
            Cell::link(links::contact(admission, Some(run)), "Enter a contact"),
        ]
    };
    (!runs.is_empty()).then(|| Table {
        caption: format!("On ECMO now ({})", runs.len()),
        heads: vec!["Admission", "Run", "Mode at start", "Flow started", "Next step"],
        rows: runs.iter().map(row).collect(),
    })
}

/// The admissions without a discharge.
pub(super) fn open(open: &[AdmissionRecords]) -> Option<Table> {
    let row = |held: &AdmissionRecords| {
        let count = |form: &str| held.records.iter().filter(|record| record.form.id == form).count();
        let admission = &held.admission;
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(admission.raw.get(admission.form, "patient_ref")),
            Cell::text(wall_time_in_words(admission.raw.get(admission.form, "icu_admitted_at"))),
            Cell::text(number_in_words(count("ecmo_run"), "run", "runs")),
            Cell::text(number_in_words(count("physio_contact"), "contact", "contacts")),
        ]
    };
    (!open.is_empty()).then(|| Table {
        caption: format!("Open admissions ({})", open.len()),
        heads: vec!["Admission", "Patient", "Admitted", "Runs", "Contacts"],
        rows: open.iter().map(row).collect(),
    })
}
