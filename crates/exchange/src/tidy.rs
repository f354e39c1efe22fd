//! Cells as people write them in spreadsheets, turned into the grammar of the bundle.
//!
//! A cell that is valid is never changed, and one that cannot be read without guessing stays as it is, so
//! that the finding quotes what the person wrote.

use std::borrow::Cow;

use domain::code::CodeList;
use domain::value::any;
use domain::{FieldSpec, Kind, Reason};
use jiff::tz::TimeZone;

use crate::spelling;

/// The cell in the grammar of its field, or as it is.
pub fn tidy<'c>(field: &FieldSpec, cell: &'c str) -> Cow<'c, str> {
    if cell.is_empty() || is_valid(field, cell) {
        return Cow::Borrowed(cell);
    }
    let trimmed = cell.trim();
    match respelled(field, trimmed).filter(|text| is_valid(field, text)) {
        Some(text) => Cow::Owned(text),
        None if trimmed.is_empty() => Cow::Borrowed(""),
        None => Cow::Borrowed(cell),
    }
}

fn is_valid(field: &FieldSpec, cell: &str) -> bool {
    let reason = field.miss && Reason::parse(cell).is_some();
    // An offset is judged by the centre's zone, later; here the wall clock alone is read.
    let cell = match field.kind {
        Kind::WallTime if cell.len() == 22 => cell.get(..16).unwrap_or(cell),
        _ => cell,
    };
    reason || any::canonical(&field.kind, cell, &TimeZone::UTC).is_ok()
}

fn respelled(field: &FieldSpec, cell: &str) -> Option<String> {
    let value = match &field.kind {
        Kind::Code(list) => code(list, cell).map(str::to_owned),
        Kind::Codes(list) => codes(list, cell),
        Kind::Flag => flag(cell).map(str::to_owned),
        Kind::Int { .. } | Kind::Dec { .. } => number(cell),
        Kind::WallTime => wall_time(cell),
        Kind::Date => date(cell),
        Kind::Month => month(cell),
        Kind::Centre | Kind::Pseudonym | Kind::Ref => Some(cell.to_uppercase()),
        Kind::Token(_) | Kind::Text { .. } => None,
    };
    value
        .or_else(|| spelling::reason(cell).filter(|_| field.miss).map(str::to_owned))
        .or_else(|| reason_in_words(field, cell))
}

fn reason_in_words(field: &FieldSpec, cell: &str) -> Option<String> {
    let said = |reason: &Reason| reason.label().eq_ignore_ascii_case(cell);
    Reason::ALL.into_iter().find(said).filter(|_| field.miss).map(|reason| reason.as_str().to_owned())
}

/// A code in other capitals, or its label, when that names one code only.
fn code<'l>(list: &'l CodeList, cell: &str) -> Option<&'l str> {
    let wanted = cell.to_lowercase();
    let only = |fits: &dyn Fn(&str, &str) -> bool| {
        let mut found = list.codes.iter().filter(|entry| fits(&entry.code, &entry.label));
        found.next().filter(|_| found.next().is_none()).map(|entry| &*entry.code)
    };
    only(&|code, _| code.to_lowercase() == wanted)
        .or_else(|| only(&|_, label| label.to_lowercase() == wanted))
}

/// Codes or labels one after another. Labels may hold commas, so stronger signs are tried first.
fn codes(list: &CodeList, cell: &str) -> Option<String> {
    if let Some(one) = code(list, cell) {
        return Some(one.to_owned());
    }
    let split = |signs: &[char]| {
        let parts = cell.split(signs).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| code(list, part)).collect::<Option<Vec<_>>>().map(|codes| codes.join("|"))
    };
    split(&['|', ';', '\n']).or_else(|| split(&['|', ';', '\n', ',', '/', '+']))
}

fn flag(cell: &str) -> Option<&'static str> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "y" => Some("true"),
        "false" | "no" | "n" => Some("false"),
        _ => None,
    }
}

/// A number without its spaces and thousands commas. A unit behind it may be another than the field's, so
/// such a cell stays as it is.
fn number(cell: &str) -> Option<String> {
    let plain = cell
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '.' | ',' | '-' | '+' | '\u{2212}'));
    plain.then(|| spelling::number(&cell.replace('\u{a0}', " ")))
}

