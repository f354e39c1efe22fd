//! Rules of a follow-up.

use super::file::AdmissionFile;
use super::{Around, itself};
use crate::finding::Notes;
use crate::forms::FollowUp;
use crate::forms::follow_up::Window;
use crate::time::review_window;

pub(super) fn check(review: &FollowUp, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    itself(review, &(), around, notes);
    let Some(performed) = review.performed_at.value() else { return };
    let left = file.leaving().and_then(|leaving| leaving.icu_discharged_at.value());
    let Some(left) = left.map(|left| left.date()) else { return };
    if performed < left {
        notes.refuse(
            "performed_at",
            "V-FU-1",
            format!("The review was done before the patient left critical care on {left}. Correct one of the two dates."),
        );
    } else if review.window.is(&Window::ThreeMonths)
        && let Some((from, to)) = review_window(left)
        && !(from..=to).contains(&performed)
    {
        notes.warn(
            "performed_at",
            "X-SOFT",
            format!("The 3-month review was due from {from} to {to}. Is the date correct?"),
        );
    }
}
