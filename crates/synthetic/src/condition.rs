//! How a patient is from day to day: sedation, airway and mobility.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::{
    clock::{Clock, DAY, Minute},
    course::{Run, RunEnd, Stay},
    desk::{Case, Desk},
    dice::Dice,
    magnitudes::{
        DEEP_SEDATION, DEEP_SEDATION_AFTER, DEEP_SEDATION_DYING, DEEP_SEDATION_LATER, DEEP_SEDATION_RISING,
        SEDATION_LATER_FROM_DAY, SEDATION_PERSISTS,
    },
    mobility::Mobility,
    number::real,
};

/// Days from the start of ventilation to a tracheostomy: median and spread of the logarithm. Design.
const TRACHEOSTOMY_DAYS: (f64, f64) = (9.0, 0.45);
/// A stay that is never on a tube (awake ECMO). Design.
const NO_TUBE: f64 = 0.03;
const DEEP: &[(i64, f64)] = &[(-5, 0.37), (-4, 0.63)];
const LIGHT: &[(i64, f64)] = &[(-3, 0.06), (-2, 0.12), (-1, 0.25), (0, 0.42), (1, 0.11), (2, 0.04)];
const AIRWAY_AT_DISCHARGE: &[(&str, f64)] =
    &[("MASK", 0.39), ("SV_AIR", 0.36), ("TRACHE", 0.17), ("HFNO", 0.06), ("ETT", 0.02)];

/// One local date in critical care or on the ward after it.
#[derive(Clone, Copy)]
pub(super) struct Day {
    pub(super) rass: i64,
    /// Highest IMS that can be reached today.
    pub(super) ims: i64,
    /// Days since ECMO began here; `None` before it.
    pub(super) of_ecmo: Option<i64>,
}

/// The days of a stay and the airways in it.
pub(super) struct Days {
    days: BTreeMap<Date, Day>,
    /// From when on which airway; never empty.
    airways: Vec<(Minute, &'static str)>,
}

impl Days {
    pub(super) fn iter(&self) -> impl Iterator<Item = (Date, Day)> {
        self.days.iter().map(|(date, day)| (*date, *day))
    }

    pub(super) fn on(&self, date: Date) -> Option<Day> {
        self.days.get(&date).copied()
    }

    pub(super) fn airway_at(&self, at: Minute) -> &'static str {
        let current = self.airways.iter().rev().find(|(from, _)| *from <= at);
        current.or(self.airways.first()).map_or("ETT", |(_, airway)| airway)
    }

    pub(super) fn tube_at(&self, at: Minute) -> bool {
        is_tube(self.airway_at(at))
    }
}

pub(super) fn is_tube(airway: &str) -> bool {
    matches!(airway, "ETT" | "TRACHE")
}

/// The days from admission to leaving the centre, to the next stay, or to the extract.
pub(super) fn draw(desk: &Desk, case: &Case, dice: &mut Dice) -> Days {
    let stay = case.stay;
    let airways = airways(stay, dice);
    let survives = !stay.end.died_in_icu();
    let run = stay.runs.first();
    let mut teller = Teller {
        clock: &desk.clock,
        stay,
        mobility: Mobility::draw(run, days_on(stay), desk.habits.mobility, survives, dice),
        sedated: true,
        dice,
    };
    let last = stay.end.left.min(case.next_stay.unwrap_or(Minute::MAX)).min(desk.clock.extract);
    let (first, last) = (desk.clock.date(stay.admitted), desk.clock.date(last));
    let mut days = Days { days: BTreeMap::new(), airways };
    for date in first.series(1.day()).take_while(|date| *date <= last) {
        let day = teller.day(date, &days);
        days.days.insert(date, day);
    }
    days
}

/// Whole days of the first run's exposure.
fn days_on(stay: &Stay) -> i64 {
    stay.runs.first().map_or(0, |run| {
        let (start, end) = stay.exposure(run);
        (end - start) / DAY
    })
}

