//! Everything one centre holds about one patient.

use std::any::Any;
use std::collections::BTreeMap;

use super::{
    Around, Entry, Found, Sink, admission, assessment, contact, contact_days, discharge, patient, run,
    runs_of_patient,
};
use crate::forms::physio_contact::ContactFacts;
use crate::forms::{Assessment, Discharge, EcmoRun, IcuAdmission, Patient, PhysioContact};
use crate::spec::Record;
use crate::time::WallTime;
use crate::value::Ref;

use super::activity::RunDates;
use super::exposure::Exposure;

/// A patient with all admissions at one centre.
#[derive(Debug, Default)]
pub struct PatientFile {
    pub patient: Option<Entry<Patient>>,
    pub admissions: Vec<AdmissionFile>,
}

/// An admission with what belongs to it.
#[derive(Debug)]
pub struct AdmissionFile {
    pub admission: Entry<IcuAdmission>,
    pub runs: Vec<Entry<EcmoRun>>,
    pub contacts: Vec<Entry<PhysioContact>>,
    pub assessments: Vec<Entry<Assessment>>,
    pub discharge: Option<Entry<Discharge>>,
}

/// A run of an admission with its time on ECMO here.
#[derive(Debug, Clone, Copy)]
pub struct Exposed<'a> {
    pub run: &'a EcmoRun,
    pub exposure: Exposure,
}

impl AdmissionFile {
    /// An admission to which nothing belongs yet.
    pub fn new(admission: Entry<IcuAdmission>) -> Self {
        Self { admission, runs: Vec::new(), contacts: Vec::new(), assessments: Vec::new(), discharge: None }
    }

    /// The discharge form, when there is one.
    pub fn leaving(&self) -> Option<&Discharge> {
        self.discharge.as_ref().map(|entry| &entry.form)
    }

    /// The runs whose start is known.
    pub fn exposed(&self) -> Vec<Exposed<'_>> {
        let of = |run| {
            Exposure::of(run, &self.admission.form, self.leaving()).map(|exposure| Exposed { run, exposure })
        };
        self.runs.iter().filter_map(|entry| of(&entry.form)).collect()
    }

    /// In critical care at a time, both ends included.
    pub fn in_icu(&self, time: &WallTime) -> bool {
        let admitted = self.admission.form.icu_admitted_at.value();
        let left = self.leaving().and_then(|leaving| leaving.icu_discharged_at.value());
        admitted.is_some_and(|admitted| admitted <= *time) && left.is_none_or(|left| *time <= left)
    }

    /// What a contact's conditions need to know.
    pub fn facts(
        &self,
        contact: &PhysioContact,
        exposed: &[Exposed<'_>],
        around: &Around<'_>,
    ) -> ContactFacts {
        let start = contact.start_at.value();
        ContactFacts {
            on_ecmo: start.is_some_and(|start| exposed.iter().any(|run| run.exposure.holds(&start))),
            in_icu: start.is_some_and(|start| self.in_icu(&start)),
            exported: around.exported,
        }
    }
}

impl PatientFile {
    /// Puts the records of one patient in order. A record whose admission is not among them is left out:
    /// its parent's absence is the caller's finding (K-PARENT).
    pub fn new(records: impl IntoIterator<Item = (usize, Box<dyn Record>)>) -> Self {
        let mut file = Self::default();
        let mut index = BTreeMap::<Ref, usize>::new();
        let mut rest = Vec::new();
        for (at, record) in records {
            match record.form().id {
                "patient" => file.patient = into(record).map(|form| Entry { at, form }),
                "icu_admission" => file.admit(at, record, &mut index),
                _ => rest.push((at, record)),
            }
        }
        for (at, record) in rest {
            file.place(at, record, &index);
        }
        for admission in &mut file.admissions {
            admission.runs.sort_by_key(|entry| entry.form.run_no.value());
            admission.contacts.sort_by_key(|entry| (entry.form.start_at.value(), entry.at));
        }
        file
    }

    fn admit(&mut self, at: usize, record: Box<dyn Record>, index: &mut BTreeMap<Ref, usize>) {
        let Some(form) = into::<IcuAdmission>(record) else { return };
        if let Some(key) = form.admission_ref.get() {
            index.entry(key.clone()).or_insert(self.admissions.len());
        }
        self.admissions.push(AdmissionFile::new(Entry { at, form }));
    }

    /// Puts a record under its admission.
    fn place(&mut self, at: usize, record: Box<dyn Record>, index: &BTreeMap<Ref, usize>) {
        match record.form().id {
            "ecmo_run" => {
                let Some(form) = into::<EcmoRun>(record) else { return };
                if let Some(under) = self.under(form.admission_ref.get(), index) {
                    under.runs.push(Entry { at, form });
                }
            }
            "physio_contact" => {
                let Some(form) = into::<PhysioContact>(record) else { return };
                if let Some(under) = self.under(form.admission_ref.get(), index) {
                    under.contacts.push(Entry { at, form });
                }
            }
            "assessment" => {
                let Some(form) = into::<Assessment>(record) else { return };
                if let Some(under) = self.under(form.admission_ref.get(), index) {
                    under.assessments.push(Entry { at, form });
                }
            }
            "discharge" => {
                let Some(form) = into::<Discharge>(record) else { return };
                if let Some(under) = self.under(form.admission_ref.get(), index) {
                    under.discharge.get_or_insert(Entry { at, form });
                }
            }
            _ => {}
        }
    }

    fn under(&mut self, admission: Option<&Ref>, index: &BTreeMap<Ref, usize>) -> Option<&mut AdmissionFile> {
        index.get(admission?).and_then(|place| self.admissions.get_mut(*place))
    }

    /// The dates of the runs that a monthly return counts.
    pub fn run_dates(&self) -> Vec<RunDates> {
        let of = |file: &AdmissionFile| -> Vec<RunDates> {
            let dates =
                |entry: &Entry<EcmoRun>| RunDates::of(&entry.form, &file.admission.form, file.leaving());
            file.runs.iter().filter_map(dates).collect()
        };
        self.admissions.iter().flat_map(of).collect()
    }

    /// Judges every record of the patient.
    pub fn check(&self, around: &Around<'_>) -> Vec<Found> {
        let mut sink = Sink::default();
        if let Some(entry) = &self.patient {
            sink.on(entry.at, |notes| patient::check(&entry.form, notes));
        }
        for file in &self.admissions {
            let exposed = file.exposed();
            admission::check(file, around, &mut sink);
            for entry in &file.runs {
                sink.on(entry.at, |notes| run::check(&entry.form, file, self, around, notes));
            }
            for entry in &file.contacts {
                sink.on(entry.at, |notes| contact::check(&entry.form, file, &exposed, around, notes));
            }
            for entry in &file.assessments {
                sink.on(entry.at, |notes| assessment::check(&entry.form, file, around, notes));
            }
            if let Some(entry) = &file.discharge {
                sink.on(entry.at, |notes| discharge::check(&entry.form, &file.admission.form, around, notes));
            }
        }
        runs_of_patient::check(self, &mut sink);
        contact_days::check(self, &mut sink);
        sink.into_found()
    }
}

/// The form's own struct of a record.
fn into<T: Record>(record: Box<dyn Record>) -> Option<T> {
    let any: Box<dyn Any> = record;
    any.downcast::<T>().ok().map(|form| *form)
}
