//! The run chart: the simplest picture of a series.

use serde::Serialize;

use super::quantile7;

/// Points on one side of the median that make a shift.
const SHIFT: usize = 6;
/// Points going one way that make a trend.
const TREND: usize = 5;

/// A series, its median and what is unlikely to be chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunChart {
    pub median: f64,
    /// One entry a point: part of six or more points on one side of the median.
    pub shift: Vec<bool>,
    /// One entry a point: part of five or more points going up, or going down.
    pub trend: Vec<bool>,
}

/// The run chart of `y` in time order (Perla, Provost and Murray, BMJ Qual Saf 2011;20:46).
///
/// A point on the median neither makes nor breaks a shift; a point equal to the one before neither makes nor breaks
/// a trend. `None` without points.
pub fn run_chart(y: &[f64]) -> Option<RunChart> {
    let median = quantile7(y, 0.5)?;
    Some(RunChart { median, shift: shifts(y, median), trend: trends(y) })
}

#[expect(clippy::float_cmp, reason = "on the median means on the very value")]
fn shifts(y: &[f64], median: f64) -> Vec<bool> {
    let off_median: Vec<usize> = (0..y.len()).filter(|&i| y[i] != median).collect();
    let mut flags = vec![false; y.len()];
    for run in off_median.chunk_by(|&a, &b| (y[a] > median) == (y[b] > median)) {
        flag_if_long(&mut flags, run, SHIFT);
    }
    flags
}

#[expect(clippy::float_cmp, reason = "equal neighbours are the very same value")]
fn trends(y: &[f64]) -> Vec<bool> {
    let mut flags = vec![false; y.len()];
    let mut moved: Vec<usize> = (0..y.len()).collect();
    moved.dedup_by(|next, kept| y[*next] == y[*kept]);
    let mut start = 0;
    for at in 1..=moved.len() {
        let goes_on = at < moved.len()
            && (at == start + 1
                || (y[moved[at]] > y[moved[at - 1]]) == (y[moved[at - 1]] > y[moved[at - 2]]));
        if !goes_on {
            flag_if_long(&mut flags, &moved[start..at], TREND);
            // The turning point belongs to both directions.
            start = at - 1;
        }
    }
    flags
}

fn flag_if_long(flags: &mut [bool], run: &[usize], enough: usize) {
    if run.len() >= enough {
        for &i in run {
            flags[i] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn six_points_on_one_side_are_a_shift() {
        let chart = run_chart(&[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0, 5.0]).expect("points");
        assert!((chart.median - 1.0).abs() < f64::EPSILON);
        assert_eq!(chart.shift.iter().filter(|s| **s).count(), 0, "five above, the others on the median");
    }

    #[test]
    fn an_equal_neighbour_is_passed_over_in_a_trend() {
        let chart = run_chart(&[3.0, 4.0, 4.0, 5.0, 6.0, 7.0, 2.0]).expect("points");
        assert_eq!(chart.trend, [true, true, false, true, true, true, false]);
    }

    #[test]
    fn a_turning_point_ends_one_trend_and_begins_the_next() {
        let chart = run_chart(&[1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 3.0, 2.0, 1.0]).expect("points");
        assert_eq!(chart.trend, [true; 9]);
    }

    #[test]
    fn no_points_make_no_chart() {
        assert_eq!(run_chart(&[]), None);
    }

    proptest! {
        #[test]
        fn turning_the_scale_over_changes_no_flag(y in prop::collection::vec(-9_i32..9, 1..30)) {
            let up: Vec<f64> = y.iter().copied().map(f64::from).collect();
            let down: Vec<f64> = up.iter().map(|v| -v).collect();
            let (up, down) = (run_chart(&up).expect("points"), run_chart(&down).expect("points"));
            prop_assert_eq!(up.shift, down.shift);
            prop_assert_eq!(up.trend, down.trend);
        }
    }
}
