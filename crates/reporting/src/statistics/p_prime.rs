//! The p′ chart for proportions of large and unequal denominators.

use serde::Serialize;

use super::{D2, mean, moving_ranges};

/// A p′ chart: one pair of limits a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PPrime {
    /// Σk / Σn.
    pub pbar: f64,
    /// How much wider the spread is than binomial chance; 1 = an ordinary p chart.
    pub sigma_z: f64,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
}

/// Laney's p′ chart of `(k, n)` in time order (Qual Eng 2002;14:531): limits `p̄ ± 3 σᵢ σ_z`, kept within `[0, 1]`.
///
/// `None` with fewer than two points, a point without cases, or a common proportion of exactly 0 or 1.
pub fn p_prime(points: &[(u32, u32)]) -> Option<PPrime> {
    if points.iter().any(|&(k, n)| n == 0 || k > n) {
        return None;
    }
    let points: Vec<(f64, f64)> = points.iter().map(|&(k, n)| (f64::from(k), f64::from(n))).collect();
    let pbar = points.iter().map(|p| p.0).sum::<f64>() / points.iter().map(|p| p.1).sum::<f64>();
    if !(pbar > 0.0 && pbar < 1.0) {
        return None;
    }
    let sigmas: Vec<f64> = points.iter().map(|(_, n)| (pbar * (1.0 - pbar) / n).sqrt()).collect();
    let z: Vec<f64> = points.iter().zip(&sigmas).map(|((k, n), sigma)| (k / n - pbar) / sigma).collect();
    let sigma_z = mean(&moving_ranges(&z))? / D2;
    let limit =
        |sign: f64| sigmas.iter().map(|s| (pbar + sign * 3.0 * s * sigma_z).clamp(0.0, 1.0)).collect();
    Some(PPrime { pbar, sigma_z, lower: limit(-1.0), upper: limit(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_follow_each_denominator() {
        let chart = p_prime(&[(8, 20), (12, 22), (9, 18), (15, 25), (11, 24), (7, 16)]).expect("six points");
        assert_eq!(format!("{:.3} {:.4}", chart.pbar, chart.sigma_z), "0.496 0.7565");
        assert!(chart.upper[5] > chart.upper[3], "16 cases leave more to chance than 25");
    }

    #[test]
    fn a_month_without_cases_makes_no_chart() {
        assert_eq!(p_prime(&[(1, 2), (0, 0)]), None);
        assert_eq!(p_prime(&[(0, 2), (0, 3)]), None);
    }

    proptest! {
        #[test]
        fn limits_hold_the_mean_and_stay_on_the_scale(points in prop::collection::vec((0_u32..40, 0_u32..40), 2..30)) {
            let points: Vec<(u32, u32)> = points.into_iter().map(|(k, more)| (k, k + more + 1)).collect();
            let Some(chart) = p_prime(&points) else { return Ok(()) };
            for (lower, upper) in chart.lower.iter().zip(&chart.upper) {
                prop_assert!(0.0 <= *lower && *lower <= chart.pbar && chart.pbar <= *upper && *upper <= 1.0);
            }
        }
    }
}
