//! The exponentially weighted moving average: small and lasting shifts, sooner than single points show them.

use serde::Serialize;

use super::len;

/// How much a new point counts and how far the limits lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smoothing {
    /// Weight of the newest point, above 0 and at most 1.
    pub lambda: f64,
    /// Standard deviations from the centre to a limit.
    pub reach: f64,
}

impl Smoothing {
    /// What the audit uses: a fifth for the newest point, limits at three standard deviations.
    pub const HOUSE: Self = Self { lambda: 0.2, reach: 3.0 };
}

/// A smoothed series with its limits, one entry a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ewma {
    pub centre: f64,
    pub smoothed: Vec<f64>,
    pub lower: Vec<f64>,
    pub upper: Vec<f64>,
    /// Whether the smoothed value lies strictly beyond a limit.
    pub outside: Vec<bool>,
}

/// The chart of `(value, σ)` in time order around `centre` (Roberts, Technometrics 1959;1:239; Montgomery,
/// Introduction to Statistical Quality Control, chapter 9).
///
/// `z₀` = centre, `zᵢ = λ xᵢ + (1 − λ) zᵢ₋₁`. The variance is exact from the first point on, each point with a σ of its
/// own: `Vᵢ = λ² σᵢ² + (1 − λ)² Vᵢ₋₁`; with one σ that is `σ² λ ∕ (2 − λ) (1 − (1 − λ)²ⁱ)`. Limits are centre ± reach √Vᵢ.
/// `None` without points.
pub fn ewma(points: &[(f64, f64)], centre: f64, by: Smoothing) -> Option<Ewma> {
    if points.is_empty() {
        return None;
    }
    let kept = 1.0 - by.lambda;
    let (mut z, mut variance) = (centre, 0.0);
    let mut chart = Ewma { centre, smoothed: vec![], lower: vec![], upper: vec![], outside: vec![] };
    for (value, sigma) in points {
        z = by.lambda * value + kept * z;
        variance = (by.lambda * sigma).powi(2) + kept * kept * variance;
        let half = by.reach * variance.sqrt();
        chart.smoothed.push(z);
        chart.lower.push(centre - half);
        chart.upper.push(centre + half);
        chart.outside.push((z - centre).abs() > half);
    }
    Some(chart)
}

/// The chart of `(k, n)` in time order around `Σk ∕ Σn`, σ of each point binomial, limits within `[0, 1]`.
///
/// `None` without points, with a point without cases, or where a `k` is larger than its `n`.
pub fn ewma_of_proportions(points: &[(u32, u32)], by: Smoothing) -> Option<Ewma> {
    if points.iter().any(|&(k, n)| n == 0 || k > n) {
        return None;
    }
    let shares: Vec<(f64, f64)> = points.iter().map(|&(k, n)| (f64::from(k), f64::from(n))).collect();
    let pbar = shares.iter().map(|s| s.0).sum::<f64>() / shares.iter().map(|s| s.1).sum::<f64>();
    let points: Vec<(f64, f64)> =
        shares.iter().map(|(k, n)| (k / n, (pbar * (1.0 - pbar) / n).sqrt())).collect();
    let mut chart = ewma(&points, pbar, by)?;
    for limit in chart.lower.iter_mut().chain(&mut chart.upper) {
        *limit = limit.clamp(0.0, 1.0);
    }
    Some(chart)
}

/// The standard deviation of a series from its moving ranges, for measures that are no proportion: mean range ÷ 1.128.
pub fn sigma_of_ranges(values: &[f64]) -> Option<f64> {
    let ranges = super::moving_ranges(values);
    (!ranges.is_empty()).then(|| ranges.iter().sum::<f64>() / len(ranges.len()) / super::D2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Montgomery's example 9.2: 20 points of mean 10, then 10 of mean 11, σ = 1.
    const MONTGOMERY: [f64; 30] = [
        9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
        9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
    ];

    #[test]
    fn the_example_of_montgomery() {
        let chart = ewma(&MONTGOMERY.map(|x| (x, 1.0)), 10.0, Smoothing { lambda: 0.1, reach: 2.7 })
            .expect("thirty points");
        let first: Vec<String> = chart.smoothed[..4].iter().map(|z| format!("{z:.4}")).collect();
        assert_eq!(first, ["9.9450", "9.7495", "9.7035", "9.8992"]);
        assert_eq!(format!("{:.4} {:.4}", chart.smoothed[28], chart.smoothed[29]), "10.6468 10.6341");
        assert_eq!(
            format!("{:.2} {:.2} {:.2}", chart.upper[0], chart.upper[1], chart.upper[29]),
            "10.27 10.36 10.62"
        );
        let signals: Vec<usize> = (0..30).filter(|&i| chart.outside[i]).collect();
        assert_eq!(signals, [28, 29]);
    }

    #[test]
    fn a_share_of_few_cases_counts_with_its_own_uncertainty() {
        let points = [(8, 20), (12, 22), (9, 18), (15, 25), (11, 24), (7, 16)];
        let chart = ewma_of_proportions(&points, Smoothing::HOUSE).expect("six points");
        // By the recursion of the doc comment in Python's math: z and both limits of the last point.
        assert!((chart.smoothed[5] - 0.489_754_794).abs() < 1e-9);
        assert!(
            (chart.lower[5] - 0.386_551_209).abs() < 1e-9 && (chart.upper[5] - 0.605_448_791).abs() < 1e-9
        );
    }

    #[test]
    fn nothing_makes_no_chart() {
        assert_eq!((ewma(&[], 0.0, Smoothing::HOUSE), sigma_of_ranges(&[1.0])), (None, None));
        assert_eq!(ewma_of_proportions(&[(1, 2), (0, 0)], Smoothing::HOUSE), None);
    }

    #[test]
    fn ranges_measure_the_spread() {
        assert_eq!(
            sigma_of_ranges(&[10.0, 11.128, 10.0]).map(|s| format!("{s:.6}")),
            Some("1.000000".into())
        );
    }

    proptest! {
        #[test]
        fn one_sigma_gives_the_closed_form(n in 1_i32..60, sigma in 0.1..9.0_f64, lambda in 0.05..1.0_f64) {
            let points: Vec<(f64, f64)> = (0..n).map(|_| (5.0, sigma)).collect();
            let chart = ewma(&points, 5.0, Smoothing { lambda, reach: 3.0 }).expect("points");
            let closed = 3.0 * sigma * (lambda / (2.0 - lambda) * (1.0 - (1.0 - lambda).powi(2 * n))).sqrt();
            prop_assert!((chart.upper.last().expect("points") - 5.0 - closed).abs() < 1e-9);
        }

        #[test]
        fn limits_of_a_percentage_stay_on_the_scale(points in prop::collection::vec((0_u32..40, 0_u32..40), 1..30)) {
            let points: Vec<(u32, u32)> = points.into_iter().map(|(k, more)| (k, k + more + 1)).collect();
            let chart = ewma_of_proportions(&points, Smoothing::HOUSE).expect("points");
            for (lower, upper) in chart.lower.iter().zip(&chart.upper) {
                prop_assert!(0.0 <= *lower && *lower <= chart.centre && chart.centre <= *upper && *upper <= 1.0);
            }
            for (z, outside) in chart.smoothed.iter().zip(&chart.outside) {
                prop_assert!((0.0..=1.0).contains(z), "{z} {outside}");
            }
        }
    }
}
