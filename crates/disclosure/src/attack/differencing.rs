//! A2: two questions whose people differ by one, two or three. What is the difference like?

use super::numbers::{real, share};
use super::odds::Odds;
use super::scene::Cell;
use super::{Allowed, Finding, Scene};
use crate::cube::Count;

/// The most people between two questions.
const MOST_BETWEEN: u32 = 3;

/// So sure is what nobody may become of somebody (dossier, N2).
const SURE: f64 = 0.95;

/// Who was as sure before learns nothing new.
const UNSURE: f64 = 0.90;

/// What differencing found, of questions that differ by so many people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Differences {
    /// Pairs of questions, each with an outcome that the attacker wants to know.
    pub pairs: usize,
    /// Of which both answers are told.
    pub shown: usize,
    /// Of which the attacker can be certain.
    pub certain: usize,
    /// Of which the attacker is surer than 95 % and was not before.
    pub newly: usize,
    /// Of which the attacker guesses rightly.
    pub right: usize,
    /// Of which the attacker would have guessed rightly from the group alone.
    pub right_before: usize,
}

/// All pairs of questions, each outcome, by an attacker who knows who is between the two and how counts are told.
pub(super) fn attack(scenes: &[Scene<'_>]) -> Vec<Finding> {
    let found = differences(scenes);
    let mut findings = Vec::new();
    for (between, words, found) in [
        ("one person", "one person, known to the attacker,", found[0]),
        ("two or three", "two or three people", found[1]),
    ] {
        if found.pairs == 0 {
            let words = format!(
                "No two questions of this release differ by {words} and leave an outcome to ask for."
            );
            findings.push(Finding::nothing("A2", &format!("differencing by {between}"), &words));
            continue;
        }
        let of = |name: &str, figure, most, words: String| {
            Finding::of("A2", &format!("{name}, {between} apart"), figure, Allowed::AtMost(most), words)
        };
        let tried = format!(
            "Of {} pairs of questions that differ by {words} each outcome was asked for with and \
                without them.",
            found.pairs
        );
        findings.push(of("outcomes learnt with certainty", real(found.certain), 0.0, tried));
        findings.push(of(
            "outcomes newly surer than 95 %",
            share(found.newly, found.pairs),
            0.01,
            "Share of the same pairs after which an attacker who reckons perfectly is surer than 95 % \
                and was not before."
                .to_owned(),
        ));
        findings.push(of(
            "right guesses gained",
            share(found.right, found.pairs) - share(found.right_before, found.pairs),
            // Of few pairs, as many guesses come right by luck: three standard errors.
            0.04 + 3.0 * (0.25 / real(found.pairs)).sqrt(),
            "How many more of the attacker's guesses are right than from the group alone; three \
                standard errors are allowed for luck."
                .to_owned(),
        ));
    }
    findings
}

/// What is found of one person, and of two or three.
pub fn differences(scenes: &[Scene<'_>]) -> [Differences; 2] {
    let mut found = [Differences::default(); 2];
    for scene in scenes {
        let odds = Odds::of(scene.guard);
        let most = scene.most_variables();
        for cell in scene.cells.iter().filter(|cell| cell.of.parts().len() < most) {
            for (wider, ..) in scene.wider(cell) {
                let between = wider.people - cell.people;
                if (1..=MOST_BETWEEN).contains(&between) {
                    for outcome in scene.others(cell) {
                        ask(scene, &odds, [wider, cell], outcome, &mut found[usize::from(between > 1)]);
                    }
                }
            }
        }
    }
    found
}

/// Have the people between two questions an outcome? Asked with and without them.
fn ask(
    scene: &Scene<'_>,
    odds: &Odds<'_>,
    [with, without]: [&Cell; 2],
    outcome: (u16, u16),
    found: &mut Differences,
) {
    let cells = [with, without].map(|cell| scene.cell(&cell.of.with(outcome)));
    let [Some(whole), Some(part)] = cells else { return };
    let prior = f64::from(whole.people) / f64::from(with.people);
    if whole.people == 0 || whole.people == with.people {
        return;
    }
    let between = with.people - without.people;
    let before = binomial(between, prior);
    let after = posterior(&before, [whole, part], odds);
    let truth = whole.people - part.people;
    // What can be said of each of them: none has the outcome, or all have.
    let sureness = |chances: &[f64]| chances[0].max(chances[chances.len() - 1]);
    found.pairs += 1;
    found.shown += usize::from(whole.told != Count::Low && part.told != Count::Low);
    found.certain += usize::from(sureness(&after) > 1.0 - 1e-9);
    found.newly += usize::from(sureness(&after) > SURE && sureness(&before) < UNSURE);
    found.right += usize::from(likeliest(&after) == truth);
    found.right_before += usize::from(likeliest(&before) == truth);
}

/// What an attacker who knows how counts are told believes of how many of those between have the outcome.
fn posterior(before: &[f64], [whole, part]: [&Cell; 2], odds: &Odds<'_>) -> Vec<f64> {
    let middle = part.shown().unwrap_or(7);
    let mut after: Vec<f64> = before.to_vec();
    for (more, chance) in (0..).zip(&mut after) {
        let likely = |people: u32| {
            let alone = odds.chance(&part.of, people, part.told);
            match more {
                // The same people have the same noise, whatever is asked.
                0 if odds.is_of_people_alone && whole.told == part.told => alone,
                0 if odds.is_of_people_alone => 0.0,
                more => alone * odds.chance(&whole.of, people + more, whole.told),
            }
        };
        *chance *= (middle.saturating_sub(13)..=middle + 13).map(likely).sum::<f64>();
    }
    let all: f64 = after.iter().sum();
    if all == 0.0 { before.to_vec() } else { after.iter().map(|chance| chance / all).collect() }
}

/// The chances of none, one and so on of a few, each with the same chance.
fn binomial(of: u32, chance: f64) -> Vec<f64> {
    let add = |chances: Vec<f64>, _| {
        let mut next = vec![0.0; chances.len() + 1];
        for (has, before) in chances.iter().enumerate() {
            next[has] += before * (1.0 - chance);
            next[has + 1] += before * chance;
        }
        next
    };
    (0..of).fold(vec![1.0], add)
}

fn likeliest(chances: &[f64]) -> u32 {
    let best = (0..).zip(chances).max_by(|a, b| a.1.total_cmp(b.1));
    best.map_or(0, |(has, _)| has)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_have_an_outcome_binomially() {
        let near = |chances: &[f64], expected: &[f64]| {
            assert!(chances.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{chances:?}");
        };
        near(&binomial(1, 0.25), &[0.75, 0.25]);
        near(&binomial(3, 0.5), &[0.125, 0.375, 0.375, 0.125]);
        assert_eq!(likeliest(&[0.2, 0.5, 0.3]), 1);
    }
}
