//! A10: do two questions count the same people? Whoever can tell that from a difference of one learns what the one is.

use super::numbers::share;
use super::{Allowed, Finding, Scene};
use crate::cube::{Count, Guard};

/// Fewer people are often not told, and then everything looks the same.
const LEAST: u32 = 20;

/// So many epochs that are never published are drawn beside the release's own: there are few such pairs in one.
const EPOCHS: u32 = 20;

/// How often two questions have the same answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Alike {
    /// With the same answer.
    pub alike: usize,
    /// Of all.
    pub all: usize,
}

impl Alike {
    /// As a share.
    pub fn share(self) -> f64 {
        share(self.alike, self.all)
    }
}

/// Pairs of a question and a narrower one that count the same people, beside pairs that differ by one.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let name = "same people told from one fewer";
    let [same, one_off] = alike(scenes);
    if same.all == 0 || one_off.all == 0 {
        return vec![Finding::nothing(
            "A10",
            name,
            "No two questions of this release count the same 20 people or more, or none differ by one.",
        )];
    }
    let words = format!(
        "{} times two questions counted the same people and {} times all but one, over {} epochs of \
            which one is published. The share of equal answers among the first, less that among the \
            second.",
        same.all,
        one_off.all,
        EPOCHS + 1
    );
    let difference = same.share() - one_off.share();
    // Of few pairs the shares are uncertain: three standard errors.
    let error = (0.25 / super::real(same.all) + 0.25 / super::real(one_off.all)).sqrt();
    vec![Finding::of("A10", name, difference, Allowed::AtMost(0.05 + 3.0 * error), words)]
}

/// Of pairs that count the same people, and of pairs that differ by one.
pub fn alike(scenes: &[Scene<'_>]) -> [Alike; 2] {
    let mut found = [Alike::default(); 2];
    for scene in scenes {
        for cell in scene.cells.iter().filter(|cell| cell.people >= LEAST) {
            for (wider, ..) in scene.wider(cell) {
                let Some(seen) = found.get_mut((wider.people - cell.people) as usize) else { continue };
                let others = (1..=EPOCHS).map(|epoch| {
                    let guard = Guard { epoch: scene.guard.epoch + epoch, ..scene.guard };
                    [cell, wider].map(|cell| cell.tally.protect(&cell.of, guard))
                });
                for [one, other] in others.chain([[cell.told, wider.told]]) {
                    if one != Count::Low || other != Count::Low {
                        seen.alike += usize::from(one == other);
                        seen.all += 1;
                    }
                }
            }
        }
    }
    found
}
