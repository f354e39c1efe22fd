//! Instants and dates at the border to the database.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::DeriveValueType;

/// An instant in whole milliseconds since 1970-01-01T00:00Z: the same number on every database, ordered
/// as a number, and hashed as a number in the audit chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, DeriveValueType)]
pub struct Millis(pub i64);

impl From<Timestamp> for Millis {
    fn from(instant: Timestamp) -> Self {
        Self(instant.as_millisecond())
    }
}

impl Millis {
    /// The instant; the end of time when the number is outside of it.
    pub(crate) fn instant(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// A date on its way in.
pub(crate) fn to_db(date: Date) -> Option<time::Date> {
    let month = time::Month::try_from(u8::try_from(date.month()).ok()?).ok()?;
    time::Date::from_calendar_date(date.year().into(), month, u8::try_from(date.day()).ok()?).ok()
}

/// A date on its way out.
pub(crate) fn from_db(date: time::Date) -> Option<Date> {
    Date::new(
        date.year().try_into().ok()?,
        u8::from(date.month()).try_into().ok()?,
        date.day().try_into().ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests;
