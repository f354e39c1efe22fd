//! One code or a set of codes, yes and no.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{Cell, Fault};
use crate::code::Coded;
use crate::identifier::{self, Scan};
use crate::shared::Shared;
use crate::spec::Kind;

impl<E: Coded> Cell for E {
    const KIND: Kind = Kind::Code(Shared::Source(E::LIST));

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        E::parse(text).ok_or_else(|| Fault::Code(excerpt(text)))
    }

    fn write(&self) -> String {
        self.code().to_owned()
    }
}

/// A set of codes of one list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Codes<E: Coded>(BTreeSet<E>);

impl<E: Coded> Codes<E> {
    /// Whether a code is in the set.
    pub fn has(&self, code: E) -> bool {
        self.0.contains(&code)
    }

    /// The codes in the list's order.
    pub fn iter(&self) -> impl Iterator<Item = E> + '_ {
        self.0.iter().copied()
    }

    /// How many codes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// No code at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the two sets share a code.
    pub fn meets(&self, other: &Self) -> bool {
        !self.0.is_disjoint(&other.0)
    }
}

impl<E: Coded> FromIterator<E> for Codes<E> {
    fn from_iter<I: IntoIterator<Item = E>>(codes: I) -> Self {
        Self(codes.into_iter().collect())
    }
}

impl<E: Coded> Cell for Codes<E> {
    const KIND: Kind = Kind::Codes(Shared::Source(E::LIST));

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        let mut codes = BTreeSet::new();
        let mut repeated = false;
        for part in text.split('|') {
            let code = E::parse(part).ok_or_else(|| Fault::Code(excerpt(part)))?;
            repeated |= !codes.insert(code);
        }
        let none_and_more = codes.len() > 1 && codes.iter().any(|code| code.code() == "NONE");
        if repeated || none_and_more { Err(Fault::Set) } else { Ok(Self(codes)) }
    }

    fn write(&self) -> String {
        self.0.iter().map(|code| code.code()).collect::<Vec<_>>().join("|")
    }
}

impl Cell for bool {
    const KIND: Kind = Kind::Flag;

    fn read(text: &str, _: &TimeZone) -> Result<Self, Fault> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Fault::Flag),
        }
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// Enough of a text to recognise it in a message. What identifies a person is masked.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 32;
    if let Some(hit) = identifier::find(text, Scan::Code).into_iter().next() {
        return hit.masked;
    }
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_never_repeats_what_identifies_a_person() {
        assert_eq!(excerpt("Mary Smith"), "M••• ••••h");
        assert_eq!(excerpt("9434765919"), "9••••••••9");
        assert_eq!(excerpt("TUBE"), "TUBE");
    }
}
