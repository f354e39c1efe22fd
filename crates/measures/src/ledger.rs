//! Runs, opportunity days, contacts and events on ECMO, entered stay by stay.
//!
//! ```text
//! Stay ──► Ledger::enter(stay, extract) ──► runs │ episodes │ days │ contacts │ rehabilitation days │ weeks │ events
//! ```
//!
//! A [`Stay`] comes from typed records or from the columns of a snapshot: there are no other rules than those here.

use crate::contact::Contact;
use crate::day::Day;
use crate::episode::Episode;
use crate::event::{Event, EventOnEcmo};
use crate::exposure::Exposure;
use crate::moment::Moment;
use crate::rehab_day::RehabDay;
use crate::run::Run;
use crate::stay::{Score, Stay};
use crate::week::Week;

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
    /// Its date is an opportunity day of the run.
    pub on_opportunity_day: bool,
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
    /// Admissions with a run in scope, each once.
    pub episodes: Vec<Episode>,
    /// Dates of a run with rehabilitation.
    pub rehab_days: Vec<RehabDay>,
    /// Calendar weeks that a run spans whole.
    pub weeks: Vec<Week>,
    /// Adverse events on ECMO, each once.
    pub events: Vec<EventOnEcmo>,
}

impl Ledger {
    /// Measures a stay and enters it.
    pub fn enter(&mut self, stay: Stay<'_>, around: &Around<'_>) {
        let (first, first_contact) = (self.runs.len(), self.contacts.len());
        let mut begins = Vec::with_capacity(stay.runs.len());
        for facts in stay.runs {
            begins.push(self.days.len());
            self.enter_run(Run::new(*facts, stay.age, around.extract), around);
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
        for event in stay.events.iter().filter(|event| event.occurred.is_none_or(known)) {
            self.events.extend(self.on_ecmo(event, first, first_contact));
        }
        self.enter_wholes(first, first_contact, &begins);
        self.enter_episode(&stay, first, around.extract);
    }

    /// What days and contacts make together: weeks, and dates of rehabilitation.
    fn enter_wholes(&mut self, first: usize, first_contact: usize, begins: &[usize]) {
        for (place, begin) in (first..).zip(begins) {
            self.weeks.extend(Week::of(&self.days[*begin..begin + self.runs[place].opportunity_days]));
        }
        let first_day = self.rehab_days.len();
        for OnEcmo { run, contact, .. } in &self.contacts[first_contact..] {
            RehabDay::enter(&mut self.rehab_days, first_day, *run, contact);
        }
    }

    /// An admission is counted by its first run in scope.
    fn enter_episode(&mut self, stay: &Stay<'_>, first: usize, extract: Moment) {
        let in_scope = |run: &&Run| run.exposure().is_some();
        let left_on_ecmo = self.runs[first..].iter().filter(in_scope).any(|run| run.facts.left_on_ecmo);
        if let Some(place) = (first..self.runs.len()).find(|place| in_scope(&&self.runs[*place])) {
            self.runs[place].first_of_stay = true;
            self.episodes.push(Episode::of(stay, place, left_on_ecmo, extract));
        }
    }

    /// An event belongs to its contact, which decides phase and date; without one, its own time does (clarification 32).
    fn on_ecmo(&self, event: &Event, first: usize, first_contact: usize) -> Option<EventOnEcmo> {
        let found =
            |run, date, in_moving_contact| EventOnEcmo { run, date, in_moving_contact, event: *event };
        if event.names_contact {
            let own = |on: &&OnEcmo| Some(on.contact.at) == event.contact;
            let on = self.contacts[first_contact..].iter().find(own)?;
            return Some(found(on.run, on.contact.start.date(), Some(on.contact.is_moving())));
        }
        let occurred = event.occurred?;
        let holds = |run: &Run| run.exposure().is_some_and(|exposure| exposure.contains(occurred));
        let run = (first..self.runs.len()).find(|place| holds(&self.runs[*place]))?;
        Some(found(run, occurred.date(), None))
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
        run.add_score(contact.ims, contact.start);
        // The arrival date, and a last morning, are no opportunity days.
        let day = self.day(place, begin, contact.start.date());
        let on_opportunity_day = day.is_some();
        if let Some(day) = day {
            day.add(contact);
        }
        self.contacts.push(OnEcmo { run: place, on_opportunity_day, contact: *contact });
    }

    fn enter_score(&mut self, place: usize, begin: usize, score: Score) {
        let (run, date) = (&mut self.runs[place], score.taken.date());
        if run.exposure().is_some_and(|exposure| exposure.strictly_spans(date)) {
            run.add_score(Some(score.ims), score.taken);
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
    use crate::stay::Records;

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
