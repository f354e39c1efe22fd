//! Rules of an assessment.

use super::file::AdmissionFile;
use super::{Around, future, repeated_rows};
use crate::answer::Answer;
use crate::finding::Notes;
use crate::forms::Assessment;
use crate::forms::assessment::{AssessmentFacts, AssessmentItem, Instrument, Timepoint, Total};
use crate::spec::Form;
use crate::time::WallTime;

/// How far a score may lie from the event it is named after, in minutes.
const NEAR: i64 = 48 * 60;

pub(super) fn check(assessment: &Assessment, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let made = assessment.made_total();
    let missing = assessment
        .instrument
        .value()
        .is_some_and(|instrument| instrument.items().iter().any(|(code, ..)| is_missing(assessment, code)));
    assessment.check_cells(&AssessmentFacts { incomplete: missing }, notes);
    future(assessment, &[("taken_at", assessment.taken_at.value())], around, notes);
    if let Some(Total::Made(stated)) = assessment.total.value()
        && assessment.instrument.get().is_some()
        && made != Some(stated)
    {
        notes.refuse(
            "total",
            "V-ASM-6",
            "The total stated is not the total of the items. Leave it empty: it is made from them.",
        );
    }
    if let (Some(event), Some(taken)) = (event(assessment, file), assessment.taken_at.value())
        && taken.minutes_since(&event).abs() > NEAR
    {
        notes.warn("timepoint", "V-ASM-2", format!("The score was taken more than 48 hours from {event}, which its time point names. Are both correct?"));
    }
    for (row, item) in assessment.items.iter().enumerate() {
        notes.at("items", row, |notes| {
            item.check_cells(&(), notes);
            if let Some(instrument) = assessment.instrument.value() {
                one_item(item, instrument, notes);
            }
        });
    }
    repeated_rows("items", 1, &assessment.items, notes);
}

/// An item without a value: absent, empty or with a missing reason. One that could not be read, or lies
/// outside its range, has its finding.
fn is_missing(assessment: &Assessment, code: &str) -> bool {
    let item = assessment.items.iter().find(|item| item.item.get().is_some_and(|name| name.as_str() == code));
    item.is_none_or(|item| matches!(item.value, Answer::Missing(_) | Answer::Blank))
}

fn one_item(item: &AssessmentItem, instrument: Instrument, notes: &mut Notes) {
    let Some(name) = item.item.get() else { return };
    let Some((code, low, high)) = instrument.items().iter().find(|(code, ..)| *code == name.as_str()) else {
        notes.refuse("item", "X-CODE", format!("This instrument has no item called “{}”.", name.as_str()));
        return;
    };
    if item.value.value().is_some_and(|value| !(*low..=*high).contains(&value)) {
        notes.refuse("value", "V-ASM-1", format!("{code} must be between {low} and {high}."));
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
