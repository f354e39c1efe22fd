//! People counted, and what of it is told.

use std::collections::BTreeMap;

use super::perturb::perturbed;
use super::{Guard, Predicate, Stat};

/// What else than people a count must have (dossier, D6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gates {
    /// So many centres have people in it.
    pub centres: usize,
    /// So many people are left when those of the centre with most of them are taken away.
    pub rest: u32,
    /// Without those of the two centres with most, this share of the first's is left, in percent, and two people at least.
    pub share: u32,
}

impl Gates {
    /// Those of every release.
    pub const USUAL: Self = Self { centres: 3, rest: 5, share: 10 };

    fn let_through(self, tally: &Tally) -> bool {
        let mut by_centre: Vec<u32> = tally.centres.values().copied().collect();
        by_centre.sort_unstable_by(|a, b| b.cmp(a));
        let first = by_centre.first().copied().unwrap_or_default();
        let second = by_centre.get(1).copied().unwrap_or_default();
        let (rest, last) = (tally.people - first, tally.people - first - second);
        by_centre.len() >= self.centres
            && rest >= self.rest
            && last >= (first * self.share).div_ceil(100).max(2)
    }
}

/// The people of a predicate: how many, who as the sum of their keys, and how many at each centre.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    people: u32,
    keys: u128,
    centres: BTreeMap<u16, u32>,
}

/// What is told of a count. Nothing says why one is low: few people, few centres, or near the limit and withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// About so many people, a multiple of 5.
    Shown(u32),
    /// Not told, also when there is nobody.
    Low,
}

impl Tally {
    /// Counts a person of a centre, once.
    pub fn add(&mut self, person: u128, centre: u16) {
        self.people += 1;
        self.keys = self.keys.wrapping_add(person);
        *self.centres.entry(centre).or_default() += 1;
    }

    /// Adds people of whom none is counted yet.
    pub fn join(&mut self, others: &Self) {
        self.people += others.people;
        self.keys = self.keys.wrapping_add(others.keys);
        for (centre, people) in &others.centres {
            *self.centres.entry(*centre).or_default() += people;
        }
    }

    /// What is told of it.
    pub fn protect(&self, of: &Predicate, guard: Guard<'_>) -> Count {
        // Drawn in any case: how long it takes says nothing.
        let told = perturbed(self.people, self.draw(of, Stat::Count, guard));
        guard.answer(of, self.people, told, guard.gates.let_through(self))
    }

