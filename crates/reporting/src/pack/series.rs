//! Months, or quarters where months are too thin.

use jiff::civil::Date;

use super::words;
use crate::indicators::{Point, Sum};

/// Fewer records than this in a month say nothing about it.
const LEAST: u32 = 12;

/// What a run chart shows, in time order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    pub quarterly: bool,
    pub observations: Vec<Observation>,
}

/// `k` of `n` in one month or quarter; `n` is never 0.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Observation {
    /// `October 2024`, `October to December 2024`
    pub label: String,
    /// As short as an axis needs: `October 2024`, `2024 Q4`.
    pub axis: String,
    pub k: u32,
    pub n: u32,
}

impl Observation {
    /// What was counted in it.
    pub(super) fn sum(&self) -> Sum {
        Sum { n: self.n, k: self.k, ..Sum::default() }
    }
}

impl Series {
    /// Months without records are passed over. One thin month puts all of them into quarters, so that points compare.
    pub(super) fn of(months: &[Point]) -> Self {
        let quarterly = months.iter().any(|point| point.n < LEAST);
        let observations = if quarterly { quarters(months) } else { months.iter().map(month).collect() };
        Self { quarterly, observations: observations.into_iter().filter(|seen| seen.n > 0).collect() }
    }

    /// Name of the time step, in the singular.
    pub(super) fn step(&self) -> &'static str {
        if self.quarterly { "quarter" } else { "month" }
    }

    pub(super) fn heading(&self) -> &'static str {
        if self.quarterly { "Quarter" } else { "Month" }
    }
}

fn month(point: &Point) -> Observation {
    let label = words::month(point.month);
    Observation { axis: label.clone(), label, k: point.k, n: point.n }
}

fn quarters(months: &[Point]) -> Vec<Observation> {
    let key = |point: &Point| (point.month.year(), quarter(point.month));
    months
        .chunk_by(|a, b| key(a) == key(b))
        .filter_map(|chunk| {
            let (first, last) = (chunk.first()?, chunk.last()?);
            let label = if first.month == last.month {
                words::month(first.month)
            } else {
                format!("{} to {}", first.month.strftime("%B"), words::month(last.month))
            };
            let axis = format!("{} Q{}", first.month.year(), quarter(first.month));
            Some(Observation {
                label,
                axis,
                k: chunk.iter().map(|p| p.k).sum(),
                n: chunk.iter().map(|p| p.n).sum(),
            })
        })
        .collect()
}

fn quarter(month: Date) -> i8 {
    (month.month() + 2) / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(year: i16, month: i8, k: u32, n: u32) -> Point {
        Point { month: jiff::civil::date(year, month, 1), k, n }
    }

    #[test]
    fn full_months_stay_months() {
        let series = Series::of(&[point(2025, 12, 9, 12), point(2026, 1, 10, 20)]);
        assert!(!series.quarterly);
        assert_eq!(series.observations[1].label, "January 2026");
    }

    #[test]
    fn a_thin_month_makes_quarters() {
        let months =
            [point(2025, 11, 3, 4), point(2025, 12, 9, 40), point(2026, 1, 10, 20), point(2026, 2, 0, 0)];
        let series = Series::of(&months);
        assert_eq!(series.observations.len(), 2);
        assert_eq!(series.observations[0].label, "November to December 2025");
        assert_eq!((series.observations[0].k, series.observations[0].n), (12, 44));
        assert_eq!(series.observations[1].axis, "2026 Q1");
    }

    #[test]
    fn empty_steps_are_passed_over() {
        assert!(Series::of(&[point(2026, 1, 0, 0)]).observations.is_empty());
    }
}
