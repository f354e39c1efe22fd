//! A3: filtering down until few are left.

use std::collections::BTreeSet;

use super::{Allowed, Finding, Scene, real};
use crate::cube::Count;

/// Counts of fewer people are never told.
const FEW: u32 = 8;

/// Every cell of few people, and every answer there is.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let cells = || scenes.iter().flat_map(|scene| &scene.cells);
    let few = || cells().filter(|cell| cell.people < FEW);
    let shown = few().filter(|cell| cell.told != Count::Low).count();
    let answers: BTreeSet<_> = few().map(|cell| format!("{:?}", cell.told)).collect();
    let is_odd = |told| told < 10 || told % 5 != 0;
    let odd = cells().filter_map(|cell| Some((cell, cell.shown()?)));
    let odd = odd.filter(|(cell, told)| is_odd(*told) || told.abs_diff(cell.people) > 10).count();
    let of =
        |name, figure, most, words: &str| Finding::of("A3", name, real(figure), Allowed::AtMost(most), words);
    let tried = format!(
        "All {} cells with fewer than eight people, those with nobody included, were asked for.",
        few().count()
    );
    let same = "Nobody, one person and seven people have the same answer, to the letter.";
    let more = "Everything told is a multiple of 5 from 10 on, and at most 10 from the truth. Any other number \
        would say something beside the count.";
    vec![
        of("small cells that are told", shown, 0.0, &tried),
        of("different answers for 0 to 7 people", answers.len(), 1.0, same),
        of("answers that say more than they may", odd, 0.0, more),
    ]
}
