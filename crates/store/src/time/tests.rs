use jiff::civil::date;

use super::*;

#[test]
fn an_instant_is_kept_to_the_millisecond() {
    let instant: Timestamp = "2026-03-29T01:30:00.1239Z".parse().unwrap();
    let kept = Millis::from(instant);
    assert_eq!(kept, Millis(1_774_747_800_123));
    assert_eq!(kept.instant().to_string(), "2026-03-29T01:30:00.123Z");
}

#[test]
fn instants_before_1970_keep_their_order() {
    let before: Timestamp = "1969-12-31T23:59:59Z".parse().unwrap();
    assert!(Millis::from(before) < Millis(0));
    assert_eq!(Millis::from(before).instant(), before);
}

#[test]
fn a_number_that_is_no_instant_is_the_end_of_time() {
    assert_eq!(Millis(i64::MAX).instant(), Timestamp::MAX);
}

#[test]
fn a_date_comes_out_as_it_went_in() {
    for day in [date(2024, 2, 29), date(2026, 12, 31), date(1, 1, 1), date(9999, 12, 31)] {
        assert_eq!(from_db(to_db(day).unwrap()), Some(day));
    }
}
