//! The two secrets of an epoch. They lie outside the database and its backups; whoever has them and the cube can take the
//! noise away.

use std::fmt;

use super::Person;
use secrecy::{ExposeSecret, SecretBox};

use super::Mutant;

/// The keys of an epoch: one makes a person's key, the other the noise. A new epoch has new ones.
pub struct Keys {
    people: SecretBox<[u8; 32]>,
    noise: SecretBox<[u8; 32]>,
    #[cfg(feature = "mutants")]
    mutant: Option<Mutant>,
}

impl Keys {
    /// Keys of 32 random bytes each.
    pub fn new(people: [u8; 32], noise: [u8; 32]) -> Self {
        Self {
            people: SecretBox::new(Box::new(people)),
            noise: SecretBox::new(Box::new(noise)),
            #[cfg(feature = "mutants")]
            mutant: None,
        }
    }

    /// Keys whose releases are weakened. The keys carry it because they reach everything that protects, and nothing else
    /// has to know of it.
    #[cfg(feature = "mutants")]
    #[must_use]
    pub fn weakened(self, by: Mutant) -> Self {
        Self { mutant: Some(by), ..self }
    }

    #[cfg(feature = "mutants")]
    pub(super) const fn mutant(&self) -> Option<Mutant> {
        self.mutant
    }

    #[cfg(not(feature = "mutants"))]
    #[expect(clippy::unused_self, reason = "with the feature it is asked")]
    pub(super) const fn mutant(&self) -> Option<Mutant> {
        None
    }

    /// The same keys but for one bit of the noise's: everything must look different.
    pub(crate) fn one_bit_off(&self) -> Self {
        // Copied in place, so that no second copy is left behind.
        Self {
            people: SecretBox::init_with_mut(|people: &mut [u8; 32]| *people = *self.people.expose_secret()),
            noise: SecretBox::init_with_mut(|noise: &mut [u8; 32]| {
                *noise = *self.noise.expose_secret();
                noise[0] ^= 1;
            }),
            #[cfg(feature = "mutants")]
            mutant: self.mutant,
        }
    }

    /// A person's key, from an id that stays theirs over transfers and corrections. Their sum stands for a set of people.
    pub fn person(&self, uid: &[u8]) -> u128 {
        let hash = blake3::keyed_hash(self.people.expose_secret(), uid);
        hash.as_bytes().iter().take(16).rev().fold(0, |key, byte| (key << 8) | u128::from(*byte))
    }

    /// All that a release knows of a person as one number, the same as long as nothing of it has changed.
    pub fn digest(&self, person: &Person) -> u128 {
        let mut bytes = b"person/1".to_vec();
        bytes.extend(person.key.to_be_bytes());
        bytes.extend(person.centre.to_be_bytes());
        for length in [person.leaves.len(), person.values.len(), person.events.len()] {
            bytes.extend((length as u64).to_be_bytes());
        }
        person.leaves.iter().for_each(|leaf| bytes.extend(leaf.to_be_bytes()));
        for value in &person.values {
            // Nothing is told from every number: no number is this.
            bytes.extend(value.map_or([0xff; 8], |value| value.to_bits().to_be_bytes()));
        }
        for (events, exposure) in &person.events {
            bytes.extend(events.to_be_bytes());
            bytes.extend(exposure.to_be_bytes());
        }
        self.person(&bytes)
    }

    /// 32 bytes that only whoever holds the keys can tell from chance.
    pub(super) fn draw(&self, what: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(self.noise.expose_secret(), what).as_bytes()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_key_is_theirs_and_another_key_makes_another() {
        let keys = Keys::new([1; 32], [2; 32]);
        assert_eq!(keys.person(b"one"), keys.person(b"one"));
        assert_ne!(keys.person(b"one"), keys.person(b"two"));
        assert_ne!(keys.person(b"one"), Keys::new([3; 32], [2; 32]).person(b"one"));
    }

    #[test]
    fn whatever_changes_of_a_person_changes_their_digest() {
        let keys = Keys::new([1; 32], [2; 32]);
        let person = Person {
            key: 1,
            centre: 2,
            leaves: vec![0, 1],
            values: vec![Some(0.0), None],
            events: vec![(1, 2)],
        };
        let changed = |change: &dyn Fn(&mut Person)| {
            let mut changed = person.clone();
            change(&mut changed);
            keys.digest(&changed) != keys.digest(&person)
        };
        assert!(!changed(&|_| ()));
        assert!(changed(&|person| person.key = 3));
        assert!(changed(&|person| person.centre = 3));
        assert!(changed(&|person| person.leaves[1] = 2));
        assert!(changed(&|person| person.values[0] = None));
        assert!(changed(&|person| person.values[1] = Some(0.0)));
        assert!(changed(&|person| person.events[0].0 = 2));
        assert!(changed(&|person| person.events[0] = (2, 1)));
    }

    /// A12.
    #[test]
    fn no_key_is_shown_and_what_is_dropped_is_wiped() {
        fn wiped<T: secrecy::zeroize::ZeroizeOnDrop>(_: &T) {}
        let keys = Keys::new([1; 32], [2; 32]);
        assert_eq!(format!("{keys:?}"), "Keys");
        wiped(&keys.people);
        wiped(&keys.noise);
    }
}
