//! Rules of one contact.

use super::file::{AdmissionFile, Exposed};
use super::{Around, movement, repeated_rows, times};
use crate::answer::Answer;
use crate::finding::Notes;
use crate::forms::PhysioContact;
use crate::forms::ecmo_run::Airway;
use crate::forms::physio_contact::{
    ContactFacts, Intervention, LedBy, LoadUnit, Location, Outcome, Role, SafetyScreen,
};
use crate::spec::Form;
use crate::value::Dec;

pub(super) fn check(
    contact: &PhysioContact,
    file: &AdmissionFile,
    exposed: &[Exposed<'_>],
    around: &Around<'_>,
    notes: &mut Notes,
) {
    let facts = file.facts(contact, exposed, around);
    contact.check_cells(&facts, notes);
    times(contact, around, notes);
    when(contact, file, around, notes);
    match contact.outcome.value() {
        Some(Outcome::NotTreated) => not_treated(contact, notes),
        Some(Outcome::Treated) => treated(contact, notes),
        _ => {}
    }
    minutes(contact, notes);
    circuit(contact, facts, exposed, notes);
    physiology(contact, notes);
    movement::check(contact, notes);
    if contact.airway.get().is_some_and(|airway| matches!(airway, Airway::Niv | Airway::Hfno | Airway::Air))
        && has(contact, Intervention::SuctionTube)
    {
        notes.warn("airway", "V-CON-12", "Suction through a tube or tracheostomy is recorded, but the airway is neither. Are both correct?");
    }
    let flagged = contact.screen_flags.get().is_some_and(|flags| !flags.is_empty());
    if contact.is_treated()
        && flagged
        && !contact.safety_screen.is(&SafetyScreen::RiskAccepted)
        && !matches!(contact.safety_screen, Answer::Unreadable)
    {
        notes.warn("safety_screen", "V-SCR-1", "A screen flag is ticked and the patient was treated, so the screen should say that the risk was accepted. Is it correct?");
    }
    rows(contact, notes);
}

pub(super) fn has(contact: &PhysioContact, code: Intervention) -> bool {
    contact.interventions.iter().any(|intervention| intervention.code.is(&code))
}

/// V-CON-0 and V-CON-1: the contact against admission, death, leaving and now.
fn when(contact: &PhysioContact, file: &AdmissionFile, around: &Around<'_>, notes: &mut Notes) {
    let Some(start) = contact.start_at.value() else { return };
    if around.exported && contact.created_at.value().is_some_and(|created| created < start) {
        notes.refuse(
            "created_at",
            "V-CON-0",
            "The contact was entered before it began. Restore the time of entry.",
        );
    }
    let leaving = file.leaving();
    let outside = matches!(contact.location.value(), Some(Location::Outpatient | Location::HomeVirtual));
    let admitted = file.admission.form.icu_admitted_at.value();
    let death = leaving.and_then(|leaving| leaving.death_at.value());
    let left = leaving.and_then(|leaving| leaving.left_centre_at.value());
    if start.instant() > around.now {
        // Told already, by the same rule.
        return;
    }
    let message = if let Some(admitted) = admitted.filter(|admitted| start < *admitted) {
        format!(
            "The contact began before the patient was admitted to critical care at {admitted}. Correct one of the times."
        )
    } else if let Some(death) = death.filter(|death| start > *death) {
        format!("The contact began after the patient’s death at {death}. Correct one of the times.")
    } else if let Some(left) = left.filter(|left| start > *left && !outside) {
        format!(
            "The contact began after the patient left the hospital at {left}. Correct one of the times, or the location."
        )
    } else {
        return;
    };
    notes.refuse("start_at", "V-CON-1", message);
}

/// V-CON-2: nothing was done, so nothing is recorded as done.
fn not_treated(contact: &PhysioContact, notes: &mut Notes) {
    if contact.minutes.is_answered() {
        notes.refuse(
            "minutes",
            "V-CON-2",
            "The patient was not treated, so there are no minutes. Clear them, or correct the outcome.",
        );
    }
    if contact.ims_achieved.get().is_some() {
        notes.refuse(
            "ims_achieved",
            "V-CON-2",
            "The patient was not treated, so nothing was achieved. Clear the score, or correct the outcome.",
        );
    }
    if !contact.interventions.is_empty() {
        notes.refuse("outcome", "V-CON-2", "The patient was not treated, but interventions are recorded. Take them out, or correct the outcome.");
    }
}

/// V-CON-3: a treatment has an intervention, minutes and the staff that led it.
fn treated(contact: &PhysioContact, notes: &mut Notes) {
    let done = contact
        .interventions
        .iter()
        .any(|intervention| !intervention.code.is_blank() && !intervention.code.is(&Intervention::Assess));
    if !done {
        notes.refuse("outcome", "V-CON-3", "A treated contact needs at least one intervention besides the assessment. Add it, or choose “Assessed only”.");
    }
    if contact.minutes.is_blank() || contact.minutes.value().is_some_and(|minutes| minutes < 1) {
        notes.refuse(
            "minutes",
            "V-CON-3",
            "A treated contact needs the minutes with the patient, 1 or more.",
        );
    }
    let Some(led_by) = contact.delivered_by.value() else { return };
    let present = |role: Role| contact.staff.iter().any(|staff| staff.role.is(&role));
    let message = match led_by {
        LedBy::Physiotherapist | LedBy::Mixed if !present(Role::Physiotherapist) => {
            "A contact led by a physiotherapist needs a physiotherapist among the staff. Add the row, or correct who led it."
        }
        LedBy::Assistant if !present(Role::Assistant) => {
            "A contact led by a therapy assistant needs an assistant among the staff. Add the row, or correct who led it."
        }
        LedBy::OccupationalTherapist | LedBy::Nurse if contact.staff.is_empty() => {
            "A treated contact needs the staff who were there. Add a row."
        }
        _ => return,
    };
    notes.refuse("delivered_by", "V-CON-3", message);
}

/// V-CON-4 and the doses of the interventions.
fn minutes(contact: &PhysioContact, notes: &mut Notes) {
    // A number of minutes that no contact has is refused as such, and nothing is added up to it.
    let Some(total) = contact.minutes.value().filter(|minutes| (1..=240).contains(minutes)) else { return };
    if let (Some(resp), Some(rehab)) = (contact.minutes_resp.value(), contact.minutes_rehab.value())
        && resp + rehab != total
    {
        notes.refuse("minutes", "V-CON-4", format!("{resp} respiratory and {rehab} rehabilitation minutes make {}, not {total}. Correct one of the three.", resp + rehab));
    }
    let doses: i64 =
        contact.interventions.iter().filter_map(|intervention| intervention.dose_minutes.value()).sum();
    if doses > total + 5 {
        notes.warn(
            "minutes",
            "X-SOFT",
            format!(
                "The interventions add up to {doses} minutes, the contact has {total}. Are both correct?"
            ),
        );
    }
}

/// The circuit: V-CON-9 and the likely ranges of §4.4.
fn circuit(contact: &PhysioContact, facts: ContactFacts, exposed: &[Exposed<'_>], notes: &mut Notes) {
    let (flow, sweep, fdo2) = (&contact.ecmo_flow_l_min, &contact.ecmo_sweep_l_min, &contact.ecmo_fdo2);
    if facts.on_ecmo && flow.is_blank() && sweep.is_blank() && fdo2.is_blank() {
        notes.warn("ecmo_fdo2", "V-CON-9", "The patient was on ECMO, but blood flow, sweep gas and oxygen fraction are all empty. Is that right?");
    }
    let ecco2r = contact
        .start_at
        .value()
        .is_some_and(|start| exposed.iter().any(|run| run.exposure.holds(&start) && run.run.is_ecco2r()));
    let likely = if ecco2r { 0.3..=2.5 } else { 2.0..=6.5 };
    if let Some(value) = flow.value().map(Dec::to_f64)
        && (0.0..=8.0).contains(&value)
        && !likely.contains(&value)
    {
        notes.warn(
            "ecmo_flow_l_min",
            "X-SOFT",
            format!("A blood flow of {value} litres a minute is unusual. Is it correct?"),
        );
    }
    if let Some(value) = sweep.value().map(Dec::to_f64)
        && ((value > 12.0 && value <= 15.0) || (value > 0.0 && value < 0.5))
    {
        notes.warn(
            "ecmo_sweep_l_min",
            "X-SOFT",
            format!("A sweep gas of {value} litres a minute is unusual. Is it correct?"),
        );
    }
    if sweep.value().is_some_and(Dec::is_zero) && contact.sweep_off_trial.is(&false) {
        notes.refuse("sweep_off_trial", "X-COND", "The sweep gas is 0, which happens in a sweep-off trial only. Say that the trial is in progress, or correct the sweep gas.");
    }
    if let Some(rpm) = contact.ecmo_rpm.value() {
        let turning_idly = rpm > 0 && flow.value().is_some_and(Dec::is_zero);
        if (0..=5500).contains(&rpm) && (!(1500..=4500).contains(&rpm) || turning_idly) {
            notes.warn(
                "ecmo_rpm",
                "X-SOFT",
                format!("A pump speed of {rpm} is unusual for this flow. Is it correct?"),
            );
        }
    }
    if let (Some(lowest), Some(flow)) = (contact.ecmo_flow_min.value(), flow.value())
        && lowest.steps() > flow.steps() + 3
    {
        notes.refuse(
            "ecmo_flow_min",
            "X-RANGE",
            "The lowest blood flow is more than 0.3 above the flow at the start. Correct one of the two.",
        );
    }
}

/// Saturation and oxygen.
fn physiology(contact: &PhysioContact, notes: &mut Notes) {
    let start = contact.spo2_start.value();
    if let (Some(start), Some(lowest)) = (start, contact.spo2_min.value())
        && lowest > start + 2
    {
        notes.warn(
            "spo2_min",
            "X-SOFT",
            format!("The lowest SpO2 ({lowest}) is above that at the start ({start}). Are both correct?"),
        );
    }
    if let Some(fdo2) = contact.ecmo_fdo2.value()
        && (21..50).contains(&fdo2.steps())
        && start.is_some_and(|start| start < 85)
    {
        notes.warn(
            "ecmo_fdo2",
            "X-SOFT",
            "The oxygen fraction of the sweep gas is below 0.50 while SpO2 is below 85. Are both correct?",
        );
    }
}

/// Interventions and staff.
fn rows(contact: &PhysioContact, notes: &mut Notes) {
    for (row, intervention) in contact.interventions.iter().enumerate() {
        notes.at("interventions", row, |notes| {
            intervention.check_cells(&(), notes);
            if let (Some(load), Some(unit)) = (intervention.load.value(), intervention.load_unit.value()) {
                let (low, high) = load_range(unit);
                let value = load.to_f64();
                if (value < low || value > high) && (-80.0..=300.0).contains(&value) {
                    notes.refuse("load", "X-RANGE", format!("A load in this unit must be between {low} and {high}. Correct the load or its unit."));
                }
            }
            movement::intervention(intervention, contact, notes);
        });
    }
    for (row, staff) in contact.staff.iter().enumerate() {
        notes.at("staff", row, |notes| {
            staff.check_cells(&(), notes);
            if let (Some(present), Some(total)) = (staff.minutes.value(), contact.minutes.value())
                && present > total
                && present <= 240
            {
                notes.refuse(
                    "minutes",
                    "X-RANGE",
                    format!("Nobody can be there for {present} of {total} minutes. Correct one of the two."),
                );
            }
        });
    }
    repeated_rows("interventions", 1, &contact.interventions, notes);
    repeated_rows("staff", 1, &contact.staff, notes);
}

/// Bounds of a load in its unit.
const fn load_range(unit: LoadUnit) -> (f64, f64) {
    match unit {
        LoadUnit::Watt => (0.0, 150.0),
        LoadUnit::Kilogram => (0.0, 300.0),
        LoadUnit::Milliampere => (0.0, 120.0),
        LoadUnit::PercentMip => (0.0, 100.0),
        LoadUnit::CmH2o => (-80.0, 80.0),
        LoadUnit::Degree => (0.0, 90.0),
    }
}
