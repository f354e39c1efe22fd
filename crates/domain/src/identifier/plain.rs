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
        _ if c.is_whitespace() || c.is_control() => ' ',
        '\u{ff01}'..='\u{ff5e}' => full_width(c),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{2d7}' => '-',
        '·' | '•' | '․' | '‧' | '∙' | '⋅' | '。' | '٫' | '٬' | '・' => '.',
        '⁄' | '∕' | '╱' | '÷' => '/',
        '﹫' => '@',
        // Its value does not matter to the guard, that it is a digit does.
        _ if !c.is_ascii() && c.is_numeric() => '0',
        _ => c,
    }
}

/// The ASCII character that a full-width one is the wide form of.
fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
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
