//! A12: the keys. Without them the noise cannot be foretold, and with nearly the right ones neither.

use super::numbers::{correlation, real, share};
use super::{Allowed, Finding, Scene};
use crate::cube::Guard;

/// One bit of the noise's key is turned, and each cell's noise is foretold from that of the cell before.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let (mut changed, mut shown, mut pairs) = (0, 0, Vec::new());
    for scene in scenes {
        let keys = scene.guard.keys.one_bit_off();
        let other = Guard { keys: &keys, ..scene.guard };
        let mut last = None;
        for (cell, told) in scene.cells.iter().filter_map(|cell| Some((cell, cell.shown()?))) {
            shown += 1;
            changed += usize::from(cell.tally.protect(&cell.of, other) != cell.told);
            if cell.people >= 15 {
                let noise = f64::from(told) - f64::from(cell.people);
                pairs.extend(last.map(|last| (last, noise)));
                last = Some(noise);
            }
        }
    }
    if pairs.is_empty() {
        return vec![Finding::nothing("A12", "noise without the keys", "Too little is told.")];
    }
    vec![
        Finding::of(
            "A12",
            "cells that change with one bit of the key",
            share(changed, shown),
            Allowed::AtLeast(0.4),
            "Of all cells that are told. Whoever has nearly the right key has nothing.",
        ),
        Finding::of(
            "A12",
            "noise foretold from the cell before",
            correlation(&pairs).abs(),
            Allowed::AtMost(4.0 / real(pairs.len()).sqrt()),
            "The correlation of neighbouring cells' noise. More than four standard errors, which chance \
                has once in 16,000 releases, would mean that it can be foretold.",
        ),
    ]
}
