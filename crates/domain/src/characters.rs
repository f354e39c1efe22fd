//! The one gate of text: which characters a text may hold, whichever door it comes through.
//!
//! * Every blank but a line break becomes a space (a tab, the blank that pages keep together, thin and wide
//!   ones). Spaces at the ends stay: cells are not trimmed.
//! * Every way to end a line becomes a line feed.
//! * What is invisible and carries no meaning is taken out: soft hyphens, blanks and joiners without width, a
//!   byte order mark. Pasting brings them along, and a number could hide behind them.
//! * Everything else that nobody can see is refused: control characters (NUL among them), signs that turn the
//!   direction of writing, characters that stand for lost ones (�). A database, a spreadsheet or a page would
//!   show another text than was written, or none.

use std::borrow::Cow;
use std::fmt;

/// A character that no text may hold, and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The character.
    pub character: char,
    /// The end of the text before it, to find the place by.
    pub before: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.character {
            LOST => f.write_str("a character that was lost on the way and cannot be kept (�)")?,
            other => write!(f, "a character that cannot be seen or kept (U+{:04X})", u32::from(other))?,
        }
        if self.before.is_empty() {
            f.write_str(" at its beginning")
        } else {
            write!(f, " after “{}”", self.before)
        }
    }
}

/// What a text shows in place of a character that was lost.
const LOST: char = char::REPLACEMENT_CHARACTER;

/// How much of the text before a character is told.
const EXCERPT: usize = 12;

/// A text as it is kept, or the first character that it may not hold.
pub fn fit(text: &str) -> Result<Cow<'_, str>, Unfit> {
    if is_plain(text) {
        return Ok(text.into());
    }
    let mut kept = String::with_capacity(text.len());
    match walk(text, &mut kept, |_, _| false) {
        None => Ok(kept.into()),
        Some(character) => Err(Unfit { character, before: end_of(&kept) }),
    }
}

/// A text as it is kept, with a � for each character that it may not hold: for what is kept as it was typed,
/// drafts and rows to mend. The gate still refuses it, and everybody sees where.
pub fn shown(text: &str) -> Cow<'_, str> {
    rewritten(text, |kept, _| kept.push(LOST))
}

/// A text as it is kept, without the characters that it may not hold: for what was stored before there was a
/// gate, on its way out.
pub fn without(text: &str) -> Cow<'_, str> {
    rewritten(text, |_, _| {})
}

fn rewritten(text: &str, unfit: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if is_plain(text) {
        return text.into();
    }
    let mut kept = String::with_capacity(text.len());
    walk(text, &mut kept, |kept, character| {
        unfit(kept, character);
        true
    });
    kept.into()
}

/// Nearly every text: nothing to look at.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
}

/// Writes a text as it is kept, until `goes_on` says that an unfit character ends it; that character.
fn walk(text: &str, kept: &mut String, goes_on: impl Fn(&mut String, char) -> bool) -> Option<char> {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match fate(character) {
            Fate::Kept => kept.push(character),
            Fate::Blank => kept.push(' '),
            Fate::LineEnd => {
                if character == '\r' {
                    characters.next_if_eq(&'\n');
                }
                kept.push('\n');
            }
            Fate::Dropped => {}
            Fate::Unfit if goes_on(kept, character) => {}
            Fate::Unfit => return Some(character),
        }
    }
    None
}

/// What becomes of a character.
enum Fate {
    Kept,
    Blank,
    LineEnd,
    Dropped,
    Unfit,
}

fn fate(character: char) -> Fate {
    match character {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::LineEnd,
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {
            Fate::Dropped
        }
        // The marks and turns of right-to-left writing.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Fate::Unfit
        }
        // Interlinear marks, lost characters, tags.
        '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}' => Fate::Unfit,
        // The last two of each plane are no characters.
        _ if u32::from(character) & 0xfffe == 0xfffe => Fate::Unfit,
        _ if character.is_whitespace() => Fate::Blank,
        _ if character.is_control() => Fate::Unfit,
        _ => Fate::Kept,
    }
}

fn end_of(text: &str) -> String {
    let from = text.chars().count().saturating_sub(EXCERPT);
    text.chars().skip(from).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blanks_are_spaces_and_lines_end_in_one_way() {
        assert_eq!(fit("30\u{a0}min\tof\u{2009}MIE ").unwrap(), "30 min of MIE ");
        assert_eq!(fit("one\r\ntwo\rthree\u{2028}four\n").unwrap(), "one\ntwo\nthree\nfour\n");
        assert_eq!(fit("Siân: café, 30° ≥ 10 min ✓").unwrap(), "Siân: café, 30° ≥ 10 min ✓");
    }

    #[test]
    fn what_pasting_brings_along_is_taken_out() {
        assert_eq!(fit("\u{feff}phy\u{ad}sio\u{200b}therapy").unwrap(), "physiotherapy");
        assert_eq!(fit("943\u{200d}476\u{2060}5919").unwrap(), "9434765919");
    }

    #[test]
    fn what_nobody_can_see_is_refused_with_its_place() {
        for (text, character) in [
            ("ab\0c", '\0'),
            ("ab\u{1b}[31m", '\u{1b}'),
            ("ab\u{7f}", '\u{7f}'),
            ("ab\u{9b}", '\u{9b}'),
            ("ab\u{202e}txt", '\u{202e}'),
            ("ab\u{fffd}", '\u{fffd}'),
            ("ab\u{ffff}", '\u{ffff}'),
        ] {
            let unfit = fit(text).unwrap_err();
            assert_eq!((unfit.character, unfit.before.as_str()), (character, "ab"));
        }
        assert_eq!(
            fit("walked\0far").unwrap_err().to_string(),
            "a character that cannot be seen or kept (U+0000) after “walked”"
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_is_fit_and_stays_as_it_is(text in any::<String>()) {
            if let Ok(kept) = fit(&text) {
                prop_assert_eq!(&fit(&kept).unwrap(), &kept);
            }
            let clean = without(&text);
            prop_assert_eq!(&fit(&clean).unwrap(), &clean);
            // What is shown is refused exactly when the text was.
            prop_assert_eq!(fit(&shown(&text)).is_ok(), fit(&text).is_ok());
            prop_assert!(!shown(&text).chars().any(char::is_control) || shown(&text).contains('\n'));
        }
    }
}
