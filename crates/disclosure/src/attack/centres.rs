//! A8: a centre takes its own people away from what is told, and so do two centres together.

use super::numbers::share;
use super::scene::Cell;
use super::{Allowed, Finding, Scene};

/// Only of small cells would it say much about another centre.
const SMALL: u32 = 50;

/// What centres find when they take their own away.
#[derive(Debug)]
struct Found {
    after_one: u32,
    after_two: u32,
    /// Pairs of centres, by shown cells of few people.
    pairs: usize,
    /// Where the rest is the largest other centre's to a tenth.
    near: usize,
    /// Where it is when shared out by volumes, of what is told and of the truth.
    by_volume: usize,
    by_truth: usize,
}

/// Each shown cell, each centre, each pair.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let mut found =
        Found { after_one: u32::MAX, after_two: u32::MAX, pairs: 0, near: 0, by_volume: 0, by_truth: 0 };
    for scene in scenes {
        let volumes: Vec<f64> = scene.centres.iter().map(|people| f64::from(people.count())).collect();
        for (cell, told) in scene.cells.iter().filter_map(|cell| Some((cell, cell.shown()?))) {
            let own: Vec<u32> = (0..volumes.len()).map(|centre| scene.at_centre(cell, centre)).collect();
            found.subtract(cell, told, &own, &volumes);
        }
    }
    if found.after_one == u32::MAX {
        return vec![Finding::nothing("A8", "what a centre finds of the others", "No cell is told.")];
    }
    vec![found.least_of_one(), found.least_of_two(), found.rest(), found.shared_out()]
}

impl Found {
    /// Takes each centre's people and each pair's away.
    fn subtract(&mut self, cell: &Cell, told: u32, own: &[u32], volumes: &[f64]) {
        for (first, people) in own.iter().enumerate() {
            self.after_one = self.after_one.min(cell.people - people);
            for (second, other) in own.iter().enumerate().skip(first + 1) {
                let taken = people + other;
                self.after_two = self.after_two.min(cell.people - taken);
                if cell.people <= SMALL {
                    let left = [f64::from(told) - f64::from(taken), f64::from(cell.people - taken)];
                    self.guess(left, [first, second], own, volumes);
                }
            }
        }
    }

    /// Guesses the largest other centre's people from what two centres leave, as it is told and in truth.
    fn guess(&mut self, [told, truth]: [f64; 2], pair: [usize; 2], own: &[u32], volumes: &[f64]) {
        let others = (0..own.len()).filter(|at| !pair.contains(at));
        let Some(third) = others.clone().max_by_key(|at| own[*at]).filter(|at| own[*at] > 0) else { return };
        let people = f64::from(own[third]);
        let is_near = |guess: f64| usize::from((guess - people).abs() <= 0.1 * people);
        let part = volumes[third] / others.map(|at| volumes[at]).sum::<f64>();
        self.pairs += 1;
        self.near += is_near(told);
        self.by_volume += is_near(told * part);
        self.by_truth += is_near(truth * part);
    }

    fn least_of_one(&self) -> Finding {
        let words = "Of every cell that is told: the people of all other centres together, when a \
            centre takes its own away.";
        let least = f64::from(self.after_one);
        Finding::of("A8", "fewest people left by a centre", least, Allowed::AtLeast(5.0), words)
    }

    fn least_of_two(&self) -> Finding {
        let words = "The same when two centres put what they know together. Below two, they would know \
            the one.";
        let least = f64::from(self.after_two);
        Finding::of("A8", "fewest people left by two centres", least, Allowed::AtLeast(2.0), words)
    }

    fn rest(&self) -> Finding {
        let words = format!(
            "Two centres take their people away from what is told of 50 people at most \
            and take the rest for the largest other centre's, {} times: share within a tenth of it.",
            self.pairs
        );
        let near = share(self.near, self.pairs);
        Finding::of("A8", "third centres found to a tenth", near, Allowed::AtMost(0.1), words)
    }

    fn shared_out(&self) -> Finding {
        let truth = 100.0 * share(self.by_truth, self.pairs);
        let words = format!(
            "The same, and the rest is shared out among the other centres by their \
            public volumes. It is told and not judged: of the true rest, without noise, {truth:.1} % \
            would come as near, which is luck."
        );
        let near = share(self.by_volume, self.pairs);
        Finding::of("A8", "third centres found to a tenth by their volumes", near, Allowed::Reported, words)
    }
}
