//! Opportunity days and what happened on each (G4, G6).

use jiff::civil::Weekday;

use crate::clock::date_of;
use crate::contact::Contact;

/// One opportunity day of one run in scope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the frame")]
pub struct Day {
    /// The run's place.
    pub run: usize,
    /// Days since 1970.
    pub date: i32,
    /// Saturday, Sunday or a public holiday of the centre's nation (clarification 28).
    pub weekend: bool,
    /// A public holiday of the centre's nation.
    pub holiday: bool,
    /// Contacts on ECMO.
    pub contacts: u32,
    /// One of them was treated by physiotherapy.
    pub treated: bool,
    /// One of them had rehabilitation among its domains.
    pub rehab: bool,
    /// One of them was active.
    pub active: bool,
    /// Highest ICU Mobility Scale of the day on ECMO (G17).
    pub ims: Option<i64>,
    /// A decision not to treat was recorded with its reason.
    rest_documented: bool,
    /// Contacts not treated for a clinical contraindication.
    excusable_contacts: u32,
}

impl Day {
    /// A day on which nothing happened yet.
    pub(crate) fn new(run: usize, date: i32, holiday: bool) -> Self {
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

    pub(crate) fn add(&mut self, contact: &Contact) {
        self.contacts += 1;
        self.treated |= contact.is_treated();
        self.rehab |= contact.is_rehab();
        self.active |= contact.is_active();
        self.ims = self.ims.max(contact.ims);
        self.rest_documented |= contact.is_documented_rest();
        self.excusable_contacts += u32::from(contact.is_excusable());
    }

    /// Adds a daily mobility score.
    pub(crate) fn add_score(&mut self, ims: i64) {
        self.ims = self.ims.max(Some(ims));
    }

    /// There were contacts, and every one was a decision not to treat on clinical grounds (clarification 23).
    pub const fn is_excusable(&self) -> bool {
        self.contacts > 0 && self.excusable_contacts == self.contacts
    }

    /// Treated, or a decision not to treat with its reason (clarification 30).
    pub const fn is_documented(&self) -> bool {
        self.treated || self.rest_documented
    }
}

fn is_weekend(date: i32) -> bool {
    matches!(date_of(date).weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use domain::forms::physio_contact::{LedBy, NotTreated, Outcome};

    use super::*;
    use crate::samples::contact;

    fn day(contacts: &[Contact]) -> Day {
        let mut day = Day::new(0, 20_000, false);
        for contact in contacts {
            day.add(contact);
        }
        day
    }

    fn refused(reason: Option<NotTreated>) -> Contact {
        contact(Outcome::NotTreated, reason)
    }

    #[test]
    fn a_day_is_excusable_when_every_contact_is_a_clinical_refusal() {
        let clinical = refused(Some(NotTreated::Arrhythmia));
        assert!(day(&[clinical, clinical]).is_excusable());
        assert!(!day(&[clinical, contact(Outcome::AssessedOnly, None)]).is_excusable());
        assert!(!day(&[refused(Some(NotTreated::NoPtStaff))]).is_excusable());
        assert!(!day(&[]).is_excusable(), "a day without any contact is not excused");
    }

    #[test]
    fn an_assessment_alone_documents_nothing() {
        let treated = Contact {
            minutes: Some(20),
            led_by: Some(LedBy::Physiotherapist),
            ..contact(Outcome::Treated, None)
        };
        assert!(!day(&[contact(Outcome::AssessedOnly, None)]).is_documented());
        assert!(day(&[treated]).is_documented());
        assert!(day(&[refused(Some(NotTreated::NoPtStaff))]).is_documented());
        assert!(!day(&[refused(None)]).is_documented(), "a reason is needed");
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
