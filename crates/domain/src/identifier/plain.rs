//! A text as the guard reads it: one kind of blank, dash, dot and slash, and digits of no script but one.
//!
//! An identifier stays one however it is typeset: with no-break or thin spaces as a web page prints it, with
//! en dashes as a word processor sets it, in full-width digits, or with marks between them that nobody sees.

use std::borrow::Cow;

/// The text with every blank, sign and digit in its plain form; what cannot be seen is left out.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return text.into();
    }
    text.chars().filter(|c| !is_invisible(*c)).map(plain_char).collect::<String>().into()
}

fn plain_char(c: char) -> char {
    match c {
        ' '..='~' => c,
        _ if c.is_whitespace() || c.is_control() => ' ',
        '\u{ff01}'..='\u{ff5e}' => full_width(c),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{2d7}' => '-',
        '·' | '•' | '․' | '‧' | '∙' | '⋅' | '。' | '٫' | '٬' | '・' => '.',
        '⁄' | '∕' | '╱' | '÷' => '/',
        '﹫' => '@',
        '﹟' => '#',
        _ if c.is_numeric() => digit(c),
        _ => c,
    }
}

/// The ASCII character that a full-width one is the wide form of.
fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
}

/// The zeros of the scripts in use; nine digits follow each.
const ZEROS: [char; 37] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19d0}',
    '\u{1a80}',
    '\u{1a90}',
    '\u{1b50}',
    '\u{1bb0}',
    '\u{1c40}',
    '\u{1c50}',
    '\u{2080}',
    '\u{a620}',
    '\u{a8d0}',
    '\u{a900}',
    '\u{1d7ce}',
    '\u{1d7d8}',
    '\u{1d7e2}',
    '\u{1d7ec}',
    '\u{1d7f6}',
];

/// The digit of the same value. Of what has none of its own (a half, a Roman numeral) the guard only needs to know
/// that it is one.
fn digit(c: char) -> char {
    match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => in_row('\u{2070}', c).unwrap_or('0'),
        _ => ZEROS.iter().find_map(|zero| in_row(*zero, c)).unwrap_or('0'),
    }
}

/// The value of a digit in a row of ten that begins with a zero.
fn in_row(zero: char, c: char) -> Option<char> {
    u32::from(c).checked_sub(u32::from(zero)).and_then(|value| char::from_digit(value, 10))
}

/// Takes no room on the page: soft hyphens, joiners, marks of direction, variation selectors.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20e3}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}
