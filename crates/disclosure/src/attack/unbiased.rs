//! C8: the noise favours neither more nor fewer.

use super::numbers::real;
use super::{Allowed, Finding, Scene};

/// Fewer people are sometimes withheld, and those that are told are the more.
const LEAST: u32 = 15;

/// The variance of the noise.
const VARIANCE: f64 = 8.0;

/// The mean error of everything told, in its own standard errors.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let cells = scenes.iter().flat_map(|scene| &scene.cells).filter(|cell| cell.people >= LEAST);
    let errors: Vec<f64> =
        cells.filter_map(|cell| Some(f64::from(cell.shown()?) - f64::from(cell.people))).collect();
    let name = "bias of what is told, in standard errors";
    if errors.is_empty() {
        return vec![Finding::nothing("C8", name, "No cell of fifteen people or more is told.")];
    }
    let error = errors.iter().sum::<f64>() / (VARIANCE * real(errors.len())).sqrt();
    let words = format!(
        "The mean of what is told less what was counted, over {} cells of 15 people or more.",
        errors.len()
    );
    vec![Finding::of("C8", name, error, Allowed::Between(-3.0, 3.0), words)]
}
