//! Critical-care stays: admission, pathway and discharge of each.

use std::cell::Cell;

use domain::forms::discharge::{CentreOutcome, IcuOutcome};
use domain::forms::icu_admission::Source;
use domain::forms::patient::{PremorbidMobility, Sex};
use domain::forms::{Discharge, IcuAdmission, Patient, RehabPathway};
use domain::time::WallTime;
use domain::value::{CentreCode, PatientRef, Ref};
use measures::course::Course;

use super::centre::Centres;
use super::source::columns;
use crate::error::Result;
use crate::snapshot::Tables;

/// A critical-care admission.
pub(super) struct Stay {
    /// Completed years at the patient's first run.
    pub(super) age: Option<i64>,
    pub(super) mix: Mix,
    pub(super) course: Course,
}

/// Who the patient is, as far as the case mix asks (data dictionary, 8.1).
#[derive(Clone, Copy, Default)]
pub(super) struct Mix {
    pub(super) age: Option<i64>,
    pub(super) sex: Option<Sex>,
    pub(super) frailty: Option<i64>,
    pub(super) came_from: Option<Source>,
}

/// Things found by centre and reference. Filled in key order, searched by halving; what was found last is looked at
/// first, because rows that follow each other mostly belong to the same.
pub(super) struct ByReference<T> {
    keys: Vec<(usize, String)>,
    items: Vec<T>,
    last: Cell<usize>,
}

impl<T> ByReference<T> {
    pub(super) const fn new() -> Self {
        Self { keys: Vec::new(), items: Vec::new(), last: Cell::new(0) }
    }

    pub(super) fn push(&mut self, centre: usize, reference: &str, item: T) {
        self.keys.push((centre, reference.to_owned()));
        self.items.push(item);
    }

    pub(super) fn find(&self, centre: usize, reference: &str) -> Option<usize> {
        let last = self.last.get();
        if self.keys.get(last).is_some_and(|(c, r)| *c == centre && r == reference) {
            return Some(last);
        }
        let found = self.keys.binary_search_by(|(c, r)| (*c, r.as_str()).cmp(&(centre, reference))).ok()?;
        self.last.set(found);
        Some(found)
    }

    pub(super) fn get(&self, place: usize) -> &T {
        &self.items[place]
    }

    pub(super) const fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.iter()
    }

    fn get_mut(&mut self, centre: usize, reference: &str) -> Option<&mut T> {
        self.find(centre, reference).map(|place| &mut self.items[place])
    }
}

columns! {
    struct Admissions of IcuAdmission {
        IcuAdmission {
            centre_code: CentreCode,
            admission_ref: Ref,
            patient_ref: PatientRef,
            icu_admitted_at: WallTime,
            source: Source,
            at_risk_morbidity: bool,
        }
    }
}
columns! {
    struct Patients of Patient {
        Patient {
            centre_code: CentreCode,
            patient_ref: PatientRef,
            age_years: i64,
            sex_phenotypic: Sex,
            cfs: i64,
            premorbid_mobility: PremorbidMobility,
        }
    }
}
columns! {
    struct Pathways of RehabPathway {
        RehabPathway {
            centre_code: CentreCode,
            admission_ref: Ref,
            goals_agreed_at: WallTime,
            handover_includes_programme: bool,
            info_given_at: WallTime,
        }
    }
}
columns! {
    struct Discharges of Discharge {
        Discharge {
            centre_code: CentreCode,
            admission_ref: Ref,
            icu_discharged_at: WallTime,
            icu_outcome: IcuOutcome,
            death_at: WallTime,
            left_centre_at: WallTime,
            centre_outcome: CentreOutcome,
        }
    }
}

/// All stays by admission reference.
pub(super) fn read(tables: &dyn Tables, centres: &Centres) -> Result<ByReference<Stay>> {
    let patients = patients(tables, centres)?;
    let table = Admissions::read(tables)?;
    let mut stays = ByReference::new();
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        let (Some(centre), Some(admission)) = (place, table.admission_ref.get(row)) else { continue };
        let patient = table.patient_ref.get(row).and_then(|patient| patients.find(centre, patient));
        let person = patient.map(|at| *patients.get(at)).unwrap_or_default();
        let course = Course {
            frailty_recorded: person.frailty_recorded,
            mobility_recorded: person.mobility_recorded,
            admitted: table.icu_admitted_at.get(row),
            at_risk: table.at_risk_morbidity.get(row),
            ..Course::default()
        };
        let mix = Mix { came_from: table.source.get(row), ..person.mix };
        stays.push(centre, admission, Stay { age: mix.age, mix, course });
    }
    add_pathways(tables, centres, &mut stays)?;
    add_discharges(tables, centres, &mut stays)?;
    Ok(stays)
}

/// What is asked of a patient.
#[derive(Clone, Copy, Default)]
struct Person {
    mix: Mix,
    frailty_recorded: bool,
    mobility_recorded: bool,
}

fn patients(tables: &dyn Tables, centres: &Centres) -> Result<ByReference<Person>> {
    let table = Patients::read(tables)?;
    let mut patients = ByReference::new();
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        if let (Some(centre), Some(patient)) = (place, table.patient_ref.get(row)) {
            let person = Person {
                mix: Mix {
                    age: table.age_years.get(row),
                    sex: table.sex_phenotypic.get(row),
                    frailty: table.cfs.get(row),
                    came_from: None,
                },
                frailty_recorded: table.cfs.get(row).is_some(),
                mobility_recorded: table.premorbid_mobility.get(row).is_some(),
            };
            patients.push(centre, patient, person);
        }
    }
    Ok(patients)
}

fn add_pathways(tables: &dyn Tables, centres: &Centres, stays: &mut ByReference<Stay>) -> Result<()> {
    let table = Pathways::read(tables)?;
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        let stay = place.zip(table.admission_ref.get(row)).and_then(|(c, a)| stays.get_mut(c, a));
        if let Some(Stay { course, .. }) = stay {
            course.goals_agreed = table.goals_agreed_at.get(row);
            course.handover_includes_programme = table.handover_includes_programme.get(row);
            course.informed = table.info_given_at.get(row);
        }
    }
    Ok(())
}

fn add_discharges(tables: &dyn Tables, centres: &Centres, stays: &mut ByReference<Stay>) -> Result<()> {
    let table = Discharges::read(tables)?;
    for row in 0..table.rows() {
        let place = table.centre_code.get(row).and_then(|code| centres.find(code));
        let stay = place.zip(table.admission_ref.get(row)).and_then(|(c, a)| stays.get_mut(c, a));
        if let Some(Stay { course, .. }) = stay {
            course.left_icu = table.icu_discharged_at.get(row);
            course.icu_outcome = table.icu_outcome.get(row);
            course.death = table.death_at.get(row);
            course.left_centre = table.left_centre_at.get(row);
            course.centre_outcome = table.centre_outcome.get(row);
        }
    }
    Ok(())
}
