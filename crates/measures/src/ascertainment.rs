//! Runs entered against the runs that the monthly returns declare, counted as indicator D01 counts.

use std::collections::BTreeMap;

use domain::check::file::PatientFile;
use domain::forms::EcmoActivityReturn;
use domain::reference::CycleDates;
use domain::value::Month;
use jiff::civil::Date;

use crate::clock::date_of;
use crate::moment::Moment;
use crate::scope;

/// One month's respiratory runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    /// The month.
    pub month: Month,
    /// By the centre's monthly return; none has been entered yet otherwise.
    pub declared: Option<i64>,
    /// Runs in scope that began or arrived here on ECMO in the month.
    pub entered: i64,
}

/// The month in which a run counts: that of its start here (clarification 17).
pub fn month_of(start: Moment) -> Month {
    Month::of(date_of(start.date()))
}

/// The months of a cycle that have begun by now, on the centre's clock.
pub fn by_month<'r>(
    files: &[PatientFile],
    returns: impl IntoIterator<Item = &'r EcmoActivityReturn>,
    cycle: &CycleDates,
    now: Moment,
) -> Vec<MonthCount> {
    let mut entered = BTreeMap::<Month, i64>::new();
    for counted in files.iter().flat_map(|file| scope::counted(file, now)) {
        *entered.entry(month_of(counted.exposure.start)).or_default() += 1;
    }
    of_entered(&entered, returns, cycle, now)
}

/// The same of runs that were counted before, by month.
pub fn of_entered<'r>(
    entered: &BTreeMap<Month, i64>,
    returns: impl IntoIterator<Item = &'r EcmoActivityReturn>,
    cycle: &CycleDates,
    now: Moment,
) -> Vec<MonthCount> {
    let declared: BTreeMap<Month, i64> = returns.into_iter().filter_map(declared).collect();
    let count = |month: Month| MonthCount {
        month,
        declared: declared.get(&month).copied(),
        entered: entered.get(&month).copied().unwrap_or(0),
    };
    months(cycle, date_of(now.date())).map(count).collect()
}

/// The month of a return and the respiratory runs that it declares, when it says both.
pub fn declared(form: &EcmoActivityReturn) -> Option<(Month, i64)> {
    Some((form.month.value()?, form.runs_started_resp.value()?))
}

fn months(cycle: &CycleDates, today: Date) -> impl Iterator<Item = Month> {
    let end = cycle.end.min(today);
    let next = |month: &Month| month.last().tomorrow().ok().map(Month::of);
    std::iter::successors(Some(Month::of(cycle.start)), next).take_while(move |month| month.first() <= end)
}

#[cfg(test)]
mod tests {
    use domain::dictionary::Dictionary;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::samples::{Cells, cycle, file, london, raw, run_of};

    fn counts(
        records: &[Cells],
        returns: &[(&'static str, &'static str)],
    ) -> Vec<(String, Option<i64>, i64)> {
        let read = |(month, runs): &(&'static str, &'static str)| {
            let raw = raw("ecmo_activity_return", &[("month", month), ("runs_started_resp", runs)]);
            let (record, _) = domain::check::judge::read(
                Dictionary::shipped().form("ecmo_activity_return").unwrap(),
                &raw,
                &TimeZone::UTC,
            );
            record.as_any().downcast_ref::<EcmoActivityReturn>().unwrap().clone()
        };
        let returns: Vec<_> = returns.iter().map(read).collect();
        let files = [file(records, &[])];
        let counts = by_month(&files, &returns, &cycle(), london("2026-05-20T12:00"));
        counts.iter().map(|count| (count.month.to_string(), count.declared, count.entered)).collect()
    }

    #[test]
    fn a_retrieved_patient_counts_in_the_month_of_arrival() {
        let found = counts(&run_of("2026-05-01T02:00", "2026-04-30T23:00"), &[]);
        assert_eq!(found, [("2026-04".to_owned(), None, 0), ("2026-05".to_owned(), None, 1)]);
    }

    #[test]
    fn a_return_is_set_against_the_runs_of_its_month() {
        let found = counts(&run_of("2026-04-10T02:00", "2026-04-10T23:00"), &[("2026-04", "3")]);
        assert_eq!(found[0], ("2026-04".to_owned(), Some(3), 1));
    }
}
