//! Confidence intervals of a proportion.

use serde::{Deserialize, Serialize};
use statrs::distribution::Beta;

use super::polish;

/// The 97.5 % point of the standard normal distribution: two-sided 95 % intervals.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub lower: f64,
    pub upper: f64,
}

/// Wilson's score interval of `k` out of `n`, 95 % (Wilson, J Am Stat Assoc 1927;22:209).
///
/// The lower limit of 0 out of `n` is exactly 0, the upper limit of `n` out of `n` exactly 1.
/// `None` when `n` is 0 or `k` is larger than `n`: that is not a proportion.
pub fn wilson95(k: u32, n: u32) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    let (trials, z2) = (f64::from(n), Z95 * Z95);
    let p = f64::from(k) / trials;
    let d = 1.0 + z2 / trials;
    let centre = (p + z2 / (2.0 * trials)) / d;
    let half = Z95 * (p * (1.0 - p) / trials + z2 / (4.0 * trials * trials)).sqrt() / d;
    Some(Interval {
        lower: if k == 0 { 0.0 } else { centre - half },
        upper: if k == n { 1.0 } else { centre + half },
    })
}

/// The exact interval of Clopper and Pearson, 95 % (Biometrika 1934;26:404): quantiles of beta distributions.
///
/// Wider than [`wilson95`]; for footnotes and for `k` at an end of the scale. `None` as there.
pub fn clopper_pearson95(k: u32, n: u32) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    let (hits, misses) = (f64::from(k), f64::from(n - k));
    Some(Interval {
        lower: if k == 0 { 0.0 } else { beta_quantile(0.025, hits, misses + 1.0)? },
        upper: if k == n { 1.0 } else { beta_quantile(0.975, hits + 1.0, misses)? },
    })
}

fn beta_quantile(p: f64, a: f64, b: f64) -> Option<f64> {
    Beta::new(a, b).ok().map(|beta| polish::quantile(&beta, p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn to_4_decimals(interval: Option<Interval>) -> Option<(String, String)> {
        interval.map(|i| (format!("{:.4}", i.lower), format!("{:.4}", i.upper)))
    }

    #[test]
    fn wilson_of_appendix_a() {
        let cases = [
            (0, 10, "0.0000", "0.2775"),
            (3, 12, "0.0889", "0.5323"),
            (9, 12, "0.4677", "0.9111"),
            (12, 12, "0.7575", "1.0000"),
            (37, 100, "0.2818", "0.4678"),
        ];
        for (k, n, lower, upper) in cases {
            assert_eq!(to_4_decimals(wilson95(k, n)), Some((lower.into(), upper.into())), "{k}/{n}");
        }
    }

    #[test]
    fn clopper_pearson_of_appendix_a() {
        let cases = [
            (0, 10, "0.0000", "0.3085"),
            (3, 12, "0.0549", "0.5719"),
            (9, 12, "0.4281", "0.9451"),
            (12, 12, "0.7354", "1.0000"),
            (37, 100, "0.2756", "0.4724"),
        ];
        for (k, n, lower, upper) in cases {
            assert_eq!(to_4_decimals(clopper_pearson95(k, n)), Some((lower.into(), upper.into())), "{k}/{n}");
        }
    }

    #[test]
    fn nothing_has_no_interval_and_neither_has_more_than_everything() {
        assert_eq!((wilson95(0, 0), wilson95(5, 4)), (None, None));
        assert_eq!((clopper_pearson95(0, 0), clopper_pearson95(5, 4)), (None, None));
    }

    proptest! {
        #[test]
        fn both_hold_the_proportion_and_stay_on_the_scale(n in 1_u32..4_000, part in 0.0..=1.0_f64) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ part × n ≤ n")]
            let k = (part * f64::from(n)).round() as u32;
            let p = f64::from(k) / f64::from(n);
            for interval in [wilson95(k, n), clopper_pearson95(k, n)] {
                let Interval { lower, upper } = interval.expect("k ≤ n");
                prop_assert!(0.0 <= lower && lower <= p && p <= upper && upper <= 1.0, "{lower} {p} {upper}");
                prop_assert_eq!(lower <= 0.0, k == 0);
                prop_assert_eq!(upper >= 1.0, k == n);
            }
        }

        #[test]
        fn the_exact_limits_cut_off_a_tail_of_a_fortieth(n in 1_u32..500, part in 0.0..1.0_f64) {
            use statrs::distribution::{Binomial, DiscreteCDF};
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ part × n < n")]
            let k = (part * f64::from(n)) as u32;
            let upper = clopper_pearson95(k, n).expect("k ≤ n").upper;
            let tail = Binomial::new(upper, u64::from(n)).expect("a probability").cdf(u64::from(k));
            prop_assert!((tail - 0.025).abs() < 1e-10, "{tail}");
        }
    }
}
