//! Dates and months. Instants are in [`crate::time`].

use std::fmt;

use jiff::civil;
use jiff::tz::TimeZone;

use super::{Cell, Fault};
use crate::spec::Kind;
use crate::time::Now;

/// A calendar date.
pub type Date = civil::Date;

impl Cell for Date {
    const KIND: Kind = Kind::Date;

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        read_date(text).ok_or(Fault::Date("date, like 2026-03-27"))
    }

    fn write(&self) -> String {
        self.to_string()
    }

    fn is_later(&self, now: &Now) -> bool {
        *self > now.today
    }
}

/// Reads `YYYY-MM-DD` and nothing else.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    Date::new(number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?).ok()
}

/// Reads plain ASCII digits.
pub(crate) fn number<T: TryFrom<i32>>(digits: &[u8]) -> Option<T> {
    let value = digits
        .iter()
        .try_fold(0_i32, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i32::from(byte - b'0')))?;
    T::try_from(value).ok()
}

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    /// The month that a date lies in.
    pub fn of(date: Date) -> Self {
        Self { first: date.first_of_month() }
    }

    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        read_date(&format!("{text}-01")).map(Self::of)
    }

    /// Its first date.
    pub const fn first(self) -> Date {
        self.first
    }

    /// Its last date.
    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// The month before; `None` at the beginning of the calendar.
    pub fn previous(self) -> Option<Self> {
        self.first.yesterday().ok().map(Self::of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl Cell for Month {
    const KIND: Kind = Kind::Month;

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        Self::parse(text).ok_or(Fault::Date("month, like 2026-03"))
    }

    fn write(&self) -> String {
        self.to_string()
    }

    /// Before it has begun.
    fn is_later(&self, now: &Now) -> bool {
        self.first() > now.today
    }
}
