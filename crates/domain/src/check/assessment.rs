//! Rules of an assessment.

use super::file::AdmissionFile;
use super::{Around, repeated_rows, times};
use crate::answer::Answer;
use crate::code::Coded;
use crate::finding::Notes;
use crate::forms::Assessment;
use crate::forms::assessment::{AssessmentFacts, AssessmentItem, Instrument, StatedTotal, Timepoint};
use crate::forms::ecmo_run::Airway;
use crate::forms::follow_up::Mode;
use crate::instruments::{self, ItemValue, Score, Total, TotalRule};
use crate::spec::Form;
use crate::time::WallTime;

/// How far a score may lie from the event it is named after, in minutes.
const NEAR: i64 = 48 * 60;
/// The airway is that of the last contact in this time before, in minutes.
const AIRWAY_KNOWN: i64 = 24 * 60;

pub(super) fn check(assessment: &Assessment, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let instrument = assessment.instrument.value();
    let incomplete = instrument.is_some_and(|instrument| item_missing(assessment, instrument.table()));
    assessment.check_cells(&AssessmentFacts { incomplete }, notes);
    times(assessment, around, notes);
    if let Some(instrument) = instrument {
        total(assessment, instrument, notes);
        clinical(assessment, instrument, file, notes);
    }
    timepoint(assessment, file, notes);
    follow_up(assessment, file, notes);
    for (row, item) in assessment.items.iter().enumerate() {
        notes.at("items", row, |notes| {
            item.check_cells(&(), notes);
            if let Some(instrument) = instrument {
                one_item(item, instrument.table(), notes);
            }
        });
    }
    repeated_rows("items", 1, &assessment.items, notes);
}

/// An item of the complete set without a value: absent, empty or with a missing reason. One that could not be
/// read, or lies outside its range, has its finding.
fn item_missing(assessment: &Assessment, table: &instruments::Instrument) -> bool {
    let without =
        |code| assessment.row(code).is_none_or(|row| matches!(row.value, Answer::Missing(_) | Answer::Blank));
    table.items.iter().any(|item| item.in_total && without(item.code))
}

/// V-ASM-4 and V-ASM-6: the total is made from the items, never stated otherwise.
fn total(assessment: &Assessment, instrument: Instrument, notes: &mut Notes) {
    let Some(made) = assessment.made_total() else { return };
    if made == Total::Incomplete && matches!(instrument, Instrument::Cpax | Instrument::Mrcss) {
        notes.hold("total", "V-ASM-4", "An item is missing, so the total is INCOMPLETE; nothing is filled in for it. The record can be saved, but not signed off as it is.");
    }
    let Some(stated) = assessment.total.value() else { return };
    if let TotalRule::Stated { min, max } = instrument.table().rule {
        if matches!(stated, StatedTotal::Number(total) if !total.is_within(min, max)) {
            notes.refuse("total", "X-RANGE", format!("The total must be between {min} and {max}."));
        }
        return;
    }
    let agrees = match (stated, made) {
        (StatedTotal::Number(stated), Total::Made(made)) => stated == made,
        (StatedTotal::Incomplete, Total::Incomplete) => true,
        (StatedTotal::Incomplete, Total::None) => item_missing(assessment, instrument.table()),
        _ => false,
    };
    if !agrees {
        notes.refuse(
            "total",
            "V-ASM-6",
            "The total stated is not the total of the items. Leave it empty: it is made from them.",
        );
    }
}

/// V-ASM-3 and V-ASM-5: scores that the patient's state hardly allows.
fn clinical(assessment: &Assessment, instrument: Instrument, file: &AdmissionFile, notes: &mut Notes) {
    let score = |code: &str| assessment.item(code).and_then(ItemValue::score);
    if instrument == Instrument::Cpax
        && score("resp") == Some(Score::whole(5))
        && matches!(airway_before(assessment, file), Some(Airway::Tube | Airway::Tracheostomy))
    {
        notes.warn("instrument", "V-ASM-3", "The CPAx says that the patient breathes room air, but the last contact has a tube or tracheostomy. Are both correct?");
    }
    let sedated = score("rass").is_some_and(|rass| rass < Score::whole(-1));
    let unable = score("s5q").is_some_and(|answered| answered < Score::whole(5));
    if instrument == Instrument::Mrcss && (sedated || unable) {
        notes.warn("instrument", "V-ASM-5", "The patient could not follow all commands, so the muscle strength is not reliable. Is the score right all the same?");
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
