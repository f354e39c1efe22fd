//! People who look the same.

use std::collections::BTreeMap;

use super::closeness::distance;
use super::{Codes, Scale};

/// The equivalence classes of people by their quasi-identifiers; what is hidden is a value of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classes {
    members: BTreeMap<Codes, Vec<usize>>,
}

impl Classes {
    /// Sorts people, by their places, into classes.
    pub fn of(keys: impl IntoIterator<Item = Codes>) -> Self {
        let mut members = BTreeMap::<Codes, Vec<usize>>::new();
        for (place, key) in keys.into_iter().enumerate() {
            members.entry(key).or_default().push(place);
        }
        Self { members }
    }

    /// Each class: the places of its people.
    pub fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.members.values().map(Vec::as_slice)
    }

    /// How many classes there are.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// The size of the smallest class; 0 of nobody.
    pub fn k(&self) -> usize {
        self.iter().map(<[usize]>::len).min().unwrap_or_default()
    }

    /// How many people look like nobody else.
    pub fn uniques(&self) -> usize {
        self.iter().filter(|people| people.len() == 1).count()
    }

    /// The smallest number of people whom somebody could be when a hidden value fits all, as sdcMicro counts. It is never
    /// less than [`k`](Self::k), and says more than is so.
    pub fn k_when_hidden_fits_all(&self) -> usize {
        let keys: Vec<(&Codes, usize)> =
            self.members.iter().map(|(key, people)| (key, people.len())).collect();
        let fitting =
            |key: &Codes| keys.iter().filter(|(other, _)| fit(key, other)).map(|(_, people)| people).sum();
        self.members.keys().map(fitting).min().unwrap_or_default()
    }

    /// The smallest number of different known values that a class has: distinct ℓ.
    pub fn l(&self, values: &[Option<u16>]) -> usize {
        self.iter().map(|people| counted(people, values).len()).min().unwrap_or_default()
    }

    /// The distance from everybody's of each class's known values: the largest is the t of t-closeness.
    pub fn t(&self, values: &[Option<u16>], scale: Scale) -> f64 {
        let everybody: Vec<usize> = (0..values.len()).collect();
        let all = counted(&everybody, values);
        let many: Vec<usize> = all.values().copied().collect();
        let far = |people: &[usize]| {
            let group = counted(people, values);
            let few: Vec<usize> =
                all.keys().map(|value| group.get(value).copied().unwrap_or_default()).collect();
            if group.is_empty() { 0.0 } else { distance(&few, &many, scale) }
        };
        self.iter().map(far).fold(0.0, f64::max)
    }
}

/// For each person how many fit them, themselves counted, when a hidden value fits all: sdcMicro's fk.
pub fn fitting(keys: &[Codes]) -> Vec<usize> {
    keys.iter().map(|key| keys.iter().filter(|other| fit(key, other)).count()).collect()
}

fn fit(one: &Codes, other: &Codes) -> bool {
    one.iter().zip(other).all(|(one, other)| one.is_none() || other.is_none() || one == other)
}

/// How many people have each known value.
pub(super) fn counted(people: &[usize], values: &[Option<u16>]) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for value in people.iter().filter_map(|person| values[*person]) {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(keys: &[[i8; 2]]) -> Classes {
        Classes::of(keys.iter().map(|key| key.map(|code| u16::try_from(code).ok()).to_vec()))
    }

    #[test]
    fn what_is_hidden_is_a_value_of_its_own() {
        let classes = classes(&[[1, 1], [1, 1], [1, -1], [1, -1], [1, -1], [2, -1]]);
        assert_eq!((classes.count(), classes.k(), classes.uniques()), (3, 1, 1));
    }

    #[test]
    fn when_it_fits_all_people_seem_safer_than_they_are() {
        let classes = classes(&[[1, 1], [1, 2], [-1, 1], [-1, 1]]);
        assert_eq!(classes.k(), 1);
        assert_eq!(classes.k_when_hidden_fits_all(), 1, "(1, 2) fits itself alone");
        assert_eq!(fitting(&classes.members.keys().cloned().collect::<Vec<_>>()).len(), 3);
    }

    #[test]
    fn unknown_values_are_none_and_have_no_distance() {
        let classes = classes(&[[1, 1], [1, 1], [1, 1], [2, 2], [2, 2]]);
        let values = [Some(0), None, None, Some(0), Some(1)];
        assert_eq!(classes.l(&values), 1);
        // Everybody 2 : 1, the first class 1 : 0.
        assert!((classes.t(&values, Scale::Unordered) - 1.0 / 3.0).abs() < 1e-12);
        assert!(classes.t(&[None; 5], Scale::Ordered).abs() < 1e-12);
    }
}
