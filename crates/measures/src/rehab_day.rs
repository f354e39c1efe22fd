//! Dates of a run on which rehabilitation was given, with its minutes (P10, P11, clarification 26).

use crate::contact::Contact;

/// One date of one run with a rehabilitation contact on ECMO, the arrival date included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RehabDay {
    /// The run's place.
    pub run: usize,
    /// Days since 1970.
    pub date: i32,
    /// Minutes of rehabilitation; `None` when those of one contact are missing.
    pub minutes: Option<i64>,
}

impl RehabDay {
    /// Enters a contact of a run among the run's days.
    pub(crate) fn enter(days: &mut Vec<Self>, first: usize, run: usize, contact: &Contact) {
        if !contact.is_rehab() {
            return;
        }
        let (date, minutes) = (contact.start.date(), contact.minutes_rehab());
        match days[first..].iter_mut().find(|day| (day.run, day.date) == (run, date)) {
            Some(day) => day.minutes = day.minutes.zip(minutes).map(|(sum, more)| sum + more),
            None => days.push(Self { run, date, minutes }),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::forms::physio_contact::{LedBy, Outcome};

    use super::*;
    use crate::contact::Domains;
    use crate::samples::contact;

    fn rehab(minutes: Option<i64>) -> Contact {
        Contact {
            minutes: Some(60),
            minutes_of_rehab: minutes,
            led_by: Some(LedBy::Physiotherapist),
            domains: Domains { resp: true, rehab: true },
            ..contact(Outcome::Treated, None)
        }
    }

    fn entered(contacts: &[Contact]) -> Vec<Option<i64>> {
        let mut days = Vec::new();
        for contact in contacts {
            RehabDay::enter(&mut days, 0, 0, contact);
        }
        days.iter().map(|day| day.minutes).collect()
    }

    #[test]
    fn the_minutes_of_a_date_are_summed() {
        assert_eq!(entered(&[rehab(Some(20)), rehab(Some(25))]), [Some(45)]);
    }

    #[test]
    fn one_contact_without_minutes_leaves_the_date_without() {
        assert_eq!(entered(&[rehab(Some(20)), rehab(None), rehab(Some(5))]), [None]);
    }

    #[test]
    fn a_date_without_rehabilitation_is_none() {
        let respiratory = Contact { domains: Domains { resp: true, rehab: false }, ..rehab(Some(20)) };
        assert!(entered(&[respiratory]).is_empty());
    }
}
