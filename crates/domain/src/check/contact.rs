//! Rules of one contact.

use super::file::{AdmissionFile, Exposed};
use super::{Around, itself, repeated_rows, row_itself};
use crate::finding::Notes;
use crate::forms::PhysioContact;
use crate::forms::physio_contact::{ContactFacts, ContactIntervention, Intervention, Location};
use crate::value::Dec;

pub(super) fn check(
    contact: &PhysioContact,
    file: &AdmissionFile,
    exposed: &[Exposed<'_>],
    around: &Around<'_>,
    notes: &mut Notes,
) {
    let facts = file.facts(contact, exposed, around);
    itself(contact, &facts, around, notes);
    when(contact, file, around, notes);
    circuit(contact, facts, exposed, notes);
    rows(contact, notes);
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
    let sound = PhysioContact::FORM_SPEC.sound(PhysioContact::ECMO_FLOW_L_MIN, flow);
    if let Some(value) = sound.map(Dec::to_f64)
        && !likely.contains(&value)
    {
        notes.warn(
            "ecmo_flow_l_min",
            "X-SOFT",
            format!("A blood flow of {value} litres a minute is unusual. Is it correct?"),
        );
    }
}

/// Interventions and staff.
fn rows(contact: &PhysioContact, notes: &mut Notes) {
    for (row, intervention) in contact.interventions.iter().enumerate() {
        notes.at("interventions", row, |notes| {
            row_itself(intervention, &(), notes);
            paces(intervention, contact, notes);
        });
    }
    for (row, staff) in contact.staff.iter().enumerate() {
        notes.at("staff", row, |notes| {
            row_itself(staff, &(), notes);
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

/// Walking at IMS 7 and more goes further than a few steps.
fn paces(intervention: &ContactIntervention, contact: &PhysioContact, notes: &mut Notes) {
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
