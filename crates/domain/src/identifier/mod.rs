//! The guard against identifiers in text (data dictionary §7.2).
//!
//! A text is made [`plain`] first, so that no blank, sign or script hides a number.

mod groups;
mod plain;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;

pub(crate) use self::plain::is_invisible;

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

const MONTHS: &str = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// Ten digits, together or as 3-3-4 with any signs between; whatever the NHS-number check says.
static TEN_DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?:^|[^0-9])([0-9]{3}[^0-9\pL]{0,6}[0-9]{3}[^0-9\pL]{0,6}[0-9]{4})(?:[^0-9]|$)")
});
/// A date of birth and four digits: the CHI number of Scotland.
static CHI: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^0-9])((?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}[ ._-]{1,3}[0-9]{4})(?:[^0-9]|$)",
    )
});
static POSTCODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[^a-z0-9])((?:[a-z]{1,2}[0-9][a-z0-9]?|gir)(?: {0,3}|[._-])[0-9][a-z]{2})(?:[^a-z0-9]|$)",
    )
});
static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)([\pL\pN._%+'-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+",
        r"|[\pL\pN._%+'-]+ {0,2}(?:@|[(\[{] ?at ?[)\]}]) {0,2}[\pL\pN-]+(?: ?\. ?[\pL\pN-]+)* ?\. ?\pL{2,})",
    ))
});
/// A day, a month and a year in any order that people write.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(&format!(
        "(?i)(?:^|[^0-9])({})(?:[^0-9]|$)",
        [
            r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})".to_owned(),
            r"[0-9]{1,2} ?[/.-] ?[0-9]{1,2} ?[/.-] ?[0-9]{4}".to_owned(),
            r"(?:0?[1-9]|[12][0-9]|3[01]) {1,3}(?:0?[1-9]|1[0-2]) {1,3}(?:19|20)[0-9]{2}".to_owned(),
            r"[0-9]{4} ?[/.-] ?[0-9]{1,2} ?[/.-] ?[0-9]{1,2}".to_owned(),
            format!(r"[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)?[ /.,-]{{0,3}}{MONTHS}[ ,/.-]{{1,3}}[0-9]{{2,4}}"),
            format!(r"[0-9]{{1,2}}(?:st|nd|rd|th)?{MONTHS}(?:[0-9]{{4}}|[0-9]{{2}})"),
            format!(r"{MONTHS}[ .]{{1,3}}[0-9]{{1,2}}(?:st|nd|rd|th)?[ ,]{{1,3}}[0-9]{{4}}"),
        ]
        .join("|")
    ))
});
/// A number that the text itself calls one.
static CALLED_TELEPHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:tel|telephone|phone|fax)\b[^0-9]{0,8}([0-9](?:[ ().-]{0,3}[0-9]){5,})")
});
static TWO_NAMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"\b(\p{Lu}\p{Ll}+(?: {1,3}|-)\p{Lu}\p{Ll}+)"));

/// The first identifier in a text, masked so that the message does not repeat it; `None` when clean.
pub fn find(text: &str, scan: Scan) -> Option<String> {
    if scan == Scan::Reference && !may_identify(text) {
        return None;
    }
    let text = &*plain::plain(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_text = scan != Scan::Reference;
    // Most texts have too few digits for most patterns, and a bundle has many texts.
    let patterns = [
        (digits >= 10, &TEN_DIGITS),
        (digits >= 2, &POSTCODE),
        (digits >= 10 && is_text, &CHI),
        (digits >= 6 && is_text, &CALLED_TELEPHONE),
        (digits >= 3 && scan == Scan::Narrative, &DATE),
        (text.contains(['@', '(', '[', '{']), &EMAIL),
        (scan == Scan::Code, &TWO_NAMES),
    ];
    let by_pattern =
        |pattern: &LazyLock<Option<Regex>>| Some(pattern.as_ref()?.captures(text)?.get(1)?.as_str());
    let by_groups = || if digits >= 10 && is_text { groups::find(text) } else { None };
    let found =
        patterns.into_iter().filter(|(applies, _)| *applies).find_map(|(_, pattern)| by_pattern(pattern));
    found.or_else(|| long_number(text)).or_else(by_groups).map(mask)
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
