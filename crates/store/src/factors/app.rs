//! Codes of an authenticator app (RFC 6238): six digits, a new one each half minute, SHA-1 as every app reads it.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use totp_rs::{Builder, Totp};

use super::HandedOver;
use crate::error::{Error, Result};
use crate::ids::Entropy;

/// The secret that the app and the service share: 160 bits, as RFC 4226 recommends.
pub(super) fn fresh(entropy: &dyn Entropy) -> Result<SecretSlice<u8>> {
    let mut secret = vec![0; 20];
    entropy.fill(&mut secret)?;
    Ok(SecretSlice::from(secret))
}

fn totp(secret: &[u8]) -> Builder {
    Builder::new().with_secret(secret.to_vec())
}

fn built(totp: Builder) -> Result<Totp> {
    totp.build().map_err(|error| Error::Unavailable(format!("a second factor cannot be used: {error}")))
}

/// What the app is given: the address in a picture, or the key to be typed. It lists the service's name and the login.
pub(super) fn handed_over(secret: &[u8], service: &str, login: &str) -> Result<HandedOver> {
    // A colon would part the login from the service.
    let [service, login] = [service, login].map(|text| text.replace(':', " "));
    let totp = built(totp(secret).with_account_name(login).with_issuer(Some(service)))?;
    let address = totp
        .to_url()
        .map_err(|error| Error::Unavailable(format!("a second factor has no address: {error}")))?;
    Ok(HandedOver {
        address: SecretString::from(address),
        key: SecretString::from(totp.secret().to_base32()),
    })
}

/// The half minute whose code it is, when it is that of now, the one before or the next: clocks differ. None that is
/// not later than `last`: no code is taken twice.
pub(super) fn step(
    secret: &SecretSlice<u8>,
    code: &str,
    now: Timestamp,
    last: Option<i64>,
) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let found = built(totp(secret.expose_secret()))?.check(code, seconds);
    let found = found.and_then(|step| i64::try_from(step).ok());
    Ok(found.filter(|step| last.is_none_or(|last| *step > last)))
}

/// A code as it is typed: spaces do not count.
pub(super) fn typed(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, cut to six digits: the secret "12345678901234567890".
    fn secret() -> SecretSlice<u8> {
        SecretSlice::from(b"12345678901234567890".to_vec())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(step(&secret(), code, at(second), None).unwrap(), Some(second / 30), "{second}");
        }
    }

    #[test]
    fn a_clock_may_be_half_a_minute_off_and_no_more() {
        for (second, known) in [(59 - 30, true), (59 + 30, true), (59 + 61, false), (0, true)] {
            assert_eq!(step(&secret(), "287082", at(second), None).unwrap().is_some(), known, "{second}");
        }
    }

    #[test]
    fn no_code_is_taken_twice_nor_one_before_it() {
        assert_eq!(step(&secret(), "287082", at(59), Some(1)).unwrap(), None);
        assert_eq!(step(&secret(), "287082", at(59), Some(0)).unwrap(), Some(1));
        for wrong in ["", "28708", "2870822", "abcdef", "٢٨٧٠٨٢"] {
            assert_eq!(step(&secret(), wrong, at(59), None).unwrap(), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_may_be_typed_in_groups() {
        assert_eq!(typed(" 287 082\n"), "287082");
    }

    #[test]
    fn the_address_names_service_and_login() {
        let handed = handed_over(b"12345678901234567890", "ECMO: Audit", "robin@example.org").unwrap();
        let (address, key) = (handed.address.expose_secret(), &handed.key);
        assert!(address.starts_with("otpauth://totp/ECMO%20%20Audit:robin%40example.org?"), "{address}");
        assert_eq!(key.expose_secret(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(address.contains(key.expose_secret()), "{address}");
    }
}
