//! What an attacker knows of how counts are told: everything but the keys.

use std::collections::BTreeMap;

use crate::cube::{Count, Guard, Keys, Predicate, Tally};

/// Of larger counts than this, what is told is as far from them as of smaller ones.
const MOST: u32 = 64;

/// The chance of each answer by the true count, and whether the noise hangs on the people alone.
#[derive(Debug)]
pub(super) struct Odds<'a> {
    guard: Guard<'a>,
    /// Whether the same people are told as the same number whatever is asked of them.
    pub(super) is_of_people_alone: bool,
    /// What each answer says about the count, by the number of variables and the answer.
    readings: BTreeMap<(usize, Count), Reading>,
}

/// What an answer says about a count, when every count is as likely beforehand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reading {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) mean: f64,
    pub(super) variance: f64,
    /// Each of those counts has this answer and no other: it is rounded.
    pub(super) is_rounding: bool,
}

impl<'a> Odds<'a> {
    pub(super) fn of(guard: Guard<'a>) -> Self {
        let mut readings = BTreeMap::new();
        for variables in 0..=4 {
            let mut chances = BTreeMap::<Count, Vec<(f64, f64)>>::new();
            for people in 0..=MOST {
                for (told, chance) in guard.outcomes(&Predicate::some(variables, 0), people) {
                    let seen = chances.entry(told).or_default();
                    match seen.last_mut() {
                        Some((last, sum)) if *last >= f64::from(people) => *sum += chance,
                        _ => seen.push((f64::from(people), chance)),
                    }
                }
            }
            readings.extend(
                chances.iter().map(|(told, chances)| ((usize::from(variables), *told), Reading::of(chances))),
            );
        }
        Self { guard, is_of_people_alone: people_alone(guard), readings }
    }

    /// The chance that so many people are told as this.
    pub(super) fn chance(&self, of: &Predicate, people: u32, told: Count) -> f64 {
        let outcomes = self.guard.outcomes(of, people);
        outcomes.filter(|(outcome, _)| *outcome == told).map(|(_, chance)| chance).sum()
    }

    /// What an answer says about the count.
    pub(super) fn reading(&self, of: &Predicate, told: Count) -> Reading {
        // Far from nobody, five more people are told as five more.
        let (shift, near) = match told {
            Count::Shown(told) if told > 40 => (told / 5 * 5 - 40, Count::Shown(told - (told / 5 * 5 - 40))),
            near => (0, near),
        };
        let shift = f64::from(shift);
        match self.readings.get(&(of.parts().len(), near)) {
            Some(reading) => Reading {
                least: reading.least + shift,
                most: reading.most + shift,
                mean: reading.mean + shift,
                ..*reading
            },
            // An answer that no count has says nothing.
            None => Reading { least: 0.0, most: f64::MAX, mean: shift, variance: 1e9, is_rounding: false },
        }
    }

    /// Whether an answer can be of nobody.
    pub(super) fn may_be_nobody(&self, of: &Predicate, told: Count) -> bool {
        self.chance(of, 0, told) > 0.0
    }
}

impl Reading {
    /// Of the counts that can have the answer, with the chance that they have.
    fn of(chances: &[(f64, f64)]) -> Self {
        let all: f64 = chances.iter().map(|(_, chance)| chance).sum();
        let mean = chances.iter().map(|(people, chance)| people * chance).sum::<f64>() / all;
        let variance =
            chances.iter().map(|(people, chance)| (people - mean).powi(2) * chance).sum::<f64>() / all;
        Self {
            least: chances.iter().map(|(people, _)| *people).fold(f64::MAX, f64::min),
            most: chances.iter().map(|(people, _)| *people).fold(0.0, f64::max),
            mean,
            variance: variance.max(0.05),
            is_rounding: chances.iter().all(|(_, chance)| *chance > 1.0 - 1e-9),
        }
    }
}

/// Asks many questions about the same made-up people. Whoever has the program can, with keys of their own.
fn people_alone(guard: Guard<'_>) -> bool {
    let own = Keys::new([7; 32], [8; 32]);
    let mut tally = Tally::default();
    for number in 0..40_u16 {
        tally.add(own.person(&number.to_be_bytes()), number % 5);
    }
    let told = |number| tally.protect(&Predicate::some(3, number), guard);
    (1..64).all(|number| told(number) == told(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::Gates;

    #[test]
    fn the_published_table_says_what_a_count_can_be() {
        let keys = Keys::new([1; 32], [2; 32]);
        let odds = Odds::of(Guard::new(Gates::USUAL, &keys, 1));
        let reading = |told| odds.reading(&Predicate::some(3, 0), told);
        for told in [30, 45, 200] {
            let read = reading(Count::Shown(told));
            let told = f64::from(told);
            assert_eq!((read.least, read.most, read.is_rounding), (told - 10.0, told + 10.0, false));
            assert!((read.mean - told).abs() < 1e-9 && (read.variance - 8.0).abs() < 0.1, "{read:?}");
        }
        assert!(reading(Count::Shown(10)).least > 7.0, "never fewer than eight");
        assert_eq!((reading(Count::Low).least, reading(Count::Low).most), (0.0, 15.0));
        assert!(!odds.is_of_people_alone);
    }
}
