//! Opportunity days and what happened on each (G4, G6).

use super::calendar::{Calendar, is_weekend};
use super::centre::Centres;
use super::contact::Contact;
use super::run::Run;
use measures::Exposure;

/// One opportunity day of one run in scope.
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the frame")]
pub(super) struct Day {
    /// The run's place.
    pub(super) run: usize,
    /// Days since 1970.
    pub(super) date: i32,
    /// Saturday, Sunday or a public holiday of the centre's nation.
    pub(super) weekend: bool,
    pub(super) holiday: bool,
    pub(super) contacts: u32,
    pub(super) treated: bool,
    pub(super) rehab: bool,
    pub(super) active: bool,
    /// Highest ICU Mobility Scale of the day on ECMO (G17).
    pub(super) ims: Option<i64>,
    /// A decision not to treat was recorded with its reason.
    pub(super) rest_documented: bool,
    /// Contacts not treated for a clinical contraindication.
    excusable_contacts: u32,
}

impl Day {
    fn new(run: usize, date: i32, holiday: bool) -> Self {
        Self {
            run,
            date,
            weekend: holiday || is_weekend(date),
            holiday,
            contacts: 0,
            treated: false,
            rehab: false,
            active: false,
            ims: None,
            rest_documented: false,
            excusable_contacts: 0,
        }
    }

    fn add(&mut self, contact: &Contact) {
        self.contacts += 1;
        self.treated |= contact.treated;
        self.rehab |= contact.rehab;
        self.active |= contact.active;
        self.ims = self.ims.max(contact.ims);
        self.rest_documented |= contact.is_documented_rest();
        self.excusable_contacts += u32::from(contact.is_excusable());
    }

    /// There were contacts, and every one was a decision not to treat on clinical grounds.
    pub(super) const fn excusable(&self) -> bool {
        self.contacts > 0 && self.excusable_contacts == self.contacts
    }

    /// Treated, or a decision not to treat with its reason.
    pub(super) const fn documented(&self) -> bool {
        self.treated || self.rest_documented
    }
}

/// All opportunity days by run and date.
pub(super) struct Days {
    pub(super) list: Vec<Day>,
    /// Where each run's days begin; one more than runs.
    begins: Vec<usize>,
}

impl Days {
    pub(super) fn of(runs: &[Run], centres: &Centres, calendar: &Calendar) -> Self {
        let (mut list, mut begins) = (Vec::new(), vec![0]);
        for (place, run) in runs.iter().enumerate() {
            let nation = &centres.0[run.centre].nation;
            let dates = run.exposure().into_iter().flat_map(Exposure::opportunity_days);
            list.extend(dates.map(|date| Day::new(place, date, calendar.is_holiday(nation, date))));
            begins.push(list.len());
        }
        Self { list, begins }
    }

    /// How many opportunity days a run has.
    pub(super) fn count(&self, run: usize) -> usize {
        self.begins[run + 1] - self.begins[run]
    }

    /// Adds a contact to its day. The arrival date, and a last morning, are no opportunity days.
    pub(super) fn add(&mut self, contact: &Contact) {
        if let Some(day) = self.day(contact.run, contact.date) {
            day.add(contact);
        }
    }

    /// Adds a daily mobility score.
    pub(super) fn add_score(&mut self, run: usize, date: i32, ims: i64) {
        if let Some(day) = self.day(run, date) {
            day.ims = day.ims.max(Some(ims));
        }
    }

    fn day(&mut self, run: usize, date: i32) -> Option<&mut Day> {
        let days = &mut self.list[self.begins[run]..self.begins[run + 1]];
        let first = days.first()?.date;
        // A run's opportunity days follow each other without a gap.
        usize::try_from(date - first).ok().and_then(|offset| days.get_mut(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(outcome: &str, reason_class: Option<&'static str>) -> Contact {
        Contact {
            run: 0,
            reference: "C1".to_owned(),
            date: 20_000,
            outcome: outcome.to_owned(),
            treated: outcome == "TREATED",
            rehab: false,
            active: false,
            ims: None,
            minutes_rehab: None,
            safety_screen: None,
            reason: reason_class.map(str::to_owned),
            reason_class,
        }
    }

    fn day(contacts: &[Contact]) -> Day {
        let mut day = Day::new(0, 20_000, false);
        for contact in contacts {
            day.add(contact);
        }
        day
    }

    #[test]
    fn a_day_is_excusable_when_every_contact_is_a_clinical_refusal() {
        assert!(
            day(&[contact("NOT_TREATED", Some("CLIN")), contact("NOT_TREATED", Some("CLIN"))]).excusable()
        );
        assert!(!day(&[contact("NOT_TREATED", Some("CLIN")), contact("ASSESSED_ONLY", None)]).excusable());
        assert!(!day(&[contact("NOT_TREATED", Some("SVC"))]).excusable());
        assert!(!day(&[]).excusable(), "a day without any contact is not excused");
    }

    #[test]
    fn an_assessment_alone_documents_nothing() {
        assert!(!day(&[contact("ASSESSED_ONLY", None)]).documented());
        assert!(day(&[contact("TREATED", None)]).documented());
        assert!(day(&[contact("NOT_TREATED", Some("SVC"))]).documented());
        assert!(!day(&[contact("NOT_TREATED", None)]).documented(), "a reason is needed");
    }

    #[test]
    fn a_public_holiday_is_a_weekend_day() {
        // 4 October 2024 was a Friday.
        let weekend = |date, holiday| Day::new(0, date, holiday).weekend;
        assert_eq!(
            [weekend(20_000, false), weekend(20_001, false), weekend(20_000, true)],
            [false, true, true]
        );
    }
}