/// A date and a time of day with a space, a comma or a T between.
fn wall_time(cell: &str) -> Option<String> {
    let cell = without_seconds(cell);
    let mut breaks = cell.char_indices().filter(|(_, c)| matches!(c, 'T' | ' ' | ','));
    breaks.find_map(|(at, _)| {
        let date = spelling::date(cell[..at].trim_end_matches([' ', ',']))?;
        let (time, offset) = spelling::time(cell[at + 1..].trim())?;
        Some(format!("{date}T{:02}:{:02}{offset}", time.hour(), time.minute()))
    })
}

/// Whole minutes: `09:40:00` is `09:40`.
fn without_seconds(cell: &str) -> &str {
    let clock = cell.strip_suffix(":00").filter(|rest| rest.bytes().rev().nth(2) == Some(b':'));
    clock.unwrap_or(cell)
}

/// A spreadsheet's date may say midnight.
fn date(cell: &str) -> Option<String> {
    spelling::date(cell.strip_suffix("T00:00").unwrap_or(cell)).map(|date| date.to_string())
}

/// A spreadsheet's month is its first day.
fn month(cell: &str) -> Option<String> {
    let day = date(cell).and_then(|date| date.strip_suffix("-01").map(str::to_owned));
    day.or_else(|| spelling::month(cell).map(|(year, month)| format!("{year:04}-{month:02}")))
}

#[cfg(test)]
mod tests {
    use domain::forms;

    use super::*;

    #[track_caller]
    fn field(form: &str, name: &str) -> &'static FieldSpec {
        forms::form(form).unwrap().field(name).unwrap()
    }

    fn contact(name: &str, cell: &str) -> String {
        tidy(field("physio_contact", name), cell).into_owned()
    }

    #[test]
    fn times_are_read_day_first() {
        for cell in [
            "4/5/2026 09:40",
            "4 May 2026 0940",
            "04/05/2026, 9.40",
            "4 May 2026 9:40 am",
            "2026-05-04 09:40",
            "2026-05-04T09:40:00",
        ] {
            assert_eq!(contact("start_at", cell), "2026-05-04T09:40", "{cell}");
        }
        assert_eq!(contact("start_at", "25/10/2026 01:30 GMT"), "2026-10-25T01:30+00:00");
    }

    #[test]
    fn codes_are_read_by_label_and_in_any_capitals() {
        assert_eq!(contact("outcome", "treated"), "TREATED");
        assert_eq!(contact("outcome", " TREATED "), "TREATED");
        assert_eq!(contact("domain", "rehab, resp"), "REHAB|RESP");
        assert_eq!(contact("domain", "REHAB;RESP"), "REHAB|RESP");
        assert_eq!(contact("mdt_agreed", "Yes"), "true");
        assert_eq!(contact("rass", "not known"), "NK");
        assert_eq!(contact("rass", "nr"), "NR");
    }

    #[test]
    fn numbers_lose_their_spaces() {
        assert_eq!(contact("ecmo_rpm", "3 200"), "3200");
        assert_eq!(contact("ecmo_rpm", "3,200"), "3200");
        assert_eq!(contact("rass", "+1"), "1");
        assert_eq!(contact("rass", "\u{2212}2"), "-2");
    }

    #[test]
    fn dates_and_months_come_from_a_spreadsheet() {
        assert_eq!(tidy(field("ecmo_activity_return", "month"), "2026-03-01"), "2026-03");
        assert_eq!(tidy(field("ecmo_activity_return", "month"), "March 2026"), "2026-03");
        assert_eq!(tidy(field("ecmo_activity_return", "month"), "2026-03-15"), "2026-03-15");
    }

    #[test]
    fn what_needs_a_guess_stays_as_it_is() {
        for (name, cell) in [
            ("start_at", "4/5/2026"),
            ("start_at", "5/13/2026 09:40"),
            ("ecmo_flow_l_min", "4,2"),
            ("ecmo_flow_l_min", "4200 ml"),
            ("minutes", "30 or so"),
            ("outcome", "seen"),
            ("mdt_agreed", "1"),
            ("start_at", "=NOW()"),
        ] {
            assert_eq!(contact(name, cell), cell);
        }
    }

    #[test]
    fn a_valid_cell_is_never_changed() {
        for (name, cell) in [
            ("note", " spaces stay "),
            ("start_at", "2026-10-25T01:30+00:00"),
            ("fio2", "0.4"),
            ("safety_screen", "NA"),
            ("domain", "RESP|REHAB"),
        ] {
            assert!(
                matches!(tidy(field("physio_contact", name), cell), Cow::Borrowed(same) if same == cell),
                "{cell}"
            );
        }
    }
}
