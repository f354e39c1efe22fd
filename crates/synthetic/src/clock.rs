//! Instants and the wall clock of a centre.
//!
//! The story is told in minutes of elapsed time, so that no duration is an hour long or short when the
//! clocks change; only reading and writing know the wall clock.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::cell::Cell;
use domain::time::WallTime;

pub(super) const HOUR: i64 = 60;
pub(super) const DAY: i64 = 24 * HOUR;
const SECONDS: i64 = 60;

/// An instant, in whole minutes since the Unix epoch.
pub(super) type Minute = i64;

/// The clock of one centre, which also knows when the extract was made.
#[derive(Clone)]
pub(super) struct Clock {
    zone: TimeZone,
    /// Nothing later is known.
    pub(super) extract: Minute,
}

impl Clock {
    pub(super) fn new(zone: TimeZone, extract: Minute) -> Self {
        Self { zone, extract }
    }

    /// The instant `minute` minutes into the wall-clock day `date`. Of a time that happens twice the first
    /// is meant; a time in the spring gap is moved forward by the hour that is missing.
    pub(super) fn at(&self, date: Date, minute: i64) -> Minute {
        instant(&self.zone, date.to_datetime(Time::midnight()).saturating_add(minute.minutes()))
    }

    pub(super) fn date(&self, at: Minute) -> Date {
        self.zone.to_datetime(timestamp(at)).date()
    }

    /// Minutes since local midnight, by the wall clock.
    pub(super) fn time_of_day(&self, at: Minute) -> i64 {
        let local = self.zone.to_datetime(timestamp(at));
        i64::from(local.hour()) * HOUR + i64::from(local.minute())
    }

    pub(super) fn known(&self, at: Minute) -> bool {
        at <= self.extract
    }

    /// A date-time cell.
    pub(super) fn write(&self, at: Minute) -> Cell {
        WallTime::at(timestamp(at), &self.zone).to_string().into()
    }

    /// As [`Clock::write`], but empty for an instant that has not come by the extract.
    pub(super) fn write_known(&self, at: Minute) -> Cell {
        if self.known(at) { self.write(at) } else { Cell::default() }
    }
}

/// The instant of a wall-clock time in `zone`; see [`Clock::at`] for times that come twice or never.
pub(super) fn instant(zone: &TimeZone, local: DateTime) -> Minute {
    zone.to_ambiguous_timestamp(local).compatible().map_or(0, |at| at.as_second().div_euclid(SECONDS))
}

fn timestamp(at: Minute) -> Timestamp {
    Timestamp::from_second(at.saturating_mul(SECONDS)).unwrap_or(Timestamp::MAX)
}
