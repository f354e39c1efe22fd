//! A critical-care stay as it is measured: the facts that every measure is made from.
//!
//! A stay comes from typed records ([`Records::of`]) or from the columns of a snapshot: there are no other facts.

use domain::check::file::AdmissionFile;
use domain::forms::assessment::Instrument;
use domain::forms::{Assessment, Patient};
use domain::instruments::ItemValue;

use crate::contact::Contact;
use crate::course::Course;
use crate::event::Event;
use crate::graded::Graded;
use crate::moment::Moment;
use crate::review::Review;
use crate::run::RunFacts;

/// A critical-care stay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stay<'a> {
    /// Completed years of the patient at the first run.
    pub age: Option<i64>,
    /// Admission, goals, leaving.
    pub course: Course,
    /// By run number.
    pub runs: &'a [RunFacts],
    /// In any order.
    pub contacts: &'a [Contact],
    /// In any order.
    pub scores: &'a [Score],
    /// In any order.
    pub graded: &'a [Graded],
    /// In any order.
    pub reviews: &'a [Review],
    /// In any order.
    pub events: &'a [Event],
}

impl Stay<'_> {
    /// Every mobility score, whoever took it, with its instant (clarification 15).
    pub fn observations(&self) -> impl Iterator<Item = (Moment, i64)> {
        let of_contacts = self.contacts.iter().filter_map(|contact| Some((contact.start, contact.ims?)));
        of_contacts.chain(self.scores.iter().map(|score| (score.taken, score.ims)))
    }
}

/// A daily mobility score taken by any member of staff (`IMS_DAILY`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// When.
    pub taken: Moment,
    /// ICU Mobility Scale, 0 to 10.
    pub ims: i64,
}

/// The item of the instrument `IMS_DAILY`.
pub const IMS_ITEM: &str = "ims";

impl Score {
    /// The score of an assessment; `None` of another instrument, or without a time or a value.
    pub fn of(record: &Assessment) -> Option<Self> {
        let is_daily = record.instrument.is(&Instrument::ImsDaily);
        let item = record.item(IMS_ITEM).filter(|_| is_daily)?;
        Some(Self { taken: record.taken_at.value()?.into(), ims: whole(item)? })
    }
}

/// A score without a fraction.
pub fn whole(item: ItemValue) -> Option<i64> {
    let ItemValue::Number { score, fraction: false } = item else { return None };
    Some(score.tenths() / 10)
}

/// A stay's facts read from typed records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    age: Option<i64>,
    course: Course,
    runs: Vec<RunFacts>,
    contacts: Vec<Contact>,
    scores: Vec<Score>,
    graded: Vec<Graded>,
    reviews: Vec<Review>,
    events: Vec<Event>,
}

impl Records {
    /// What the records of an admission say; each fact bears the mark of its record.
    pub fn of(patient: Option<&Patient>, admission: &AdmissionFile) -> Self {
        let contact = |reference: &str| {
            let mut contacts = admission.contacts.iter();
            let is_it = |entry: &&domain::check::Entry<domain::forms::PhysioContact>| {
                entry.form.contact_ref.get().is_some_and(|own| own.as_str() == reference)
            };
            contacts.find(is_it).map(|entry| entry.at)
        };
        Self {
            age: patient.and_then(|patient| patient.age_years.value()),
            course: Course::of(patient, admission),
            runs: admission
                .runs
                .iter()
                .filter_map(|entry| RunFacts::of(entry.at, &entry.form, admission))
                .collect(),
            contacts: admission
                .contacts
                .iter()
                .filter_map(|entry| Contact::of(entry.at, &entry.form))
                .collect(),
            scores: admission.assessments.iter().filter_map(|entry| Score::of(&entry.form)).collect(),
            graded: admission.assessments.iter().filter_map(|entry| Graded::of(&entry.form)).collect(),
            reviews: admission.follow_ups.iter().map(|entry| Review::of(&entry.form)).collect(),
            events: admission.events.iter().map(|entry| Event::of(entry.at, &entry.form, contact)).collect(),
        }
    }

    /// The stay.
    pub fn stay(&self) -> Stay<'_> {
        Stay {
            age: self.age,
            course: self.course,
            runs: &self.runs,
            contacts: &self.contacts,
            scores: &self.scores,
            graded: &self.graded,
            reviews: &self.reviews,
            events: &self.events,
        }
    }
}
