//! The guard against identifiers in text (data dictionary §7.2).
//!
//! ```text
//! text ─► plain       one kind of blank, sign and digit
//!           ├─► patterns, groups    numbers, postcodes, addresses, dates: by their form
//!           └─► words ─► labels     numbers that are called somebody's
//!                     └► names      titles, introductions, common first names
//!       ─► Found      certain: refused (V-PAT-1); likely: asked about (V-PAT-5)
//! ```
//!
//! All hits of a text are told at once, each masked. What is promised stands in [`What`], and in the book's page
//! that is made from it; a corpus of honest and of identifying sentences (`tests/identifiers`) holds the border.

mod groups;
mod labels;
mod lexicon;
mod names;
mod patterns;
mod plain;
#[cfg(test)]
mod tests;
mod what;
mod words;

use std::cmp::Reverse;
use std::ops::Range;

pub(crate) use self::plain::is_invisible;
pub use self::what::What;

/// What a text field may additionally not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// A short text, such as a role.
    Plain,
    /// A story: a date with day, month and year is refused as well.
    Narrative,
    /// A text that should be a code: two capitalised words in a row are refused as well.
    Code,
    /// A reference, in capital letters, digits and hyphens: long numbers, ten digits and postcodes, nothing else.
    Reference,
}

/// A part of a text that identifies somebody, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub what: What,
    /// The part itself, masked so that no message repeats it.
    pub masked: String,
}

/// What was found in a text, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What no text may hold.
    pub certain: Vec<Hit>,
    /// What is probably a name: the person who wrote it knows.
    pub likely: Vec<Hit>,
}

/// Every part of a text that no text of its kind may hold, in its order; none when it is clean.
pub fn find(text: &str, scan: Scan) -> Vec<Hit> {
    look(text, scan).certain
}

/// Everything in a text that identifies somebody, or may.
pub fn look(text: &str, scan: Scan) -> Found {
    if scan == Scan::Reference && !may_identify(text) {
        return Found::default();
    }
    let text = &*plain::plain(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let mut hits = Vec::new();
    // Most texts have too few digits for most numbers, and a bundle has many texts.
    patterns::find(text, digits, scan, &mut hits);
    if digits >= 8 {
        hits.extend(patterns::long_numbers(text).map(|range| (What::LongNumber, range)));
    }
    if scan != Scan::Reference {
        groups::find(text, digits, &mut hits);
        let words = words::words(text);
        labels::find(text, digits, &words, &mut hits);
        names::find(text, &words, &mut hits);
    }
    if hits.is_empty() { Found::default() } else { told_once(text, hits) }
}

/// Of parts that overlap one is told: a certain one before a likely one, the one that begins first, the longest.
fn told_once(text: &str, mut hits: Vec<(What, Range<usize>)>) -> Found {
    hits.sort_by_key(|(what, range)| (what.is_asked(), range.start, Reverse(range.end), *what));
    let mut kept: Vec<(What, Range<usize>)> = Vec::with_capacity(hits.len());
    for (what, range) in hits {
        if kept.iter().all(|(_, other)| other.end <= range.start || range.end <= other.start) {
            kept.push((what, range));
        }
    }
    kept.sort_by_key(|(_, range)| range.start);
    let hits = kept.into_iter().map(|(what, range)| Hit { what, masked: mask(&text[range]) });
    let (likely, certain) = hits.partition(|hit| hit.what.is_asked());
    Found { certain, likely }
}

/// Whether a reference has enough digits for a number, or the end of a postcode: most have neither, and a
/// bundle has many.
fn may_identify(reference: &str) -> bool {
    let bytes = reference.as_bytes();
    let postcode_end = |end: &[u8]| end[0].is_ascii_digit() && end[1..].iter().all(u8::is_ascii_alphabetic);
    bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= 8 || bytes.windows(3).any(postcode_end)
}

/// Whether a text has eight or more digits in a row.
pub fn has_long_number(text: &str) -> bool {
    patterns::long_numbers(text).next().is_some()
}

/// All hits for a sentence: what each is, and the part itself, masked.
pub fn told(hits: &[Hit]) -> String {
    let told: Vec<_> = hits.iter().map(|hit| format!("{} (“{}”)", hit.what.words(), hit.masked)).collect();
    told.join(", ")
}

/// Keeps the first and last character, of a short part the first: enough to find the place, too little to know
/// the person.
fn mask(found: &str) -> String {
    let length = found.chars().count();
    let is_shown = |index: usize| index == 0 || index + 1 == length && length > 4;
    found.chars().enumerate().map(|(index, c)| if is_shown(index) || c == ' ' { c } else { '•' }).collect()
}

/// Whether a text is a valid NHS number: ten digits and Modulus 11.
pub fn is_nhs_number(text: &str) -> bool {
    let digits: Vec<u32> =
        text.chars().filter(|c| !matches!(c, ' ' | '-')).filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 10 || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-')) {
        return false;
    }
    let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        10 => false,
        11 => digits[9] == 0,
        check => digits[9] == check,
    }
}
