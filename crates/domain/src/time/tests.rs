use jiff::tz::TimeZone;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::value::Cell;

fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap()
}

fn wall(text: &str) -> WallTime {
    WallTime::read(text, &london()).unwrap()
}

fn hours(start: &WallTime, end: &WallTime) -> String {
    let seconds = end.instant().as_second() - start.instant().as_second();
    format!("{:.2}", f64::from(i32::try_from(seconds).unwrap()) / 3600.0)
}

/// Appendix A of the data dictionary.
#[rstest]
#[case::spring_before_noon("2026-03-27T22:10", "2026-03-30T11:59", "60.82", &["2026-03-28", "2026-03-29"])]
#[case::spring_at_noon("2026-03-27T22:10", "2026-03-30T12:00", "60.83", &["2026-03-28", "2026-03-29", "2026-03-30"])]
#[case::autumn("2026-10-24T23:30", "2026-10-25T23:30", "25.00", &["2026-10-25"])]
#[case::autumn_first("2026-10-24T01:30", "2026-10-25T01:30", "24.00", &[])]
#[case::autumn_second("2026-10-24T01:30", "2026-10-25T01:30+00:00", "25.00", &[])]
#[case::one_date("2026-05-04T09:00", "2026-05-04T20:00", "11.00", &[])]
#[case::new_year("2026-12-31T23:59", "2027-01-02T13:00", "37.02", &["2027-01-01", "2027-01-02"])]
fn appendix_a(#[case] start: &str, #[case] end: &str, #[case] elapsed: &str, #[case] days: &[&str]) {
    let (start, end) = (wall(start), wall(end));
    assert_eq!(hours(&start, &end), elapsed);
    let found: Vec<_> = opportunity_days(start.local(), end.local()).map(|date| date.to_string()).collect();
    assert_eq!(found, days);
}

#[test]
fn a_time_that_comes_twice_is_the_first_unless_told() {
    assert_eq!(wall("2026-10-25T01:30").instant().to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(wall("2026-10-25T01:30+00:00").instant().to_string(), "2026-10-25T01:30:00Z");
    assert_eq!(wall("2026-10-25T01:30+00:00").to_string(), "2026-10-25T01:30+00:00");
    assert_eq!(wall("2026-10-25T01:30+01:00").to_string(), "2026-10-25T01:30");
}

#[rstest]
#[case("2026-03-29T01:30", Fault::Gap)]
#[case("2026-06-01T10:00+00:00", Fault::Offset)]
#[case("2026-06-01T24:00", Fault::Date(PATTERN))]
#[case("2026-06-01T10:00:00", Fault::Date(PATTERN))]
#[case("2026-06-01", Fault::Date(PATTERN))]
#[case("2026-02-31T10:00", Fault::Date(PATTERN))]
#[case("2026-06-01 10:00", Fault::Date(PATTERN))]
fn refuses(#[case] text: &str, #[case] fault: Fault) {
    assert_eq!(WallTime::read(text, &london()), Err(fault));
}

#[rstest]
#[case("2025-11-30", 3, "2026-02-28")]
#[case("2024-11-30", 3, "2025-02-28")]
#[case("2026-01-31", 1, "2026-02-28")]
fn months_are_clamped_to_the_months_end(#[case] date: &str, #[case] months: i32, #[case] to: &str) {
    assert_eq!(add_months(date.parse().unwrap(), months).unwrap().to_string(), to);
}

/// Minutes around the two clock changes of 2026, as instants.
fn around_a_change() -> impl Strategy<Value = i64> {
    let spring = "2026-03-29T01:00:00Z".parse::<Timestamp>().unwrap().as_second() / 60;
    let autumn = "2026-10-25T01:00:00Z".parse::<Timestamp>().unwrap().as_second() / 60;
    prop_oneof![Just(spring), Just(autumn)].prop_flat_map(|change| (change - 4 * 1440)..(change + 4 * 1440))
}

proptest! {
    #[test]
    fn every_instant_survives_its_wall_clock(minute in around_a_change()) {
        let time = WallTime::at(Timestamp::from_second(minute * 60).unwrap(), &london());
        prop_assert_eq!(WallTime::read(&time.to_string(), &london()), Ok(time));
    }

    #[test]
    fn opportunity_days_depend_on_the_wall_clock_alone(
        start in around_a_change(), length in 0_i64..(20 * 1440)
    ) {
        let start = WallTime::at(Timestamp::from_second(start * 60).unwrap(), &london());
        let end = WallTime::at(Timestamp::from_second(start.instant().as_second() + length * 60).unwrap(), &london());
        let days: Vec<_> = opportunity_days(start.local(), end.local()).collect();
        // A day the clock counts, never an hour the sun does.
        let between = (end.date() - start.date()).get_days();
        let last_counts = end.local().time() >= civil::time(12, 0, 0, 0);
        let expected = if between == 0 { 0 } else { between - i32::from(!last_counts) };
        prop_assert_eq!(i32::try_from(days.len()).unwrap(), expected);
        prop_assert!(days.iter().all(|day| *day > start.date() && *day <= end.date()));
    }

    #[test]
    fn a_later_end_never_takes_a_day_away(start in around_a_change(), a in 0_i64..30_000, b in 0_i64..30_000) {
        let start = WallTime::at(Timestamp::from_second(start * 60).unwrap(), &london());
        let end = |length: i64| WallTime::at(Timestamp::from_second(start.instant().as_second() + length * 60).unwrap(), &london());
        let count = |length| opportunity_days(start.local(), end(length).local()).count();
        prop_assert!(count(a.min(b)) <= count(a.max(b)));
    }
}
