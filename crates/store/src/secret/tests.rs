use secrecy::ExposeSecret;

use super::*;
use crate::ids::OsEntropy;

#[test]
fn a_secret_says_what_it_is_and_is_256_bits_long() {
    let (secret, _) = fresh("ecmopt_", &OsEntropy).unwrap();
    let rest = secret.expose_secret().strip_prefix("ecmopt_").unwrap();
    assert_eq!(rest.len(), 64);
    assert!(rest.chars().all(|letter| letter.is_ascii_hexdigit()));
}

#[test]
fn what_is_kept_is_the_hash_of_what_was_handed_out_and_not_it() {
    let (secret, kept) = fresh("", &OsEntropy).unwrap();
    assert_eq!(kept, hash(secret.expose_secret()));
    assert_ne!(kept, secret.expose_secret().as_bytes());
}

#[test]
fn no_two_are_the_same() {
    let one = fresh("", &OsEntropy).unwrap().1;
    assert_ne!(one, fresh("", &OsEntropy).unwrap().1);
}
