//! Months, or quarters where months are too thin.

use jiff::civil::Date;

use super::{facts::Measured, words};
use crate::{
    chart::Limits,
    indicators::{Counted, Kind, Point},
    statistics::{LEAST_DAYS, Signal, Xmr},
};

/// What a run chart shows, in time order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    pub quarterly: bool,
    pub observations: Vec<Observation>,
}

/// One month or quarter; its denominator is never 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observation {
    /// `October 2024`, `October to December 2024`
    pub label: String,
    /// As short as an axis needs: `October 2024`, `2024 Q4`.
    pub axis: String,
    /// First day of its last month.
    pub last: Date,
    pub n: u32,
    pub k: Option<u32>,
    pub value: f64,
    pub display: String,
}

/// A series with its control chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Charted {
    pub series: Series,
    pub chart: Xmr,
    /// As they are drawn, told and tabled.
    pub limits: Limits,
}

impl Charted {
    /// The network's series of an indicator; `None` with fewer than two points.
    pub(super) fn of(measured: &Measured) -> Option<Self> {
        // An organisational audit comes once a cycle: months of it are the same answer again.
        // Months without a rare event say nothing: what was counted between two does.
        // Medians of scores leap from one to the next: they have a chart around their median.
        let definition = &measured.definition;
        if definition.counts == Counted::Services || definition.rare || definition.kind == Kind::Median {
            return None;
        }
        let series = Series::of(&measured.months, &measured.quarters);
        let values: Vec<f64> = series.observations.iter().map(|seen| seen.value).collect();
        let (chart, limits) = measured.definition.kind.estimator().chart(&values)?;
        Some(Self { series, chart, limits })
    }

    /// Each observation with what it signals.
    pub(super) fn seen(&self) -> impl Iterator<Item = (&Observation, Option<Signal>)> {
        self.series.observations.iter().zip(self.chart.flags.iter().copied())
    }
}

impl Series {
    /// Months without records are passed over. One thin month puts quarters in the place of all months, so that points
    /// compare; a thin quarter that begins or ends the series says how much of it there is.
    pub(super) fn of(months: &[Point], quarters: &[Point]) -> Self {
        let quarterly = months.iter().any(|point| point.n < LEAST_DAYS);
        let observations = if quarterly {
            quarters.iter().filter_map(|point| quarter(point, months)).collect()
        } else {
            months.iter().filter_map(month).collect()
        };
        Self { quarterly, observations }
    }

    /// Name of the time step, in the singular.
    pub(super) fn step(&self) -> &'static str {
        if self.quarterly { "quarter" } else { "month" }
    }

    pub(super) fn heading(&self) -> &'static str {
        if self.quarterly { "Quarter" } else { "Month" }
    }
}

fn month(point: &Point) -> Option<Observation> {
    let label = words::month(point.month);
    observation(point, point.month, label.clone(), label)
}

/// A quarter, named by those of its months that the series holds.
fn quarter(point: &Point, months: &[Point]) -> Option<Observation> {
    let key = |date: Date| (date.year(), quarter_of(date));
    let mut own = months.iter().filter(|month| key(month.month) == key(point.month));
    let first = own.next()?;
    let last = own.next_back().unwrap_or(first);
    let label = if first.month == last.month {
        words::month(first.month)
    } else {
        format!("{} to {}", first.month.strftime("%B"), words::month(last.month))
    };
    observation(point, last.month, label, quarter_name(point.month))
}

fn observation(point: &Point, last: Date, label: String, axis: String) -> Option<Observation> {
    let (value, display) = (point.value?, point.display.clone()?);
    Some(Observation { label, axis, last, n: point.n, k: point.k, value, display })
}

/// `2026 Q2`
pub(super) fn quarter_name(date: Date) -> String {
    format!("{} Q{}", date.year(), quarter_of(date))
}

fn quarter_of(month: Date) -> i8 {
    (month.month() + 2) / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: i16, month: i8, k: u32, n: u32) -> Point {
        let value = (n > 0).then(|| f64::from(k) / f64::from(n));
        Point {
            month: jiff::civil::date(year, month, 1),
            n,
            k: Some(k),
            value,
            display: value.map(|value| format!("{value:.2}")),
        }
    }

    #[test]
    fn full_months_stay_months() {
        let series = Series::of(&[point(2025, 12, 9, 12), point(2026, 1, 10, 20)], &[]);
        assert!(!series.quarterly);
        assert_eq!(series.observations[1].label, "January 2026");
    }

    #[test]
    fn a_thin_month_makes_quarters() {
        let months =
            [point(2025, 11, 3, 4), point(2025, 12, 9, 40), point(2026, 1, 10, 20), point(2026, 2, 0, 0)];
        let series = Series::of(&months, &[point(2025, 11, 12, 44), point(2026, 1, 10, 20)]);
        assert_eq!(series.observations.len(), 2);
        assert_eq!(series.observations[0].label, "November to December 2025");
        assert_eq!((series.observations[0].k, series.observations[0].n), (Some(12), 44));
        assert_eq!(series.observations[1].axis, "2026 Q1");
    }

    #[test]
    fn empty_steps_are_passed_over() {
        assert!(Series::of(&[point(2026, 1, 0, 0)], &[point(2026, 1, 0, 0)]).observations.is_empty());
    }
}
