//! The words of a plain text, and the lists that say what a word may be.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Letters and digits that stand together; apostrophes and hyphens between letters belong to a word (O'Neill,
/// Smith-Jones), hyphens between digits do not.
#[derive(Debug)]
pub(super) struct Word<'t> {
    pub(super) from: usize,
    pub(super) text: &'t str,
    /// As it stands in the lists.
    pub(super) folded: Cow<'t, str>,
}

impl<'t> Word<'t> {
    fn new(from: usize, text: &'t str) -> Self {
        Self { from, text, folded: folded(text) }
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
    let mut from = None;
    let mut characters = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        if belongs(c) || from.is_some() && is_inside(before, c, next) {
            from.get_or_insert(at);
        } else if let Some(from) = from.take() {
            words.push(Word::new(from, &text[from..at]));
        }
        before = c;
    }
    if let Some(from) = from {
        words.push(Word::new(from, &text[from..]));
    }
    words
}

fn belongs(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

fn is_inside(before: char, c: char, next: char) -> bool {
    matches!(c, '\'' | '’' | '-')
        && next.is_alphabetic()
        && (before.is_alphabetic() || is_combining_mark(before))
}

/// Words that mean one thing, in order.
#[derive(Debug)]
pub(super) struct List(Vec<&'static str>);

impl List {
    pub(super) fn read(text: &'static str) -> Self {
        let mut words: Vec<_> = text.split_whitespace().collect();
        words.sort_unstable();
        Self(words)
    }

    pub(super) fn has(&self, folded: &str) -> bool {
        self.0.binary_search(&folded).is_ok()
    }
}

/// Lists by name: words with blanks between.
macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident $words:expr)+) => {
        $(
            $(#[$meta])*
            pub(super) static $name: std::sync::LazyLock<$crate::identifier::words::List> =
                std::sync::LazyLock::new(|| $crate::identifier::words::List::read($words));
        )+
    };
}
pub(super) use lists;

lists! {
    /// First names that are hardly anything else.
    FIRST_NAMES include_str!("lists/first_names.txt")
    /// First names that are words, months, places or devices as well.
    NAMES_THAT_ARE_WORDS include_str!("lists/names_that_are_words.txt")
    /// Common surnames.
    SURNAMES include_str!("lists/surnames.txt")
    /// Words of a note that people begin with a capital, at the start of a sentence or anywhere.
    ORDINARY_WORDS include_str!("lists/ordinary_words.txt")
    /// Names of scales, devices, signs, drains: of nobody who is treated.
    EPONYMS include_str!("lists/eponyms.txt")
}
