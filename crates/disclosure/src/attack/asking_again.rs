//! A1: asking again, in another order, as somebody else, after a restart.

use super::{Allowed, Finding, Scene};
use crate::cube::{Cube, Predicate};

/// The release is made once more, from people in another order, and each question is put in each order of its parts.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let (mut others, mut orders) = (0, 0);
    for scene in scenes {
        let mut turned = scene.people.to_vec();
        turned.reverse();
        // What is made once more and fails is another release altogether.
        others += Cube::of(scene.schema, &turned, scene.guard).map_or(scene.cells.len(), |again| {
            let told = again.counts();
            told.zip(&scene.cells).filter(|((of, told), cell)| (*of, *told) != (&cell.of, cell.told)).count()
                + again.counts().len().abs_diff(scene.cells.len())
        });
        let is_other = |parts: Vec<(u16, u16)>, of: &Predicate| Predicate::at(parts).as_ref() != Ok(of);
        let asked = scene.cells.iter().filter(|cell| Predicate::at(cell.of.parts().to_vec()).is_ok());
        orders += asked
            .flat_map(|cell| permutations(cell.of.parts()).into_iter().map(|parts| (parts, &cell.of)))
            .filter(|(parts, of)| is_other(parts.clone(), of))
            .count();
    }
    vec![
        Finding::of(
            "A1",
            "answers that differ when asked again",
            super::real(others),
            Allowed::AtMost(0.0),
            "Whoever asks the same question a thousand times to average the noise away gets one answer \
                a thousand times: the release was made a second time, from people in another order, and \
                compared cell by cell.",
        ),
        Finding::of(
            "A1",
            "questions whose order matters",
            super::real(orders),
            Allowed::AtMost(0.0),
            "A question is the same one whichever of its parts is asked first, filters or stands in a row.",
        ),
    ]
}

/// Every order of some parts.
fn permutations(of: &[(u16, u16)]) -> Vec<Vec<(u16, u16)>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let first = |place: usize| {
        let mut left = of.to_vec();
        let first = left.remove(place);
        permutations(&left).into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (0..of.len()).flat_map(first).collect()
}
