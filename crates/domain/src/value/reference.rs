//! Identifiers made for the audit: never a hospital's own.

use std::fmt;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Cell, Fault};
use crate::spec::{Grammar, Kind};

/// Crockford's base 32, followed by the five symbols that only a check character can be.
const CROCKFORD: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

const TEN_SYMBOLS: Grammar = Grammar {
    words: "ten symbols of the pseudonym alphabet",
    pattern: "^[0-9A-HJKMNP-TV-Z]{10}$",
    number: false,
};
const CYCLE: Grammar = Grammar { words: "a cycle, like 2026H1", pattern: "^[0-9]{4}H[12]$", number: false };

macro_rules! identifier {
    ($(#[$meta:meta])* $name:ident, $kind:expr, $valid:path, $says:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Parses an identifier; nothing is trimmed or corrected.
            pub fn parse(text: &str) -> Option<Self> {
                $valid(text).then(|| Self(text.into()))
            }

            /// Whether a text is such an identifier.
            pub fn is(text: &str) -> bool {
                $valid(text)
            }

            /// The identifier's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text).ok_or_else(|| format!("it must be {}", $says))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl Cell for $name {
            const KIND: Kind = $kind;

            fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
                Self::parse(text).ok_or(Fault::Id($says))
            }

            fn write(&self) -> String {
                self.0.as_ref().to_owned()
            }
        }
    };
}

identifier!(
    /// A centre's code in the directory.
    CentreCode, Kind::Centre, is_centre_code, "the centre's three capital letters"
);
identifier!(
    /// A patient's pseudonym: eight symbols and a check character.
    PatientRef, Kind::Pseudonym, is_pseudonym,
    "a pseudonym issued for the audit: eight symbols and the check character that belongs to them"
);
identifier!(
    /// A record's reference, unique in its centre.
    Ref, Kind::Ref, is_reference,
    "a reference made for the audit: a capital letter, then up to 23 capital letters, digits or hyphens, never eight digits in a row"
);
identifier!(
    /// A random token on the two runs of one transfer.
    TransferLink, Kind::Token(TEN_SYMBOLS), is_transfer_link,
    "the ten symbols agreed by both centres"
);

identifier!(
    /// An audit cycle's name.
    CycleId, Kind::Token(CYCLE), is_cycle_id, "a cycle, like 2026H1 or 2026H2"
);

fn is_cycle_id(text: &str) -> bool {
    let (year, half) = text.split_at_checked(4).unwrap_or_default();
    year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && matches!(half, "H1" | "H2")
}

fn is_centre_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_reference(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 24
        && text.bytes().next().is_some_and(|first| first.is_ascii_uppercase())
        && text.bytes().all(allowed)
        && !crate::identifier::has_long_number(text)
}

fn is_transfer_link(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|byte| value_of(byte).is_some_and(|value| value < 32))
}

fn is_pseudonym(text: &str) -> bool {
    let (Some(body), Some(check)) = (text.get(..8), text.get(8..)) else { return false };
    check_character(body).is_some_and(|expected| check.chars().eq([expected]))
}

/// The check character of a pseudonym's eight symbols: their value modulo 37.
/// `None` when a symbol is not of the alphabet.
pub fn check_character(body: &str) -> Option<char> {
    if body.len() != 8 {
        return None;
    }
    let number = body.bytes().try_fold(0_u64, |number, byte| {
        value_of(byte).filter(|value| *value < 32).map(|value| number * 32 + value)
    })?;
    let index = usize::try_from(number % 37).ok()?;
    Some(char::from(CROCKFORD[index]))
}

fn value_of(symbol: u8) -> Option<u64> {
    CROCKFORD.iter().position(|known| *known == symbol).map(|index| index as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_gives_one_check_character() {
        assert_eq!(check_character("7K2M9QX4"), Some('J'));
        assert_eq!(check_character("00000001"), Some('1'));
        assert_eq!(check_character("0000000I"), None);
    }

    #[test]
    fn a_pseudonym_needs_its_check_character() {
        assert!(PatientRef::parse("7K2M9QX4J").is_some());
        assert!(PatientRef::parse("7K2M9QX4K").is_none());
        assert!(PatientRef::parse("7K2M9QX4").is_none());
        assert!(PatientRef::parse("7K2M9QXéJ").is_none());
    }

    #[test]
    fn a_reference_is_never_a_hospital_number() {
        assert!(Ref::parse("A00012").is_some());
        assert!(Ref::parse("A12345678").is_none());
        assert!(Ref::parse("1A").is_none());
        assert!(Ref::parse("").is_none());
    }
}
