//! Rules of a discharge.

use super::cells::UNTIL_SIGN_OFF;
use super::file::AdmissionFile;
use super::{Around, Entry, times};
use crate::finding::Notes;
use crate::forms::discharge::{CentreOutcome, IcuOutcome};
use crate::forms::{Discharge, EcmoRun, IcuAdmission};
use crate::spec::Form;

pub(super) fn check(discharge: &Discharge, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    discharge.check_cells(&(), notes);
    times(discharge, around, notes);
    order(discharge, &file.admission.form, notes);
    open_run(discharge, &file.runs, notes);
    if let Some(message) = death_against_destination(discharge) {
        notes.refuse("centre_outcome", "V-DC-1", message);
    }
    if discharge.icu_outcome.is(&IcuOutcome::Home) {
        notes.warn(
            "icu_outcome",
            "V-DC-2",
            "Going home straight from critical care is unusual. Is it correct?",
        );
    }
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

/// V-DC-1: the destination is “died” exactly when a death before leaving is known.
fn death_against_destination(discharge: &Discharge) -> Option<&'static str> {
    let outcome = discharge.centre_outcome.value().filter(|outcome| *outcome != CentreOutcome::NotKnown)?;
    let died = outcome == CentreOutcome::Died;
    // A death without its time is a finding of its own (X-COND).
    if discharge.icu_outcome.is(&IcuOutcome::Died) && !died && !discharge.death_at.is_blank() {
        return Some("The patient died in critical care, so the destination must be “Died”.");
    }
    let left = discharge.left_centre_at.value()?;
    let died_here = discharge.death_at.value().is_some_and(|death| death <= left);
    match (died, died_here) {
        (true, false) if !discharge.death_at.is_blank() => Some(
            "The destination is “Died”, but the death recorded is after leaving the centre. Correct one of the two.",
        ),
        (false, true) => Some(
            "A death before leaving the centre is recorded, but the destination is not “Died”. Correct one of the two.",
        ),
        _ => None,
    }
}

/// V-DC-4: times in their order.
fn order(discharge: &Discharge, admission: &IcuAdmission, notes: &mut Notes) {
    let admitted = admission.icu_admitted_at.value();
    let left_icu = discharge.icu_discharged_at.value();
    let pairs = [
        ("death_at", admitted, discharge.death_at.value(), "before the admission to critical care"),
        ("icu_discharged_at", admitted, left_icu, "before the admission to critical care"),
        ("left_centre_at", left_icu, discharge.left_centre_at.value(), "before leaving critical care"),
    ];
    for (column, earlier, later, words) in pairs {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && later < earlier
        {
            notes.refuse(
                column,
                "V-DC-4",
                format!("This time is {words} at {earlier}. Correct one of the two."),
            );
        }
    }
    if let (Some(ready), Some(left)) = (discharge.icu_discharge_ready_at.value(), left_icu)
        && ready > left
    {
        notes.refuse(
            "icu_discharge_ready_at",
            "V-DC-4",
            format!(
                "The patient was declared fit after leaving critical care at {left}. Correct one of the two."
            ),
        );
    }
}
