//! Confidence intervals of a count of rare events.

use serde::{Deserialize, Serialize};
use statrs::distribution::ChiSquared;

use super::{Interval, Z95, polish};

/// Events per 1,000 with their 95 % limits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    pub rate: f64,
    pub lower: f64,
    pub upper: f64,
}

/// `events` among `n` as a rate per 1,000 with exact Poisson limits, 95 % (Garwood, Biometrika 1936;28:437).
///
/// Without an event the lower limit is exactly 0. `None` when `n` is 0.
pub fn garwood95_per_1000(events: u32, n: u32) -> Option<Rate> {
    if n == 0 {
        return None;
    }
    let (count, per_1000) = (f64::from(events), 1000.0 / f64::from(n));
    let lower = if events == 0 { 0.0 } else { chi_squared_quantile(0.025, 2.0 * count)? / 2.0 };
    let upper = chi_squared_quantile(0.975, 2.0 * count + 2.0)? / 2.0;
    Some(Rate { rate: count * per_1000, lower: lower * per_1000, upper: upper * per_1000 })
}

/// Byar's approximation to the limits of a Poisson count, 95 % (Breslow and Day, IARC 1987, vol. II p. 69).
///
/// The result counts events. `None` for ten events or fewer, where the approximation is too rough to publish.
pub fn byar95(events: u32) -> Option<Interval> {
    if events <= 10 {
        return None;
    }
    let limit = |count: f64, z: f64| count * (1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt())).powi(3);
    let count = f64::from(events);
    Some(Interval { lower: limit(count, -Z95), upper: limit(count + 1.0, Z95) })
}

fn chi_squared_quantile(p: f64, freedom: f64) -> Option<f64> {
    ChiSquared::new(freedom).ok().map(|chi2| polish::quantile(&chi2, p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn garwood_of_appendix_a() {
        let cases =
            [(0, 250, "0.00 (0.00–14.76)"), (3, 607, "4.94 (1.02–14.44)"), (7, 1200, "5.83 (2.35–12.02)")];
        for (events, n, expected) in cases {
            let Rate { rate, lower, upper } = garwood95_per_1000(events, n).expect("n > 0");
            assert_eq!(format!("{rate:.2} ({lower:.2}–{upper:.2})"), expected);
        }
    }

    #[test]
    fn byar_is_silent_up_to_ten_events() {
        assert_eq!(byar95(10), None);
        assert!(byar95(11).is_some());
    }

    proptest! {
        #[test]
        fn the_limits_hold_the_rate(events in 0_u32..2_000, n in 1_u32..100_000) {
            let Rate { rate, lower, upper } = garwood95_per_1000(events, n).expect("n > 0");
            prop_assert!(0.0 <= lower && lower <= rate && rate < upper, "{lower} {rate} {upper}");
            prop_assert_eq!(lower == 0.0, events == 0);
        }

        #[test]
        fn byar_comes_close_to_the_exact_limits(events in 11_u32..2_000) {
            let exact = garwood95_per_1000(events, 1000).expect("n > 0");
            let byar = byar95(events).expect("more than ten");
            prop_assert!((byar.lower - exact.lower).abs() < 0.02 && (byar.upper - exact.upper).abs() < 0.02);
        }
    }
}
