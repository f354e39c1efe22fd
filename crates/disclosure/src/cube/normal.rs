//! A draw from the normal distribution, cut at 3.5 standard deviations, from 64 bits.

use statrs::distribution::{ContinuousCDF, Normal};

/// Beyond this nothing is drawn.
const CUT: f64 = 3.5;

/// The quantile of the draw's place among all.
pub(super) fn normal(draw: u64) -> f64 {
    let standard = Normal::standard();
    let below = standard.cdf(-CUT);
    standard.inverse_cdf(below + (1.0 - 2.0 * below) * part(draw)).clamp(-CUT, CUT)
}

/// A draw as a number from 0 to 1, the middle of its place.
#[expect(clippy::cast_precision_loss, reason = "the first 52 bits fit")]
fn part(draw: u64) -> f64 {
    ((draw >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_middle_at_half_and_cut_at_the_ends() {
        assert!(normal(u64::MAX / 2).abs() < 1e-9);
        assert!((normal(0) + CUT).abs() < 1e-6 && (normal(u64::MAX) - CUT).abs() < 1e-6);
        // Three quarters lie below 0.674.
        assert!((normal(u64::MAX / 4 * 3) - 0.674).abs() < 1e-3);
    }

    #[test]
    fn draws_have_a_mean_of_nought_and_a_deviation_of_one() {
        let step = u64::MAX / 10_000;
        let draws: Vec<f64> = (0..10_000).map(|number| normal(step * number + step / 2)).collect();
        let mean = draws.iter().sum::<f64>() / 1e4;
        let deviation = (draws.iter().map(|draw| draw * draw).sum::<f64>() / 1e4).sqrt();
        assert!(mean.abs() < 1e-6 && (deviation - 1.0).abs() < 0.005, "{mean} {deviation}");
    }
}
