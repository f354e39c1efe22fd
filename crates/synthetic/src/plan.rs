//! What to make: the seed, the period, the volume and the centres.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::{
    clock::{Clock, Minute},
    magnitudes::{ANNUAL_RUNS, ANNUAL_RUNS_ELSEWHERE},
};
use domain::{
    centre::{Centre, Directory},
    reference::{self, CycleDates, ReferenceError},
    time::WallTime,
};

/// What to make. Two equal plans give the same bytes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every draw descends from it.
    pub seed: u64,
    /// First date of the audit: nobody's ECMO starts earlier.
    pub from: Date,
    /// Last date of the last complete cycle: returns and organisation audits end here, patients at the
    /// extract.
    pub to: Date,
    /// When the extract was made, on the clock of Europe/London; nothing in the bundle is later.
    pub extract_at: WallTime,
    /// Multiplies every centre's volume: 1.0 for the network as it is, 100.0 for a load test.
    pub scale: f64,
    /// The centres that take part, with their designations.
    pub directory: Directory,
    /// Cycles whose organisation audits are made when they lie between `from` and `to`.
    pub cycles: Vec<CycleDates>,
    /// Version of the public-holiday calendar.
    pub calendar_version: String,
    holidays: BTreeSet<(String, Date)>,
}

impl Plan {
    /// The network's ten centres at their usual volume, with the reference tables that come with the audit.
    pub fn network(seed: u64, from: Date, to: Date, extract_at: WallTime) -> Result<Self, ReferenceError> {
        let holidays = reference::holidays(reference::HOLIDAYS)?;
        Ok(Self {
            seed,
            from,
            to,
            extract_at,
            scale: 1.0,
            directory: reference::directory(reference::CENTRES, reference::DESIGNATIONS)?,
            cycles: reference::cycles(reference::CYCLES)?,
            calendar_version: holidays.first().map_or_else(String::new, |day| day.calendar_version.clone()),
            holidays: holidays.into_iter().map(|day| (day.nation, day.date)).collect(),
        })
    }

    pub(super) fn clock(&self, centre: &Centre) -> Clock {
        Clock::new(centre.zone.clone(), self.extract())
    }

    pub(super) fn extract(&self) -> Minute {
        self.extract_at.instant().as_second().div_euclid(60)
    }

    /// Whether `centre` is designated for adult respiratory ECMO on `date`.
    pub(super) fn designated(&self, centre: &Centre, date: Date) -> bool {
        self.directory.designated(&centre.code, date)
    }

    /// A weekend or public holiday where `centre` is.
    pub(super) fn is_weekend(&self, centre: &Centre, date: Date) -> bool {
        matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
            || self.holidays.contains(&(centre.nation.clone(), date))
    }
}

/// Mean number of respiratory runs a year at `centre`.
pub(super) fn annual_runs(centre: &Centre) -> f64 {
    let known = ANNUAL_RUNS.iter().find(|(code, _)| *code == centre.code.as_str());
    known.map_or(ANNUAL_RUNS_ELSEWHERE, |(_, runs)| *runs)
}
