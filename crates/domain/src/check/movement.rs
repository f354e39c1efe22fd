//! Rules of mobility: what was done against what was scored.

use crate::finding::Notes;
use crate::forms::PhysioContact;
use crate::forms::ecmo_run::Airway;
use crate::forms::physio_contact::{ContactIntervention, Effort, Intervention, Mms};

pub(super) fn check(contact: &PhysioContact, notes: &mut Notes) {
    let Some(ims) = contact.ims_achieved.value().filter(|ims| (0..=10).contains(ims)) else { return };
    sedation(contact, ims, notes);
    explained(contact, ims, notes);
    if matches!(ims, 7 | 8) && contact.assist_people.is(&0) {
        notes.warn(
            "assist_people",
            "V-CON-8",
            format!("IMS {ims} means walking with help, but nobody assisted. Are both correct?"),
        );
    }
    if ims == 10
        && contact.airway.get().is_some_and(|airway| matches!(airway, Airway::Tube | Airway::Tracheostomy))
    {
        notes.warn("airway", "V-CON-8", "IMS 10 means walking alone without an aid; with a tube or tracheostomy that is unusual. Are both correct?");
    }
    if contact.distance_m.value().is_some_and(|metres| metres > 0) && ims < 7 {
        notes.warn(
            "distance_m",
            "X-SOFT",
            format!("A distance is recorded, but IMS {ims} is not walking. Are both correct?"),
        );
    }
    if let Some((low, high)) = contact.mms_achieved.value().and_then(ims_of_mms)
        && (ims < low - 2 || ims > high + 2)
    {
        notes.warn(
            "mms_achieved",
            "V-MMS-1",
            format!("The Manchester score and IMS {ims} are more than 2 levels apart. Are both correct?"),
        );
    }
}

/// V-CON-6: mobility of a deeply sedated patient.
fn sedation(contact: &PhysioContact, ims: i64, notes: &mut Notes) {
    if ims < 3 {
        return;
    }
    match contact.rass.value() {
        Some(-5) => notes.refuse(
            "ims_achieved",
            "V-CON-6",
            format!(
                "A patient who cannot be roused (RASS −5) cannot reach IMS {ims}. Correct one of the two."
            ),
        ),
        Some(rass @ -4..=-3) => notes.warn(
            "ims_achieved",
            "V-CON-6",
            format!("IMS {ims} at RASS {rass} is unusual. Are both correct?"),
        ),
        _ => {}
    }
}

/// V-CON-7: the score lies between what the rehabilitation codes imply and what they explain.
fn explained(contact: &PhysioContact, ims: i64, notes: &mut Notes) {
    let implied: Vec<(i64, i64)> =
        contact.interventions.iter().filter_map(|intervention| ims_of(intervention.code.value()?)).collect();
    let (Some(low), Some(high)) =
        (implied.iter().map(|range| range.0).max(), implied.iter().map(|range| range.1).max())
    else {
        return;
    };
    if ims < low {
        notes.warn(
            "ims_achieved",
            "V-CON-7",
            format!("The interventions imply IMS {low} or more, the score is {ims}. Are both correct?"),
        );
    } else if ims > high {
        notes.warn(
            "ims_achieved",
            "V-CON-7",
            format!("The interventions explain IMS {high} at most, the score is {ims}. Is one missing?"),
        );
    }
}

/// The lowest IMS a rehabilitation code implies (§4.2) and the highest it explains.
const fn ims_of(code: Intervention) -> Option<(i64, i64)> {
    use Intervention as I;
    Some(match code {
        I::PassiveMovement | I::Nmes | I::Positioning24 | I::Education | I::FamilyMeeting => (0, 0),
        I::BedBike => (0, 1),
        I::BedExercise | I::UpperLimb | I::Strength => (1, 1),
        I::ChairPassive => (2, 2),
        I::VirtualReality => (1, 3),
        I::EdgeOfBed | I::SeatedExercise => (3, 3),
        I::Tilt | I::SitToStand | I::Stand => (4, 4),
        I::Transfer => (5, 5),
        I::March => (6, 6),
        I::Walk => (7, 10),
        I::Stairs => (9, 10),
        _ => return None,
    })
}

/// The IMS levels that a numeric Manchester score stands for (§3.3).
const fn ims_of_mms(mms: Mms) -> Option<(i64, i64)> {
    Some(match mms {
        Mms::M1 => (0, 1),
        Mms::M2 => (3, 3),
        Mms::M3 => (2, 2),
        Mms::M4 => (4, 4),
        Mms::M5 => (5, 5),
        Mms::M6 => (7, 8),
        Mms::M7 => (9, 10),
        Mms::Agitated | Mms::Unwell | Mms::Refused => return None,
    })
}

/// One intervention against the contact's score.
pub(super) fn intervention(intervention: &ContactIntervention, contact: &PhysioContact, notes: &mut Notes) {
    if intervention.code.is(&Intervention::Strength) && intervention.effort.is(&Effort::Passive) {
        notes.warn("effort", "X-SOFT", "Strength training done passively is unusual. Is the effort correct?");
    }
    let walked = contact.ims_achieved.value().is_some_and(|ims| ims >= 7);
    if walked
        && intervention.code.is(&Intervention::Walk)
        && intervention.metres.value().is_some_and(|metres| (0..5).contains(&metres))
    {
        notes.warn(
            "metres",
            "X-SOFT",
            "IMS 7 and more means walking at least 5 metres. Is the distance correct?",
        );
    }
}
