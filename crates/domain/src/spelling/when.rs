//! Dates and times of day, as people write them.

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

/// Why a text is no date with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// A date alone.
    NoTime,
    /// A time of day alone.
    NoDate,
    /// An hour that no twelve-hour clock has: `0:30 pm`, `13:05 am`.
    TwelveHours,
    /// A second of the minute.
    Seconds,
    /// A thirteenth month: the month stands first.
    MonthFirst,
    /// Anything else.
    Other,
}

/// Day, month and year, or year, month and day; ordinals and separators are left out.
fn parts<const N: usize>(text: &str) -> Option<[String; N]> {
    let lower = text.trim().to_lowercase();
    let is_separator =
        |c: char| matches!(c, '/' | '-' | '.' | ',' | '–' | '\u{2010}' | '\u{2011}') || c.is_whitespace();
    let parts: Vec<_> =
        lower.split(is_separator).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    parts.try_into().ok()
}

/// A date: day first with any separator, the month in digits or words, or `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<Date> {
    let (year, month, day) = date_parts(text)?;
    Date::new(year, month_number(&month)?, day).ok()
}

fn date_parts(text: &str) -> Option<(i16, String, i8)> {
    let [first, second, third] = parts(text)?;
    let (day, month, year) = if is_year(&first) { (third, second, first) } else { (first, second, third) };
    let year: i16 = match year.len() {
        4 => number(&year)?,
        2 => 2000 + number::<i16>(&year)?,
        _ => return None,
    };
    let ordinal = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end));
    let day = number(ordinal.unwrap_or(&day))?;
    Some((year, month, day))
}

/// A month of a year: `YYYY-MM`, `3/2026` or `March 2026`.
pub fn month(text: &str) -> Option<(i16, i8)> {
    let [first, second] = parts(text)?;
    let (month, year) = if is_year(&first) { (second, first) } else { (first, second) };
    let year = is_year(&year).then(|| number(&year))??;
    Some((year, month_number(&month)?))
}

/// A month; a spreadsheet's is its first day.
pub(super) fn month_cell(cell: &str) -> Option<String> {
    let day =
        date(without_midnight(cell)).filter(|date| date.day() == 1).map(|date| (date.year(), date.month()));
    day.or_else(|| month(cell)).map(|(year, month)| format!("{year:04}-{month:02}"))
}

/// A spreadsheet's date may say midnight.
pub(super) fn without_midnight(cell: &str) -> &str {
    let end = ["T00:00", "T00:00:00", " 00:00", " 00:00:00"].iter().find_map(|end| cell.strip_suffix(end));
    end.unwrap_or(cell)
}

/// Plain digits; `parse` would take a sign.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn month_number(text: &str) -> Option<i8> {
    if let Some(number) = number(text).filter(|_| text.len() <= 2) {
        return (1..=12).contains(&number).then_some(number);
    }
    let index = MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(text))?;
    i8::try_from(index + 1).ok()
}

/// A time of day, and the offset when the person named summer or winter time:
/// `0940`, `9:40`, `9.40`, `9:40 am`, `01:30 GMT`.
pub fn time(text: &str) -> Option<(Time, &'static str)> {
    clock(text).ok()
}

fn clock(text: &str) -> Result<(Time, &'static str), Slip> {
    let lower = text.trim().to_lowercase();
    let (rest, offset) = match lower.strip_suffix("gmt") {
        Some(rest) => (rest, "+00:00"),
        None => lower.strip_suffix("bst").map_or((lower.as_str(), ""), |rest| (rest, "+01:00")),
    };
    let (rest, after_noon) = half_of_day(rest.trim());
    let (hour, minute) = hour_and_minute(rest)?;
    let hour = match (after_noon, hour) {
        (None, _) => hour,
        (Some(_), ..1 | 13..) => return Err(Slip::TwelveHours),
        (Some(after_noon), _) => hour % 12 + if after_noon { 12 } else { 0 },
    };
    Time::new(hour, minute, 0, 0).map(|time| (time, offset)).map_err(|_| Slip::Other)
}

