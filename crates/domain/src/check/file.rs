//! Everything one centre holds about one patient.

use std::collections::BTreeMap;

use super::{Around, Entry, into};
use crate::forms::physio_contact::ContactFacts;
use crate::forms::{
    AdverseEvent, Assessment, Discharge, EcmoRun, FollowUp, IcuAdmission, Patient, PhysioContact,
    RehabPathway,
};
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
    /// Records of forms that have no rules beside those of their own cells.
    pub others: Vec<Entry<Box<dyn Record>>>,
}

/// An admission with what belongs to it.
#[derive(Debug)]
pub struct AdmissionFile {
    pub admission: Entry<IcuAdmission>,
    pub runs: Vec<Entry<EcmoRun>>,
    pub contacts: Vec<Entry<PhysioContact>>,
    pub discharges: Vec<Entry<Discharge>>,
    pub pathways: Vec<Entry<RehabPathway>>,
    pub follow_ups: Vec<Entry<FollowUp>>,
    pub assessments: Vec<Entry<Assessment>>,
    pub events: Vec<Entry<AdverseEvent>>,
}

/// A form whose records stand on a shelf of their admission, because rules look at them there.
trait OfAdmission: Record + Sized {
    /// The admission that a record names.
    fn admission(&self) -> Option<&Ref>;

    /// Where the admission keeps them.
    fn shelf(under: &mut AdmissionFile) -> &mut Vec<Entry<Self>>;
}

macro_rules! shelves {
    ($($form:ident on $shelf:ident),+ $(,)?) => {
        $(impl OfAdmission for $form {
            fn admission(&self) -> Option<&Ref> {
                self.admission_ref.get()
            }

            fn shelf(under: &mut AdmissionFile) -> &mut Vec<Entry<Self>> {
                &mut under.$shelf
            }
        })+

        impl AdmissionFile {
            /// An admission to which nothing belongs yet.
            pub fn new(admission: Entry<IcuAdmission>) -> Self {
                Self { admission, $($shelf: Vec::new()),+ }
            }
        }

        /// Puts a record on the first shelf that takes it.
        const SHELVES: &[Place] = &[$(PatientFile::place::<$form>),+];
    };
}

/// Puts a record under its admission, or gives back one of another form.
type Place = fn(&mut PatientFile, usize, Box<dyn Record>, &Admissions) -> Option<Box<dyn Record>>;

/// The place of each admission in the file.
type Admissions = BTreeMap<Ref, usize>;

shelves! {
    EcmoRun on runs,
    PhysioContact on contacts,
    Discharge on discharges,
    RehabPathway on pathways,
    FollowUp on follow_ups,
    Assessment on assessments,
    AdverseEvent on events,
}

/// A run of an admission with its time on ECMO here.
#[derive(Debug, Clone, Copy)]
pub struct Exposed<'a> {
    pub run: &'a EcmoRun,
    pub exposure: Exposure,
}

impl AdmissionFile {
    /// The discharge form, when there is one.
    pub fn leaving(&self) -> Option<&Discharge> {
        self.discharges.first().map(|entry| &entry.form)
    }

    /// The contact that an event names.
    pub fn contact(&self, reference: &Ref) -> Option<&PhysioContact> {
        self.contacts.iter().map(|entry| &entry.form).find(|contact| contact.contact_ref.is(reference))
    }

    /// The follow-up that a measure names.
    pub fn follow_up(&self, number: i64) -> Option<&FollowUp> {
        self.follow_ups.iter().map(|entry| &entry.form).find(|review| review.follow_up_no.is(&number))
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
        let mut index = Admissions::new();
        let mut rest = Vec::new();
        for (at, record) in records {
            let any = record.as_any();
            if any.is::<Patient>() {
                file.patient = into(record).map(|form| Entry { at, form });
            } else if any.is::<IcuAdmission>() {
                file.admit(at, record, &mut index);
            } else {
                rest.push((at, record));
            }
        }
        for (at, record) in rest {
            let unplaced = SHELVES
                .iter()
                .try_fold(record, |record, place| place(&mut file, at, record, &index).ok_or(()));
            file.others.extend(unplaced.ok().map(|form| Entry { at, form }));
        }
        for admission in &mut file.admissions {
            admission.runs.sort_by_key(|entry| entry.form.run_no.value());
            admission.contacts.sort_by_key(|entry| (entry.form.start_at.value(), entry.at));
        }
        file
    }

    fn admit(&mut self, at: usize, record: Box<dyn Record>, index: &mut Admissions) {
        let Some(form) = into::<IcuAdmission>(record) else { return };
        if let Some(key) = form.admission_ref.get() {
            index.entry(key.clone()).or_insert(self.admissions.len());
        }
        self.admissions.push(AdmissionFile::new(Entry { at, form }));
    }

    fn place<F: OfAdmission>(
        &mut self,
        at: usize,
        record: Box<dyn Record>,
        index: &Admissions,
    ) -> Option<Box<dyn Record>> {
        if !record.as_any().is::<F>() {
            return Some(record);
        }
        let form = into::<F>(record)?;
        let place = form.admission().and_then(|admission| index.get(admission));
        if let Some(under) = place.and_then(|place| self.admissions.get_mut(*place)) {
            F::shelf(under).push(Entry { at, form });
        }
        None
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
}
