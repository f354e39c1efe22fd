//! A point in time on a centre's clock, in two whole numbers: what columns hold and millions of rows can bear.

use std::cmp::Ordering;

use domain::time::WallTime;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::clock::{DAY_MS, milliseconds, wall_clock};

/// An instant and what the clock on the wall showed. Ordered by the instant; dates are the wall's (G1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 in UTC.
    pub instant: i64,
    /// Milliseconds since 1970 of the wall clock.
    pub local: i64,
}

impl Moment {
    /// What a zone's clock shows at an instant.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        WallTime::at(instant, zone).into()
    }

    /// The date on the wall, in days since 1970.
    pub fn date(self) -> i32 {
        i32::try_from(self.local.div_euclid(DAY_MS)).unwrap_or(i32::MAX)
    }

    /// The clock on the wall.
    pub fn wall_clock(self) -> DateTime {
        wall_clock(self.local)
    }

    /// Whole minutes of elapsed time since `earlier`.
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.instant - earlier.instant).div_euclid(60_000)
    }
}

impl From<WallTime> for Moment {
    fn from(wall: WallTime) -> Self {
        Self { instant: wall.instant().as_millisecond(), local: milliseconds(wall.local()) }
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.instant, self.local).cmp(&(other.instant, other.local))
    }
}
