//! A6: all tables solved together. Which counts agree best with everything that is told, and are the small ones right?
//!
//! Plain, the attacker has the release alone. Model-assisted, they also reckon that three variables go together as each
//! two of them do. The yardstick is what the true tables of two variables would give away by that reckoning alone: who
//! finds no more has learnt from a small cell nothing but what is known of large groups.

mod fitting;
mod rows;
mod sparse;

use super::numbers::{real, share};
use super::odds::Odds;
use super::{Allowed, Finding, Scene};
use crate::cube::Count;
use sparse::Rows;

/// So often what is low is cut to what it can be, and everything solved again.
const ROUNDS: usize = 30;

/// So many steps of each solution; it goes on from the one before.
const STEPS: usize = 60;

/// When nothing that is low moves by more than this many people, it has settled.
const SETTLED: f64 = 0.05;

/// The variance of what the attacker has exactly: little, so that it weighs much.
const EXACT: f64 = 0.01;

/// Beyond this a cell is not small.
const SMALL: u32 = 7;

/// How many of the small cells of the largest tables are guessed rightly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Guessed {
    /// Cells of 1 to 7 people.
    pub small: usize,
    /// Of which the guess is right.
    pub exact: usize,
    /// Cells of one person.
    pub singles: usize,
    /// Cells that are guessed to be of one person.
    pub thought_single: usize,
    /// Of which it is right.
    pub single: usize,
}

impl Guessed {
    /// The share of small cells that are guessed rightly.
    pub fn small_exact(&self) -> f64 {
        share(self.exact, self.small)
    }

    /// Of the cells that are thought to be of one person, those that are.
    pub fn precision(&self) -> f64 {
        share(self.single, self.thought_single)
    }

    /// The variance of that share for so many cells; nothing where there are none.
    fn uncertainty(&self) -> f64 {
        let share = self.precision();
        if self.thought_single == 0 { 0.0 } else { share * (1.0 - share) / real(self.thought_single) }
    }

    fn note(&mut self, people: u32, guess: f64) {
        let is = |count: u32| (guess - f64::from(count)).abs() <= 0.5;
        let is_single = is(1);
        self.small += usize::from((1..=SMALL).contains(&people));
        self.exact += usize::from((1..=SMALL).contains(&people) && is(people));
        self.singles += usize::from(people == 1);
        self.thought_single += usize::from(is_single);
        self.single += usize::from(is_single && people == 1);
    }
}

/// What is guessed by the release alone, by the model too, and by the model from the true tables of two variables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reconstruction {
    /// From the release alone.
    pub plain: Guessed,
    /// With the model.
    pub assisted: Guessed,
    /// The yardstick: the model and the truth about each two variables.
    pub reference: Guessed,
}

impl Reconstruction {
    /// Solves each of some releases.
    pub fn of(scenes: &[Scene<'_>]) -> Self {
        let mut found = Self::default();
        for scene in scenes {
            let tables = fitting::tables(scene);
            let mut tried = Attempt::of(scene);
            tried.solve();
            let plain = tried.counts();
            let pair = |of: &crate::cube::Predicate| scene.place(of).map_or(0.0, |place| plain[place]);
            let model = tables.iter().map(|table| fitting::fitted(scene, table, pair));
            let model: Vec<(usize, f64)> = tables.iter().flatten().copied().zip(model.flatten()).collect();
            for (place, guess) in &model {
                tried.think(*place, *guess);
            }
            tried.solve();
            let assisted = tried.counts();
            let truth =
                |of: &crate::cube::Predicate| scene.cell(of).map_or(0.0, |cell| f64::from(cell.people));
            for table in &tables {
                for (place, guess) in table.iter().zip(fitting::fitted(scene, table, truth)) {
                    let people = scene.cells[*place].people;
                    found.plain.note(people, plain[*place]);
                    found.assisted.note(people, assisted[*place]);
                    found.reference.note(people, guess);
                }
            }
        }
        found
    }
}

/// Small cells guessed rightly by the release alone and with the model.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let Reconstruction { plain, assisted, reference } = Reconstruction::of(scenes);
    let of =
        |name: &str, figure, most, words: &str| Finding::of("A6", name, figure, Allowed::AtMost(most), words);
    // Of few cells that look like one person, both shares are uncertain: two standard errors of their difference.
    let luck = 2.0 * (assisted.uncertainty() + reference.uncertainty()).sqrt();
    let all = "All tables are solved together for the counts that agree best with them.";
    let model = "The same, and the attacker reckons that variables go together as each two do. Allowed \
        is what the true tables of two variables would give away, and five in a hundred.";
    vec![
        of(
            "small cells guessed rightly",
            plain.small_exact(),
            0.25,
            &format!(
                "{all} Share of the {} cells with one to seven people for which they come out right.",
                plain.small
            ),
        ),
        of(
            "cells thought to be of one person that are",
            plain.precision(),
            0.35,
            &format!("{all} Of {} cells that come out as one person.", plain.thought_single),
        ),
        of(
            "small cells guessed rightly with a model",
            assisted.small_exact(),
            reference.small_exact() + 0.05,
            model,
        ),
        of(
            "cells thought with a model to be of one person that are",
            assisted.precision(),
            reference.precision() + 0.05 + luck,
            model,
        ),
    ]
}

