//! The guard against identifiers in text (data dictionary §7.2).

use std::sync::LazyLock;

use regex::Regex;

/// What a text field may additionally not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan {
    /// A short text, such as a role.
    Plain,
    /// A story: a date with day, month and year is refused as well.
    Narrative,
    /// A text that should be a code: two capitalised words in a row are refused as well.
    Code,
    /// A reference: capital letters, digits and hyphens.
    Reference,
}

/// Ten digits, together or as 3-3-4; whatever the NHS-number check says.
static TEN_DIGITS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^0-9])([0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4})(?:[^0-9]|$)").ok());
static POSTCODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^a-z0-9])((?:[a-z]{1,2}[0-9][a-z0-9]?|gir) ?[0-9][a-z]{2})(?:[^a-z0-9]|$)").ok()
});
static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)").ok());
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:^|[^0-9])(",
        r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})",
        r"|[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}",
        r"|[0-9]{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ ,-]+[0-9]{2,4}",
        r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}",
        r")(?:[^0-9]|$)"
    ))
    .ok()
});
static TWO_NAMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\p{Lu}\p{Ll}+[ -]\p{Lu}\p{Ll}+)").ok());

/// The first identifier in a text, masked so that the message does not repeat it; `None` when clean.
pub fn find(text: &str, scan: Scan) -> Option<String> {
    if scan == Scan::Reference && !may_identify(text) {
        return None;
    }
    let mut patterns = vec![&TEN_DIGITS, &POSTCODE, &EMAIL];
    match scan {
        Scan::Plain | Scan::Reference => {}
        Scan::Narrative => patterns.push(&DATE),
        Scan::Code => patterns.push(&TWO_NAMES),
    }
    patterns
        .into_iter()
        .filter_map(|pattern| pattern.as_ref())
        .find_map(|pattern| pattern.captures(text)?.get(1).map(|found| mask(found.as_str())))
        .or_else(|| long_number(text).map(mask))
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
    long_number(text).is_some()
}

fn long_number(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() >= 8)
}

/// Keeps the first and last character: enough to find the place, too little to know the person.
fn mask(found: &str) -> String {
    let length = found.chars().count();
    found
        .chars()
        .enumerate()
        .map(|(index, c)| if index == 0 || index + 1 == length || c == ' ' { c } else { '•' })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modulus_11_of_the_dictionary() {
        assert!(is_nhs_number("9434765919"));
        assert!(!is_nhs_number("9434765918"));
    }

    #[test]
    fn a_reference_may_not_hide_a_number_or_a_postcode() {
        assert!(find("A943-476-5919", Scan::Reference).is_some());
        assert!(find("LS1-SW1A1AA", Scan::Reference).is_some());
        assert!(find("A00012-C3", Scan::Reference).is_none());
    }

    #[test]
    fn a_message_never_repeats_the_number() {
        assert_eq!(find("seen with 9434765919", Scan::Plain).as_deref(), Some("9••••••••9"));
    }
}
