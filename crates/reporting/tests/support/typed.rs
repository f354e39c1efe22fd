//! The example network measured from typed records, without a table between.

use std::collections::HashMap;

use domain::centre::Centre;
use domain::check::review::Held;
use domain::dictionary::Dictionary;
use domain::forms::IcuAdmission;
use domain::{FormSpec, Raw};
use jiff::Timestamp;
use measures::ledger::{Around, Ledger};
use measures::stay::Records;
use measures::{Moment, patient_files};

/// What the records of each centre measure, as of an extract.
pub(crate) fn ledgers(centres: &[Centre], extract: Timestamp) -> Vec<(String, Ledger)> {
    let records: Vec<(&'static FormSpec, Raw)> = Dictionary::shipped()
        .forms()
        .iter()
        .filter(|form| form.is_of_patient())
        .flat_map(|form| super::network::records(form).into_iter().map(|raw| (*form, raw)))
        .collect();
    let ledger = |centre: &Centre| {
        let own: Vec<_> = records
            .iter()
            .filter(|(form, raw)| raw.get(form, "centre_code") == centre.code.as_str())
            .collect();
        (centre.code.to_string(), ledger(&own, centre, extract))
    };
    centres.iter().map(ledger).collect()
}

fn ledger(records: &[&(&'static FormSpec, Raw)], centre: &Centre, extract: Timestamp) -> Ledger {
    let admissions: HashMap<&str, &str> = records
        .iter()
        .filter(|(form, _)| form.id == IcuAdmission::ID)
        .map(|(form, raw)| {
            (raw.get(form, IcuAdmission::ADMISSION_REF), raw.get(form, IcuAdmission::PATIENT_REF))
        })
        .collect();
    let patient = |form: &FormSpec, raw: &'_ Raw| match form.field(IcuAdmission::PATIENT_REF) {
        Some(_) => Some(raw.get(form, IcuAdmission::PATIENT_REF).to_owned()),
        None => {
            admissions.get(raw.get(form, IcuAdmission::ADMISSION_REF)).map(|patient| (*patient).to_owned())
        }
    };
    let owners: Vec<_> = records.iter().map(|(form, raw)| patient(form, raw)).collect();
    let held = records.iter().zip(&owners).map(|((form, raw), patient)| Held {
        form,
        patient: patient.as_deref(),
        raw,
    });
    let held: Vec<_> = held.collect();
    let around = Around { extract: Moment::at(extract, &centre.zone), is_holiday: &|_| false };
    let mut ledger = Ledger::default();
    for file in patient_files(&held, &centre.zone) {
        let patient = file.patient.as_ref().map(|entry| &entry.form);
        for admission in &file.admissions {
            ledger.enter(Records::of(patient, admission).stay(), &around);
        }
    }
    ledger
}
