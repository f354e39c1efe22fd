//! A5: back-solving. How far can a small count be narrowed down by everything told around it, with a linear program?
//!
//! The static tables' share of this attack is [`crate::tables`]'s own: it solves each table before it is printed. Of the
//! cube, each small count is solved with all tables of its variables and of one more, where what is told may be moved by
//! as much as it can be, and what is low is anything that is told as low.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, Variable, constraint, microlp, variable};

use super::draws::Draws;
use super::numbers::{real, share};
use super::odds::Odds;
use super::scene::Cell;
use super::{Allowed, Finding, SEED, Scene};
use crate::cube::Count;

/// So many small cells are tried, of each release.
const CELLS: usize = 50;

/// A cell and one more variable are solved together.
const VARIABLES: usize = 4;

/// Numbers of people up to this stay possible for every small cell: neither nobody nor a few is ever ruled out.
const STAYS_OPEN: f64 = 7.0;

/// The dossier asks for a range of so many people.
const WIDE: f64 = 10.0;

/// The share of ranges that may be narrower. The dossier allows none; yet a row told as 10 with a neighbour told, which is 8
/// or more, leaves 12 by what is published of the noise, and a row with two told neighbours may leave 7: once in 400 cells of
/// the dossier's people, up to twice in fifty where values are rolled up too. What may never be learnt is held by
/// [`STAYS_OPEN`].
const NARROW: f64 = 0.1;

/// The least and the most that a cell can be.
type Range = (f64, f64);

/// Some small cells of each release, each with one more variable.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let ranges: Vec<Range> = scenes.iter().flat_map(ranges).collect();
    let name = "ranges of small cells narrower than ten";
    if ranges.is_empty() {
        return vec![Finding::nothing("A5", name, "No cell of three variables has one to seven people.")];
    }
    let is_open = |(least, most): &&Range| *least < 1e-6 && *most > STAYS_OPEN - 1e-6;
    let closed = ranges.len() - ranges.iter().filter(is_open).count();
    let narrow = ranges.iter().filter(|(least, most)| most - least < WIDE - 1e-6).count();
    let mean = ranges.iter().map(|(least, most)| most - least).sum::<f64>() / real(ranges.len());
    let tried =
        format!("{} cells of one to seven people were solved for with the tables around them.", ranges.len());
    let of =
        |name, figure, most, words: String| Finding::of("A5", name, figure, Allowed::AtMost(most), words);
    vec![
        of("small cells for which a number from 0 to 7 is ruled out", real(closed), 0.0, tried),
        of(
            name,
            share(narrow, ranges.len()),
            NARROW,
            format!(
                "The same cells. In the mean {mean:.1} people lie between the least and the most; what \
                    is told of a low cell by itself leaves 15."
            ),
        ),
    ]
}

fn ranges(scene: &Scene<'_>) -> Vec<Range> {
    let (odds, mut draws) = (Odds::of(scene.guard), Draws::new(SEED));
    let is_small = |cell: &&Cell| {
        (1..8).contains(&cell.people) && cell.of.parts().len() == VARIABLES - 1 && scene.is_of_leaves(cell)
    };
    let small: Vec<&Cell> = scene.cells.iter().filter(is_small).collect();
    let tried = draws.some(&small, CELLS);
    tried.iter().filter_map(|cell| range(scene, &odds, cell, &mut draws)).collect()
}

fn range(scene: &Scene<'_>, odds: &Odds<'_>, cell: &Cell, draws: &mut Draws) -> Option<Range> {
    let mut variables: Vec<u16> = cell.of.parts().iter().map(|(variable, _)| *variable).collect();
    let mut others: Vec<u16> = scene.others(cell).map(|(variable, _)| variable).collect();
    others.dedup();
    variables.extend(draws.some(&others, 1));
    let is_of = |cell: &&Cell| {
        scene.is_of_leaves(cell) && cell.of.parts().iter().all(|(variable, _)| variables.contains(variable))
    };
    let around: Vec<&Cell> = scene.cells.iter().filter(is_of).collect();
    let place = around.iter().position(|other| other.of == cell.of)?;
    let solve = |sign: f64| solved(scene, odds, &around, &variables, place, sign);
    // Where the solver gives up, nothing is taken for protected: the attacker is thought to know it.
    let people = f64::from(cell.people);
    Some(solve(-1.0).zip(solve(1.0)).unwrap_or((people, people)))
}

/// The most that a cell can be with a sign of 1, the least with one of -1.
fn solved(
    scene: &Scene<'_>,
    odds: &Odds<'_>,
    around: &[&Cell],
    variables: &[u16],
    place: usize,
    sign: f64,
) -> Option<f64> {
    let mut problem = ProblemVariables::new();
    let counts: Vec<Variable> = around
        .iter()
        .map(|cell| {
            let (least, most) = limits(scene, odds, cell);
            problem.add(variable().min(least).max(most))
        })
        .collect();
    let at = |of: &crate::cube::Predicate| around.iter().position(|cell| cell.of == *of).map(|at| counts[at]);
    let objective: Expression = sign * counts[place];
    let mut model = problem.maximise(objective).using(microlp);
    for (cell, whole) in around.iter().zip(&counts) {
        let asked = |variable: &&u16| cell.of.parts().iter().any(|(other, _)| other == *variable);
        for variable in variables.iter().filter(|variable| !asked(variable)) {
            let parts = scene.leaves(*variable).into_iter().map(|leaf| at(&cell.of.with((*variable, leaf))));
            // The largest tables have none below them.
            if let Some(parts) = parts.collect::<Option<Vec<_>>>() {
                let sum: Expression = parts.into_iter().sum();
                model = model.with(constraint!(sum == *whole));
            }
        }
    }
    model.solve().ok().map(|solution| solution.value(counts[place]))
}

/// What a cell can be by its own answer. One that is low for its centres can be large; the attacker is given as much.
fn limits(scene: &Scene<'_>, odds: &Odds<'_>, cell: &Cell) -> Range {
    if let Some(people) = scene.exact(&cell.of) {
        return (f64::from(people), f64::from(people));
    }
    let read = odds.reading(&cell.of, cell.told);
    match cell.told {
        Count::Low => (read.least, read.most.max(f64::from(cell.people))),
        Count::Shown(_) => (read.least, read.most),
    }
}
