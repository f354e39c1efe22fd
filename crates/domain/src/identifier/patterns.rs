//! Identifiers that have a form of their own: numbers of ten digits, postcodes, e-mail addresses, dates.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Scan, What};

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

/// Every identifier that a pattern finds in a text with so many digits.
pub(super) fn find(text: &str, digits: usize, scan: Scan, hits: &mut Vec<(What, Range<usize>)>) {
    let is_text = scan != Scan::Reference;
    let patterns = [
        (digits >= 10, What::TenDigits, &TEN_DIGITS),
        (digits >= 2, What::Postcode, &POSTCODE),
        (digits >= 10 && is_text, What::TenDigits, &CHI),
        (digits >= 6 && is_text, What::Telephone, &CALLED_TELEPHONE),
        (digits >= 3 && scan == Scan::Narrative, What::Date, &DATE),
        (text.contains(['@', '(', '[', '{']), What::Email, &EMAIL),
        (scan == Scan::Code, What::TwoNames, &TWO_NAMES),
    ];
    for (what, pattern) in patterns.into_iter().filter_map(|(applies, what, pattern)| {
        applies.then_some(()).and(pattern.as_ref()).map(|pattern| (what, pattern))
    }) {
        hits.extend(all(text, pattern).map(|range| (what, range)));
    }
}

/// All matches of a pattern's group. The sign behind one may be the sign before the next.
fn all<'t>(text: &'t str, pattern: &'t Regex) -> impl Iterator<Item = Range<usize>> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = pattern.captures_at(text, from)?.get(1)?.range();
        from = found.end;
        Some(found)
    })
}

/// Eight or more digits in a row.
pub(super) fn long_numbers(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    text.split(|c: char| !c.is_ascii_digit()).filter_map(move |run| {
        let at = from;
        // What parts them is of one byte, or of no matter: it is stepped over by its own length.
        from = at + run.len() + text[at + run.len()..].chars().next().map_or(0, char::len_utf8);
        (run.len() >= 8).then(|| at..at + run.len())
    })
}
