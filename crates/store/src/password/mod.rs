//! Passwords: argon2id, hashed and checked at the desk, away from the threads that answer requests.

mod breached;

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use desk::Desk;
use secrecy::{ExposeSecret, SecretString};

pub use self::breached::Breached;
use crate::error::{Error, Result};
use crate::ids::Entropy;

/// The shortest password accepted; length is what makes one hard to guess.
pub const PASSWORD_MIN_CHARS: usize = 12;

/// So many characters must be left beside words that are tried first; white space is none.
const LEFT: usize = 8;

/// Longer ones are not typed, and would only be work.
const MAX_CHARS: usize = 200;

/// Checked when a login is unknown, so that the answer takes as long as for a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_with(b"nobody", &[0; 16]).ok());

/// Words that anybody tries first at this service; the book lists them.
pub const WORDS_OF_THE_SERVICE: [&str; 12] = [
    "ecmopt",
    "ecmo",
    "physio",
    "physiotherapy",
    "physiotherapist",
    "network",
    "audit",
    "hospital",
    "centre",
    "icu",
    "nhs",
    "rehab",
];

/// What to do about a password that is guessed too soon.
const EASY: &str = "Take four or more words that do not belong together, like those at the top of four pages \
    of a book. A name, a known password, a repeated word, a row of keys or a date is guessed first.";

/// Whose password it is to be.
pub(crate) struct Owner<'a> {
    pub login: &'a str,
    pub name: &'a str,
}

/// Why a password is guessed soon that looks as if it were not.
const STOLEN: &str = "This password is in lists of passwords that were stolen elsewhere. ";

/// Refuses what is no good as a password: too short, too long, stolen elsewhere, or guessed too soon by somebody who
/// knows the member's login and name.
pub(crate) async fn check_new(
    desk: &Desk,
    breached: &Breached,
    password: &SecretString,
    owner: Owner<'_>,
) -> Result<()> {
    let text = password.expose_secret();
    let chars = text.chars().count();
    if chars < PASSWORD_MIN_CHARS {
        return Err(Error::Invalid(format!(
            "The password must have at least {PASSWORD_MIN_CHARS} characters. {EASY}"
        )));
    }
    if chars > MAX_CHARS {
        return Err(Error::Invalid(format!(
            "The password must not have more than {MAX_CHARS} characters. Choose a shorter one."
        )));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::Invalid(
            "The password holds a line break or another character that cannot be typed. Type it again."
                .to_owned(),
        ));
    }
    let (password, own, breached) = (password.clone(), own_words(owner.login, owner.name), breached.clone());
    let judge = move || -> Result<Option<&str>> {
        let text = password.expose_secret();
        Ok(if breached.hold(text)? { Some(STOLEN) } else { is_easy(text, &own).then_some("") })
    };
    match desk.moment(judge).await?? {
        Some(why) => Err(Error::Invalid(format!("{why}This password is easy to guess. {EASY}"))),
        None => Ok(()),
    }
}

/// What somebody tries who knows the member.
fn own_words(login: &str, name: &str) -> Vec<String> {
    let parts = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|part| part.len() > 2)
            .map(str::to_lowercase)
            .collect()
    };
    let whole = [login, name].map(str::to_lowercase);
    let service = WORDS_OF_THE_SERVICE.map(str::to_owned);
    let mut words: Vec<_> = whole.into_iter().chain(parts(login)).chain(parts(name)).chain(service).collect();
    // The longest first, so that a word within another leaves nothing of it.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

/// Whether fewer than 10^8 guesses find it, or little is left of it without words that belong to the member or
/// the service.
fn is_easy(password: &str, own: &[String]) -> bool {
    let rest = own.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word.as_str(), ""));
    if rest.chars().filter(|c| !c.is_whitespace()).count() < LEFT {
        return true;
    }
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(password, &own).score() < zxcvbn::Score::Three
}

/// Hashes a password with a fresh salt.
pub(crate) async fn hash(desk: &Desk, password: SecretString, entropy: &dyn Entropy) -> Result<String> {
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    entropy.fill(&mut salt)?;
    desk.moment(move || hash_with(password.expose_secret().as_bytes(), &salt)).await?
}

