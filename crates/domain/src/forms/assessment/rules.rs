//! Rules of an assessment by itself: its total, and scores that the patient's state hardly allows.

use super::{Assessment, Instrument, StatedTotal};
use crate::instruments::{ItemValue, Score, Total, TotalRule};
use crate::ruling::{self, Ruling};

/// V-ASM-4: nothing is filled in for an item that is missing.
pub(super) fn complete(assessment: &Assessment) -> Ruling {
    let needs_all = matches!(assessment.instrument.value(), Some(Instrument::Cpax | Instrument::Mrcss));
    if needs_all && assessment.made_total() == Some(Total::Incomplete) {
        return ruling::hold(Assessment::TOTAL, "V-ASM-4", "An item is missing, so the total is INCOMPLETE; nothing is filled in for it. The record can be saved, but not signed off as it is.");
    }
    Ok(())
}

/// V-ASM-6: the total is made from the items, never stated otherwise. Of an instrument whose total is stated, X-RANGE.
pub(super) fn stated_total(assessment: &Assessment) -> Ruling {
    let (Some(instrument), Some(made), Some(stated)) =
        (assessment.instrument.value(), assessment.made_total(), assessment.total.value())
    else {
        return Ok(());
    };
    if let TotalRule::Stated { min, max } = instrument.table().rule {
        if matches!(stated, StatedTotal::Number(total) if !total.is_within(min, max)) {
            let words = format!("The total must be between {min} and {max}.");
            return ruling::refuse(Assessment::TOTAL, "X-RANGE", words);
        }
        return Ok(());
    }
    let agrees = match (stated, made) {
        (StatedTotal::Number(stated), Total::Made(made)) => stated == made,
        (StatedTotal::Incomplete, Total::Incomplete) => true,
        (StatedTotal::Incomplete, Total::None) => assessment.lacks_an_item(),
        _ => false,
    };
    if agrees {
        return Ok(());
    }
    ruling::refuse(
        Assessment::TOTAL,
        "V-ASM-6",
        "The total stated is not the total of the items. Leave it empty: it is made from them.",
    )
}

/// V-ASM-5: muscle strength is tested in a patient who follows commands.
pub(super) fn strength_of_who_follows(assessment: &Assessment) -> Ruling {
    let score = |code: &str| assessment.item(code).and_then(ItemValue::score);
    let sedated = score("rass").is_some_and(|rass| rass < Score::whole(-1));
    let unable = score("s5q").is_some_and(|answered| answered < Score::whole(5));
    if assessment.instrument.is(&Instrument::Mrcss) && (sedated || unable) {
        return ruling::ask(Assessment::INSTRUMENT, "V-ASM-5", "The patient could not follow all commands, so the muscle strength is not reliable. Is the score right all the same?");
    }
    Ok(())
}
