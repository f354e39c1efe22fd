//! Events for every 1,000 of what they could happen in, with exact Poisson limits (G13, Garwood 1936).

use std::cmp::Ordering;

use super::{Estimator, Unit};
use crate::indicators::tally::Sum;
use crate::statistics::{Interval, garwood95_per_1000, round_half_away};

/// The kind of safety indicators.
#[derive(Debug)]
pub(super) struct Rate;

impl Estimator for Rate {
    fn unit(&self) -> Unit {
        Unit { name: "per_1000", sign: " per 1,000" }
    }

    fn family(&self) -> &'static str {
        "rate"
    }

    fn is_met_or_not(&self) -> bool {
        true
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        garwood95_per_1000(sum.k, sum.n).map(|rate| rate.rate)
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        round_half_away(i64::from(sum.k) * 1000, i64::from(sum.n), 2)
    }

    fn limits(&self, sum: &Sum) -> Option<Interval> {
        garwood95_per_1000(sum.k, sum.n).map(|rate| Interval { lower: rate.lower, upper: rate.upper })
    }

    fn compare(&self, sum: &Sum, level: f64) -> Option<Ordering> {
        let is_value = sum.n > 0;
        (f64::from(sum.k) * 1000.0).partial_cmp(&(level * f64::from(sum.n))).filter(|_| is_value)
    }
}
