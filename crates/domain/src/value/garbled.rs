//! Letters lost on the way: text in UTF-8 that a program read as Windows-1252, and saved again.

/// The bytes 80 to 9F in Windows-1252; its other bytes are the characters of their number.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Whether a text holds letters that are no more than the bytes of another, like `Ã©`, or the sign for a
/// letter that could not be read.
pub(super) fn is_garbled(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let mut bytes = Vec::new();
    for c in text.chars().chain([' ']) {
        match byte(c) {
            Some(byte) => bytes.push(byte),
            None if c == '\u{fffd}' => return true,
            None if std::str::from_utf8(&bytes).is_ok_and(is_of_people) => return true,
            None => bytes.clear(),
        }
    }
    false
}

/// A run of high characters that are bytes of letters and signs was text before. What comes out as a phonetic
/// letter or a control was not: `É”` closes a quotation.
fn is_of_people(run: &str) -> bool {
    let is_rare = |c: char| matches!(c, '\u{80}'..='\u{9f}' | '\u{180}'..='\u{36f}');
    !run.is_empty() && !run.contains(is_rare)
}

/// The byte that a character outside ASCII was in Windows-1252.
fn byte(c: char) -> Option<u8> {
    match c {
        '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => HIGH.iter().position(|high| *high == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_garbled;

    #[test]
    fn letters_that_went_through_another_encoding_are_seen() {
        for text in ["SiÃ¢n: cafÃ© chair", "30Â° head up", "â‰¥ 10 min", "donâ€™t", "caf\u{fffd}"]
        {
            assert!(is_garbled(text), "{text}");
        }
    }

    #[test]
    fn letters_and_signs_of_people_pass() {
        for text in [
            "Siân: café chair, 30° ≥ 10 min",
            "“well” – said",
            "Ŵyn, naïve, Ærø",
            "5 µg, ±2, ½",
            "plain",
            "€5 • ‘x’",
            "the “CAFÉ”, RENÉ’S",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }
}
