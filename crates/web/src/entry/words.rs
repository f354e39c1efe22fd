//! Answers in words: dates with the month in full, labels instead of codes.

use domain::{FieldSpec, Kind, Reason};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// A cell as a person reads it, with its unit; nothing when nothing was entered.
pub(crate) fn answer_in_words(field: &FieldSpec, cell: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    match &field.kind {
        Kind::Code(list) if list.get(cell).is_some() => list.label(cell).to_owned(),
        Kind::Codes(list) if cell.split('|').all(|code| list.get(code).is_some()) => {
            cell.split('|').map(|code| list.label(code)).collect::<Vec<_>>().join(", ")
        }
        _ if field.miss && Reason::parse(cell).is_some() => {
            capitalised(Reason::parse(cell).map_or("", Reason::label))
        }
        Kind::Flag => if cell == "true" { "Yes" } else { "No" }.to_owned(),
        Kind::WallTime => wall_time_in_words(cell),
        Kind::Date => date_box(cell),
        Kind::Month => month_in_words(cell),
        Kind::Int { .. } | Kind::Dec { .. } if !field.unit.is_empty() => quantity(cell, &field.unit),
        _ => cell.to_owned(),
    }
}

/// A number with its unit: `1 minute`, `2 minutes`, `1 litre a minute`.
fn quantity(cell: &str, unit: &str) -> String {
    if cell != "1" {
        return format!("{cell} {unit}");
    }
    let (noun, rest) = unit.find(' ').map_or((unit, ""), |space| unit.split_at(space));
    let one = if noun == "people" { "person" } else { noun.strip_suffix('s').unwrap_or(noun) };
    format!("1 {one}{rest}")
}

/// `27 March 2026 at 22:10`; what is no wall time stays as it is.
pub(crate) fn wall_time_in_words(cell: &str) -> String {
    let (date, time) = date_and_time_boxes(cell);
    if time.is_empty() { date } else { format!("{date} at {time}") }
}

/// The two boxes of a wall time.
pub(super) fn date_and_time_boxes(cell: &str) -> (String, String) {
    let (local, zone) = match cell.len() {
        22 if cell.is_char_boundary(16) => match cell.split_at(16) {
            (local, "+00:00") => (local, " GMT"),
            (local, "+01:00") => (local, " BST"),
            _ => (cell, ""),
        },
        _ => (cell, ""),
    };
    local.parse::<DateTime>().map_or_else(
        |_| (cell.to_owned(), String::new()),
        |when| (date_in_words(when.date()), format!("{:02}:{:02}{zone}", when.hour(), when.minute())),
    )
}

/// A date's box: the month in full, so that nobody mixes up day and month.
pub(super) fn date_box(cell: &str) -> String {
    cell.parse::<Date>().map_or_else(|_| cell.to_owned(), date_in_words)
}

/// `27 March 2026`.
pub(crate) fn date_in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn month_in_words(cell: &str) -> String {
    format!("{cell}-01")
        .parse::<Date>()
        .map_or_else(|_| cell.to_owned(), |date| date.strftime("%B %Y").to_string())
}

/// A count with its noun: `1 run`, `2 runs`.
pub(crate) fn number_in_words(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The name of a form inside a sentence: `physiotherapy contact`, `ECMO run`.
pub(crate) fn in_sentence(title: &str) -> String {
    let word = |word: &str| {
        if word.chars().skip(1).any(char::is_uppercase) { word.to_owned() } else { word.to_lowercase() }
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// With a capital at its beginning.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// An instant by the clock of a zone: `27 March 2026 at 22:10`.
pub(crate) fn instant_in_words(instant: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(instant);
    format!("{} at {:02}:{:02}", date_in_words(local.date()), local.hour(), local.minute())
}

/// The day of an instant by the clock of a zone: `27 March 2026`.
pub(crate) fn day_in_words(instant: Timestamp, zone: &TimeZone) -> String {
    date_in_words(zone.to_datetime(instant).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(quantity("1", "litres a minute"), "1 litre a minute");
        assert_eq!(quantity("2", "people"), "2 people");
        assert_eq!(quantity("1", "people"), "1 person");
        assert_eq!(quantity("1", "per cent"), "1 per cent");
    }

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(in_sentence("Monthly ECMO activity"), "monthly ECMO activity");
        assert_eq!(in_sentence("Physiotherapy contact"), "physiotherapy contact");
    }

    #[test]
    fn months_are_written_in_full() {
        assert_eq!(wall_time_in_words("2026-03-27T22:10"), "27 March 2026 at 22:10");
        assert_eq!(wall_time_in_words("2026-10-25T01:30+00:00"), "25 October 2026 at 01:30 GMT");
        assert_eq!(wall_time_in_words("NK"), "NK");
    }
}
