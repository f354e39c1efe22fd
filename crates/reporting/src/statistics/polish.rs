//! Quantiles to the last digits.

use statrs::distribution::{Continuous, ContinuousCDF};

/// Newton steps taken at most; each doubles the number of right digits, and the start has seven or more.
const STEPS: usize = 4;

/// The `p` quantile of a continuous distribution.
///
/// statrs stops its own search at an absolute 1e-8 or so; the limits here are compared to 1e-9.
pub(super) fn quantile<D>(distribution: &D, p: f64) -> f64
where
    D: ContinuousCDF<f64, f64> + Continuous<f64, f64>,
{
    let mut x = distribution.inverse_cdf(p);
    for _ in 0..STEPS {
        let step = (distribution.cdf(x) - p) / distribution.pdf(x);
        if !step.is_finite() || step.abs() <= f64::EPSILON * x.abs() {
            break;
        }
        x -= step;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::ChiSquared;

    #[test]
    fn two_degrees_of_freedom_have_a_closed_form() {
        let chi2 = ChiSquared::new(2.0).expect("a distribution");
        assert!((quantile(&chi2, 0.975) + 2.0 * 0.025_f64.ln()).abs() < 1e-13);
    }
}
