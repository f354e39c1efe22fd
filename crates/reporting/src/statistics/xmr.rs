//! The individuals chart (`XmR`) for a series of months.

use serde::{Deserialize, Serialize};

use super::{LEAST_POINTS, mean, moving_ranges};

/// Mean moving ranges beyond which one range is taken as exceptional and screened out.
const SCREEN: f64 = 3.267;
/// Mean moving ranges from the mean to a process limit: 3 ÷ d₂, d₂ = 1.128.
const LIMIT: f64 = 2.66;
/// Points in a trend or a shift.
pub const RUN: usize = 7;

/// Why a point is unlikely to be chance. The first that applies, in this order, names the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Signal {
    /// Strictly beyond a process limit.
    Outside,
    /// One of seven successive points, each strictly above (or each below) the one before.
    Trend,
    /// One of two points beyond two thirds of the way, within three successive points on one side of the mean.
    TwoOfThree,
    /// In a stretch of seven or more points strictly on one side of the mean.
    Shift,
}

/// An `XmR` chart: its centre line, limits and signals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Xmr {
    pub mean: f64,
    /// Mean moving range before screening.
    pub mr_bar_raw: f64,
    /// A moving range at or above this was screened out; nothing is when it is 0.
    pub mr_cut: f64,
    pub n_screened: usize,
    /// Mean moving range after screening.
    pub mr_bar: f64,
    /// Lower and upper process limit: mean ∓ 2.66 mean moving ranges.
    pub lpl: f64,
    pub upl: f64,
    /// Two thirds of the way to the limits.
    pub near_lpl: f64,
    pub near_upl: f64,
    /// One entry a point.
    pub flags: Vec<Option<Signal>>,
    /// Fewer than 13 points: the limits are provisional.
    pub trial: bool,
}

/// The `XmR` chart of `y` in time order, by the rules of NHS England's Making Data Count (`NHSRplotthedots` `R/ptd_spc_standard.R`).
///
/// `None` with fewer than two points: there is no range to move.
pub fn xmr(y: &[f64]) -> Option<Xmr> {
    let ranges = moving_ranges(y);
    let (mean_y, mr_bar_raw) = (mean(y)?, mean(&ranges)?);
    let mr_cut = SCREEN * mr_bar_raw;
    let kept: Vec<f64> = ranges.iter().copied().filter(|&range| mr_cut == 0.0 || range < mr_cut).collect();
    let mr_bar = mean(&kept).unwrap_or(mr_bar_raw);
    let reach = LIMIT * mr_bar;
    let mut chart = Xmr {
        mean: mean_y,
        mr_bar_raw,
        mr_cut,
        n_screened: ranges.len() - kept.len(),
        mr_bar,
        lpl: mean_y - reach,
        upl: mean_y + reach,
        near_lpl: mean_y - reach * 2.0 / 3.0,
        near_upl: mean_y + reach * 2.0 / 3.0,
        flags: Vec::new(),
        trial: y.len() < LEAST_POINTS,
    };
    chart.flags = signals(y, &chart);
    Some(chart)
}

fn signals(y: &[f64], chart: &Xmr) -> Vec<Option<Signal>> {
    let outside: Vec<bool> = y.iter().map(|&v| v < chart.lpl || v > chart.upl).collect();
    let rules = [
        (Signal::Outside, outside.clone()),
        (Signal::Trend, trends(y)),
        (Signal::TwoOfThree, two_of_three(y, chart, &outside)),
        (Signal::Shift, shifts(y, chart.mean)),
    ];
    (0..y.len()).map(|i| rules.iter().find(|(_, hit)| hit[i]).map(|(signal, _)| *signal)).collect()
}

fn trends(y: &[f64]) -> Vec<bool> {
    flag_windows(y.len(), RUN, |window| {
        let steps = y[window].windows(2);
        steps.clone().all(|s| s[1] > s[0]) || steps.clone().all(|s| s[1] < s[0])
    })
}

