//! Dates and wall clocks as the whole numbers that columns hold.

use jiff::civil::{Date, DateTime, date};
use jiff::{Span, Unit};

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

const EPOCH: Date = date(1970, 1, 1);

/// Days since 1 January 1970.
pub fn days(date: Date) -> i32 {
    EPOCH.until((Unit::Day, date)).map_or(0, |span| span.get_days())
}

/// The date so many days after 1 January 1970.
pub fn date_of(days: i32) -> Date {
    EPOCH.saturating_add(Span::new().days(days))
}

/// Milliseconds of a wall clock since midnight of 1 January 1970 on that clock.
pub fn milliseconds(local: DateTime) -> i64 {
    let time = local.time();
    let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
    i64::from(days(local.date())) * DAY_MS + (minutes * 60 + i64::from(time.second())) * 1000
}

/// The wall clock of so many milliseconds.
pub fn wall_clock(milliseconds: i64) -> DateTime {
    EPOCH.at(0, 0, 0, 0).saturating_add(Span::new().milliseconds(milliseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_survives_the_way_there_and_back() {
        for text in
            ["1969-12-31T23:59:00", "1970-01-01T00:00:00", "2026-02-28T12:34:00", "2028-02-29T00:01:00"]
        {
            let local: DateTime = text.parse().unwrap();
            assert_eq!(wall_clock(milliseconds(local)), local);
            assert_eq!(date_of(days(local.date())), local.date());
        }
    }
}