/// The clock before `am`, `p.m.` and their like, and whether it is after noon.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    let bare = text.trim_end_matches('.');
    let before = bare.strip_suffix('m').map(|rest| rest.trim_end_matches(['.', ' ']));
    match before.map(|rest| (rest.strip_suffix('a'), rest.strip_suffix('p'))) {
        Some((Some(rest), _)) => (rest.trim_end(), Some(false)),
        Some((_, Some(rest))) => (rest.trim_end(), Some(true)),
        _ => (text, None),
    }
}

/// `9:40`, `9.40`, `0940`; whole minutes with their seconds: `09:40:00.000`.
fn hour_and_minute(text: &str) -> Result<(i8, i8), Slip> {
    let text = match text.match_indices(':').nth(1) {
        None => text,
        Some((at, _)) => {
            let mut seconds = text[at + 1..].splitn(2, ['.', ',']);
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let whole = seconds.next().filter(|part| part.len() == 2 && digits(part)).ok_or(Slip::Other)?;
            let part = seconds.next().unwrap_or("0");
            if !digits(part) {
                return Err(Slip::Other);
            }
            if whole != "00" || part.bytes().any(|byte| byte != b'0') {
                return Err(Slip::Seconds);
            }
            &text[..at]
        }
    };
    let (hour, minute) = match text.split_once([':', '.']) {
        Some(parts) => parts,
        None if matches!(text.len(), 3 | 4) && text.is_ascii() => text.split_at(text.len() - 2),
        None => return Err(Slip::Other),
    };
    if hour.len() > 2 || minute.len() != 2 {
        return Err(Slip::Other);
    }
    number(hour).zip(number(minute)).ok_or(Slip::Other)
}

/// A date and a time of day with a space, a comma or a T between.
pub(super) fn wall_time(cell: &str) -> Result<String, Slip> {
    let (wall, offset) = without_offset(cell);
    let mut slip = Slip::Other;
    for (at, sign) in wall.char_indices().filter(|(_, c)| matches!(c, 'T' | ',') || c.is_whitespace()) {
        let day = wall[..at].trim_end_matches(|c: char| c == ',' || c.is_whitespace());
        let Some((year, month, day_of_month)) = date_parts(day) else { continue };
        match clock(&wall[at + sign.len_utf8()..]) {
            Ok((time, named)) if named.is_empty() || offset.is_empty() => {
                let is_in_digits = number::<u8>(&month).is_some();
                let slip = if is_in_digits { Slip::MonthFirst } else { Slip::Other };
                let number = month_number(&month).ok_or(slip)?;
                let date = Date::new(year, number, day_of_month).map_err(|_| Slip::Other)?;
                return Ok(format!("{date}T{:02}:{:02}{named}{offset}", time.hour(), time.minute()));
            }
            Ok(_) => {}
            Err(found) => slip = found,
        }
    }
    Err(match slip {
        Slip::Other if date(cell).is_some() => Slip::NoTime,
        Slip::Other if clock(cell).is_ok() => Slip::NoDate,
        slip => slip,
    })
}

/// The wall clock, and the offset behind it as the bundle writes it.
fn without_offset(cell: &str) -> (&str, &str) {
    let ends_in_clock = |wall: &str| wall.contains(':') && wall.ends_with(|c: char| c.is_ascii_digit());
    if let Some(wall) = cell.strip_suffix(['Z', 'z']).filter(|wall| ends_in_clock(wall)) {
        return (wall, "+00:00");
    }
    match cell.len().checked_sub(6).and_then(|at| cell.split_at_checked(at)) {
        Some((wall, offset)) if ends_in_clock(wall) && is_offset(offset) => (wall, offset),
        _ => (cell, ""),
    }
}

fn is_offset(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes[0], b'+' | b'-')
        && bytes[3] == b':'
        && [1, 2, 4, 5].iter().all(|at| bytes[*at].is_ascii_digit())
}
