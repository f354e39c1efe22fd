//! Calendar weeks that a run spans whole (P13, clarification 29).

use jiff::civil::Weekday;

use crate::clock::date_of;
use crate::day::Day;

/// Monday to Sunday, all seven of them opportunity days of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// The run's place.
    pub run: usize,
    /// Its Sunday, which decides the period; days since 1970.
    pub sunday: i32,
    /// Treated days among the seven.
    pub treated_days: u8,
    /// Days with rehabilitation among the seven.
    pub rehab_days: u8,
}

impl Week {
    /// The weeks among the opportunity days of one run, which follow each other without a gap.
    pub(crate) fn of(days: &[Day]) -> impl Iterator<Item = Self> {
        days.windows(7).filter(|seven| is_sunday(seven[6].date)).map(|seven| Self {
            run: seven[6].run,
            sunday: seven[6].date,
            treated_days: count(seven, |day| day.treated),
            rehab_days: count(seven, |day| day.rehab),
        })
    }
}

fn is_sunday(date: i32) -> bool {
    date_of(date).weekday() == Weekday::Sunday
}

fn count(days: &[Day], test: impl Fn(&Day) -> bool) -> u8 {
    days.iter().filter(|day| test(day)).fold(0, |n, _| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::days;

    fn span(first: &str, dates: i32) -> Vec<Week> {
        let first = days(first.parse().unwrap());
        let days: Vec<Day> = (first..first + dates).map(|date| Day::new(0, date, false)).collect();
        Week::of(&days).collect()
    }

    #[test]
    fn a_week_is_whole_or_does_not_count() {
        assert!(span("2026-05-04", 6).is_empty(), "Monday to Saturday");
        assert_eq!(span("2026-05-04", 7).len(), 1, "Monday to Sunday");
        assert!(span("2026-05-05", 12).is_empty(), "Tuesday to Saturday of the next week");
    }

    #[test]
    fn its_days_are_counted_by_what_was_done() {
        let first = days("2026-05-04".parse().unwrap());
        let mut days: Vec<Day> = (first..first + 7).map(|date| Day::new(3, date, false)).collect();
        days[0].treated = true;
        days[1].treated = true;
        days[1].rehab = true;
        let week = Week { run: 3, sunday: first + 6, treated_days: 2, rehab_days: 1 };
        assert_eq!(Week::of(&days).collect::<Vec<_>>(), [week]);
    }
}
