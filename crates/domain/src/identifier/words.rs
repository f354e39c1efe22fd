//! The words of a plain text.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::lexicon::{Lists, lists_of};

/// Letters and digits that stand together; apostrophes and hyphens between letters belong to a word (O'Neill,
/// Smith-Jones), hyphens between digits do not.
#[derive(Debug)]
pub(super) struct Word<'t> {
    pub(super) from: usize,
    pub(super) text: &'t str,
    /// As it stands in the lists.
    pub(super) folded: Cow<'t, str>,
    /// Small ASCII letters and nothing else, like most words.
    pub(super) is_small: bool,
    pub(super) lists: Lists,
}

impl<'t> Word<'t> {
    fn new(from: usize, text: &'t str, is_small: bool) -> Self {
        let folded = if is_small { text.into() } else { folded(text) };
        let lists = lists_of(&folded, is_small);
        Self { from, text, folded, is_small, lists }
    }

    pub(super) fn end(&self) -> usize {
        self.from + self.text.len()
    }

    pub(super) fn digits(&self) -> usize {
        self.text.bytes().filter(u8::is_ascii_digit).count()
    }

    pub(super) fn is_digits(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn is_letters(&self) -> bool {
        self.text.chars().all(char::is_alphabetic)
    }

    /// Begins with a capital letter.
    pub(super) fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    /// A capital letter and small ones, like most names (and al-Masri): no abbreviation.
    pub(super) fn is_in_mixed_case(&self) -> bool {
        let name = self.text.split_once('-').filter(|(particle, _)| matches!(*particle, "al" | "el"));
        let name = name.map_or(self.text, |(_, name)| name);
        name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase) && self.digits() == 0
    }

    /// One capital letter by itself.
    pub(super) fn is_initial(&self) -> bool {
        self.is_capitalised() && self.text.chars().nth(1).is_none()
    }
}

/// A word as it stands in the lists: small letters without accents, no possessive at the end.
fn folded(text: &str) -> Cow<'_, str> {
    let bare = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
    if bare.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return bare.into();
    }
    if bare.is_ascii() {
        return bare.to_ascii_lowercase().into();
    }
    let letters = bare.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(without_stroke).collect::<String>().into()
}

/// Letters whose stroke is no accent to Unicode, and the apostrophe of a word processor.
fn without_stroke(c: char) -> char {
    match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        '’' => '\'',
        _ => c,
    }
}

/// The words of a text in their order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let (mut from, mut is_small) = (None, true);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most of a note is small letters and blanks.
        let byte = bytes[at];
        if byte.is_ascii_lowercase() {
            from = from.or(Some(at));
            at += 1;
            continue;
        }
        let c = char_at(text, at);
        if byte != b' ' && (belongs(c) || from.is_some() && is_inside(text, at, c)) {
            from = from.or(Some(at));
            is_small = false;
        } else if let Some(begin) = from.take() {
            words.push(Word::new(begin, &text[begin..at], is_small));
            is_small = true;
        }
        at += c.len_utf8();
    }
    words.extend(from.map(|from| Word::new(from, &text[from..], is_small)));
    words
}

/// The character at a place; a blank behind the end.
fn char_at(text: &str, at: usize) -> char {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => char::from(*byte),
        _ => text[at..].chars().next().unwrap_or(' '),
    }
}

fn belongs(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

fn is_inside(text: &str, at: usize, c: char) -> bool {
    let is_of_letter = |c: char| c.is_alphabetic() || is_combining_mark(c);
    matches!(c, '\'' | '’' | '-')
        && char_at(text, at + c.len_utf8()).is_alphabetic()
        && text[..at].chars().next_back().is_some_and(is_of_letter)
}
