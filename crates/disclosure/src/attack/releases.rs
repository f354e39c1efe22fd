//! A7: the release after somebody came, went or was corrected. Does it show which cells they are in?

use super::draws::Draws;
use super::numbers::{area_under_curve, share};
use super::scene::Cell;
use super::{Allowed, Finding, SEED, Scene};
use crate::cube::{Count, Guard, Person, Tally};

/// So many people are tried, of each release.
const PEOPLE: usize = 30;

/// How the cells differ between two releases: of those that a person's change concerns, and of the others.
#[derive(Debug, Default)]
struct Changes {
    changed: Vec<f64>,
    unchanged: Vec<f64>,
}

impl Changes {
    /// Where a release says nothing, nothing can be compared.
    fn note(&mut self, before: Count, after: Count, is_changed: bool) {
        if let (Count::Shown(before), Count::Shown(after)) = (before, after) {
            let seen = if is_changed { &mut self.changed } else { &mut self.unchanged };
            seen.push(f64::from(before.abs_diff(after)));
        }
    }
}

/// A person is added, removed or corrected, and the next epoch is released.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let kinds: [(&str, Change); 3] = [
        ("added", |_, other| (None, Some(other))),
        ("removed", |one, _| (Some(one), None)),
        ("corrected", |one, other| (Some(one.clone()), Some(Person { leaves: other.leaves, ..one }))),
    ];
    let next = kinds.map(|(name, change)| {
        let found = changes(scenes, change, 1);
        let area = area_under_curve(&found.changed, &found.unchanged);
        let words = format!(
            "{PEOPLE} people of each release were {name}, one at a time, and the next \
            epoch drawn. How well do differences between the releases show the cells that they concern? \
            0.5 is not at all."
        );
        Finding::of(
            "A7",
            &format!("cells of a person {name}, next epoch"),
            area,
            Allowed::Between(0.45, 0.55),
            words,
        )
    });
    let same = changes(scenes, |_, other| (None, Some(other)), 0);
    let moved = |cells: &[f64]| share(cells.iter().filter(|by| **by != 0.0).count(), cells.len());
    let mut findings = next.to_vec();
    findings.push(Finding::of(
        "A7",
        "cells of a person added that change within an epoch",
        moved(&same.changed),
        Allowed::Reported,
        format!(
            "Why nothing is released twice in one epoch: of all other cells, {:.1} % change.",
            100.0 * moved(&same.unchanged)
        ),
    ));
    findings
}

/// Who leaves, by a person of the release, and who comes, by the same and a made-up other.
type Change = fn(Person, Person) -> (Option<Person>, Option<Person>);

fn changes(scenes: &[Scene<'_>], change: Change, epochs: u32) -> Changes {
    let mut found = Changes::default();
    for scene in scenes {
        let mut draws = Draws::new(SEED);
        let guard = Guard { epoch: scene.guard.epoch + epochs, ..scene.guard };
        for cell in &scene.cells {
            found.note(cell.told, cell.tally.protect(&cell.of, guard), false);
        }
        let places: Vec<usize> = (0..scene.people.len()).collect();
        for pair in draws.some(&places, 2 * PEOPLE).chunks(2) {
            let made_up = made_up(scene.people, pair, &mut draws);
            let (leaves, comes) = change(scene.people[pair[0]].clone(), made_up);
            let leaves = leaves.map(|_| pair[0]);
            for cell in &scene.cells {
                if let Some(tally) = after(scene, cell, leaves, comes.as_ref()) {
                    found.note(cell.told, tally.protect(&cell.of, guard), true);
                }
            }
        }
    }
    found
}

/// The people of a cell after somebody left, by their place, and somebody came; nothing where it stays as it is.
fn after(scene: &Scene<'_>, cell: &Cell, leaves: Option<usize>, comes: Option<&Person>) -> Option<Tally> {
    let left = leaves.filter(|place| scene.counts(&cell.of, &scene.people[*place].leaves));
    let comes = comes.filter(|who| scene.counts(&cell.of, &who.leaves));
    if left.is_none() && comes.is_none() {
        return None;
    }
    let stay = cell.who.places().filter(|place| Some(*place) != left).map(|place| &scene.people[place]);
    let mut tally = Tally::default();
    stay.chain(comes).for_each(|who| tally.add(who.key, who.centre));
    // A correction of another variable leaves a cell as it is.
    (tally != cell.tally).then_some(tally)
}

/// Somebody like two people of the release, each leaf from one or the other.
fn made_up(people: &[Person], pair: &[usize], draws: &mut Draws) -> Person {
    let [one, other] = [pair[0], pair[pair.len() - 1]].map(|place| &people[place]);
    let either = |(one, other): (&u16, &u16)| if draws.uniform() < 0.5 { *one } else { *other };
    let leaves = one.leaves.iter().zip(&other.leaves).map(either).collect();
    Person {
        key: one.key.wrapping_mul(3).wrapping_add(other.key),
        centre: other.centre,
        leaves,
        ..one.clone()
    }
}
