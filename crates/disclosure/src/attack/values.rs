//! A9: means and medians of two groups that differ by one person. What is the person's own value?

use super::draws::Draws;
use super::numbers::{real, share};
use super::scene::Cell;
use super::{Allowed, Certificate, Finding, SEED, Scene};
use crate::cube::{Person, Scale, Schema, Values};

/// The noise of a sum, in halves of the range: the attacker knows it.
const DEVIATION: f64 = 2.83;

/// People of a group are more alike than people put together by chance, and so more often alike to their own median: that
/// gives no one's value away. So much more is allowed.
const BEYOND_CHANCE: f64 = 0.02;

/// A measure of the people of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Its number, as it goes into the noise.
    pub measure: u16,
    /// Its published range and step.
    pub scale: Scale,
    /// Each person's value, in the order of the release; nothing where none is known.
    pub values: Vec<Option<f64>>,
}

impl Measured {
    /// Every measure of a release.
    pub(super) fn all(schema: &Schema, people: &[Person]) -> impl Iterator<Item = Self> {
        (0..).zip(schema.measures()).map(|(measure, of)| {
            let value = |person: &Person| person.values.get(usize::from(measure)).copied().flatten();
            Self { measure, scale: of.scale, values: people.iter().map(value).collect() }
        })
    }
}

/// Attacks what is told of measures, beside the counts of a release.
pub fn certify_values(scenes: &[(&Scene<'_>, Measured)]) -> Certificate {
    let mut findings = differencing(scenes);
    findings.push(own_values(scenes));
    Certificate { findings }
}

/// Two means of groups that differ by one: the sums' difference is the one's value and twice the noise.
fn differencing(scenes: &[(&Scene<'_>, Measured)]) -> Vec<Finding> {
    let (mut pairs, mut sure) = (0, 0);
    for (scene, measured) in scenes {
        for cell in &scene.cells {
            for (wider, ..) in scene.wider(cell).filter(|(wider, ..)| wider.people - cell.people == 1) {
                if let Some(above) = above_the_median(scene, measured, [wider, cell]) {
                    pairs += 1;
                    sure += usize::from(!(0.05..=0.95).contains(&above));
                }
            }
        }
    }
    let name = "values known to be above or below the middle";
    if pairs == 0 {
        return vec![Finding::nothing(
            "A9",
            name,
            "No two groups whose means are told differ by one person.",
        )];
    }
    let words = format!(
        "Of {pairs} pairs of means whose groups differ by one person: how often an attacker who reckons \
            perfectly becomes surer than 95 % that the one's value lies above, or below, the middle."
    );
    vec![Finding::of("A9", name, share(sure, pairs), Allowed::AtMost(0.01), words)]
}

/// How sure an attacker becomes that the one person between two groups has a value above the middle; nothing where a mean
/// is not told or the one has no value.
fn above_the_median(scene: &Scene<'_>, measured: &Measured, [with, without]: [&Cell; 2]) -> Option<f64> {
    let one = with.who.but(&without.who).places().next()?;
    measured.values.get(one).copied()??;
    let [whole, part] =
        [with, without].map(|cell| Some((mean(scene, measured, cell)?, known(measured, cell))));
    let ((whole, mut group), (part, others)) = (whole?, part?);
    let apart = whole * real(group.len()) - part * real(others.len());
    let scale = measured.scale;
    let rounding = (scale.step * real(group.len())).powi(2) / 6.0;
    let variance = 2.0 * (DEVIATION * (scale.high - scale.low) / 2.0).powi(2) + rounding;
    for value in &mut group {
        *value = value.clamp(scale.low, scale.high);
    }
    group.sort_by(f64::total_cmp);
    let middle = group[group.len() / 2];
    let (mut above, mut all) = (0.0, 0.0);
    for value in group {
        let likely = (-(apart - value).powi(2) / (2.0 * variance)).exp();
        // A value at the middle is half above it.
        let side = if value > middle {
            1.0
        } else if value < middle {
            0.0
        } else {
            0.5
        };
        above += side * likely;
        all += likely;
    }
    Some(if all > 0.0 { above / all } else { 0.5 })
}

/// How often something told is somebody's own value, beside how often it is when values are dealt out anew.
fn own_values(scenes: &[(&Scene<'_>, Measured)]) -> Finding {
    let mut draws = Draws::new(SEED);
    let (mut own, mut dealt) = ([0, 0], [0, 0]);
    for (scene, measured) in scenes {
        let values = draws.some(&measured.values, measured.values.len());
        let anew = Measured { values, ..measured.clone() };
        for cell in scene.cells.iter().filter(|cell| cell.of.parts().len() < scene.most_variables()) {
            for (measured, seen) in [(measured, &mut own), (&anew, &mut dealt)] {
                for told in [mean(scene, measured, cell), median(scene, measured, cell)].into_iter().flatten()
                {
                    let values = known(measured, cell);
                    seen[0] += values.iter().filter(|value| (*value - told).abs() < 1e-9).count();
                    seen[1] += values.len();
                }
            }
        }
    }
    let [own, dealt] = [own, dealt].map(|[equal, all]| share(equal, all));
    let words = format!(
        "Means and medians that are exactly the value of somebody in the group, less how often that is \
            so when values are dealt out anew ({:.1} %): then it is chance.",
        100.0 * dealt
    );
    Finding::of(
        "A9",
        "what is told and somebody's own value, beyond chance",
        own - dealt,
        Allowed::AtMost(BEYOND_CHANCE),
        words,
    )
}

/// The values of a cell's people that are known.
fn known(measured: &Measured, cell: &Cell) -> Vec<f64> {
    cell.who.places().filter_map(|place| *measured.values.get(place)?).collect()
}

fn values(scene: &Scene<'_>, measured: &Measured, cell: &Cell) -> Values {
    let mut values = Values::default();
    for place in cell.who.places() {
        if let Some(Some(value)) = measured.values.get(place) {
            values.add(scene.people[place].key, scene.people[place].centre, *value);
        }
    }
    values
}

fn mean(scene: &Scene<'_>, measured: &Measured, cell: &Cell) -> Option<f64> {
    values(scene, measured, cell).mean(&cell.of, measured.measure, measured.scale, scene.guard)
}

fn median(scene: &Scene<'_>, measured: &Measured, cell: &Cell) -> Option<f64> {
    values(scene, measured, cell).median(&cell.of, measured.measure, measured.scale, scene.guard)
}
