//! Forgiving spelling: what people type, turned into the cell grammar of the CSV bundle.
//!
//! What cannot be read without guessing is left as typed, so that the finding quotes it.

use domain::Reason;
use jiff::civil::{Date, Time};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A missing reason in any capitals; `None` when the text is none.
pub fn reason(text: &str) -> Option<&'static str> {
    Reason::parse(&text.trim().to_ascii_uppercase()).map(Reason::as_str)
}

/// A number: spaces, a unit behind it and thousands commas are dropped. `4,2` stays as it is, because
/// nobody can know which number it means.
pub fn number(text: &str) -> String {
    let trimmed = text.trim().replace('\u{2212}', "-");
    let end = trimmed
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' ')))
        .unwrap_or(trimmed.len());
    let (digits, unit) = trimmed.split_at(end);
    let digits = digits.trim();
    if digits.is_empty() || !is_unit(unit) {
        return trimmed;
    }
    let plain = without_thousands(&digits.replace(' ', ""));
    canonical(&plain).unwrap_or(plain)
}

/// A unit as people paste it: letters, percent, degree and what stands between them.
fn is_unit(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, '%' | '/' | '°' | '.' | ' ' | '₂' | '2'))
        && !text.starts_with(['e', 'E'])
}

fn without_thousands(digits: &str) -> String {
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let grouped = whole.contains(',') && first && groups.all(|group| group.len() == 3);
    if grouped { digits.replace(',', "") } else { digits.to_owned() }
}

/// `+4` → `4`, `08` → `8`, `.5` → `0.5`, `4.` → `4`.
fn canonical(digits: &str) -> Option<String> {
    let (sign, rest) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.strip_prefix('+').unwrap_or(digits)),
    };
    let (whole, decimals) = rest.split_once('.').unwrap_or((rest, ""));
    let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits_only(whole) || !digits_only(decimals) || whole.len() + decimals.len() == 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if decimals.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{decimals}"))
}

/// A date: day first with any separator, the month in digits or words, or `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<Date> {
    let lower = text.trim().to_lowercase();
    let parts: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    let (day, month, year) = if is_year(first) { (third, second, first) } else { (first, second, third) };
    let year: i16 = match (year.len(), year.parse()) {
        (4, Ok(year)) => year,
        (2, Ok(year)) => 2000 + year,
        _ => return None,
    };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
    Date::new(year, month_number(month)?, day).ok()
}

/// A month of a year: `YYYY-MM`, `3/2026` or `March 2026`.
pub fn month(text: &str) -> Option<(i16, i8)> {
    let lower = text.trim().to_lowercase();
    let parts: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [first, second] = parts[..] else { return None };
    let (month, year) = if is_year(first) { (second, first) } else { (first, second) };
    let year = (year.len() == 4).then(|| year.parse().ok())??;
    Some((year, month_number(month)?))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn month_number(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return (1..=12).contains(&number).then_some(number);
    }
    let index = MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(text))?;
    i8::try_from(index + 1).ok()
}

/// A time of day, and the offset when the person named summer or winter time:
/// `0940`, `9:40`, `9.40`, `9:40 am`, `01:30 GMT`.
pub fn time(text: &str) -> Option<(Time, &'static str)> {
    let lower = text.trim().to_lowercase();
    let (rest, offset) = match lower.strip_suffix("gmt") {
        Some(rest) => (rest, "+00:00"),
        None => lower.strip_suffix("bst").map_or((lower.as_str(), ""), |rest| (rest, "+01:00")),
    };
    let (rest, after_noon) = match rest.trim().strip_suffix("pm") {
        Some(rest) => (rest, Some(true)),
        None => rest.trim().strip_suffix("am").map_or((rest, None), |rest| (rest, Some(false))),
    };
    let (hour, minute) = hour_and_minute(rest.trim())?;
    let hour = match (after_noon, hour) {
        (Some(true), 1..=11) => hour + 12,
        (Some(false), 12) => 0,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok().map(|time| (time, offset))
}

fn hour_and_minute(text: &str) -> Option<(i8, i8)> {
    let (hour, minute) = match text.split_once([':', '.']) {
        Some(parts) => parts,
        None if matches!(text.len(), 3 | 4) && text.is_ascii() => text.split_at(text.len() - 2),
        None => return None,
    };
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    Some((hour.parse().ok()?, minute.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    #[test]
    fn numbers_lose_what_is_not_part_of_them() {
        for (typed, cell) in [
            (" 4.2 ", "4.2"),
            ("4.2 L/min", "4.2"),
            ("60%", "60"),
            ("1,200", "1200"),
            ("12 500", "12500"),
            ("+3", "3"),
            ("08", "8"),
            (".5", "0.5"),
            ("−62", "-62"),
            ("0.40", "0.40"),
        ] {
            assert_eq!(number(typed), cell, "{typed}");
        }
    }

    #[test]
    fn doubtful_numbers_stay_as_typed() {
        for typed in ["4,2", "1e3", "about 4", "4.2.1", "10-20", "12,34"] {
            assert_eq!(number(typed), typed);
        }
    }

    #[test]
    fn dates_are_day_first() {
        let expected = Some(civil::date(2026, 3, 27));
        for typed in
            ["27/3/2026", "27 March 2026", "27 mar 26", "27.03.2026", "2026-03-27", "27th March 2026"]
        {
            assert_eq!(date(typed), expected, "{typed}");
        }
        for typed in ["3/27/2026", "27 March", "31/2/2026", "yesterday", ""] {
            assert_eq!(date(typed), None, "{typed}");
        }
    }

    #[test]
    fn months_are_read_in_words_and_digits() {
        for typed in ["2026-03", "March 2026", "3/2026", "mar 2026"] {
            assert_eq!(month(typed), Some((2026, 3)), "{typed}");
        }
        assert_eq!(month("13/2026"), None);
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for typed in ["0940", "940", "9:40", "9.40", "09:40", "9:40 am"] {
            assert_eq!(time(typed), Some((civil::time(9, 40, 0, 0), "")), "{typed}");
        }
        assert_eq!(time("9:40pm"), Some((civil::time(21, 40, 0, 0), "")));
        assert_eq!(time("01:30 GMT"), Some((civil::time(1, 30, 0, 0), "+00:00")));
        for typed in ["24:00", "9", "9:4", "noon", ""] {
            assert_eq!(time(typed), None, "{typed}");
        }
    }

    #[test]
    fn reasons_need_no_capitals() {
        assert_eq!(reason(" nr"), Some("NR"));
        assert_eq!(reason("none"), None);
    }
}
