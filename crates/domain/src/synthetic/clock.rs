//! Instants and the wall clock of a centre.
//!
//! The story is told in minutes of elapsed time, so that no duration is an hour long or short when the clocks change;
//! only reading and writing know the wall clock.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use super::table::Cell;

pub(super) const HOUR: i64 = 60;
pub(super) const DAY: i64 = 24 * HOUR;
const MINUTE_SECONDS: i64 = 60;

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

    /// The instant of a wall-clock time. Of a time that happens twice the first is meant; a time in the spring gap is
    /// moved forward by the hour that is missing.
    pub(super) fn read(&self, local: DateTime) -> Minute {
        instant(&self.zone, local)
    }

    /// The instant `minute` minutes into the wall-clock day `date`.
    pub(super) fn at(&self, date: Date, minute: i64) -> Minute {
        self.read(date.to_datetime(jiff::civil::Time::midnight()).saturating_add(minute.minutes()))
    }

    pub(super) fn local(&self, at: Minute) -> DateTime {
        self.zone.to_datetime(timestamp(at))
    }

    pub(super) fn date(&self, at: Minute) -> Date {
        self.local(at).date()
    }

    /// Minutes since local midnight.
    pub(super) fn time_of_day(&self, at: Minute) -> i64 {
        let local = self.local(at);
        i64::from(local.hour()) * HOUR + i64::from(local.minute())
    }

    pub(super) fn known(&self, at: Minute) -> bool {
        at <= self.extract
    }

    /// A date-time cell: the wall clock, with an offset only where the hour happens twice and the second is meant.
    pub(super) fn write(&self, at: Minute) -> Cell {
        let local = self.local(at);
        let text = local.strftime("%Y-%m-%dT%H:%M");
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Fold { after, .. } if self.read(local) != at => {
                let minutes = after.seconds() / 60;
                format!("{text}{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60).into()
            }
            _ => text.to_string().into(),
        }
    }

    /// As [`Clock::write`], but empty for an instant that has not come by the extract.
    pub(super) fn write_known(&self, at: Minute) -> Cell {
        if self.known(at) { self.write(at) } else { Cell::default() }
    }
}

/// The instant of a wall-clock time in `zone`, as [`Clock::read`].
pub(super) fn instant(zone: &TimeZone, local: DateTime) -> Minute {
    zone.to_ambiguous_timestamp(local).compatible().map_or(0, |t| t.as_second().div_euclid(MINUTE_SECONDS))
}

fn timestamp(at: Minute) -> Timestamp {
    Timestamp::from_second(at * MINUTE_SECONDS).unwrap_or(Timestamp::MAX)
}
