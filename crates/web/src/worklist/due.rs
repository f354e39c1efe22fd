//! Follow-up reviews that are due: the cohort of indicator O07, two to three months after critical care.

use jiff::{ToSpan, civil::Date, civil::DateTime};
use store::StoredRecord;

/// A review that nobody has recorded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FollowUpDue<'a> {
    pub admission: &'a str,
    /// The first day on which it counts.
    pub from: Date,
    /// The last day on which it counts.
    pub until: Date,
}

impl FollowUpDue<'_> {
    /// Whether its time has passed.
    pub(crate) fn is_overdue(&self, today: Date) -> bool {
        self.until < today
    }
}

/// Hours in critical care from which a review is offered.
const LONG_STAY: i64 = 96;

/// The reviews due by `today`, the longest due first.
pub(crate) fn follow_ups(records: &[StoredRecord], today: Date) -> Vec<FollowUpDue<'_>> {
    let discharges = records.iter().filter(|record| record.form.id == "discharge");
    let mut due: Vec<_> = discharges
        .filter_map(|discharge| due_after(discharge, records))
        .filter(|due| due.from <= today)
        .collect();
    due.sort_by_key(|due| due.until);
    due
}

fn due_after<'a>(discharge: &'a StoredRecord, records: &'a [StoredRecord]) -> Option<FollowUpDue<'a>> {
    let key = discharge.parent_key.as_deref()?;
    let admission = records.iter().find(|of| of.form.id == "icu_admission" && of.natural_key == key)?;
    let belongs = |form: &'static str| {
        records.iter().filter(move |of| of.form.id == form && of.parent_key.as_deref() == Some(key))
    };
    let (admitted, left) = (moment(admission, "icu_admitted_at")?, moment(discharge, "icu_discharged_at")?);
    let died = get(discharge, "icu_outcome") == "DIED" || !get(discharge, "death_at").is_empty();
    let at_risk = get(admission, "at_risk_morbidity") == "true";
    let is_long = left.duration_since(admitted).as_hours() > LONG_STAY;
    let is_settled = belongs("follow_up").any(is_settled);
    if died || !at_risk || !is_long || is_settled || belongs("ecmo_run").next().is_none() {
        return None;
    }
    let after = |months: i32| left.date().checked_add(months.months()).ok();
    Some(FollowUpDue { admission: key, from: after(2)?, until: after(3)? })
}

/// It was held, or it is known why not.
fn is_settled(follow_up: &StoredRecord) -> bool {
    get(follow_up, "window") == "FU_3M" && !matches!(get(follow_up, "status"), "" | "BOOKED")
}

fn get<'a>(record: &'a StoredRecord, name: &str) -> &'a str {
    record.raw.get(record.form, name)
}

fn moment(record: &StoredRecord, name: &str) -> Option<DateTime> {
    get(record, name).get(..16)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worklist::samples::record;

    fn survivor(discharged: &str, changes: &[(&str, &str)]) -> Vec<StoredRecord> {
        let mut discharge =
            vec![("admission_ref", "A1"), ("icu_discharged_at", discharged), ("icu_outcome", "WARD")];
        discharge.extend(changes);
        vec![
            record(
                "icu_admission",
                &[
                    ("admission_ref", "A1"),
                    ("icu_admitted_at", "2026-01-01T10:00"),
                    ("at_risk_morbidity", "true"),
                ],
            ),
            record("ecmo_run", &[("admission_ref", "A1"), ("run_no", "1")]),
            record("discharge", &discharge),
        ]
    }

    fn on(records: &[StoredRecord], day: &str) -> Vec<bool> {
        let day = day.parse().unwrap();
        follow_ups(records, day).iter().map(|due| due.is_overdue(day)).collect()
    }

    #[test]
    fn a_review_is_due_from_two_months_and_overdue_after_three() {
        let records = survivor("2026-01-31T10:00", &[]);
        assert!(on(&records, "2026-03-30").is_empty());
        assert_eq!(on(&records, "2026-03-31"), [false]);
        assert_eq!(on(&records, "2026-04-30"), [false]);
        assert_eq!(on(&records, "2026-05-01"), [true]);
    }

    #[test]
    fn the_dead_and_short_stays_have_none() {
        assert!(on(&survivor("2026-01-31T10:00", &[("icu_outcome", "DIED")]), "2026-06-01").is_empty());
        assert!(on(&survivor("2026-01-03T10:00", &[]), "2026-06-01").is_empty());
    }

    #[test]
    fn a_booking_does_not_settle_it_but_an_outcome_does() {
        let answered = |status| {
            let mut records = survivor("2026-01-31T10:00", &[]);
            let answers = [("admission_ref", "A1"), ("window", "FU_3M"), ("status", status)];
            records.push(record("follow_up", &answers));
            on(&records, "2026-06-01")
        };
        assert_eq!(answered("BOOKED"), [true]);
        assert!(answered("DECLINED").is_empty());
    }
}
