//! Do centres differ more than chance explains?

use serde::Serialize;

use super::{len, quantile7};

/// Centres needed before limits are widened: with fewer the estimate is unstable, and only φ̂ is printed.
pub const MIN_CENTRES_TO_ADJUST: usize = 12;

/// The spread of centres around the common proportion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overdispersion {
    /// Σk / Σn.
    pub p0: f64,
    /// Each centre's distance from `p0` in its own standard errors, on the arcsine scale.
    pub z: Vec<f64>,
    /// The 10 % and 90 % quantiles (type 7) at which `z` is winsorised.
    pub winsor: [f64; 2],
    /// φ̂: mean square of the winsorised `z`; 1 is what chance gives.
    pub phi: f64,
    /// τ²: variance between centres on the arcsine scale, 0 when chance explains everything.
    pub tau2: f64,
    /// Whether there are enough centres to widen the limits by `tau2`.
    pub adjust: bool,
}

/// The overdispersion of `(k, n)` per centre (Spiegelhalter, Qual Saf Health Care 2005;14:347; `FunnelPlotR` `R/od_adjustment.R`).
///
/// Centres without a case are left out. `None` when fewer than two remain, or when no centre or every centre has
/// nothing but hits: there is no spread to measure.
pub fn overdispersion(centres: &[(u32, u32)]) -> Option<Overdispersion> {
    let centres: Vec<(f64, f64)> =
        centres.iter().filter(|(_, n)| *n > 0).map(|&(k, n)| (f64::from(k), f64::from(n))).collect();
    if centres.len() < 2 {
        return None;
    }
    let p0 = centres.iter().map(|c| c.0).sum::<f64>() / centres.iter().map(|c| c.1).sum::<f64>();
    if !(0.0..=1.0).contains(&p0) {
        return None;
    }
    let y0 = p0.sqrt().asin();
    let z: Vec<f64> =
        centres.iter().map(|(k, n)| ((k / n).min(1.0).sqrt().asin() - y0) * 2.0 * n.sqrt()).collect();
    let winsor = [quantile7(&z, 0.1)?, quantile7(&z, 0.9)?];
    let phi = z.iter().map(|z| z.clamp(winsor[0], winsor[1]).powi(2)).sum::<f64>() / len(z.len());
    let precisions: Vec<f64> = centres.iter().map(|(_, n)| 4.0 * n).collect();
    let adjust = centres.len() >= MIN_CENTRES_TO_ADJUST;
    Some(Overdispersion { p0, winsor, phi, tau2: between_variance(phi, &precisions), adjust, z })
}

/// The moment estimate of τ² from φ̂ and the centres' precisions `1 / s²`.
fn between_variance(phi: f64, precisions: &[f64]) -> f64 {
    let freedom = len(precisions.len()) - 1.0;
    let excess = len(precisions.len()) * phi - freedom;
    let sum: f64 = precisions.iter().sum();
    let squares: f64 = precisions.iter().map(|w| w * w).sum();
    (excess / (sum - squares / sum)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPENDIX_A: [(u32, u32); 8] =
        [(28, 38), (30, 42), (22, 27), (40, 61), (35, 44), (9, 15), (18, 21), (25, 40)];

    #[test]
    fn appendix_a() {
        let found = overdispersion(&APPENDIX_A).expect("eight centres");
        let z: Vec<String> = found.z.iter().map(|z| format!("{z:.4}")).collect();
        assert_eq!(z, ["0.2506", "-0.0642", "1.1861", "-1.0628", "1.1898", "-0.9739", "1.5708", "-1.2658"]);
        assert_eq!(found.winsor.map(|w| format!("{w:.4}")), ["-1.1237", "1.3041"]);
        assert_eq!(format!("{:.5} {:.5} {:.6}", found.p0, found.phi, found.tau2), "0.71875 0.99132 0.000943");
        assert!(!found.adjust, "eight centres are too few to adjust");
    }

    #[test]
    fn alike_centres_have_no_variance_between_them() {
        let found = overdispersion(&[(50, 100), (51, 100), (49, 100), (50, 100)]).expect("four centres");
        assert!(found.tau2.abs() < f64::EPSILON);
    }

    #[test]
    fn one_centre_has_no_spread() {
        assert_eq!(overdispersion(&[(3, 4), (0, 0)]), None);
    }
}
