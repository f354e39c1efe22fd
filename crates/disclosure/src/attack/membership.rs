//! A14: is somebody among the people? Asked by an attacker who knows everybody else, against whom nothing but differential
//! privacy helps. It is told and not judged.

use super::draws::Draws;
use super::numbers::area_under_curve;
use super::odds::Odds;
use super::{Allowed, Finding, SEED, Scene};
use crate::cube::{Count, Tally};

/// So many people are tried, of each release.
const PEOPLE: usize = 100;

/// What cannot be is taken for this likely: the attacker may err about gates.
const LEAST_CHANCE: f64 = 1e-4;

/// People of the release beside the same people left out of it, by the likelihood ratio over all their cells.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let (mut members, mut strangers) = (Vec::new(), Vec::new());
    for scene in scenes {
        let odds = Odds::of(scene.guard);
        let places: Vec<usize> = (0..scene.people.len()).collect();
        // A release without the person has noise of its own wherever they are missing.
        for place in Draws::new(SEED).some(&places, PEOPLE) {
            let [with, without] = ratios(scene, &odds, place);
            members.push(with);
            strangers.push(without);
        }
    }
    let area = area_under_curve(&members, &strangers);
    let words = "Somebody who knows the records of all people but one reckons over all cells whether \
        the one is in the release. 0.5 is a guess, 1 is certainty. This protection is not promised: \
        only differential privacy gives it, with noise ten times as large.";
    vec![Finding::of("A14", "membership, known all others", area, Allowed::Reported, words)]
}

/// How much likelier the answers are with a person than without: in the release, and in one without them.
fn ratios(scene: &Scene<'_>, odds: &Odds<'_>, place: usize) -> [f64; 2] {
    let person = &scene.people[place];
    let mut sums = [0.0; 2];
    for cell in scene.cells.iter().filter(|cell| scene.counts(&cell.of, &person.leaves)) {
        let mut others = Tally::default();
        let stay = cell.who.places().filter(|at| *at != place).map(|at| &scene.people[at]);
        stay.for_each(|who| others.add(who.key, who.centre));
        let ratio = |told: Count| {
            let chance = |people| odds.chance(&cell.of, people, told).max(LEAST_CHANCE);
            (chance(cell.people) / chance(cell.people - 1)).ln()
        };
        sums[0] += ratio(cell.told);
        sums[1] += ratio(others.protect(&cell.of, scene.guard));
    }
    sums
}
