//! Critical-care stays with what is known of their ends.

use super::centre::Centres;
use super::source::Table;
use crate::error::Result;
use crate::snapshot::Tables;
use measures::Moment;

/// A critical-care admission, as of the extract.
pub(super) struct Stay {
    pub(super) admitted: Option<Moment>,
    pub(super) discharged: Option<Moment>,
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

/// All stays by admission reference.
pub(super) fn read(snapshot: &dyn Tables, centres: &Centres) -> Result<ByReference<Stay>> {
    let ages = ages(snapshot, centres)?;
    let ends = ends(snapshot, centres)?;
    let table = Table::read(
        snapshot,
        "icu_admissions",
        &["centre_code", "admission_ref", "patient_ref", "icu_admitted_at", "icu_admitted_at_local"],
    )?;
    let (centre_code, admission) = (table.text("centre_code")?, table.text("admission_ref")?);
    let (patient, admitted) = (table.text("patient_ref")?, table.moments("icu_admitted_at")?);
    let mut stays = ByReference::new();
    for row in 0..table.rows() {
        let place = centre_code.get(row).and_then(|code| centres.find(code));
        let (Some(centre), Some(admission)) = (place, admission.get(row)) else { continue };
        let extract = centres.0[centre].extract;
        let age =
            patient.get(row).and_then(|patient| ages.find(centre, patient)).and_then(|at| *ages.get(at));
        let (discharged, death) = ends.find(centre, admission).map_or((None, None), |at| *ends.get(at));
        stays.push(
            centre,
            admission,
            Stay { admitted: admitted.known(row, extract), discharged, death, age },
        );
    }
    Ok(stays)
}

fn ages(snapshot: &dyn Tables, centres: &Centres) -> Result<ByReference<Option<i64>>> {
    let table = Table::read(snapshot, "patients", &["centre_code", "patient_ref", "age_years"])?;
    let (centre_code, patient) = (table.text("centre_code")?, table.text("patient_ref")?);
    let age = table.int("age_years")?;
    let mut ages = ByReference::new();
    for row in 0..table.rows() {
        let place = centre_code.get(row).and_then(|code| centres.find(code));
        if let (Some(centre), Some(patient)) = (place, patient.get(row)) {
            ages.push(centre, patient, age.get(row));
        }
    }
    Ok(ages)
}

/// Leaving critical care, and death.
type Ends = (Option<Moment>, Option<Moment>);

fn ends(snapshot: &dyn Tables, centres: &Centres) -> Result<ByReference<Ends>> {
    let table = Table::read(
        snapshot,
        "discharges",
        &[
            "centre_code",
            "admission_ref",
            "icu_discharged_at",
            "icu_discharged_at_local",
            "death_at",
            "death_at_local",
        ],
    )?;
    let (centre_code, admission) = (table.text("centre_code")?, table.text("admission_ref")?);
    let (discharged, death) = (table.moments("icu_discharged_at")?, table.moments("death_at")?);
    let mut ends = ByReference::new();
    for row in 0..table.rows() {
        let place = centre_code.get(row).and_then(|code| centres.find(code));
        if let (Some(centre), Some(admission)) = (place, admission.get(row)) {
            let extract = centres.0[centre].extract;
            ends.push(centre, admission, (discharged.known(row, extract), death.known(row, extract)));
        }
    }
    Ok(ends)
}
