//! Rules of an assessment.

use super::file::AdmissionFile;
use super::{Around, itself, repeated_rows, row_itself};
use crate::code::Coded;
use crate::finding::Notes;
use crate::forms::Assessment;
use crate::forms::assessment::{AssessmentFacts, AssessmentItem, Instrument, Timepoint};
use crate::forms::ecmo_run::Airway;
use crate::forms::follow_up::Mode;
use crate::instruments::{self, ItemValue, Score};
use crate::time::WallTime;

/// How far a score may lie from the event it is named after, in minutes.
const NEAR: i64 = 48 * 60;
/// The airway is that of the last contact in this time before, in minutes.
const AIRWAY_KNOWN: i64 = 24 * 60;

pub(super) fn check(assessment: &Assessment, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let instrument = assessment.instrument.value();
    itself(assessment, &AssessmentFacts { incomplete: assessment.lacks_an_item() }, around, notes);
    breathing(assessment, file, notes);
    timepoint(assessment, file, notes);
    follow_up(assessment, file, notes);
    for (row, item) in assessment.items.iter().enumerate() {
        notes.at("items", row, |notes| {
            row_itself(item, &(), notes);
            if let Some(instrument) = instrument {
                one_item(item, instrument.table(), notes);
            }
        });
    }
    repeated_rows("items", 1, &assessment.items, notes);
}

/// V-ASM-3: who breathes room air has no tube.
fn breathing(assessment: &Assessment, file: &AdmissionFile, notes: &mut Notes) {
    if assessment.instrument.is(&Instrument::Cpax)
        && assessment.item("resp").and_then(ItemValue::score) == Some(Score::whole(5))
        && matches!(airway_before(assessment, file), Some(Airway::Tube | Airway::Tracheostomy))
    {
        notes.warn("instrument", "V-ASM-3", "The CPAx says that the patient breathes room air, but the last contact has a tube or tracheostomy. Are both correct?");
    }
}

/// The airway at the admission's last contact in the 24 hours before.
fn airway_before(assessment: &Assessment, file: &AdmissionFile) -> Option<Airway> {
    let taken = assessment.taken_at.value()?;
    let last = file.contacts.iter().rev().map(|entry| &entry.form).find(|contact| {
        contact
            .start_at
            .value()
            .is_some_and(|start| (0..=AIRWAY_KNOWN).contains(&taken.minutes_since(&start)))
    })?;
    last.airway.value()
}

/// V-ASM-2: a score is taken near the event that its time point names.
fn timepoint(assessment: &Assessment, file: &AdmissionFile, notes: &mut Notes) {
    if let (Some(event), Some(taken)) = (event(assessment, file), assessment.taken_at.value())
        && taken.minutes_since(&event).abs() > NEAR
    {
        notes.warn("timepoint", "V-ASM-2", format!("The score was taken more than 48 hours from {event}, which its time point names. Are both correct?"));
    }
}

/// V-FU-2 and V-FU-3: a measure against the review at which it was taken.
fn follow_up(assessment: &Assessment, file: &AdmissionFile, notes: &mut Notes) {
    let review = assessment.follow_up_no.value().and_then(|number| file.follow_up(number));
    let Some(review) = review else { return };
    if assessment.instrument.is(&Instrument::Smwt) && review.mode.value().is_some_and(Mode::is_unseen) {
        notes.refuse("instrument", "V-FU-2", "A six-minute walk cannot be tested by telephone or post. Correct the instrument, or how the review was held.");
    }
    if let (Some(timepoint), Some(window)) = (assessment.timepoint.value(), review.window.value())
        && timepoint.code() != window.code()
    {
        notes.refuse("timepoint", "V-FU-3", format!("The review was planned for “{}”, so its measures have that time point. Correct one of the two.", window.label()));
    }
}

/// X-CODE, V-ASM-1 and X-NUMBER of one item.
fn one_item(row: &AssessmentItem, table: &instruments::Instrument, notes: &mut Notes) {
    let Some(name) = row.item.get() else { return };
    let Some(item) = table.item(name.as_str()) else {
        let known: Vec<&str> = table.items.iter().map(|item| item.code).collect();
        let offer = if known.is_empty() {
            "It has none.".to_owned()
        } else {
            format!("It has {}.", known.join(", "))
        };
        notes.refuse(
            "item",
            "X-CODE",
            format!("This instrument has no item called “{}”. {offer}", name.as_str()),
        );
        return;
    };
    let Some(value) = row.value.value() else { return };
    match value {
        ItemValue::Number { fraction: true, .. } if item.decimals == 0 => {
            notes.refuse("value", "X-NUMBER", format!("{} must be a whole number.", item.label));
        }
        ItemValue::Letter(letter) if !item.letters.contains(letter) => {
            notes.refuse("value", "X-NUMBER", format!("{} must be a number.", item.label));
        }
        value if !item.takes(value) => notes.refuse(
            "value",
            "V-ASM-1",
            format!("{} must be between {} and {}.", item.label, item.min, item.max),
        ),
        _ => {}
    }
}

/// The event that a time point names.
fn event(assessment: &Assessment, file: &AdmissionFile) -> Option<WallTime> {
    let leaving = file.leaving();
    match assessment.timepoint.value()? {
        Timepoint::Baseline => file.admission.form.icu_admitted_at.value(),
        Timepoint::EcmoOff => {
            let taken = assessment.taken_at.value()?;
            let stops = file.runs.iter().filter_map(|entry| entry.form.time_off.value());
            stops.min_by_key(|stop| taken.minutes_since(stop).abs())
        }
        Timepoint::IcuDischarge => leaving.and_then(|leaving| leaving.icu_discharged_at.value()),
        Timepoint::HospitalDischarge => leaving.and_then(|leaving| leaving.left_centre_at.value()),
        _ => None,
    }
}
