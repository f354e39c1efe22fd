//! The two secrets of an epoch. They lie outside the database and its backups; whoever has them and the cube can take the
//! noise away.

use std::fmt;

use secrecy::{ExposeSecret, SecretBox};

/// The keys of an epoch: one makes a person's key, the other the noise. A new epoch has new ones.
pub struct Keys {
    people: SecretBox<[u8; 32]>,
    noise: SecretBox<[u8; 32]>,
}

impl Keys {
    /// Keys of 32 random bytes each.
    pub fn new(people: [u8; 32], noise: [u8; 32]) -> Self {
        Self { people: SecretBox::new(Box::new(people)), noise: SecretBox::new(Box::new(noise)) }
    }

    /// A person's key, from an id that stays theirs over transfers and corrections. Their sum stands for a set of people.
    pub fn person(&self, uid: &[u8]) -> u128 {
        let hash = blake3::keyed_hash(self.people.expose_secret(), uid);
        hash.as_bytes().iter().take(16).rev().fold(0, |key, byte| (key << 8) | u128::from(*byte))
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
    fn no_key_is_shown() {
        assert_eq!(format!("{:?}", Keys::new([1; 32], [2; 32])), "Keys");
    }
}
