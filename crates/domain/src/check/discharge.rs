//! Rules of a discharge.

use super::file::AdmissionFile;
use super::{Around, Entry, itself};
use crate::cells::UNTIL_SIGN_OFF;
use crate::finding::Notes;
use crate::forms::discharge::IcuOutcome;
use crate::forms::{Discharge, EcmoRun, IcuAdmission};

pub(super) fn check(discharge: &Discharge, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    itself(discharge, &(), around, notes);
    order(discharge, &file.admission.form, notes);
    open_run(discharge, &file.runs, notes);
}

/// V-DC-5: nobody is on ECMO on a ward or at home, so a run that is still open there lacks its flow stop.
fn open_run(discharge: &Discharge, runs: &[Entry<EcmoRun>], notes: &mut Notes) {
    let to_ward_or_home = matches!(
        discharge.icu_outcome.get(),
        Some(IcuOutcome::Ward | IcuOutcome::RepatriatedWard | IcuOutcome::Home)
    );
    let is_open = |run: &&EcmoRun| run.time_off.is_blank() && !run.left_on_ecmo.is(&true);
    let open = runs.iter().map(|entry| &entry.form).find(is_open);
    if let Some(number) = open.filter(|_| to_ward_or_home).and_then(|run| run.run_no.value()) {
        notes.hold(
            "icu_outcome",
            "V-DC-5",
            format!(
                "Run {number} has no flow stop, but the patient left critical care for a ward or for home. Enter when \
                 its flow stopped, or correct where the patient went.{UNTIL_SIGN_OFF}"
            ),
        );
    }
}

/// V-DC-4: nothing of the end of a stay lies before its beginning.
fn order(discharge: &Discharge, admission: &IcuAdmission, notes: &mut Notes) {
    let Some(admitted) = admission.icu_admitted_at.value() else { return };
    for (column, time) in [
        (Discharge::DEATH_AT, &discharge.death_at),
        (Discharge::ICU_DISCHARGED_AT, &discharge.icu_discharged_at),
    ] {
        if time.value().is_some_and(|time| time < admitted) {
            notes.refuse(
                column,
                "V-DC-4",
                format!("This time is before the admission to critical care at {admitted}. Correct one of the two."),
            );
        }
    }
}
