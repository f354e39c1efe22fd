//! Rules of an adverse event.

use super::file::AdmissionFile;
use super::{Around, itself};
use crate::finding::Notes;
use crate::forms::adverse_event::Severity;
use crate::forms::discharge::IcuOutcome;
use crate::forms::{AdverseEvent, EcmoRun, PhysioContact};

/// An event is told up to this after its contact, in minutes.
const SOON: i64 = 60;
/// One that was recognised late, up to this.
const LATE: i64 = 24 * 60;
/// More contacts than this on a run without one event are asked about.
const MANY_CONTACTS: usize = 60;

pub(super) fn check(event: &AdverseEvent, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    itself(event, &(), around, notes);
    let contact = event.contact_ref.get().and_then(|reference| file.contact(reference));
    if let Some(message) = contact.and_then(|contact| outside(event, contact)) {
        notes.refuse("occurred_at", "V-AE-1", message);
    }
    let survived = file
        .leaving()
        .and_then(|leaving| leaving.icu_outcome.value())
        .is_some_and(|outcome| outcome != IcuOutcome::Died);
    if event.severity.is(&Severity::S4) && survived {
        notes.refuse("severity", "V-AE-2", "A fatal event is recorded, but the patient left critical care alive. Correct the severity, or the status on leaving critical care.");
    }
    review(event, around, notes);
}

/// V-AE-1: the event against its contact.
fn outside(event: &AdverseEvent, contact: &PhysioContact) -> Option<String> {
    let (occurred, start) = (event.occurred_at.value()?, contact.start_at.value()?);
    let minutes = occurred.minutes_since(&start);
    let after = minutes - contact.minutes.value().unwrap_or(0).max(0);
    if minutes < 0 {
        Some(format!(
            "The event occurred before its contact began at {start}. Correct one of the times, or the contact."
        ))
    } else if after > LATE {
        Some("The event occurred more than 24 hours after its contact ended, so it is not counted as one of it. Correct the time or the contact.".to_owned())
    } else if after > SOON && !event.late_recognised.is(&true) {
        Some("The event occurred more than 60 minutes after its contact ended. Correct the time, or say that it was recognised late.".to_owned())
    } else {
        None
    }
}

/// V-AE-5: what is moderate or worse is told and reviewed.
fn review(event: &AdverseEvent, around: &Around<'_>, notes: &mut Notes) {
    if event.severity.get().is_none_or(|severity| *severity < Severity::S2) {
        return;
    }
    // A narrative never leaves its centre, so an export has none to ask for: its review is asked for alone.
    if event.narrative.is_blank() && !around.exported {
        notes.hold("narrative", "V-AE-5", "A moderate, severe or fatal event needs a narrative and a review by the lead. The record can be saved, but not signed off without them.");
    } else if !event.reviewed_by_lead.is(&true) {
        notes.hold("reviewed_by_lead", "V-AE-5", "A moderate, severe or fatal event needs a review by the lead. The record can be saved, but not signed off without it.");
    }
}

/// V-AE-6: a long run without a single event.
pub(super) fn silence(run: &EcmoRun, file: &AdmissionFile, notes: &mut Notes) {
    let Some(number) = run.run_no.value() else { return };
    let on_run = || file.contacts.iter().filter(|entry| entry.form.run_no.is(&number));
    let contacts = on_run().count();
    if contacts <= MANY_CONTACTS {
        return;
    }
    let told = on_run().any(|entry| {
        file.events.iter().any(|event| {
            event.form.contact_ref.get().is_some() && event.form.contact_ref == entry.form.contact_ref
        })
    });
    if !told {
        notes.warn(
            "run_no",
            "V-AE-6",
            format!("The run has {contacts} contacts and not one adverse event. Is none missing?"),
        );
    }
}
