//! Rules of one ECMO run.

use super::exposure::Exposure;
use super::file::{AdmissionFile, PatientFile};
use super::{Around, adverse_event, run_parts, times};
use crate::finding::Notes;
use crate::forms::EcmoRun;
use crate::forms::discharge::CentreOutcome;
use crate::forms::ecmo_run::{Discontinuation, Dx, Intent, Mode, Support};
use crate::forms::icu_admission::Source;
use crate::spec::Form;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

pub(super) fn check(
    run: &EcmoRun,
    file: &AdmissionFile,
    patient: &PatientFile,
    around: &Around<'_>,
    notes: &mut Notes,
) {
    run.check_cells(&(), notes);
    times(run, around, notes);
    order_of_times(run, notes);
    duration(run, notes);
    after_flow_stop(run, file, notes);
    end_of_life(run, file, notes);
    diagnosis(run, patient, notes);
    if run.support_type.is(&Support::Ecpr)
        && run.initial_mode.get().is_some_and(|mode| !matches!(mode, Mode::Va | Mode::Vav | Mode::Vva))
    {
        notes.refuse("initial_mode", "V-RUN-3", "ECPR is support during resuscitation and needs a mode that returns to an artery: VA, VAV or VVA. Correct the mode or the support type.");
    }
    retrieval(run, file, notes);
    silence(run, file, around, notes);
    adverse_event::silence(run, file, notes);
    designation(run, around, notes);
    run_parts::check(run, notes);
}

/// V-RUN-1: flow stops after it starts.
fn order_of_times(run: &EcmoRun, notes: &mut Notes) {
    if let (Some(on), Some(off)) = (run.time_on.value(), run.time_off.value())
        && off <= on
    {
        notes.refuse(
            "time_off",
            "V-RUN-1",
            format!("Flow stopped at {off}, which is not after it started at {on}. Correct one of the two."),
        );
    }
}

/// V-RUN-5: very short and very long runs.
fn duration(run: &EcmoRun, notes: &mut Notes) {
    let (Some(on), Some(off)) = (run.time_on.value(), run.time_off.value()) else { return };
    let minutes = off.minutes_since(&on);
    if minutes > 365 * DAY {
        notes.refuse(
            "time_off",
            "V-RUN-5",
            format!("The run would have lasted {} days. Was a year mistyped?", minutes / DAY),
        );
    } else if off > on && minutes < 6 * HOUR {
        notes.warn("time_off", "V-RUN-5", "The run lasted less than 6 hours. Is that correct?");
    } else if minutes > 60 * DAY {
        notes.warn("time_off", "V-RUN-5", format!("The run lasted {} days. Is that correct?", minutes / DAY));
    }
}

/// V-RUN-7 and V-RUN-11: leaving critical care and decannulation against flow stop.
fn after_flow_stop(run: &EcmoRun, file: &AdmissionFile, notes: &mut Notes) {
    let Some(off) = run.time_off.value() else { return };
    let left = file.leaving().and_then(|leaving| leaving.icu_discharged_at.value());
    if let Some(left) = left
        && left < off
        && !run.left_on_ecmo.is(&true)
    {
        notes.refuse("time_off", "V-RUN-7", format!("The patient left critical care at {left}, before flow stopped. Correct one of the times, or say that the patient left on ECMO."));
    }
    if let Some(out) = run.decannulated_at.value() {
        let minutes = out.minutes_since(&off);
        if minutes < -HOUR {
            notes.refuse("decannulated_at", "V-RUN-11", "The last cannula is out more than an hour before flow stopped. Correct one of the two times.");
        } else if minutes > DAY {
            notes.warn(
                "decannulated_at",
                "V-RUN-11",
                "The last cannula came out more than 24 hours after flow stopped. Is that correct?",
            );
        }
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

/// V-RUN-6: unlikely combinations of diagnosis, age and intent.
fn diagnosis(run: &EcmoRun, patient: &PatientFile, notes: &mut Notes) {
    let age = patient.patient.as_ref().and_then(|entry| entry.form.age_years.value());
    if run.dx_group.is(&Dx::Asthma) && age.is_some_and(|age| age > 70) {
        notes.warn(
            "dx_group",
            "V-RUN-6",
            "Asthma at over 70 years is unusual. Is the diagnosis group correct?",
        );
    }
    if run.dx_group.is(&Dx::BridgeToTransplant)
        && run.intent.get().is_some_and(|intent| *intent != Intent::Transplant)
    {
        notes.warn(
            "intent",
            "V-RUN-6",
            "The diagnosis group is bridge to transplant, the intent is not. Are both correct?",
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
