//! Rules of a critical-care admission.

use super::file::AdmissionFile;
use super::{Around, Sink, itself};
use crate::forms::IcuAdmission;
use crate::time::WallTime;

/// Ventilation that began more than this before ECMO is asked about, in minutes.
const LONG_VENTILATION: i64 = 14 * 24 * 60;

pub(super) fn check(file: &AdmissionFile, around: &Around<'_>, sink: &mut Sink) {
    let admission = &file.admission.form;
    sink.on(file.admission.at, |notes| {
        itself(admission, &(), around, notes);
        if let Some(days) = ventilated_long_before(admission, first_time_on(file)) {
            notes.warn(
                "imv_started_at",
                "X-SOFT",
                format!("Ventilation began {days} days before ECMO. Is the date correct?"),
            );
        }
    });
    if let Some(at) = gap_in_run_numbers(file) {
        sink.on(at, |notes| {
            notes.refuse("run_no", "V-RUN-0", "Runs of an admission are numbered 1, 2, … without gaps. Correct the number, or enter the run that is missing.");
        });
    }
}

fn first_time_on(file: &AdmissionFile) -> Option<WallTime> {
    file.runs.first().and_then(|entry| entry.form.time_on.value())
}

fn ventilated_long_before(admission: &IcuAdmission, time_on: Option<WallTime>) -> Option<i64> {
    let minutes = time_on?.minutes_since(&admission.imv_started_at.value()?);
    (minutes > LONG_VENTILATION).then_some(minutes / (24 * 60))
}

/// The mark of the run with the highest number, when the numbers are not 1, 2, … n.
fn gap_in_run_numbers(file: &AdmissionFile) -> Option<usize> {
    let numbers: Vec<i64> = file.runs.iter().filter_map(|entry| entry.form.run_no.value()).collect();
    let gap = numbers.iter().zip(1..).any(|(number, expected)| *number > expected);
    if gap { file.runs.last().map(|entry| entry.at) } else { None }
}
