//! Critical-care stays with what is known of their ends.

use domain::forms::{Discharge, IcuAdmission, Patient};
use domain::time::WallTime;
use domain::value::{CentreCode, PatientRef, Ref};
use measures::Moment;

use super::centre::Centres;
use super::source::columns;
use crate::error::Result;
use crate::snapshot::Tables;

/// A critical-care admission.
pub(super) struct Stay {
    pub(super) admitted: Option<Moment>,
    pub(super) left_icu: Option<Moment>,
    pub(super) death: Option<Moment>,
    /// Completed years at the patient's first run.
    pub(super) age: Option<i64>,
}

/// Things found by centre and reference. Filled in key order, searched by halving.
pub(super) struct ByReference<T> {
    keys: Vec<(usize, String)>,
    items: Vec<T>,
}

impl<T> ByReference<T> {
    pub(super) const fn new() -> Self {
        Self { keys: Vec::new(), items: Vec::new() }
    }

    pub(super) fn push(&mut self, centre: usize, reference: &str, item: T) {
        self.keys.push((centre, reference.to_owned()));
        self.items.push(item);
    }

    pub(super) fn find(&self, centre: usize, reference: &str) -> Option<usize> {
        self.keys.binary_search_by(|(c, r)| (*c, r.as_str()).cmp(&(centre, reference))).ok()
    }

    pub(super) fn get(&self, place: usize) -> &T {
        &self.items[place]
    }

    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }
}

columns! {
    struct Admissions of IcuAdmission {
        IcuAdmission { centre_code: CentreCode, admission_ref: Ref, patient_ref: PatientRef, icu_admitted_at: WallTime }
    }
}
columns! {
    struct Patients of Patient {
        Patient { centre_code: CentreCode, patient_ref: PatientRef, age_years: i64 }
    }
}
columns! {
    struct Discharges of Discharge {
        Discharge { centre_code: CentreCode, admission_ref: Ref, icu_discharged_at: WallTime, death_at: WallTime }
    }
}

/// All stays by admission reference.
pub(super) fn read(tables: &dyn Tables, centres: &Centres) -> Result<ByReference<Stay>> {
    let (ages, ends) = (ages(tables, centres)?, ends(tables, centres)?);
    let table = Admissions::read(tables)?;
    let mut stays = ByReference::new();
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        let (Some(centre), Some(admission)) = (place, table.admission_ref.get(row)) else { continue };
        let patient = table.patient_ref.get(row).and_then(|patient| ages.find(centre, patient));
        let age = patient.and_then(|at| *ages.get(at));
        let (left_icu, death) = ends.find(centre, admission).map_or((None, None), |at| *ends.get(at));
        let admitted = table.icu_admitted_at.get(row);
        stays.push(centre, admission, Stay { admitted, left_icu, death, age });
    }
    Ok(stays)
}

fn ages(tables: &dyn Tables, centres: &Centres) -> Result<ByReference<Option<i64>>> {
    let table = Patients::read(tables)?;
    let mut ages = ByReference::new();
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        if let (Some(centre), Some(patient)) = (place, table.patient_ref.get(row)) {
            ages.push(centre, patient, table.age_years.get(row));
        }
    }
    Ok(ages)
}

/// Leaving critical care, and death.
type Ends = (Option<Moment>, Option<Moment>);

fn ends(tables: &dyn Tables, centres: &Centres) -> Result<ByReference<Ends>> {
    let table = Discharges::read(tables)?;
    let mut ends = ByReference::new();
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        if let (Some(centre), Some(admission)) = (place, table.admission_ref.get(row)) {
            ends.push(centre, admission, (table.icu_discharged_at.get(row), table.death_at.get(row)));
        }
    }
    Ok(ends)
}
