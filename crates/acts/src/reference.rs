//! Time and calendar, as acts need them.

use domain::reference::{Calendar, CycleDates};
use domain::time::WallTime;
use domain::value::Cell;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Acts;
use crate::error::{Error, Result};

/// The clock of bundles, and of times that are typed without a zone.
pub fn london() -> Result<TimeZone> {
    TimeZone::get("Europe/London").map_err(|error| Error::refused(error.to_string()))
}

/// The minute that has begun: what an extract is dated by.
pub fn minute_of(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second().div_euclid(60) * 60).unwrap_or(now)
}

/// A time on the clock of Europe/London, or an instant.
pub fn read_time(text: &str) -> Result<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let wall = WallTime::read(text, &london()?);
    wall.map(|time| time.instant()).map_err(|_| {
        Error::misnamed(format!(
            "“{text}” is not a time. Write it like 2026-10-15T12:00, on the clock of Europe/London."
        ))
    })
}

impl Acts {
    /// The dates of a cycle of the calendar.
    pub async fn cycle_dates(&self, id: &str) -> Result<CycleDates> {
        dates(&self.store().calendar().await?, id)
    }
}

fn dates(calendar: &Calendar, id: &str) -> Result<CycleDates> {
    let known = || calendar.cycles.iter().map(|cycle| cycle.id.as_str()).collect::<Vec<_>>().join(", ");
    let unknown = || Error::misnamed(format!("There is no cycle {id}. Cycles: {}.", known()));
    calendar.cycle(id).cloned().ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_an_instant_or_on_the_clock_of_london() {
        let instant = "2026-07-01T09:00:00Z".parse::<Timestamp>().unwrap();
        assert_eq!(read_time("2026-07-01T09:00:00Z").unwrap(), instant);
        assert_eq!(read_time("2026-07-01T10:00").unwrap(), instant);
        assert!(read_time("yesterday").unwrap_err().to_string().starts_with("“yesterday” is not a time."));
    }

    #[test]
    fn an_extract_is_dated_by_the_minute_that_has_begun() {
        let now = "2026-07-01T09:00:59.9Z".parse().unwrap();
        assert_eq!(minute_of(now).to_string(), "2026-07-01T09:00:00Z");
    }

    #[test]
    fn a_cycle_that_is_not_in_the_calendar_names_those_that_are() {
        let calendar = Calendar::shipped().unwrap();
        assert_eq!(dates(&calendar, "2026H1").unwrap().id, "2026H1");
        let sentence = dates(&calendar, "2026-1").unwrap_err().to_string();
        assert!(sentence.starts_with("There is no cycle 2026-1. Cycles: ") && sentence.contains("2026H1"));
    }
}
