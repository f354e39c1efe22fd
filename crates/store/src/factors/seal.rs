//! Secrets that have to be read again, sealed with a key that is not in the database: whoever has a copy of it, or a
//! backup, has no code.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use crate::error::{Error, Result};
use crate::ids::Entropy;

const NONCE: usize = 12;

/// The key of an installation: 256 bits, kept in a file of its own.
#[derive(Clone)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// The key that a file holds.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.0.into())
    }

    /// Seals a secret for one place: it opens nowhere else.
    pub(super) fn seal(&self, secret: &[u8], place: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce)?;
        let payload = Payload { msg: secret, aad: place };
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::Unavailable("a secret could not be sealed".to_owned()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for the place.
    pub(super) fn open(&self, sealed: &[u8], place: &[u8]) -> Result<Vec<u8>> {
        let other = || {
            Error::Unusable {
            sentence: "Second factors cannot be read here at the moment. Use a recovery code, and tell the operator.",
            detail: "a second factor does not open: the key of this process is not the one that sealed it, or the row \
                     was changed"
                .to_owned(),
        }
        };
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(other)?;
        let payload = Payload { msg: sealed, aad: place };
        self.cipher().decrypt(&Nonce::from(*nonce), payload).map_err(|_| other())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::OsEntropy;

    /// 0, 1, 2, …
    struct Counted;

    impl Entropy for Counted {
        fn fill(&self, bytes: &mut [u8]) -> Result<()> {
            bytes.iter_mut().zip(0..).for_each(|(byte, number)| *byte = number);
            Ok(())
        }
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_at_its_place_alone() {
        let key = SealKey::new([7; 32]);
        let sealed = key.seal(b"a secret", b"robin", &OsEntropy).unwrap();
        assert_eq!(key.open(&sealed, b"robin").unwrap(), b"a secret");
        assert!(key.open(&sealed, b"another").is_err());
        assert!(SealKey::new([8; 32]).open(&sealed, b"robin").is_err());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(key.open(&changed, b"robin").is_err(), "byte {place}");
        }
        assert!(key.open(b"short", b"robin").is_err());
    }

    /// Sealed by another implementation (OpenSSL), with the key, the nonce and the place that stand here.
    #[test]
    fn what_is_sealed_is_what_aes_256_gcm_makes_of_it() {
        const SEALED: &str = "000102030405060708090a0b79a19a157e7bbc3da4e7a2e988d44c58c80482f1d76a32d9";
        let sealed = SealKey::new([7; 32]).seal(b"a secret", b"robin", &Counted).unwrap();
        assert_eq!(files::hex(&sealed), SEALED);
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let key = SealKey::new([7; 32]);
        let once = key.seal(b"a secret", b"robin", &OsEntropy).unwrap();
        assert_ne!(once, key.seal(b"a secret", b"robin", &OsEntropy).unwrap());
    }
}
