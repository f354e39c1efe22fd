//! Runs, opportunity days and contacts on ECMO, entered patient by patient.
//!
//! ```text
//! Stay: age, runs, contacts, scores ──► Ledger::enter(stay, extract) ──► runs │ days │ contacts on ECMO, each in one list
//! ```
//!
//! A stay comes from typed records ([`Records::of`]) or from the columns of a snapshot: there are no other facts, and
//! no other rules, than those here.

use domain::check::file::AdmissionFile;
use domain::forms::assessment::Instrument;
use domain::forms::{Assessment, Patient};
use domain::instruments::ItemValue;

use crate::contact::Contact;
use crate::day::Day;
use crate::exposure::Exposure;
use crate::moment::Moment;
use crate::run::{Run, RunFacts};

/// A critical-care stay as it is measured.
#[derive(Clone, Copy, Debug)]
pub struct Stay<'a> {
    /// Completed years of the patient at the first run.
    pub age: Option<i64>,
    /// By run number.
    pub runs: &'a [RunFacts],
    /// In any order.
    pub contacts: &'a [Contact],
    /// In any order.
    pub scores: &'a [Score],
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
        let mut items = record.items.iter().filter(|_| is_daily);
        let item = items.find(|item| item.item.get().is_some_and(|item| item.as_str() == IMS_ITEM))?;
        let ItemValue::Number { score, fraction: false } = item.value.get()? else { return None };
        Some(Self { taken: record.taken_at.value()?.into(), ims: score.tenths() / 10 })
    }
}

/// A stay's facts read from typed records.
#[derive(Clone, Debug, Default)]
pub struct Records {
    age: Option<i64>,
    runs: Vec<RunFacts>,
    contacts: Vec<Contact>,
    scores: Vec<Score>,
}

impl Records {
    /// What the records of an admission say; each fact bears the mark of its record.
    pub fn of(patient: Option<&Patient>, admission: &AdmissionFile) -> Self {
        let run = |entry: &domain::check::Entry<_>| RunFacts::of(entry.at, &entry.form, admission);
        Self {
            age: patient.and_then(|patient| patient.age_years.value()),
            runs: admission.runs.iter().filter_map(run).collect(),
            contacts: admission
                .contacts
                .iter()
                .filter_map(|entry| Contact::of(entry.at, &entry.form))
                .collect(),
            scores: admission.assessments.iter().filter_map(|entry| Score::of(&entry.form)).collect(),
        }
    }

    /// The stay.
    pub fn stay(&self) -> Stay<'_> {
        Stay { age: self.age, runs: &self.runs, contacts: &self.contacts, scores: &self.scores }
    }
}

/// What a stay is measured by.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// Nothing later is known, on the centre's clock.
    pub extract: Moment,
    /// Whether a date, in days since 1970, is a public holiday where the centre is.
    pub is_holiday: &'a dyn Fn(i32) -> bool,
}

/// A contact in phase ON of a run in scope (G6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnEcmo {
    /// The run's place in the ledger.
    pub run: usize,
    /// The contact.
    pub contact: Contact,
}

/// What was measured of many stays, in the order in which they were entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// All runs, in scope or not.
    pub runs: Vec<Run>,
    /// The opportunity days of the runs in scope, run by run, by date.
    pub days: Vec<Day>,
    /// The contacts on ECMO; one that two runs hold stands twice.
    pub contacts: Vec<OnEcmo>,
}

impl Ledger {
    /// Measures a stay and enters it.
    pub fn enter(&mut self, stay: Stay<'_>, around: &Around<'_>) {
        let first = self.runs.len();
        let mut begins = Vec::with_capacity(stay.runs.len());
        for facts in stay.runs {
            begins.push(self.days.len());
            self.enter_run(Run::new(*facts, stay.age, around.extract), around);
        }
        if let Some(run) = self.runs[first..].iter_mut().find(|run| run.exposure().is_some()) {
            run.first_of_stay = true;
        }
        let known = |time: Moment| time.instant <= around.extract.instant;
        for contact in stay.contacts.iter().filter(|contact| known(contact.start)) {
            for (place, begin) in (first..).zip(&begins) {
                self.enter_contact(place, *begin, contact);
            }
        }
        for score in stay.scores.iter().filter(|score| known(score.taken)) {
            for (place, begin) in (first..).zip(&begins) {
                self.enter_score(place, *begin, *score);
            }
        }
    }

    fn enter_run(&mut self, mut run: Run, around: &Around<'_>) {
        let (place, begin) = (self.runs.len(), self.days.len());
        let dates = run.exposure().into_iter().flat_map(Exposure::opportunity_days);
        self.days.extend(dates.map(|date| Day::new(place, date, (around.is_holiday)(date))));
        run.opportunity_days = self.days.len() - begin;
        self.runs.push(run);
    }

