//! Sets of people by their places, a bit each.

use crate::cube::Person;

/// Some of the people of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set(Vec<u64>);

impl Set {
    /// Those of whom something is true.
    pub(super) fn of(people: &[Person], is_in: impl Fn(&Person) -> bool) -> Self {
        let word = |some: &[Person]| {
            some.iter().enumerate().fold(0, |word, (bit, person)| word | (u64::from(is_in(person)) << bit))
        };
        Self(people.chunks(64).map(word).collect())
    }

    /// Those of both.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    /// Those who are not of the other.
    pub(super) fn but(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & !other).collect())
    }

    /// How many.
    pub(super) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many are of both.
    pub(super) fn shared(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(one, other)| (one & other).count_ones()).sum()
    }

    /// Their places, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = |word: u64| (0..64).filter(move |bit| word >> bit & 1 == 1);
        self.0.iter().enumerate().flat_map(move |(at, word)| bits(*word).map(move |bit| at * 64 + bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_who_is_in_both_or_in_one_alone() {
        let people: Vec<Person> =
            (0..130_u16).map(|number| Person { centre: number, ..Person::default() }).collect();
        let by = |of: u16| Set::of(&people, |person| person.centre.is_multiple_of(of));
        let (three, five) = (by(3), by(5));
        assert_eq!(three.and(&five).places().collect::<Vec<_>>(), (0..130).step_by(15).collect::<Vec<_>>());
        assert_eq!((three.count(), three.shared(&five), three.but(&five).count()), (44, 9, 35));
    }
}
