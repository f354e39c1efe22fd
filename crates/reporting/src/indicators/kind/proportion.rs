//! k of n in percent, with Wilson limits (G13).

use std::cmp::Ordering;

use super::{Estimator, Unit};
use crate::indicators::tally::Sum;
use crate::indicators::value::Flag;
use crate::statistics::{Interval, round_half_away, wilson95};

/// The kind of most indicators.
#[derive(Debug)]
pub(super) struct Proportion;

impl Estimator for Proportion {
    fn unit(&self) -> Unit {
        Unit { name: "percent", sign: "%" }
    }

    fn family(&self) -> &'static str {
        "prop"
    }

    fn is_met_or_not(&self) -> bool {
        true
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, 100.0)
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        (sum.n > 0).then(|| percent(f64::from(sum.k) / f64::from(sum.n)))
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        round_half_away(i64::from(sum.k) * 100, i64::from(sum.n), 1)
    }

    fn limits(&self, sum: &Sum) -> Option<Interval> {
        let limits = wilson95(sum.k, sum.n)?;
        Some(Interval { lower: percent(limits.lower), upper: percent(limits.upper) })
    }

    fn compare(&self, sum: &Sum, level: f64) -> Option<Ordering> {
        let is_value = sum.n > 0;
        (f64::from(sum.k) * 100.0).partial_cmp(&(level * f64::from(sum.n))).filter(|_| is_value)
    }

    fn flags(&self, sum: &Sum) -> Vec<Flag> {
        (sum.k > sum.n).then_some(Flag::Over100).into_iter().collect()
    }
}

fn percent(fraction: f64) -> f64 {
    fraction * 100.0
}
