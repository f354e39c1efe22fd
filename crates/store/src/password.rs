//! Passwords: argon2id, hashed and checked away from the threads that answer requests.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::ids::Entropy;

/// The shortest password accepted; length is what makes one hard to guess.
pub const PASSWORD_MIN_CHARS: usize = 12;

/// Each hash takes 19 MiB for its time; more at once would only wait for each other's processor.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Checked when a login is unknown, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_with(b"nobody", &[0; 16]).ok());

/// Refuses a password that is too short to be one.
pub(crate) fn check_new(password: &SecretString) -> Result<()> {
    if password.expose_secret().chars().count() < PASSWORD_MIN_CHARS {
        return Err(Error::Invalid(format!(
            "The password must have at least {PASSWORD_MIN_CHARS} characters."
        )));
    }
    Ok(())
}

/// Hashes a password with a fresh salt.
pub(crate) async fn hash(password: SecretString, entropy: &dyn Entropy) -> Result<String> {
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    entropy.fill(&mut salt)?;
    aside(move || hash_with(password.expose_secret().as_bytes(), &salt)).await?
}

/// Whether a password is the one that was hashed. Without a hash it is not, after the same time.
pub(crate) async fn verify(password: SecretString, stored: Option<String>) -> Result<bool> {
    aside(move || {
        let known = stored.is_some();
        let stored = stored.or_else(|| NOBODY.clone()).unwrap_or_default();
        let hash = PasswordHash::new(&stored)
            .map_err(|error| Error::inconsistent("member", "password_hash", "", error))?;
        let password = password.expose_secret().as_bytes();
        Ok(Argon2::default().verify_password(password, &hash).is_ok() && known)
    })
    .await?
}

fn hash_with(password: &[u8], salt: &[u8]) -> Result<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password, salt)
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    Ok(hash.to_string())
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let gone = |error: String| Error::Unavailable(error);
    let _turn = AT_ONCE.acquire().await.map_err(|error| gone(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| gone(error.to_string()))
}