fn shifts(y: &[f64], mean: f64) -> Vec<bool> {
    flag_windows(y.len(), RUN, |window| one_side(&y[window], mean))
}

fn two_of_three(y: &[f64], chart: &Xmr, outside: &[bool]) -> Vec<bool> {
    let near: Vec<bool> =
        y.iter().zip(outside).map(|(&v, out)| !out && (v < chart.near_lpl || v > chart.near_upl)).collect();
    let windows = flag_windows(y.len(), 3, |window| {
        one_side(&y[window.clone()], chart.mean) && near[window].iter().filter(|near| **near).count() >= 2
    });
    windows.into_iter().zip(near).map(|(hit, near)| hit && near).collect()
}

fn one_side(y: &[f64], mean: f64) -> bool {
    y.iter().all(|&v| v > mean) || y.iter().all(|&v| v < mean)
}

/// Flags every point of every window of `width` successive points for which `hit` holds.
fn flag_windows(n: usize, width: usize, hit: impl Fn(std::ops::Range<usize>) -> bool) -> Vec<bool> {
    let mut flags = vec![false; n];
    for start in 0..(n + 1).saturating_sub(width) {
        if hit(start..start + width) {
            flags[start..start + width].fill(true);
        }
    }
    flags
}

/// Whether a stable process can be relied on to meet its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Assurance {
    ConsistentPass,
    ConsistentFail,
    /// The target lies within the limits: chance decides each month.
    Inconsistent,
}

/// Compares a target with process limits (`NHSRplotthedots` `R/ptd_calculate_assurance_type.R`). On a limit is within it.
pub fn assurance(target: f64, lower: f64, upper: f64, higher_is_better: bool) -> Assurance {
    let (out_of_reach, always_reached) =
        if higher_is_better { (target > upper, target < lower) } else { (target < lower, target > upper) };
    match (out_of_reach, always_reached) {
        (true, _) => Assurance::ConsistentFail,
        (_, true) => Assurance::ConsistentPass,
        _ => Assurance::Inconsistent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn appendix_a() {
        let y = [12, 15, 11, 14, 13, 16, 12, 15, 14, 13, 22, 13].map(f64::from);
        let chart = xmr(&y).expect("twelve points");
        assert_eq!(format!("{:.4} {:.4}", chart.mean, chart.mr_bar), "14.1667 3.7273");
        assert_eq!(format!("{:.4}–{:.4}", chart.lpl, chart.upl), "4.2521–24.0812");
        assert_eq!((chart.n_screened, chart.trial), (0, true));
        assert!(chart.flags.iter().all(Option::is_none));
    }

    #[test]
    fn six_rises_in_a_row_are_a_trend() {
        let chart = xmr(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).expect("seven points");
        assert_eq!(chart.flags[3], Some(Signal::Trend));
    }

    #[test]
    fn a_point_outside_is_named_for_that_first() {
        let chart = xmr(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).expect("seven points");
        assert_eq!(chart.flags[0], Some(Signal::Outside));
    }

    #[test]
    fn one_point_makes_no_chart() {
        assert_eq!(xmr(&[3.0]), None);
    }

    proptest! {
        #[test]
        fn moving_the_scale_moves_the_chart_and_not_its_signals(
            y in prop::collection::vec(0_i32..100, 2..40), by in -50_i32..50,
        ) {
            let here: Vec<f64> = y.iter().copied().map(f64::from).collect();
            let there: Vec<f64> = y.iter().map(|v| f64::from(v + by)).collect();
            let (here, there) = (xmr(&here).expect("points"), xmr(&there).expect("points"));
            prop_assert!((here.upl + f64::from(by) - there.upl).abs() < 1e-9);
            prop_assert!(here.lpl <= here.near_lpl && here.near_lpl <= here.mean);
            prop_assert_eq!(here.n_screened, there.n_screened);
        }
    }
}
