//! A4: going round a refusal. What cannot be asked is put together from what can.

use super::{Allowed, Finding, Scene, real};
use crate::cube::{Predicate, Schema};

/// Beyond this a group is not small: nobody needs a tracker for it.
const SMALL: u32 = 8;

/// With fewer residuals nothing can be said about their spread.
const ENOUGH: usize = 30;

/// The standard deviation that the noise of two counts has together, in people: the root of twice 8.
const SPREAD: f64 = 4.0;

/// Questions beyond the grammar, and small groups as a whole minus all other parts.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let beyond = scenes.iter().map(beyond).sum::<usize>();
    let residuals: Vec<f64> = scenes.iter().flat_map(residuals).collect();
    let grammar = Finding::of(
        "A4",
        "questions beyond the grammar",
        real(beyond),
        Allowed::AtMost(0.0),
        "A question has three variables at most, each once, with one published value; no OR, no NOT, no \
            range. The release holds no other, and its schema has no value that is everybody but a few.",
    );
    let name = "spread of what trackers find of small groups";
    if residuals.len() < ENOUGH {
        return vec![
            grammar,
            Finding::nothing("A4", name, "Too few small groups can be put together from what is told."),
        ];
    }
    let spread =
        (residuals.iter().map(|residual| residual * residual).sum::<f64>() / real(residuals.len())).sqrt();
    // A whole and one other part have 4 by the noise's variance. Of few, three standard errors less are allowed for luck.
    let least = SPREAD - 3.0 * SPREAD / (2.0 * real(residuals.len())).sqrt();
    let words = format!(
        "A small group was worked out {} times as a whole minus all its other parts. The standard \
            deviation of the error, in people.",
        residuals.len()
    );
    vec![grammar, Finding::of("A4", name, spread, Allowed::AtLeast(least), words)]
}

fn beyond(scene: &Scene<'_>) -> usize {
    let is_beyond = |of: &Predicate| Predicate::at(of.parts().to_vec()).is_err();
    let asked = scene.cells.iter().filter(|cell| is_beyond(&cell.of)).count();
    asked + usize::from(Schema::of(scene.schema.variables().to_vec()).is_err())
}

/// How far trackers are from the truth: for each small cell of leaves, a wider cell less all others that it is made of.
fn residuals<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = f64> + 's {
    let small = scene.cells.iter().filter(|cell| cell.people < SMALL && scene.is_of_leaves(cell));
    small.flat_map(|cell| {
        scene.wider(cell).filter_map(|(wider, variable, leaves)| {
            let mut found = f64::from(wider.shown()?);
            for other in leaves.into_iter().map(|leaf| cell.of.with((variable, leaf))) {
                if other != cell.of {
                    found -= f64::from(scene.cell(&other)?.shown()?);
                }
            }
            Some(found - f64::from(cell.people))
        })
    })
}
