//! Rules of a contact by itself: what its outcome asks for, minutes, circuit, saturation, safety.

use super::{Intervention, LedBy, Outcome, PhysioContact, Role, SafetyScreen};
use crate::answer::Answer;
use crate::forms::ecmo_run::Airway;
use crate::ruling::{self, Ruling};
use crate::value::Dec;

/// V-CON-2: nothing was done, so no minutes are recorded.
pub(super) fn untreated_without_minutes(contact: &PhysioContact) -> Ruling {
    if contact.outcome.is(&Outcome::NotTreated) && contact.minutes.is_answered() {
        return ruling::refuse(
            PhysioContact::MINUTES,
            "V-CON-2",
            "The patient was not treated, so there are no minutes. Clear them, or correct the outcome.",
        );
    }
    Ok(())
}

/// V-CON-2: nothing was done, so nothing was achieved.
pub(super) fn untreated_without_score(contact: &PhysioContact) -> Ruling {
    if contact.outcome.is(&Outcome::NotTreated) && contact.ims_achieved.get().is_some() {
        return ruling::refuse(
            PhysioContact::IMS_ACHIEVED,
            "V-CON-2",
            "The patient was not treated, so nothing was achieved. Clear the score, or correct the outcome.",
        );
    }
    Ok(())
}

/// V-CON-2: nothing was done, so nothing is recorded as done.
pub(super) fn untreated_without_interventions(contact: &PhysioContact) -> Ruling {
    if contact.outcome.is(&Outcome::NotTreated) && !contact.interventions.is_empty() {
        return ruling::refuse(PhysioContact::OUTCOME, "V-CON-2", "The patient was not treated, but interventions are recorded. Take them out, or correct the outcome.");
    }
    Ok(())
}

/// V-CON-3: a treatment has an intervention.
pub(super) fn treated_by_something(contact: &PhysioContact) -> Ruling {
    let done = contact
        .interventions
        .iter()
        .any(|intervention| !intervention.code.is_blank() && !intervention.code.is(&Intervention::Assess));
    if contact.is_treated() && !done {
        return ruling::refuse(PhysioContact::OUTCOME, "V-CON-3", "A treated contact needs at least one intervention besides the assessment. Add it, or choose “Assessed only”.");
    }
    Ok(())
}

/// V-CON-3: a treatment has minutes.
pub(super) fn treated_for_minutes(contact: &PhysioContact) -> Ruling {
    let none = contact.minutes.is_blank() || contact.minutes.value().is_some_and(|minutes| minutes < 1);
    if contact.is_treated() && none {
        return ruling::refuse(
            PhysioContact::MINUTES,
            "V-CON-3",
            "A treated contact needs the minutes with the patient, 1 or more.",
        );
    }
    Ok(())
}

/// V-CON-3: a treatment has the staff that led it.
pub(super) fn treated_by_somebody(contact: &PhysioContact) -> Ruling {
    let Some(led_by) = contact.delivered_by.value().filter(|_| contact.is_treated()) else { return Ok(()) };
    let present = |role: Role| contact.staff.iter().any(|staff| staff.role.is(&role));
    let words = match led_by {
        LedBy::Physiotherapist | LedBy::Mixed if !present(Role::Physiotherapist) => {
            "A contact led by a physiotherapist needs a physiotherapist among the staff. Add the row, or correct who led it."
        }
        LedBy::Assistant if !present(Role::Assistant) => {
            "A contact led by a therapy assistant needs an assistant among the staff. Add the row, or correct who led it."
        }
        LedBy::OccupationalTherapist | LedBy::Nurse if contact.staff.is_empty() => {
            "A treated contact needs the staff who were there. Add a row."
        }
        _ => return Ok(()),
    };
    ruling::refuse(PhysioContact::DELIVERED_BY, "V-CON-3", words)
}

/// The minutes that parts are compared with. To a number that no contact has, nothing is added up.
fn minutes(contact: &PhysioContact) -> Option<i64> {
    PhysioContact::FORM_SPEC.sound(PhysioContact::MINUTES, &contact.minutes)
}

/// V-CON-4: respiratory and rehabilitation minutes make the whole.
pub(super) fn minutes_add_up(contact: &PhysioContact) -> Ruling {
    let (Some(total), Some(resp), Some(rehab)) =
        (minutes(contact), contact.minutes_resp.value(), contact.minutes_rehab.value())
    else {
        return Ok(());
    };
    if resp + rehab == total {
        return Ok(());
    }
    ruling::refuse(PhysioContact::MINUTES, "V-CON-4", format!("{resp} respiratory and {rehab} rehabilitation minutes make {}, not {total}. Correct one of the three.", resp + rehab))
}

