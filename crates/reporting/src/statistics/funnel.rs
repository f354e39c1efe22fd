//! Control limits of a funnel plot: what chance alone allows a centre of size `n` around the target `p0`.

use std::f64::consts::FRAC_PI_2;

use serde::Serialize;
use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

/// Tail probabilities of the inner (95 %) and outer (99.8 %) limits, from the lowest limit up.
pub const FUNNEL_Q: [f64; 4] = [0.001, 0.025, 0.975, 0.999];

/// Normal deviates of the same limits, to the digits that `FunnelPlotR` prints.
pub const FUNNEL_Z: [f64; 4] = [-3.090_232, -1.959_964, 1.959_964, 3.090_232];

/// The exact binomial limit at tail probability `q`, interpolated between counts (Spiegelhalter, Stat Med 2005;24:1185).
///
/// With `r` the least count whose cumulative probability F exceeds `q`, the limit is `(r − α) / n`,
/// `α = (F(r) − q) / (F(r) − F(r − 1))`, kept within `[0, 1]`. Use it for `n < 100`.
/// `None` when `n` is 0 or `p0`, `q` are not probabilities.
pub fn funnel_exact(p0: f64, n: u32, q: f64) -> Option<f64> {
    if n == 0 || !(0.0..1.0).contains(&q) {
        return None;
    }
    let binomial = Binomial::new(p0, u64::from(n)).ok()?;
    let r = (0..n).find(|&r| binomial.cdf(u64::from(r)) > q).unwrap_or(n);
    let alpha = (binomial.cdf(u64::from(r)) - q) / binomial.pmf(u64::from(r));
    Some(((f64::from(r) - alpha) / f64::from(n)).clamp(0.0, 1.0))
}

/// The limit by the arcsine transformation, `sin²(asin √p0 + z / (2 √n))`, as `FunnelPlotR` draws it (`R/calculate_limits.R`).
///
/// `z` is negative for a lower limit. Use it for `n ≥ 100`. `None` when `n` is 0 or `p0` is not a probability.
pub fn funnel_arcsine(p0: f64, n: u32, z: f64) -> Option<f64> {
    funnel_overdispersed(p0, 0.0, n, z)
}

/// The arcsine limit widened by the variance `tau2` between centres (see [`super::overdispersion`]).
///
/// `None` when `n` is 0, `p0` is not a probability or `tau2` is negative.
pub fn funnel_overdispersed(p0: f64, tau2: f64, n: u32, z: f64) -> Option<f64> {
    if n == 0 || !(0.0..=1.0).contains(&p0) || tau2 < 0.0 {
        return None;
    }
    let sampling = 1.0 / (4.0 * f64::from(n));
    let angle = p0.sqrt().asin() + z * (sampling + tau2).sqrt();
    Some(angle.clamp(0.0, FRAC_PI_2).sin().powi(2))
}

/// From this size on the arcsine limits are as good as the exact ones.
const LARGE: u32 = 100;

/// The four limits of [`FUNNEL_Q`] for a centre of size `n`: exact below 100 cases, by the arcsine from there on.
///
/// `None` as in [`funnel_exact`].
pub fn funnel_limits(p0: f64, n: u32) -> Option<[f64; 4]> {
    let limit = |i: usize| {
        if n < LARGE { funnel_exact(p0, n, FUNNEL_Q[i]) } else { funnel_arcsine(p0, n, FUNNEL_Z[i]) }
    };
    Some([limit(0)?, limit(1)?, limit(2)?, limit(3)?])
}

/// How far a centre lies from what chance allows (data dictionary, 8.2): better or worse makes no difference here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outlier {
    /// Within the 95 % limits.
    Within,
    /// Beyond 2 standard deviations (95 %): a note to the centre lead.
    Alert,
    /// Beyond 3 standard deviations (99.8 %): a structured response.
    Alarm,
}

/// Where `k` of `n` lies in the funnel around `p0`; on a limit is within it. `None` without limits, or when `k > n`.
pub fn outlier(k: u32, n: u32, p0: f64) -> Option<Outlier> {
    outlier_by(funnel_limits(p0, n)?, k, n, p0)
}

/// The same by limits of one's own. A number is beyond a limit when it lies there and when chance alone gives it as seldom as
/// the limit says: the exact limits of few records are interpolated between counts, and so an upper one lies below a count
/// that is usual. All of 20 around 97 % lies above a limit of 99.99 %.
pub fn outlier_by(limits: [f64; 4], k: u32, n: u32, p0: f64) -> Option<Outlier> {
    let chance = tail(k, n, p0)?;
    let [alarm, alert, ..] = FUNNEL_Q;
    let value = f64::from(k) / f64::from(n);
    let beyond = |low: usize, high: usize| value < limits[low] || value > limits[high];
    Some(if beyond(0, 3) && chance <= alarm {
        Outlier::Alarm
    } else if beyond(1, 2) && chance <= alert {
        Outlier::Alert
    } else {
        Outlier::Within
    })
}

