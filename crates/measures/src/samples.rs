//! Records and cycles for the tests of this crate.

use domain::Raw;
use domain::check::file::PatientFile;
use domain::check::judge;
use domain::dictionary::Dictionary;
use domain::forms::physio_contact::{NotTreated, Outcome};
use domain::reference::CycleDates;
use domain::time::WallTime;
use domain::value::Cell;
use jiff::tz::TimeZone;

use crate::contact::{Contact, Domains};
use crate::moment::Moment;

/// A record's form and its cells.
pub(crate) type Cells = (&'static str, Vec<(&'static str, &'static str)>);

fn zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap()
}

/// A wall clock in London.
pub(crate) fn london(text: &str) -> Moment {
    WallTime::read(text, &zone()).unwrap().into()
}

/// April to September 2026.
pub(crate) fn cycle() -> CycleDates {
    CycleDates {
        id: "2026H1".to_owned(),
        start: "2026-04-01".parse().unwrap(),
        end: "2026-09-30".parse().unwrap(),
        lock_deadline: "2026-11-11".parse().unwrap(),
    }
}

/// A patient who came to critical care at a time, at risk, with veno-venous flow since another.
pub(crate) fn run_of(admitted: &'static str, flow: &'static str) -> Vec<Cells> {
    vec![
        ("patient", vec![("patient_ref", "7K2M9QX4J"), ("age_years", "45")]),
        (
            "icu_admission",
            vec![("admission_ref", "A1"), ("icu_admitted_at", admitted), ("at_risk_morbidity", "true")],
        ),
        (
            "ecmo_run",
            vec![
                ("admission_ref", "A1"),
                ("run_no", "1"),
                ("support_type", "PULM"),
                ("initial_mode", "VV"),
                ("time_on", flow),
            ],
        ),
    ]
}

/// A record with these cells.
pub(crate) fn raw(id: &str, cells: &[(&str, &str)]) -> Raw {
    let form = Dictionary::shipped().form(id).unwrap();
    let mut raw = Raw::blank(form);
    for (name, value) in cells {
        assert!(raw.set(form, name, *value), "{id} has no field {name}");
    }
    raw
}

/// The patient's file of these records, with some cells changed; a form that is not there yet is added to the admission.
pub(crate) fn file(records: &[Cells], changes: &[(&'static str, &str, &str)]) -> PatientFile {
    let mut raws: Vec<_> = records.iter().map(|(id, cells)| (*id, raw(id, cells))).collect();
    for (id, name, value) in changes {
        if !raws.iter().any(|(known, _)| known == id) {
            raws.push((id, raw(id, &[("admission_ref", "A1")])));
        }
        for (known, raw) in raws.iter_mut().filter(|(known, _)| known == id) {
            assert!(
                raw.set(Dictionary::shipped().form(known).unwrap(), name, *value),
                "{id} has no field {name}"
            );
        }
    }
    let read = |(id, raw): &(&str, Raw)| judge::read(Dictionary::shipped().form(id).unwrap(), raw, &zone()).0;
    PatientFile::new(raws.iter().map(read).enumerate())
}

/// A contact of which only this is known.
pub(crate) fn contact(outcome: Outcome, reason: Option<NotTreated>) -> Contact {
    Contact {
        at: 0,
        start: london("2026-04-12T09:00"),
        outcome,
        domains: Domains::default(),
        minutes: None,
        minutes_of_rehab: None,
        led_by: None,
        ims: None,
        safety_screen: None,
        reason,
        physiotherapist: false,
        active_intervention: false,
        positioned: false,
        staff: 0,
        ecmo_competent: false,
        entered: None,
    }
}
