//! Numbers with their unit, as people write them.

use crate::spec::{FieldSpec, Kind};
use crate::unit;

/// Why a text is not a number of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slip {
    /// A number in another unit than the field's.
    Unit(String),
    /// Two numbers with a blank between.
    Two,
    /// A comma that may be a decimal sign.
    Comma,
    /// Hours and minutes.
    Clock,
    /// No number at all.
    NoNumber,
}

/// The number as the bundle writes it. The field's own unit may stand behind it; blanks may part thousands, in
/// whole numbers commas, too.
pub(super) fn read(field: &FieldSpec, text: &str) -> Result<String, Slip> {
    let text = plain(text);
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',' | '-' | '+');
    let at = text.find(|c: char| !is_of_number(c)).unwrap_or(text.len());
    let (digits, unit) = (text[..at].trim(), text[at..].trim());
    if let Some(minutes) = unit.strip_prefix(':') {
        return hours(field, digits, minutes);
    }
    let number = canonical(&ungrouped(field, digits)?).ok_or(Slip::NoNumber)?;
    match unit {
        "" => Ok(number),
        "%" | "％" if is_fraction(field) => Ok(hundredth(&number)),
        unit if unit::is_spelled(&field.unit, unit) => Ok(number),
        unit => Err(Slip::Unit(unit.to_owned())),
    }
}

/// Every blank a space, a dash in front of the digits a minus.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let dash = text.chars().next().filter(|c| matches!(c, '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{ff0d}'));
    match dash {
        Some(dash) if text[dash.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || c == '.') => {
            format!("-{}", &text[dash.len_utf8()..])
        }
        _ => text,
    }
}

/// Without the signs that part thousands.
fn ungrouped(field: &FieldSpec, digits: &str) -> Result<String, Slip> {
    let whole = digits.split('.').next().unwrap_or_default();
    if digits.contains(' ') {
        return if is_grouped(whole, ' ') && !digits[whole.len()..].contains([' ', ',']) {
            Ok(digits.replace(' ', ""))
        } else if digits.split(' ').all(|part| part.is_empty() || canonical(part).is_some()) {
            Err(Slip::Two)
        } else {
            Err(Slip::NoNumber)
        };
    }
    if digits.contains(',') {
        // Where decimals may stand, nobody can know what a comma means.
        let is_whole = matches!(field.kind, Kind::Int { .. }) && digits == whole;
        return if is_whole && is_grouped(whole, ',') {
            Ok(digits.replace(',', ""))
        } else {
            Err(Slip::Comma)
        };
    }
    Ok(digits.to_owned())
}

/// `1 000`, `12,500,000`: the first group has up to three digits and no leading zero, every other has three.
fn is_grouped(whole: &str, sign: char) -> bool {
    let mut groups = whole.trim_start_matches(['-', '+']).split(sign);
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && digits(first)
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && digits(group))
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

/// A share of one, like FiO2: `60 %` can mean 0.60 only.
fn is_fraction(field: &FieldSpec) -> bool {
    field.unit.is_empty() && matches!(field.kind, Kind::Dec { max: Some(max), .. } if max <= 1.0)
}

fn hundredth(number: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let digits = format!("{whole:0>3}");
    let (before, after) = digits.split_at(digits.len() - 2);
    let decimals = format!("{after}{decimals}");
    let before = before.trim_start_matches('0');
    format!("{sign}{}.{}", if before.is_empty() { "0" } else { before }, decimals)
}

/// `48:00` in a field of hours, when its decimals can hold it.
fn hours(field: &FieldSpec, hours: &str, minutes: &str) -> Result<String, Slip> {
    let decimals = match field.kind {
        Kind::Dec { scale, .. } => u32::from(scale),
        _ => 0,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !unit::is_hours(&field.unit) || minutes.len() != 2 || !digits(minutes) || !digits(hours) {
        return Err(Slip::Clock);
    }
    let (Ok(whole), Ok(part)) = (hours.parse::<u32>(), minutes.parse::<u32>()) else {
        return Err(Slip::Clock);
    };
    let steps = part * 10_u32.pow(decimals);
    if part >= 60 || steps % 60 != 0 {
        return Err(Slip::Clock);
    }
    Ok(match decimals {
        0 => whole.to_string(),
        _ => format!("{whole}.{:0width$}", steps / 60, width = decimals as usize),
    })
}