/// Interventions last no longer than their contact, give or take 5 minutes.
pub(super) fn doses_within_minutes(contact: &PhysioContact) -> Ruling {
    let Some(total) = minutes(contact) else { return Ok(()) };
    let doses: i64 =
        contact.interventions.iter().filter_map(|intervention| intervention.dose_minutes.value()).sum();
    if doses <= total + 5 {
        return Ok(());
    }
    let words =
        format!("The interventions add up to {doses} minutes, the contact has {total}. Are both correct?");
    ruling::ask(PhysioContact::MINUTES, "X-SOFT", words)
}

/// The likely sweep gas of §4.4. Zero is a trial without it.
pub(super) fn likely_sweep(contact: &PhysioContact) -> Ruling {
    let spec = PhysioContact::FORM_SPEC;
    let sweep = spec.sound(PhysioContact::ECMO_SWEEP_L_MIN, &contact.ecmo_sweep_l_min).map(Dec::to_f64);
    match sweep {
        Some(value) if value > 12.0 || (value > 0.0 && value < 0.5) => ruling::ask(
            PhysioContact::ECMO_SWEEP_L_MIN,
            "X-SOFT",
            format!("A sweep gas of {value} litres a minute is unusual. Is it correct?"),
        ),
        _ => Ok(()),
    }
}

/// X-COND: the sweep gas is off in a trial only.
pub(super) fn sweep_off_in_trial(contact: &PhysioContact) -> Ruling {
    if contact.ecmo_sweep_l_min.value().is_some_and(Dec::is_zero) && contact.sweep_off_trial.is(&false) {
        return ruling::refuse(PhysioContact::SWEEP_OFF_TRIAL, "X-COND", "The sweep gas is 0, which happens in a sweep-off trial only. Say that the trial is in progress, or correct the sweep gas.");
    }
    Ok(())
}

/// The likely pump speed of §4.4, also against the flow.
pub(super) fn likely_pump_speed(contact: &PhysioContact) -> Ruling {
    let Some(rpm) = PhysioContact::FORM_SPEC.sound(PhysioContact::ECMO_RPM, &contact.ecmo_rpm) else {
        return Ok(());
    };
    let turning_idly = rpm > 0 && contact.ecmo_flow_l_min.value().is_some_and(Dec::is_zero);
    if (1500..=4500).contains(&rpm) && !turning_idly {
        return Ok(());
    }
    let words = format!("A pump speed of {rpm} is unusual for this flow. Is it correct?");
    ruling::ask(PhysioContact::ECMO_RPM, "X-SOFT", words)
}

/// X-RANGE: the lowest flow is not above the flow at the start.
pub(super) fn lowest_flow(contact: &PhysioContact) -> Ruling {
    match (contact.ecmo_flow_min.value(), contact.ecmo_flow_l_min.value()) {
        (Some(lowest), Some(flow)) if lowest.steps() > flow.steps() + 3 => ruling::refuse(
            PhysioContact::ECMO_FLOW_MIN,
            "X-RANGE",
            "The lowest blood flow is more than 0.3 above the flow at the start. Correct one of the two.",
        ),
        _ => Ok(()),
    }
}

/// The lowest saturation is not above that at the start.
pub(super) fn lowest_saturation(contact: &PhysioContact) -> Ruling {
    match (contact.spo2_start.value(), contact.spo2_min.value()) {
        (Some(start), Some(lowest)) if lowest > start + 2 => ruling::ask(
            PhysioContact::SPO2_MIN,
            "X-SOFT",
            format!("The lowest SpO2 ({lowest}) is above that at the start ({start}). Are both correct?"),
        ),
        _ => Ok(()),
    }
}

/// A low saturation is rarely left with little oxygen in the sweep gas.
pub(super) fn oxygen_against_saturation(contact: &PhysioContact) -> Ruling {
    let fdo2 = PhysioContact::FORM_SPEC.sound(PhysioContact::ECMO_FDO2, &contact.ecmo_fdo2);
    let little = fdo2.is_some_and(|fdo2| fdo2.steps() < 50);
    if little && contact.spo2_start.value().is_some_and(|start| start < 85) {
        return ruling::ask(
            PhysioContact::ECMO_FDO2,
            "X-SOFT",
            "The oxygen fraction of the sweep gas is below 0.50 while SpO2 is below 85. Are both correct?",
        );
    }
    Ok(())
}