/// Whether a password is the one that was hashed. Without a hash it is not, after the same time.
pub(crate) async fn verify(desk: &Desk, password: SecretString, stored: Option<String>) -> Result<bool> {
    desk.moment(move || {
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(password: &str, login: &str, name: &str) -> Result<()> {
        let desk = Desk::of_this_machine();
        check_new(&desk, &Breached::default(), &password.into(), Owner { login, name }).await
    }

    #[tokio::test]
    async fn what_was_stolen_elsewhere_is_refused_and_told_so() {
        // Each looks hard to guess; both stand in the list.
        for password in ["Mailcreated5240", "polniypizdec0211"] {
            let sentence = check(password, "robin@example.org", "Robin Fieldfare").await.expect_err(password);
            assert!(sentence.to_string().starts_with(STOLEN), "{sentence}");
        }
    }

    #[tokio::test]
    async fn the_words_of_the_service_are_not_counted() {
        for word in WORDS_OF_THE_SERVICE {
            let password = format!("{word} vqkzw {word}");
            assert!(check(&password, "robin@example.org", "Robin Fieldfare").await.is_err(), "{password}");
        }
    }

    /// The least that OWASP asks for (Password Storage Cheat Sheet): argon2id, 19 MiB, two passes.
    #[tokio::test]
    async fn is_hashed_at_the_costs_of_today() {
        let desk = Desk::of_this_machine();
        let hash = hash(&desk, "correct horse battery staple".into(), &crate::ids::OsEntropy).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }

    #[tokio::test]
    async fn is_compared_exactly_as_it_was_typed() {
        let desk = Desk::of_this_machine();
        let right = format!("Correct horse  battery {}", "ä".repeat(150));
        let stored = hash(&desk, right.as_str().into(), &crate::ids::OsEntropy).await.unwrap();
        let verify = async |typed: &str| verify(&desk, typed.into(), Some(stored.clone())).await.unwrap();
        assert!(verify(&right).await);
        let cut: String = right.chars().take(right.chars().count() - 1).collect();
        for typed in
            [right.to_lowercase(), right.replace("  ", " "), format!(" {right}"), format!("{right} "), cut]
        {
            assert!(!verify(&typed).await, "{typed:?}");
        }
    }

    #[tokio::test]
    async fn what_is_guessed_first_is_refused_with_advice() {
        for password in [
            "passwordpassword",
            "Password123456",
            "qwertyuiop12",
            "aaaaaaaaaaaaaaaa",
            "ecmophysiotherapy",
            "robin.fieldfare",
            "fieldfare2026",
            "123456789012",
            "letmeinletmein",
        ] {
            let checked = check(password, "robin.fieldfare@example.org", "Robin Fieldfare").await;
            let sentence = checked.expect_err(password).to_string();
            assert!(sentence.contains("easy to guess. Take four or more words"), "{sentence}");
        }
    }

    #[tokio::test]
    async fn words_that_do_not_belong_together_are_taken() {
        for password in [
            "correct horse battery staple",
            "correct horse battery",
            "nothing here is a secret",
            "Tmw7-pelican-rhubarb",
        ] {
            check(password, "robin@example.org", "Robin Fieldfare").await.expect(password);
        }
    }

    #[tokio::test]
    async fn any_mix_of_characters_is_taken() {
        for (what, password) in [
            ("marks alone", r#"}~'&^;\:|)",%`]?*_<{"#),
            ("digits alone", "83920174650293861547"),
            ("capitals alone", "QKZVWTJXGHPBRDNM"),
            ("small letters alone", "vqkzwtjxghpbrdnm"),
            ("letters of another script", "зонтлампаверблюдокно"),
        ] {
            let checked = check(password, "robin@example.org", "Robin Fieldfare").await;
            checked.expect(what);
        }
    }

    #[tokio::test]
    async fn marks_in_a_row_or_around_own_words_are_refused() {
        for password in ["!!!!!!!!!!!!!!!!", "!@#$%^&*()_+", "-=robin=fieldfare=-", "            "] {
            let checked = check(password, "robin@example.org", "Robin Fieldfare").await;
            let sentence = checked.expect_err(password).to_string();
            assert!(sentence.contains("easy to guess"), "{sentence}");
        }
    }

    #[tokio::test]
    async fn length_is_counted_in_characters() {
        let refused =
            |text: String| async move { check(&text, "r", "R").await.expect_err("refused").to_string() };
        assert!(refused("short".to_owned()).await.contains("at least 12"));
        assert!(refused("ä".repeat(201)).await.contains("more than 200"));
        assert!(refused("two lines\nof it all".to_owned()).await.contains("line break"));
    }
}
