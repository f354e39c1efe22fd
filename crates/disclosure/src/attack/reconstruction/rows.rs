//! Every count of a release as a sum of few unknowns, so that all tables agree with one another whatever the unknowns are.
//!
//! The unknowns are counts without the first leaf of any variable, of up to as many variables as the release has in a
//! question (a corner-point parametrisation: 2,336 for the dossier's twelve variables). A count with a first leaf is the
//! count without that variable less those with its other leaves.

use std::collections::BTreeMap;

use super::super::scene::Scene;
use super::sparse::Rows;

/// A product of counts without first leaves, and how often it is counted.
type Terms = Vec<(Vec<(u16, u16)>, f64)>;

/// One row for each cell of a release, in their order.
pub(super) fn rows(scene: &Scene<'_>) -> Rows {
    let mut unknowns = BTreeMap::new();
    let mut rows = Rows::default();
    for cell in &scene.cells {
        let terms = terms(scene, cell.of.parts());
        let row = terms.into_iter().map(|(of, times)| {
            let next = unknowns.len();
            (*unknowns.entry(of).or_insert(next), times)
        });
        rows.push(row);
    }
    rows
}

/// A cell in unknowns: the product of what each of its parts is.
fn terms(scene: &Scene<'_>, parts: &[(u16, u16)]) -> Terms {
    let start = vec![(Vec::new(), 1.0)];
    parts.iter().fold(start, |terms, (variable, node)| {
        let part = part(scene, *variable, *node);
        let all = terms.iter().flat_map(|(of, times)| {
            part.iter().map(move |(leaf, more)| {
                let leaf = leaf.map(|leaf| (*variable, leaf));
                (of.iter().copied().chain(leaf).collect(), times * more)
            })
        });
        all.collect()
    })
}

/// A node of one variable: its leaves, where the first is everybody but the others.
fn part(scene: &Scene<'_>, variable: u16, node: u16) -> Vec<(Option<u16>, f64)> {
    let (leaves, of) = (scene.leaves(variable), scene.leaves_of(variable, node));
    let (first, others) =
        leaves.split_first().map_or((None, &[][..]), |(first, others)| (Some(*first), others));
    if first.is_some_and(|first| of.contains(&first)) {
        let not = others.iter().filter(|leaf| !of.contains(leaf)).map(|leaf| (Some(*leaf), -1.0));
        [(None, 1.0)].into_iter().chain(not).collect()
    } else {
        of.iter().map(|leaf| (Some(*leaf), 1.0)).collect()
    }
}
