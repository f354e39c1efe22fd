//! Rules of mobility: what was done against what was scored.

use super::{Intervention, Mms, PhysioContact};
use crate::forms::ecmo_run::Airway;
use crate::ruling::{self, Ruling};

/// The ICU Mobility Scale that was reached. From a score that does not exist, nothing follows.
fn ims(contact: &PhysioContact) -> Option<i64> {
    PhysioContact::FORM_SPEC.sound(PhysioContact::IMS_ACHIEVED, &contact.ims_achieved)
}

/// V-CON-6: mobility of a deeply sedated patient.
pub(super) fn sedation(contact: &PhysioContact) -> Ruling {
    let Some(ims) = ims(contact).filter(|ims| *ims >= 3) else { return Ok(()) };
    match contact.rass.value() {
        Some(-5) => ruling::refuse(
            PhysioContact::IMS_ACHIEVED,
            "V-CON-6",
            format!(
                "A patient who cannot be roused (RASS −5) cannot reach IMS {ims}. Correct one of the two."
            ),
        ),
        Some(rass @ -4..=-3) => ruling::ask(
            PhysioContact::IMS_ACHIEVED,
            "V-CON-6",
            format!("IMS {ims} at RASS {rass} is unusual. Are both correct?"),
        ),
        _ => Ok(()),
    }
}

/// V-CON-7: the score lies between what the rehabilitation codes imply and what they explain.
pub(super) fn explained(contact: &PhysioContact) -> Ruling {
    let implied: Vec<(i64, i64)> =
        contact.interventions.iter().filter_map(|intervention| ims_of(intervention.code.value()?)).collect();
    let (Some(ims), Some(low), Some(high)) =
        (ims(contact), implied.iter().map(|range| range.0).max(), implied.iter().map(|range| range.1).max())
    else {
        return Ok(());
    };
    let words = if ims < low {
        format!("The interventions imply IMS {low} or more, the score is {ims}. Are both correct?")
    } else if ims > high {
        format!("The interventions explain IMS {high} at most, the score is {ims}. Is one missing?")
    } else {
        return Ok(());
    };
    ruling::ask(PhysioContact::IMS_ACHIEVED, "V-CON-7", words)
}

/// V-CON-8: who walks with help has somebody who helps.
pub(super) fn helped(contact: &PhysioContact) -> Ruling {
    match ims(contact) {
        Some(ims @ 7..=8) if contact.assist_people.is(&0) => ruling::ask(
            PhysioContact::ASSIST_PEOPLE,
            "V-CON-8",
            format!("IMS {ims} means walking with help, but nobody assisted. Are both correct?"),
        ),
        _ => Ok(()),
    }
}

/// V-CON-8: who walks alone rarely does with a tube.
pub(super) fn alone_with_a_tube(contact: &PhysioContact) -> Ruling {
    let tube = matches!(contact.airway.get(), Some(Airway::Tube | Airway::Tracheostomy));
    if tube && ims(contact) == Some(10) {
        return ruling::ask(PhysioContact::AIRWAY, "V-CON-8", "IMS 10 means walking alone without an aid; with a tube or tracheostomy that is unusual. Are both correct?");
    }
    Ok(())
}

/// Only who walks covers a distance.
pub(super) fn distance(contact: &PhysioContact) -> Ruling {
    match ims(contact).filter(|ims| *ims < 7) {
        Some(ims) if contact.distance_m.value().is_some_and(|metres| metres > 0) => ruling::ask(
            PhysioContact::DISTANCE_M,
            "X-SOFT",
            format!("A distance is recorded, but IMS {ims} is not walking. Are both correct?"),
        ),
        _ => Ok(()),
    }
}

/// V-MMS-1: the two scores of mobility are near each other.
pub(super) fn scores_agree(contact: &PhysioContact) -> Ruling {
    let (Some(ims), Some((low, high))) = (ims(contact), contact.mms_achieved.value().and_then(ims_of_mms))
    else {
        return Ok(());
    };
    if (low - 2..=high + 2).contains(&ims) {
        return Ok(());
    }
    let words = format!("The Manchester score and IMS {ims} are more than 2 levels apart. Are both correct?");
    ruling::ask(PhysioContact::MMS_ACHIEVED, "V-MMS-1", words)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;

    fn broken(ims: &str, cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        let mut all = vec![(PhysioContact::IMS_ACHIEVED, ims)];
        all.extend(cells);
        crate::forms::tests::broken(PhysioContact::FORM_SPEC, &all)
    }

    #[test]
    fn a_deeply_sedated_patient_hardly_moves() {
        let at = |rass, ims| broken(ims, &[(PhysioContact::RASS, rass)]);
        assert_eq!(at("-5", "3"), [["V-CON-6", "ims_achieved"]]);
        assert_eq!(at("-3", "3"), [["V-CON-6", "ims_achieved"]]);
        assert!(at("-2", "3").is_empty() && at("-5", "2").is_empty());
    }

    #[test]
    fn who_walks_with_help_has_a_helper() {
        let alone = [(PhysioContact::ASSIST_PEOPLE, "0")];
        assert_eq!(broken("8", &alone), [["V-CON-8", "assist_people"]]);
        assert!(broken("9", &alone).is_empty() && broken("6", &alone).is_empty());
    }

    #[test]
    fn walking_alone_with_a_tube_is_asked_about() {
        assert_eq!(broken("10", &[(PhysioContact::AIRWAY, "ETT")]), [["V-CON-8", "airway"]]);
        assert!(broken("9", &[(PhysioContact::AIRWAY, "ETT")]).is_empty());
    }

    #[test]
    fn only_who_walks_covers_a_distance() {
        assert_eq!(broken("6", &[(PhysioContact::DISTANCE_M, "5")]), [["X-SOFT", "distance_m"]]);
        assert!(broken("7", &[(PhysioContact::DISTANCE_M, "5")]).is_empty());
    }

    #[test]
    fn two_scores_of_mobility_lie_near_each_other() {
        let at = |ims| broken(ims, &[(PhysioContact::MMS_ACHIEVED, Mms::M5.code())]);
        assert!(at("3").is_empty() && at("7").is_empty());
        assert_eq!(at("2"), [["V-MMS-1", "mms_achieved"]]);
        assert_eq!(at("8"), [["V-MMS-1", "mms_achieved"]]);
    }

    #[test]
    fn from_a_score_that_does_not_exist_nothing_follows() {
        let cells = [(PhysioContact::RASS, "-5"), (PhysioContact::DISTANCE_M, "5")];
        assert!(broken("11", &cells).is_empty());
    }
}