    /// 64 bits for the noise of a figure about these people: the same whenever it is asked for.
    pub(super) fn draw(&self, of: &Predicate, stat: Stat, guard: Guard<'_>) -> u64 {
        let mut bytes = b"ckp5/1".to_vec();
        bytes.extend(guard.epoch.to_be_bytes());
        bytes.extend(stat.encoded());
        of.encode(&mut bytes);
        if let Some(mutant) = guard.mutant() {
            mutant.forget(&mut bytes, stat, of);
        }
        bytes.extend(self.keys.to_be_bytes());
        bytes.extend(self.people.to_be_bytes());
        let draw = guard.keys.draw(&bytes);
        draw.iter().take(8).rev().fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Keys;
    use super::super::guard::FLOOR;
    use super::*;

    fn keys() -> Keys {
        Keys::new([1; 32], [2; 32])
    }

    /// People at four centres in turn, from the first to before the last.
    fn people(from: u32, to: u32) -> Tally {
        let mut tally = Tally::default();
        for number in from..to {
            let centre = u16::try_from(number % 4).unwrap();
            tally.add(keys().person(&number.to_be_bytes()), centre);
        }
        tally
    }

    fn at(variable: u16) -> Predicate {
        Predicate::at(vec![(variable, 0)]).unwrap()
    }

    fn told(tally: &Tally, of: &Predicate, epoch: u32) -> Count {
        tally.protect(of, Guard { gates: Gates::USUAL, keys: &keys(), epoch })
    }

    /// What is told of the same people under many questions.
    fn many(tally: &Tally) -> Vec<Count> {
        (0..4000).map(|variable| told(tally, &at(variable), 1)).collect()
    }

    #[test]
    fn is_the_same_however_often_and_in_whatever_order_people_are_counted() {
        let (mut one, other) = (people(0, 20), people(20, 50));
        one.join(&other);
        let mut turned = people(20, 50);
        turned.join(&people(0, 20));
        assert_eq!(one, people(0, 50));
        assert_eq!(turned, one);
        assert_eq!(told(&one, &at(1), 1), told(&turned, &at(1), 1));
    }

    #[test]
    fn another_question_about_the_same_people_another_epoch_and_others_have_noise_of_their_own() {
        let differ = |one: &dyn Fn(u16) -> Count, other: &dyn Fn(u16) -> Count| {
            (0..2000).filter(|variable| one(*variable) != other(*variable)).count()
        };
        let here = |variable| told(&people(0, 50), &at(variable), 1);
        // Two independent draws from a row with weights .69, .15, .15 are the same in about half of all cases.
        let expected = 700..1300;
        let question = differ(&here, &|variable| told(&people(0, 50), &at(variable + 2000), 1));
        let epoch = differ(&here, &|variable| told(&people(0, 50), &at(variable), 2));
        let people_of_equal_number = differ(&here, &|variable| told(&people(4, 54), &at(variable), 1));
        for count in [question, epoch, people_of_equal_number] {
            assert!(expected.contains(&count), "{count}");
        }
    }

    /// The dossier's chances of being told, by the true count, to two in a hundred.
    #[test]
    fn few_people_are_told_seldom_and_never_as_less_than_ten() {
        for (count, chance) in
            [(7, 0.0), (8, 0.58), (9, 0.73), (10, 0.85), (11, 0.93), (12, 0.97), (13, 0.99), (15, 0.998)]
        {
            let seen = many(&people(0, count));
            let shown = seen.iter().filter(|count| matches!(count, Count::Shown(_))).count();
            #[expect(clippy::cast_precision_loss, reason = "a share of 4,000")]
            let share = shown as f64 / 4000.0;
            assert!((share - chance).abs() < 0.025, "{count}: {share}, expected {chance}");
            let is_right = |seen: &Count| match seen {
                Count::Shown(told) => *told >= 10 && told % 5 == 0 && told.abs_diff(count) <= 10,
                Count::Low => true,
            };
            assert!(seen.iter().all(is_right), "{count}");
        }
    }

    #[test]
    fn many_are_told_without_bias() {
        let seen = many(&people(0, 63));
        let sum: i64 = seen
            .iter()
            .map(|count| match count {
                Count::Shown(told) => i64::from(*told) - 63,
                Count::Low => panic!("63 people at four centres are told"),
            })
            .sum();
        // Three standard errors of 4,000 draws with a variance of 8.
        assert!(sum.abs() < 3 * 179, "{sum}");
    }

    #[test]
    fn a_centre_with_nearly_all_of_them_hides_them() {
        let of = |centres: &[u32]| {
            let mut tally = Tally::default();
            for (centre, people) in (0..).zip(centres) {
                for number in 0..*people {
                    tally.add(keys().person(&[centre, u8::try_from(number).unwrap()]), u16::from(centre));
                }
            }
            many(&tally).iter().any(|count| *count != Count::Low)
        };
        assert!(of(&[20, 10, 5]));
        assert!(!of(&[20, 20]), "two centres know each other's");
        assert!(!of(&[60, 3, 1]), "fewer than five are not the first's");
        assert!(!of(&[40, 30, 3]), "less than a tenth of the first's is left");
        assert!(of(&[40, 30, 4]));
        assert!(!of(&[9, 6, 1]), "one person is left");
    }

    #[test]
    fn nobody_and_seven_look_the_same() {
        assert_eq!(many(&Tally::default()), many(&people(0, 7)));
    }

    proptest! {
        #[test]
        fn nothing_is_told_that_is_no_multiple_of_five_from_ten(count in 0_u32..400, variable in 0_u16..50, epoch in 0_u32..5) {
            if let Count::Shown(told) = told(&people(0, count), &at(variable), epoch) {
                prop_assert!(told >= 10 && told % 5 == 0 && told.abs_diff(count) <= 10 && count >= FLOOR);
            }
        }

        #[test]
        fn more_people_in_the_same_shares_are_never_hidden_by_a_gate(count in 1_u32..40, times in 1_u32..5) {
            let tally = |times: u32| {
                let mut tally = Tally::default();
                for number in 0..count * times {
                    tally.add(u128::from(number), u16::try_from(number % count % 5).unwrap());
                }
                tally
            };
            prop_assert!(!Gates::USUAL.let_through(&tally(1)) || Gates::USUAL.let_through(&tally(times)));
        }
    }
}
