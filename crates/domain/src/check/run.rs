//! Rules of one ECMO run.

use super::exposure::Exposure;
use super::file::{AdmissionFile, PatientFile};
use super::{Around, adverse_event, itself, run_parts};
use crate::finding::Notes;
use crate::forms::EcmoRun;
use crate::forms::discharge::CentreOutcome;
use crate::forms::ecmo_run::{Discontinuation, Dx};
use crate::forms::icu_admission::Source;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

pub(super) fn check(
    run: &EcmoRun,
    file: &AdmissionFile,
    patient: &PatientFile,
    around: &Around<'_>,
    notes: &mut Notes,
) {
    itself(run, &(), around, notes);
    after_flow_stop(run, file, notes);
    end_of_life(run, file, notes);
    diagnosis(run, patient, notes);
    retrieval(run, file, notes);
    silence(run, file, around, notes);
    adverse_event::silence(run, file, notes);
    designation(run, around, notes);
    run_parts::check(run, notes);
}

/// V-RUN-7: leaving critical care against flow stop.
fn after_flow_stop(run: &EcmoRun, file: &AdmissionFile, notes: &mut Notes) {
    let Some(off) = run.time_off.value() else { return };
    let left = file.leaving().and_then(|leaving| leaving.icu_discharged_at.value());
    if let Some(left) = left
        && left < off
        && !run.left_on_ecmo.is(&true)
    {
        notes.refuse("time_off", "V-RUN-7", format!("The patient left critical care at {left}, before flow stopped. Correct one of the times, or say that the patient left on ECMO."));
    }
}

/// V-RUN-4: why support ended against death and the outcome.
fn end_of_life(run: &EcmoRun, file: &AdmissionFile, notes: &mut Notes) {
    let Some(leaving) = file.leaving() else { return };
    let (off, death) = (run.time_off.value(), leaving.death_at.value());
    if run.discontinuation.is(&Discontinuation::PoorPrognosisDied) {
        let alive = leaving
            .centre_outcome
            .get()
            .is_some_and(|outcome| !matches!(outcome, CentreOutcome::Died | CentreOutcome::NotKnown));
        if alive {
            notes.refuse("discontinuation", "V-RUN-4", "Support ended for poor prognosis and death, but the patient left the centre alive. Correct the reason or the destination.");
        }
        let soon = matches!((off, death), (Some(off), Some(death)) if death.minutes_since(&off) <= 7 * DAY);
        if !soon {
            notes.warn("discontinuation", "V-RUN-4", "Support ended for poor prognosis, but no death within 7 days is recorded. Is the reason correct?");
        }
    }
    if run.alive_at_time_off.is(&false)
        && let Some(off) = off
        && death.is_none_or(|death| death.minutes_since(&off).abs() > HOUR)
    {
        notes.refuse("alive_at_time_off", "V-RUN-4", "The patient is said to have died when flow stopped, but no death within an hour of it is recorded. Correct this answer or the time of death.");
    }
}

/// V-RUN-6: a diagnosis that is unlikely at an age.
fn diagnosis(run: &EcmoRun, patient: &PatientFile, notes: &mut Notes) {
    let age = patient.patient.as_ref().and_then(|entry| entry.form.age_years.value());
    if run.dx_group.is(&Dx::Asthma) && age.is_some_and(|age| age > 70) {
        notes.warn(
            "dx_group",
            "V-RUN-6",
            "Asthma at over 70 years is unusual. Is the diagnosis group correct?",
        );
    }
}

/// V-RUN-9: retrieved on ECMO, so flow began before arrival.
fn retrieval(run: &EcmoRun, file: &AdmissionFile, notes: &mut Notes) {
    let admission = &file.admission.form;
    if run.run_no.is(&1)
        && admission.source.is(&Source::RetrievedOn)
        && let (Some(on), Some(admitted)) = (run.time_on.value(), admission.icu_admitted_at.value())
        && on >= admitted
    {
        notes.warn(
            "time_on",
            "V-RUN-9",
            "The patient was retrieved on ECMO, but flow started after arrival. Is the time correct?",
        );
    }
}

/// V-RUN-10: an open run of which nothing was heard for a week.
fn silence(run: &EcmoRun, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let Some(exposure) = Exposure::of(run, &file.admission.form, file.leaving()) else { return };
    if exposure.end.is_some() {
        return;
    }
    let contacts = file
        .contacts
        .iter()
        .filter_map(|entry| entry.form.start_at.value())
        .filter(|start| exposure.holds(start));
    let segments = run.segments.iter().filter_map(|segment| segment.seg_start.value());
    let last = contacts.chain(segments).fold(exposure.start, std::cmp::Ord::max);
    let days = (around.now.as_second() - last.instant().as_second()) / 86_400;
    if around.now.as_second() - last.instant().as_second() > 7 * 86_400 {
        notes.warn(
            "time_off",
            "V-RUN-10",
            format!("The run is open, and nothing was recorded for {days} days. Has flow stopped?"),
        );
    }
}

/// V-CEN-2: a run while the centre was not designated.
fn designation(run: &EcmoRun, around: &Around<'_>, notes: &mut Notes) {
    if let (Some(centre), Some(on)) = (run.centre_code.get(), run.time_on.value())
        && !around.directory.designated(centre, on.date())
    {
        notes.warn(
            "time_on",
            "V-CEN-2",
            format!("{centre} was not designated for ECMO on {}. Is the date correct?", on.date()),
        );
    }
}
