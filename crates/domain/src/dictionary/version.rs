//! Versions of the data dictionary.

use std::fmt;
use std::str::FromStr;

/// A version, written `0.1`. What was asked under one never changes; a change makes the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Before the dot.
    pub major: u16,
    /// After it.
    pub minor: u16,
}

impl Version {
    /// The version whose number has these two parts.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = Unread;

    /// Reads exactly what [`Version`] writes, so that one version has one spelling.
    fn from_str(text: &str) -> Result<Self, Unread> {
        let read = || {
            let (major, minor) = text.split_once('.')?;
            Some(Self::new(major.parse().ok()?, minor.parse().ok()?))
        };
        read().filter(|version| version.to_string() == text).ok_or_else(|| Unread::NoVersion(text.to_owned()))
    }
}

/// Why what a version wrote cannot be read. The sentence is for the person who brought it; it goes on
/// after `… cannot be read, because`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// No number of a version.
    #[error("“{0}” is no version of the data dictionary. A version is written like 0.1.")]
    NoVersion(String),
    /// Written by a later program.
    #[error(
        "it is of version {found} of the data dictionary, and this program reads up to {newest}. Update the program to read it, or ask whoever runs it to."
    )]
    Newer { found: Version, newest: Version },
    /// A number between or before the versions that there were.
    #[error("it is of version {found} of the data dictionary, which never was. The versions are {known}.")]
    NeverWas { found: Version, known: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_in_order_of_their_numbers_not_of_their_letters() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert!(version("0.10") > version("0.9"));
        assert!(version("1.0") > version("0.10"));
    }

    #[test]
    fn have_one_spelling() {
        for text in ["", "1", "0.1.0", "0.01", "+0.1", "0.1 ", "v0.1", "0.-1", "0.99999"] {
            assert_eq!(text.parse::<Version>(), Err(Unread::NoVersion(text.to_owned())));
        }
        assert_eq!("0.1".parse::<Version>().unwrap().to_string(), "0.1");
    }
}