    fn enter_contact(&mut self, place: usize, begin: usize, contact: &Contact) {
        let run = &mut self.runs[place];
        run.assessed_within_24h |= contact.is_assessment() && run.is_first_day(contact.start);
        if !run.exposure().is_some_and(|exposure| exposure.contains(contact.start)) {
            return;
        }
        run.add_score(contact.ims);
        self.contacts.push(OnEcmo { run: place, contact: *contact });
        // The arrival date, and a last morning, are no opportunity days.
        if let Some(day) = self.day(place, begin, contact.start.date()) {
            day.add(contact);
        }
    }

    fn enter_score(&mut self, place: usize, begin: usize, score: Score) {
        let (run, date) = (&mut self.runs[place], score.taken.date());
        if run.exposure().is_some_and(|exposure| exposure.strictly_spans(date)) {
            run.add_score(Some(score.ims));
            if let Some(day) = self.day(place, begin, date) {
                day.add_score(score.ims);
            }
        }
    }

    /// A run's day. Its opportunity days follow each other without a gap.
    fn day(&mut self, place: usize, begin: usize, date: i32) -> Option<&mut Day> {
        let days = &mut self.days[begin..begin + self.runs[place].opportunity_days];
        let first = days.first()?.date;
        usize::try_from(date - first).ok().and_then(|offset| days.get_mut(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{Cells, file, london, run_of};

    fn entered(records: &[Cells], extract: &str) -> Ledger {
        let file = file(records, &[]);
        let patient = file.patient.as_ref().map(|entry| &entry.form);
        let mut ledger = Ledger::default();
        let around = Around { extract: london(extract), is_holiday: &|_| false };
        for admission in &file.admissions {
            ledger.enter(Records::of(patient, admission).stay(), &around);
        }
        ledger
    }

    fn contact(
        reference: &'static str,
        start: &'static str,
        cells: &[(&'static str, &'static str)],
    ) -> Cells {
        let own = [
            ("admission_ref", "A1"),
            ("contact_ref", reference),
            ("start_at", start),
            ("outcome", "TREATED"),
        ];
        let led = [("delivered_by", "PT"), ("minutes", "30"), ("domain", "REHAB")];
        ("physio_contact", own.iter().chain(&led).chain(cells).copied().collect())
    }

    const LATER: &str = "2026-04-20T12:00";

    #[test]
    fn a_contact_is_entered_on_its_run_and_its_day() {
        let mut records = run_of("2026-04-10T02:00", "2026-04-10T20:00");
        records.push(contact("C1", "2026-04-12T09:00", &[("ims_achieved", "3")]));
        let ledger = entered(&records, LATER);
        assert_eq!((ledger.runs.len(), ledger.contacts.len(), ledger.days.len()), (1, 1, 10));
        let day = &ledger.days[1];
        assert_eq!((day.contacts, day.treated, day.rehab, day.ims), (1, true, true, Some(3)));
        assert_eq!(ledger.runs[0].max_ims, Some(3));
    }

    #[test]
    fn a_contact_on_the_arrival_date_is_on_ecmo_and_on_no_day() {
        let mut records = run_of("2026-04-10T02:00", "2026-04-10T03:00");
        records.push(contact("C1", "2026-04-10T09:00", &[("ims_achieved", "3")]));
        let ledger = entered(&records, LATER);
        assert_eq!(ledger.contacts.len(), 1);
        assert!(ledger.days.iter().all(|day| day.contacts == 0));
        assert_eq!(ledger.runs[0].max_ims, Some(3), "mobilised all the same (clarification 24)");
    }

    #[test]
    fn what_is_later_than_the_extract_is_not_known_yet() {
        let mut records = run_of("2026-04-10T02:00", "2026-04-10T03:00");
        records.push(contact("C1", "2026-04-12T09:00", &[]));
        let ledger = entered(&records, "2026-04-12T08:00");
        assert!(ledger.contacts.is_empty());
        assert!(!ledger.runs[0].is_closed());
    }

    #[test]
    fn a_daily_score_of_the_arrival_date_may_have_been_reached_before() {
        let score = |taken| {
            let mut records = run_of("2026-04-10T02:00", "2026-04-10T03:00");
            let cells = vec![
                ("admission_ref", "A1"),
                ("assessment_ref", "S1"),
                ("instrument", "IMS_DAILY"),
                ("taken_at", taken),
            ];
            records.push(("assessment", cells));
            records
        };
        // The item stands in a repeated group, so it is read apart.
        let file = file(&score("2026-04-12T20:00"), &[]);
        let records = Records::of(file.patient.as_ref().map(|entry| &entry.form), &file.admissions[0]);
        let max = |taken: &str| {
            let scores = [Score { taken: london(taken), ims: 4 }];
            let mut ledger = Ledger::default();
            let around = Around { extract: london(LATER), is_holiday: &|_| false };
            ledger.enter(Stay { scores: &scores, ..records.stay() }, &around);
            ledger.runs[0].max_ims
        };
        assert_eq!([max("2026-04-10T20:00"), max("2026-04-12T20:00")], [None, Some(4)]);
    }
}
