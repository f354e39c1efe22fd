//! What one trip to the provider rests on.

use std::fmt;

use openidconnect::Nonce;
use secrecy::{ExposeSecret, SecretString};

/// State, nonce and PKCE verifier of one trip. Each comes of one secret that only the browser holds, in a cookie: an
/// answer that another browser brings fits none of them, and a copy of the database holds nothing to finish it with.
pub struct Trip {
    state: String,
    nonce: SecretString,
    verifier: SecretString,
}

impl Trip {
    /// The trip of a secret of 256 bits.
    pub fn of(secret: &str) -> Self {
        let derived = |what: &str| {
            files::hex(&blake3::derive_key(&format!("ecmopt 2026-11 provider {what}"), secret.as_bytes()))
        };
        Self { state: derived("state"), nonce: derived("nonce").into(), verifier: derived("verifier").into() }
    }

    /// What comes back with the browser.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// Whether an answer is one to this trip.
    pub fn is_answered_by(&self, state: &str) -> bool {
        // Hashes are compared in the same time wherever they differ.
        blake3::hash(self.state.as_bytes()) == blake3::hash(state.as_bytes())
    }

    /// What must stand in the token.
    pub(crate) fn nonce(&self) -> Nonce {
        Nonce::new(self.nonce.expose_secret().to_owned())
    }

    /// What proves that whoever brings the code is who asked for it.
    pub(crate) fn verifier(&self) -> &str {
        self.verifier.expose_secret()
    }
}

impl fmt::Debug for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trip")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_another_and_none_says_the_secret() {
        let (mine, other) = (Trip::of("mine"), Trip::of("other"));
        let parts = [mine.state(), mine.nonce.expose_secret(), mine.verifier()];
        assert!(parts.iter().all(|part| part.len() == 64 && *part != "mine"));
        assert!(parts[0] != parts[1] && parts[1] != parts[2] && parts[0] != parts[2]);
        assert!(mine.is_answered_by(Trip::of("mine").state()));
        assert!(!mine.is_answered_by(other.state()) && !mine.is_answered_by(""));
        assert_eq!(format!("{mine:?}"), "Trip");
    }
}
