//! So much for each of n: k summed over n, without limits (G13).

use super::{Estimator, Unit};
use crate::indicators::tally::Sum;
use crate::statistics::round_half_away;

/// The kind of minutes a day.
#[derive(Debug)]
pub(super) struct Mean;

impl Estimator for Mean {
    fn unit(&self) -> Unit {
        Unit { name: "minutes_per_day", sign: " min a day" }
    }

    fn family(&self) -> &'static str {
        "mean"
    }

    fn bounds(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn value(&self, sum: &Sum) -> Option<f64> {
        (sum.n > 0).then(|| f64::from(sum.k) / f64::from(sum.n))
    }

    fn display(&self, sum: &Sum) -> Option<String> {
        round_half_away(i64::from(sum.k), i64::from(sum.n), 1)
    }
}
