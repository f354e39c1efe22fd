//! Secrets that are handed out once and kept as hashes only.

use secrecy::SecretString;

use crate::error::Result;
use crate::ids::Entropy;

/// A fresh secret of 256 bits: too long to guess, so that a plain hash of it is safe to keep.
pub(crate) fn fresh(prefix: &str, entropy: &dyn Entropy) -> Result<(SecretString, Vec<u8>)> {
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes)?;
    let text = format!("{prefix}{}", files::hex(&bytes));
    let hash = hash(&text);
    Ok((SecretString::from(text), hash))
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> Vec<u8> {
    blake3::hash(secret.as_bytes()).as_bytes().to_vec()
}

#[cfg(test)]
mod tests;
