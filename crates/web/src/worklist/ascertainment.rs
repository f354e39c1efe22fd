//! Runs entered against the runs that the monthly returns declare, counted as indicator D01 does.

use std::collections::BTreeMap;

use domain::{
    Raw,
    check::{file::PatientFile, judge},
    reference::CycleDates,
    value::{Month, PatientRef},
};
use jiff::{civil::Date, tz::TimeZone};
use store::StoredRecord;

/// The youngest age in scope.
const ADULT: i64 = 16;

/// One month's respiratory runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthCount {
    pub month: Month,
    /// By the centre's monthly return; none has been entered yet otherwise.
    pub declared: Option<i64>,
    /// Runs in scope that began or arrived here on ECMO in the month.
    pub entered: i64,
}

/// The months of a cycle that have begun by `today`.
pub(crate) fn by_month(
    records: &[StoredRecord],
    cycle: &CycleDates,
    today: Date,
    zone: &TimeZone,
) -> Vec<MonthCount> {
    let declared = declared(records);
    let started = started(records, zone);
    months(cycle, today)
        .map(|month| MonthCount {
            month,
            declared: declared.get(&month).copied(),
            entered: started.get(&month).copied().unwrap_or(0),
        })
        .collect()
}

fn months(cycle: &CycleDates, today: Date) -> impl Iterator<Item = Month> {
    let end = cycle.end.min(today);
    let next = |month: &Month| month.last().tomorrow().ok().map(Month::of);
    std::iter::successors(Some(Month::of(cycle.start)), next).take_while(move |month| month.first() <= end)
}

fn declared(records: &[StoredRecord]) -> BTreeMap<Month, i64> {
    let read = |raw: &Raw, record: &StoredRecord| {
        let month = Month::parse(raw.get(record.form, "month"))?;
        Some((month, raw.get(record.form, "runs_started_resp").parse().ok()?))
    };
    let returns = records.iter().filter(|record| record.form.id == "ecmo_activity_return");
    returns.filter_map(|record| read(&record.raw, record)).collect()
}

/// Adult respiratory runs by the month in which they were first on ECMO here.
fn started(records: &[StoredRecord], zone: &TimeZone) -> BTreeMap<Month, i64> {
    let mut patients = BTreeMap::<&PatientRef, Vec<&StoredRecord>>::new();
    for record in records {
        if let Some(patient) = &record.patient {
            patients.entry(patient).or_default().push(record);
        }
    }
    let mut months = BTreeMap::new();
    for records in patients.into_values() {
        let read = |record: &&StoredRecord| judge::read(record.form, &record.raw, zone).0;
        let file = PatientFile::new(records.iter().map(read).enumerate());
        let age = file.patient.as_ref().and_then(|patient| patient.form.age_years.value());
        if age.is_none_or(|age| age < ADULT) {
            continue;
        }
        for run in file.run_dates().into_iter().filter(|run| run.respiratory) {
            *months.entry(Month::of(run.started)).or_default() += 1;
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worklist::samples::{cycle, record};

    const LONDON: &str = "Europe/London";

    /// A patient who came to critical care at a time, with flow since another.
    fn patient(age: &str, admitted: &str, flow: &str) -> Vec<StoredRecord> {
        vec![
            record("patient", &[("patient_ref", "7K2M9QX4J"), ("age_years", age)]),
            record("icu_admission", &[("admission_ref", "A1"), ("icu_admitted_at", admitted)]),
            record(
                "ecmo_run",
                &[("admission_ref", "A1"), ("run_no", "1"), ("support_type", "PULM"), ("time_on", flow)],
            ),
        ]
    }

    fn counts(records: &[StoredRecord]) -> Vec<(String, Option<i64>, i64)> {
        let zone = TimeZone::get(LONDON).unwrap();
        let counts = by_month(records, &cycle(), "2026-05-20".parse().unwrap(), &zone);
        counts.iter().map(|count| (count.month.to_string(), count.declared, count.entered)).collect()
    }

    #[test]
    fn a_retrieved_patient_counts_in_the_month_of_arrival() {
        let records = patient("45", "2026-05-01T02:00", "2026-04-30T23:00");
        assert_eq!(counts(&records), [("2026-04".to_owned(), None, 0), ("2026-05".to_owned(), None, 1)]);
    }

    #[test]
    fn a_return_is_set_against_the_runs_of_its_month() {
        let mut records = patient("45", "2026-04-10T02:00", "2026-04-10T23:00");
        records.push(record("ecmo_activity_return", &[("month", "2026-04"), ("runs_started_resp", "3")]));
        assert_eq!(counts(&records)[0], ("2026-04".to_owned(), Some(3), 1));
    }

    #[test]
    fn children_are_out_of_scope() {
        assert_eq!(counts(&patient("15", "2026-04-10T02:00", "2026-04-10T23:00"))[0].2, 0);
    }
}