/// How often chance alone puts a centre of size `n` around `p0` at `k` or farther out on the same side. `None` as in
/// [`funnel_exact`].
fn tail(k: u32, n: u32, p0: f64) -> Option<f64> {
    let binomial = Binomial::new(p0, u64::from(n)).ok().filter(|_| n > 0 && k <= n)?;
    let is_above = f64::from(k) > p0 * f64::from(n);
    Some(match (is_above, k) {
        (true, 0) => 1.0,
        (true, _) => 1.0 - binomial.cdf(u64::from(k - 1)),
        (false, _) => binomial.cdf(u64::from(k)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rounded(limits: impl Iterator<Item = Option<f64>>) -> Vec<String> {
        limits.map(|limit| format!("{:.3}", limit.expect("a limit"))).collect()
    }

    #[test]
    fn exact_limits_of_appendix_a() {
        let cases = [
            (8, ["0.138", "0.342", "0.965", "0.999"]),
            (20, ["0.383", "0.510", "0.895", "0.979"]),
            (40, ["0.500", "0.585", "0.859", "0.922"]),
            (100, ["0.593", "0.647", "0.819", "0.863"]),
        ];
        for (n, expected) in cases {
            assert_eq!(rounded(FUNNEL_Q.iter().map(|&q| funnel_exact(0.74, n, q))), expected, "n = {n}");
        }
    }

    #[test]
    fn arcsine_limits_of_appendix_a() {
        let cases = [(20, ["0.405", "0.531", "0.903", "0.964"]), (100, ["0.595", "0.650", "0.821", "0.862"])];
        for (n, expected) in cases {
            assert_eq!(rounded(FUNNEL_Z.iter().map(|&z| funnel_arcsine(0.74, n, z))), expected, "n = {n}");
        }
    }

    #[test]
    fn a_centre_without_cases_has_no_limits() {
        assert_eq!((funnel_exact(0.5, 0, 0.025), funnel_arcsine(0.5, 0, 1.96)), (None, None));
        assert_eq!(funnel_exact(1.2, 10, 0.025), None);
    }

    #[test]
    fn two_deviations_are_an_alert_and_three_an_alarm() {
        use Outlier::{Alarm, Alert, Within};
        // n = 20 around 0.74: 0.383, 0.510, 0.895, 0.979 (appendix A).
        let found = [7, 8, 10, 11, 17, 18, 19, 20].map(|k| outlier(k, 20, 0.74).expect("limits"));
        assert_eq!(found, [Alarm, Alert, Alert, Within, Within, Within, Alert, Alert]);
        assert_eq!((outlier(5, 4, 0.5), outlier(0, 0, 0.5)), (None, None));
    }

    #[test]
    fn limits_are_exact_up_to_99_and_by_the_arcsine_from_100() {
        assert_eq!(
            rounded(funnel_limits(0.74, 40).into_iter().flatten().map(Some)),
            ["0.500", "0.585", "0.859", "0.922"]
        );
        assert_eq!(
            rounded(funnel_limits(0.74, 100).into_iter().flatten().map(Some)),
            ["0.595", "0.650", "0.821", "0.862"]
        );
    }

    #[test]
    fn chance_alone_gives_everything_often_where_nearly_everything_is_usual() {
        assert_eq!(outlier(20, 20, 0.97), Some(Outlier::Within), "though above an interpolated limit");
        assert!(tail(20, 20, 0.97).expect("a probability") > 0.5);
        let told = |k| format!("{:.4}", tail(k, 20, 0.74).expect("a probability"));
        assert_eq!([told(20), told(0)], ["0.0024", "0.0000"]);
        assert_eq!((tail(1, 0, 0.5), tail(3, 2, 0.5)), (None, None));
    }

    proptest! {
        #[test]
        fn limits_are_ordered_and_on_the_scale(p0 in 0.001..0.999_f64, n in 1_u32..400) {
            let exact = FUNNEL_Q.map(|q| funnel_exact(p0, n, q).expect("a limit"));
            let arcsine = FUNNEL_Z.map(|z| funnel_arcsine(p0, n, z).expect("a limit"));
            for limits in [exact, arcsine] {
                prop_assert!(limits.is_sorted(), "{limits:?}");
                prop_assert!(0.0 <= limits[0] && limits[3] <= 1.0);
            }
            prop_assert!(arcsine[1] <= p0 && p0 <= arcsine[2]);
        }

        #[test]
        fn a_larger_centre_has_a_narrower_funnel(p0 in 0.05..0.95_f64, n in 1_u32..1_000) {
            let width = |n| funnel_arcsine(p0, n, 1.96).zip(funnel_arcsine(p0, n, -1.96)).map(|(u, l)| u - l);
            prop_assert!(width(2 * n) < width(n));
        }
    }
}