/// A solution under way: a row, a target and what is possible for each observation.
struct Attempt {
    rows: Rows,
    weights: Vec<f64>,
    targets: Vec<f64>,
    /// Between what an observation is moved to the solution, where it is not told as a number of its own.
    limits: Vec<Option<(f64, f64)>>,
    unknowns: Vec<f64>,
    cells: usize,
}

impl Attempt {
    fn of(scene: &Scene<'_>) -> Self {
        let odds = Odds::of(scene.guard);
        let rows = rows::rows(scene);
        let mut tried = Self {
            weights: Vec::new(),
            targets: Vec::new(),
            limits: Vec::new(),
            unknowns: vec![0.0; rows.columns()],
            cells: scene.cells.len(),
            rows,
        };
        for cell in &scene.cells {
            // What is low is thought to be about three, nought to nine; where nobody is told, about four, one to seven.
            let exact = scene.exact(&cell.of);
            let (mean, variance, limits) = match cell.told {
                _ if exact.is_some() => (exact.map_or(0.0, f64::from), EXACT, None),
                Count::Low if odds.may_be_nobody(&cell.of, Count::Low) => (3.0, 9.0, Some((0.0, 9.0))),
                Count::Low => (4.0, 4.0, Some((1.0, 7.0))),
                told @ Count::Shown(_) => {
                    let read = odds.reading(&cell.of, told);
                    (read.mean, read.variance, read.is_rounding.then_some((read.least, read.most)))
                }
            };
            tried.weights.push(1.0 / variance.sqrt());
            tried.targets.push(mean);
            tried.limits.push(limits);
        }
        tried
    }

    /// Adds a guess of the model as if it had been observed.
    fn think(&mut self, place: usize, guess: f64) {
        let row = self.rows.row(place).to_vec();
        self.rows.push(row);
        self.weights.push(1.0 / (0.6 * guess + 0.3).sqrt());
        self.targets.push(guess);
        self.limits.push(None);
    }

    fn solve(&mut self) {
        let weighted = self.rows.weighted(&self.weights);
        for _ in 0..ROUNDS {
            let targets: Vec<f64> = self.targets.iter().zip(&self.weights).map(|(a, b)| a * b).collect();
            weighted.nearest(&targets, &mut self.unknowns, STEPS);
            let mut moved = 0.0_f64;
            for ((target, limits), is) in
                self.targets.iter_mut().zip(&self.limits).zip(self.rows.times(&self.unknowns))
            {
                if let Some((least, most)) = limits {
                    let next = is.clamp(*least, *most);
                    moved = moved.max((next - *target).abs());
                    *target = next;
                }
            }
            if moved < SETTLED {
                break;
            }
        }
    }

    /// What each cell comes out as.
    fn counts(&self) -> Vec<f64> {
        let mut counts = self.rows.times(&self.unknowns);
        counts.truncate(self.cells);
        counts.iter().map(|count| count.max(0.0)).collect()
    }
}