/// Tube, tracheostomy and the way off it.
fn airways(stay: &Stay, dice: &mut Dice) -> Vec<(Minute, &'static str)> {
    let last = dice.weighted(AIRWAY_AT_DISCHARGE);
    if dice.chance(NO_TUBE) {
        return vec![(stay.admitted, dice.weighted(&[("SV_AIR", 0.5), ("HFNO", 0.3), ("NIV", 0.2)]))];
    }
    let mut airways = vec![(stay.admitted, if dice.chance(0.08) { "TRACHE" } else { "ETT" })];
    let cut = stay.admitted + dice.span(TRACHEOSTOMY_DAYS, DAY);
    let off_support = stay.runs.last().map_or(stay.admitted, Run::over);
    let free = (!is_tube(last) && !stay.end.died_in_icu()).then(|| {
        off_support + super::number::whole(real(stay.end.icu - off_support) * (0.2 + 0.5 * dice.unit()))
    });
    let until = free.unwrap_or(stay.end.icu);
    if last != "ETT" && cut < until {
        airways.push((cut, "TRACHE"));
    }
    if let Some(free) =
        free.filter(|_| !matches!(stay.runs.last().map(|run| run.end), Some(RunEnd::Left { .. })))
    {
        airways.push((free, "HFNO"));
        airways.push((free + (stay.end.icu - free) / 3, last));
    }
    airways
}

struct Teller<'a> {
    clock: &'a Clock,
    stay: &'a Stay,
    mobility: Mobility,
    sedated: bool,
    dice: &'a mut Dice,
}

impl Teller<'_> {
    fn day(&mut self, date: Date, days: &Days) -> Day {
        let noon = self.clock.at(date, 12 * super::clock::HOUR);
        let of_ecmo = self.day_of_ecmo(date);
        let on = self.stay.run_at(noon).is_some();
        let rass = self.rass(noon, on, of_ecmo);
        let ims = if on {
            self.mobility.on_ecmo(of_ecmo.unwrap_or(0), rass, self.dice)
        } else if of_ecmo.is_none() && !self.stay.runs.is_empty() {
            0
        } else {
            // A tube that comes out during the day was in at the first contact.
            let tube = days.tube_at(noon - DAY / 2);
            self.mobility.after_ecmo(self.progress(noon), rass, tube, self.dice)
        };
        Day { rass, ims, of_ecmo }
    }

    /// Whole days since the last run that had begun by the end of `date`.
    fn day_of_ecmo(&self, date: Date) -> Option<i64> {
        let end = self.clock.at(date, DAY);
        let starts = self.stay.runs.iter().map(|run| self.stay.exposure(run).0);
        starts.filter(|start| *start < end).max().map(|start| (end - start) / DAY)
    }

    /// How far from the end of ECMO (0) to leaving critical care (1) and beyond, on the ward.
    fn progress(&self, at: Minute) -> f64 {
        let from = self
            .stay
            .runs
            .iter()
            .map(Run::over)
            .filter(|over| *over <= at)
            .max()
            .unwrap_or(self.stay.admitted);
        let whole = real((self.stay.end.icu - from).max(1));
        (real(at - from) / whole).clamp(0.0, 1.5)
    }

    fn rass(&mut self, noon: Minute, on: bool, of_ecmo: Option<i64>) -> i64 {
        let dying = self.stay.end.died_in_icu() && self.stay.end.icu - noon < 3 * DAY;
        let rising = on && of_ecmo.is_some_and(|day| self.mobility.rising(day));
        let share = match of_ecmo {
            _ if noon > self.stay.end.icu => 0.0,
            _ if dying => DEEP_SEDATION_DYING,
            Some(_) if !on => DEEP_SEDATION_AFTER,
            Some(_) if rising => DEEP_SEDATION_RISING,
            Some(day) if day >= SEDATION_LATER_FROM_DAY => DEEP_SEDATION_LATER,
            _ => DEEP_SEDATION,
        };
        if share == 0.0 || !self.dice.chance(SEDATION_PERSISTS) {
            self.sedated = self.dice.chance(share);
        }
        self.dice.weighted(if self.sedated { DEEP } else { LIGHT })
    }
}
