//! Who signed a release off: a person by name, and the installation by its key (Ed25519).

use ed25519_dalek::{Signer, Verifier, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The file's name in the release.
pub const FILE: &str = "signature.json";

/// What is signed begins with this, so that no signature of anything else fits.
const CONTEXT: &str = "ecmopt release, version 1";

/// The key with which an installation signs its releases.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A key of 32 random bytes. It wipes itself.
    pub fn new(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// What everybody may know of it, in hexadecimal.
    pub fn public(&self) -> String {
        files::hex(self.0.verifying_key().as_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

/// `signature.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The person who has read the certificate and answers for the release.
    pub by: String,
    /// When.
    #[serde(with = "crate::instant")]
    pub at: Timestamp,
    /// SHA-256 of `release.json`.
    pub release: String,
    /// The installation's public key, in hexadecimal.
    pub key: String,
    /// Its signature of all the above, in hexadecimal.
    pub signature: String,
}

impl Signature {
    /// Signs a release.
    pub(super) fn make(release: &str, by: &str, at: Timestamp, key: &SigningKey) -> Self {
        let mut made = Self {
            by: by.to_owned(),
            at,
            release: release.to_owned(),
            key: key.public(),
            signature: String::new(),
        };
        made.signature = files::hex(&key.0.sign(made.signed().as_bytes()).to_bytes());
        made
    }

    /// Every field with its length, so that no two read the same.
    fn signed(&self) -> String {
        let at = self.at.to_string();
        let fields = [CONTEXT, &self.by, &at, &self.release, &self.key];
        fields.map(|field| format!("{}:{field}", field.len())).join("\n")
    }

    /// Holds it against the release that it lies beside.
    pub(super) fn check(&self, release: &str) -> Result<()> {
        let wrong = || {
            Error::refused(
                "The signature is not that of this release: one of the two was changed. Take both from where they were \
                 made.",
            )
        };
        let key: [u8; 32] = bytes(&self.key).ok_or_else(wrong)?;
        let signature: [u8; 64] = bytes(&self.signature).ok_or_else(wrong)?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| wrong())?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature);
        let is_right = self.release == release && key.verify(self.signed().as_bytes(), &signature).is_ok();
        is_right.then_some(()).ok_or_else(wrong)
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature() -> Signature {
        let at = "2026-11-30T12:00:00Z".parse().unwrap();
        Signature::make("ab12", "Ana Lead", at, &SigningKey::new(&[7; 32]))
    }

    #[test]
    fn is_of_one_release_one_person_and_one_moment() {
        assert!(signature().check("ab12").is_ok());
        assert!(signature().check("ab13").is_err());
        let changed = |change: &dyn Fn(&mut Signature)| {
            let mut changed = signature();
            change(&mut changed);
            changed.check("ab12")
        };
        assert!(changed(&|made| made.by = "Ben Lead".to_owned()).is_err());
        assert!(changed(&|made| made.at = "2026-12-01T12:00:00Z".parse().unwrap()).is_err());
        assert!(changed(&|made| made.key = SigningKey::new(&[8; 32]).public()).is_err());
        assert!(changed(&|made| made.signature.replace_range(..2, "00")).is_err());
        assert!(changed(&|made| made.signature.truncate(10)).is_err());
        assert!(changed(&|_| ()).is_ok());
    }

    #[test]
    fn no_key_is_shown() {
        assert_eq!(format!("{:?}", SigningKey::new(&[7; 32])), "SigningKey");
    }
}