/// V-CON-12: suction through a tube needs one.
pub(super) fn suction_through_a_tube(contact: &PhysioContact) -> Ruling {
    let no_tube = matches!(contact.airway.get(), Some(Airway::Niv | Airway::Hfno | Airway::Air));
    let mut done = contact.interventions.iter();
    if no_tube && done.any(|intervention| intervention.code.is(&Intervention::SuctionTube)) {
        return ruling::ask(PhysioContact::AIRWAY, "V-CON-12", "Suction through a tube or tracheostomy is recorded, but the airway is neither. Are both correct?");
    }
    Ok(())
}

/// V-SCR-1: who treats with a flag ticked has accepted the risk.
pub(super) fn flagged_and_treated(contact: &PhysioContact) -> Ruling {
    let flagged = contact.screen_flags.get().is_some_and(|flags| !flags.is_empty());
    let accepted = contact.safety_screen.is(&SafetyScreen::RiskAccepted);
    if contact.is_treated() && flagged && !accepted && !matches!(contact.safety_screen, Answer::Unreadable) {
        return ruling::ask(PhysioContact::SAFETY_SCREEN, "V-SCR-1", "A screen flag is ticked and the patient was treated, so the screen should say that the risk was accepted. Is it correct?");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Coded;

    fn broken(cells: &[(&str, &str)]) -> Vec<[String; 2]> {
        crate::forms::tests::broken(PhysioContact::FORM_SPEC, cells)
    }

    #[test]
    fn what_was_not_done_is_not_recorded_as_done() {
        let cells = [
            (PhysioContact::OUTCOME, Outcome::NotTreated.code()),
            (PhysioContact::MINUTES, "30"),
            (PhysioContact::IMS_ACHIEVED, "3"),
        ];
        assert_eq!(broken(&cells), [["V-CON-2", "minutes"], ["V-CON-2", "ims_achieved"]]);
    }

    #[test]
    fn a_treatment_has_an_intervention_minutes_and_staff() {
        let cells = [
            (PhysioContact::OUTCOME, Outcome::Treated.code()),
            (PhysioContact::DELIVERED_BY, LedBy::Physiotherapist.code()),
        ];
        let found = broken(&cells);
        assert_eq!(found, ["outcome", "minutes", "delivered_by"].map(|column| ["V-CON-3", column]));
    }

    #[test]
    fn minutes_add_up_to_a_number_that_a_contact_can_have() {
        let of = |total| {
            broken(&[
                (PhysioContact::MINUTES, total),
                (PhysioContact::MINUTES_RESP, "20"),
                (PhysioContact::MINUTES_REHAB, "15"),
            ])
        };
        assert!(of("35").is_empty());
        assert_eq!(of("36"), [["V-CON-4", "minutes"]]);
        assert!(of("241").is_empty(), "it is refused as such");
    }

    #[test]
    fn the_circuit_is_likely() {
        let sweep = |value| broken(&[(PhysioContact::ECMO_SWEEP_L_MIN, value)]);
        assert!(["0.0", "0.5", "12.0", "15.1"].into_iter().all(|value| sweep(value).is_empty()));
        for value in ["0.4", "12.1", "15.0"] {
            assert_eq!(sweep(value), [["X-SOFT", "ecmo_sweep_l_min"]], "{value}");
        }
        let pump = |rpm, flow| {
            broken(&[(PhysioContact::ECMO_RPM, rpm), (PhysioContact::ECMO_FLOW_L_MIN, flow)])
        };
        assert!(pump("1500", "4.0").is_empty() && pump("5501", "4.0").is_empty());
        assert_eq!(pump("1499", "4.0"), [["X-SOFT", "ecmo_rpm"]]);
        assert_eq!(pump("3000", "0.0"), [["X-SOFT", "ecmo_rpm"]]);
    }

    #[test]
    fn sweep_gas_is_off_in_a_trial_only() {
        let off = |trial| {
            broken(&[(PhysioContact::ECMO_SWEEP_L_MIN, "0.0"), (PhysioContact::SWEEP_OFF_TRIAL, trial)])
        };
        assert_eq!(off("false"), [["X-COND", "sweep_off_trial"]]);
        assert!(off("true").is_empty());
    }

    #[test]
    fn the_lowest_is_not_above_the_start() {
        let flow = |lowest| {
            broken(&[(PhysioContact::ECMO_FLOW_L_MIN, "4.0"), (PhysioContact::ECMO_FLOW_MIN, lowest)])
        };
        assert!(flow("4.3").is_empty());
        assert_eq!(flow("4.4"), [["X-RANGE", "ecmo_flow_min"]]);
        let spo2 =
            |lowest| broken(&[(PhysioContact::SPO2_START, "90"), (PhysioContact::SPO2_MIN, lowest)]);
        assert!(spo2("92").is_empty());
        assert_eq!(spo2("93"), [["X-SOFT", "spo2_min"]]);
    }
}
