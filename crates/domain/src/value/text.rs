//! Free text: of characters that can be seen, bounded, never a formula, never an identifier.

use jiff::tz::TimeZone;

use super::{Cell, Fault};
use crate::spec::Kind;

/// Text of at most `N` characters. Which identifiers are looked for depends on the field, so the scan is
/// the reader's (see [`crate::read::Reader`]).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text<const N: usize>(Box<str>);

impl<const N: usize> Text<N> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const N: usize> Cell for Text<N> {
    const KIND: Kind = Kind::Text { max: N };

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        super::any::plain(text, N).map(|text| Self(text.into_owned().into()))
    }

    fn write(&self) -> String {
        self.0.as_ref().to_owned()
    }
}
