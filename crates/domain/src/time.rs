//! Time on a run: wall clocks, instants, exposure and opportunity days (rules G1–G5).

use std::fmt;

use jiff::civil::{self, Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Span, Timestamp};

use crate::spec::Kind;
use crate::value::{Cell, Fault, when_digits, when_read_date};

/// A centre's wall clock, to the minute, and the instant it stood for (rule G1).
///
/// Elapsed time is counted between instants; dates are those of the wall clock. Two wall times are
/// ordered by their instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WallTime {
    local: DateTime,
    instant: Timestamp,
    second: bool,
}

impl WallTime {
    /// The wall time of an instant in a zone.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(instant);
        let second = matches!(
            zone.to_ambiguous_timestamp(local).offset(),
            AmbiguousOffset::Fold { after, .. } if zone.to_offset(instant) == after
        );
        Self { local, instant, second }
    }

    /// The instant of a wall clock. A time that comes twice is the first one unless `second`.
    pub fn of(local: DateTime, second: bool, zone: &TimeZone) -> Result<Self, Fault> {
        let (offset, second) = match zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, false),
            AmbiguousOffset::Gap { .. } => return Err(Fault::Gap),
            AmbiguousOffset::Fold { before, after } => (if second { after } else { before }, second),
        };
        let instant = offset.to_timestamp(local).map_err(|_| Fault::Date(PATTERN))?;
        Ok(Self { local, instant, second })
    }

    /// The wall clock.
    pub const fn local(&self) -> DateTime {
        self.local
    }

    /// The instant.
    pub const fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The date on the wall: the audit date.
    pub fn date(&self) -> Date {
        self.local.date()
    }

    /// Minutes from `earlier` to this instant; negative when this one is earlier.
    pub fn minutes_since(&self, earlier: &Self) -> i64 {
        (self.instant.as_second() - earlier.instant.as_second()).div_euclid(60)
    }
}

impl PartialOrd for WallTime {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WallTime {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.instant.cmp(&other.instant)
    }
}

const PATTERN: &str = "date and time, like 2026-03-27T22:10";

impl fmt::Display for WallTime {
    /// `YYYY-MM-DDTHH:MM`, with the offset only where the wall clock alone would mean another instant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.local.time();
        write!(f, "{}T{:02}:{:02}", self.local.date(), time.hour(), time.minute())?;
        if self.second {
            let minutes = (self.as_if_utc() - self.instant.as_second()) / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)?;
        }
        Ok(())
    }
}

impl WallTime {
    /// Seconds of the wall clock read as if it were UTC.
    fn as_if_utc(&self) -> i64 {
        Offset::UTC.to_timestamp(self.local).map_or(0, Timestamp::as_second)
    }
}

impl Cell for WallTime {
    const KIND: Kind = Kind::WallTime;

    fn read(text: &str, zone: &TimeZone) -> Result<Self, Fault> {
        let wrong = || Fault::Date(PATTERN);
        let (wall, offset) = text.split_at_checked(16).ok_or_else(wrong)?;
        let local = read_wall(wall).ok_or_else(wrong)?;
        if offset.is_empty() {
            return Self::of(local, false, zone);
        }
        let offset = read_offset(offset).ok_or_else(wrong)?;
        [false, true]
            .into_iter()
            .filter_map(|second| Self::of(local, second, zone).ok())
            .find(|time| time.as_if_utc() - time.instant.as_second() == offset)
            .ok_or_else(|| Self::of(local, false, zone).err().unwrap_or(Fault::Offset))
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn is_later(&self, now: &Now) -> bool {
        self.instant > now.instant
    }
}

/// Now, as the one who judges a record knows it.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Nothing may be later.
    pub instant: jiff::Timestamp,
    /// The date by the clock of the record's centre.
    pub today: jiff::civil::Date,
}

/// Reads `YYYY-MM-DDTHH:MM`.
fn read_wall(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once('T')?;
    let bytes = time.as_bytes();
    if bytes.len() != 5 || bytes[2] != b':' {
        return None;
    }
    let time = civil::Time::new(when_digits(&bytes[..2])?, when_digits(&bytes[3..])?, 0, 0).ok()?;
    Some(when_read_date(date)?.to_datetime(time))
}

/// Reads `+01:00` as seconds.
fn read_offset(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes): (i64, i64) = (when_digits(&bytes[1..3])?, when_digits(&bytes[4..])?);
    let seconds = hours * 3600 + minutes * 60;
    match bytes[0] {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// Opportunity days of a run exposed from `start` to `end` (rule G4): the local dates after that of the
/// start, up to that of the end, which counts only from noon on.
///
/// ```
/// # use domain::time::opportunity_days;
/// let day = |text: &str| text.parse().unwrap();
/// let days: Vec<_> = opportunity_days(day("2026-03-27T22:10"), day("2026-03-30T11:59")).collect();
/// assert_eq!(days.len(), 2);
/// ```
pub fn opportunity_days(start: DateTime, end: DateTime) -> impl Iterator<Item = Date> {
    let noon = civil::time(12, 0, 0, 0);
    let last = if end.time() >= noon { Some(end.date()) } else { end.date().yesterday().ok() };
    let first = start.date().tomorrow().ok();
    first
        .into_iter()
        .flat_map(|first| first.series(Span::new().days(1)))
        .take_while(move |date| last.is_some_and(|last| *date <= last))
}

/// The date `months` later, clamped to the month's end.
pub fn add_months(date: Date, months: i32) -> Option<Date> {
    date.checked_add(Span::new().months(months)).ok()
}

/// When the 3-month review counts as one (O07): the first and the last date, 2 to 3 calendar months after the date of
/// leaving critical care.
pub fn review_window(left: Date) -> Option<(Date, Date)> {
    Some((add_months(left, 2)?, add_months(left, 3)?))
}

#[cfg(test)]
mod tests;
