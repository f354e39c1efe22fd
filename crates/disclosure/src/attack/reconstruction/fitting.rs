//! Large tables guessed from those of two variables: nothing beyond what goes along with what (iterative proportional
//! fitting, Deming and Stephan 1940).

use std::collections::BTreeMap;

use super::super::scene::{Cell, Scene};
use crate::cube::Predicate;

/// So many rounds; a table of a few hundred cells has settled long before.
const ROUNDS: usize = 40;

/// The cells of the largest tables, of leaves alone, by their tables.
pub(super) fn tables(scene: &Scene<'_>) -> Vec<Vec<usize>> {
    let most = scene.most_variables();
    let mut tables = BTreeMap::<Vec<u16>, Vec<usize>>::new();
    for (place, cell) in scene.cells.iter().enumerate() {
        if cell.of.parts().len() == most && scene.is_of_leaves(cell) {
            let variables = cell.of.parts().iter().map(|(variable, _)| *variable).collect();
            tables.entry(variables).or_default().push(place);
        }
    }
    tables.into_values().collect()
}

/// Guesses of a table's cells, from the counts of its pairs of variables.
pub(super) fn fitted(scene: &Scene<'_>, table: &[usize], of_pair: impl Fn(&Predicate) -> f64) -> Vec<f64> {
    let cells: Vec<&Cell> = table.iter().map(|place| &scene.cells[*place]).collect();
    let variables = cells.first().map_or(0, |cell| cell.of.parts().len());
    let pairs = (0..variables).flat_map(|first| (first + 1..variables).map(move |second| [first, second]));
    let margins: Vec<Margin> = pairs.map(|pair| Margin::of(&cells, pair, &of_pair)).collect();
    let mut guesses = vec![1.0; cells.len()];
    for _ in 0..ROUNDS {
        for margin in &margins {
            margin.fit(&mut guesses);
        }
    }
    guesses
}

/// The counts of two variables, and which of them each cell of a table belongs to.
struct Margin {
    belongs: Vec<usize>,
    counts: Vec<f64>,
}

impl Margin {
    fn of(cells: &[&Cell], pair: [usize; 2], of_pair: &impl Fn(&Predicate) -> f64) -> Self {
        let (mut known, mut counts) = (BTreeMap::new(), Vec::new());
        let belongs = cells.iter().map(|cell| {
            let parts = pair.map(|at| cell.of.parts()[at]);
            *known.entry(parts).or_insert_with(|| {
                counts.push(of_pair(&Predicate::ALL.with(parts[0]).with(parts[1])).max(0.0));
                counts.len() - 1
            })
        });
        Self { belongs: belongs.collect(), counts }
    }

    fn fit(&self, guesses: &mut [f64]) {
        let mut sums = vec![0.0; self.counts.len()];
        guesses.iter().zip(&self.belongs).for_each(|(guess, at)| sums[*at] += guess);
        for (guess, at) in guesses.iter_mut().zip(&self.belongs) {
            *guess *= if sums[*at] > 0.0 { self.counts[*at] / sums[*at] } else { 0.0 };
        }
    }
}
