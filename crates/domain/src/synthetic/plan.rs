//! What to make: the seed, the period, the volume and the centres.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{
    clock::{Clock, Minute, instant},
    magnitudes,
};

/// A centre as the generator needs it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The directory's code of the centre.
    pub code: String,
    /// The nation, which decides the public holidays and the region of most patients.
    pub nation: String,
    pub zone: TimeZone,
    pub ecmo_beds: i64,
    pub l3_beds: i64,
    /// Days on which the centre is designated for adult respiratory ECMO; both ends included.
    pub designated: Vec<(Date, Option<Date>)>,
    /// Mean number of respiratory runs a year.
    pub annual_runs: f64,
}

impl Place {
    /// The dossier's mean number of runs of the centre called `code`.
    pub fn usual_volume(code: &str) -> f64 {
        let known = magnitudes::ANNUAL_RUNS.iter().find(|(centre, _)| *centre == code);
        known.map_or(magnitudes::ANNUAL_RUNS_ELSEWHERE, |(_, runs)| *runs)
    }

    pub(super) fn designated_on(&self, date: Date) -> bool {
        self.designated.iter().any(|(from, to)| *from <= date && to.is_none_or(|to| date <= to))
    }
}

/// What to make. Two equal plans give the same bytes.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    /// First date of the audit: nobody's ECMO starts earlier.
    pub from: Date,
    /// Last date of the last complete cycle: returns and organisation audits end here, patients at the extract.
    pub to: Date,
    /// Wall clock of `home` when the extract was made; nothing in the bundle is later.
    pub extract_at: DateTime,
    /// The zone of `extract_at`.
    pub home: TimeZone,
    /// Multiplies every centre's volume: 1.0 for the network as it is, 100.0 for a load test.
    pub scale: f64,
    pub places: Vec<Place>,
    /// Public holidays by nation.
    pub holidays: BTreeMap<String, BTreeSet<Date>>,
    pub calendar_version: String,
}

impl Plan {
    pub(super) fn extract(&self) -> Minute {
        instant(&self.home, self.extract_at)
    }

    pub(super) fn clock(&self, place: &Place) -> Clock {
        Clock::new(place.zone.clone(), self.extract())
    }

    /// A weekend or public holiday where `place` is.
    pub(super) fn is_weekend(&self, place: &Place, date: Date) -> bool {
        use jiff::civil::Weekday::{Saturday, Sunday};
        matches!(date.weekday(), Saturday | Sunday)
            || self.holidays.get(&place.nation).is_some_and(|days| days.contains(&date))
    }
}
