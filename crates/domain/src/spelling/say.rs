//! What is wrong with a cell, for the person who wrote it: what it holds, what is wanted, and what may stand
//! there when there is no value.

use jiff::civil::DateTime;

use super::{number, trim, when};
use crate::answer::Reason;
use crate::spec::{FieldSpec, Kind};
use crate::value::{Fault, excerpt};

/// What a spreadsheet shows where a formula failed.
const ERRORS: [&str; 13] = [
    "#REF!",
    "#N/A",
    "#NAME?",
    "#VALUE!",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
    "#BLOCKED!",
    "#UNKNOWN!",
];

const MADE_A_DATE: &str =
    " is a date: a spreadsheet made it of what was typed. Format the column as text and type it again";
/// Said where nothing better is known.
const UNREADABLE: &str = " cannot be read";

/// Whether a cell is nothing but the error of a formula, or of a column that is too narrow.
pub(crate) fn is_error_value(text: &str) -> bool {
    let text = trim(text);
    if !text.starts_with(['#', 'E']) {
        return false;
    }
    let is_libre =
        text.strip_prefix("Err:").is_some_and(|rest| rest.len() == 3 && rest.parse::<u16>().is_ok());
    is_libre
        || ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error))
        || (text.len() >= 3 && text.bytes().all(|byte| byte == b'#'))
}

/// The sentence for a cell that is not of its field's type.
pub(crate) fn sentence(field: &FieldSpec, given: &str, fault: &Fault) -> String {
    let label = &*field.label;
    let reasons = reasons(field);
    if let Some(wanted) = wanted(field, fault) {
        let seen = seen(field, given, fault);
        return format!("{label}: “{}”{seen}. It must be {wanted}.{reasons}", excerpt(trim(given)));
    }
    match (fault, foreign(given)) {
        (Fault::Code(_), Some(seen)) => {
            format!("{label}: “{}”{seen}. It must be a code of the list.{reasons}", excerpt(trim(given)))
        }
        (Fault::Code(_), None) => fault.message(label, &field.kind) + &reasons,
        _ => fault.message(label, &field.kind),
    }
}

/// What the field takes, where that has to be said; none when the fault says it all.
fn wanted(field: &FieldSpec, fault: &Fault) -> Option<String> {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" ({})", field.unit) };
    let like = example(&field.kind);
    match (fault, &field.kind) {
        (Fault::Number | Fault::Scale(0), Kind::Int { .. } | Kind::Dec { scale: 0, .. }) => {
            Some(format!("a whole number{unit}, like {like}"))
        }
        (Fault::Number | Fault::Scale(_), Kind::Dec { scale, .. }) => {
            let places =
                if *scale == 1 { "1 decimal place".to_owned() } else { format!("{scale} decimal places") };
            Some(format!("a number{unit} with {places} or fewer, like {like}"))
        }
        (Fault::Number | Fault::Scale(_), Kind::Token(grammar)) => Some(grammar.words.to_owned()),
        (Fault::Date(pattern), _) => Some(format!("a real {pattern}")),
        (Fault::Flag, _) => Some("true or false".to_owned()),
        (Fault::Id(pattern), _) => Some((*pattern).to_owned()),
        _ => None,
    }
}

/// A number that the field takes.
fn example(kind: &Kind) -> String {
    let whole = !matches!(kind, Kind::Dec { scale: 1.., .. });
    let bounds = kind.bounds();
    let some: &[f64] = if whole { &[4.0, 30.0, 150.0] } else { &[4.2, 0.4, 7.3, 82.5] };
    let fitting = some.iter().copied().find(|number| bounds.side(*number).is_none());
    fitting.or(bounds.min).unwrap_or(4.0).to_string()
}

/// The reasons that may stand in place of a value.
fn reasons(field: &FieldSpec) -> String {
    if !field.miss {
        return String::new();
    }
    let [a, b, c, d] = Reason::ALL.map(|reason| format!("{} ({})", reason.as_str(), reason.label()));
    format!(" If there is no value, write {a}, {b}, {c} or {d}.")
}

/// What a cell holds instead of a value.
fn seen(field: &FieldSpec, given: &str, fault: &Fault) -> &'static str {
    let text = trim(given);
    if let Some(seen) = foreign(given).filter(|seen| *seen != MADE_A_DATE) {
        return seen;
    }
    match (fault, &field.kind) {
        (_, Kind::Int { .. } | Kind::Dec { .. }) => seen_of_number(field, text, fault),
        (_, Kind::WallTime) => seen_of_time(text),
        (_, Kind::Date | Kind::Month) => seen_of_date(text),
        _ => foreign(given).unwrap_or(UNREADABLE),
    }
}

/// What no field takes: formulas and their errors; and dates, where the field is none.
fn foreign(given: &str) -> Option<&'static str> {
    let text = trim(given);
    if text.starts_with('=') {
        return Some(" is a formula: copy the cells and paste them as values");
    }
    if is_error_value(text) {
        return Some(" is what a spreadsheet shows where a formula failed");
    }
    is_date(text).then_some(MADE_A_DATE)
}

fn seen_of_date(text: &str) -> &'static str {
    if when::wall_time(text).is_ok() {
        return " has a time of day: write the date alone";
    }
    if text.parse::<f64>().is_ok() {
        return " is a number: format the cell as a date";
    }
    " is no date of the calendar; day, month and year stand in this order"
}

fn seen_of_number(field: &FieldSpec, text: &str, fault: &Fault) -> &'static str {
    if is_date(text) {
        return " is a date: the cell is formatted as one. Format it as a number";
    }
    if matches!(fault, Fault::Scale(_)) {
        return " has more decimal places, perhaps more than the spreadsheet shows: round the value itself";
    }
    match number::read(field, text) {
        Err(number::Slip::Unit(unit)) if matches!(&*unit, "%" | "％") => " is a percentage",
        Err(number::Slip::Unit(_)) if field.unit.is_empty() => {
            " has something behind the number: write the number alone"
        }
        Err(number::Slip::Unit(_)) => {
            " is in another unit, or has something else behind the number: convert it, and write the number alone"
        }
        Err(number::Slip::Two) => " are two numbers: write one",
        Err(number::Slip::Comma) => {
            " has a comma, and nobody can know which number is meant: write a full stop for decimals"
        }
        Err(number::Slip::Clock) => " is a time of day or a duration",
        Err(number::Slip::NoNumber) => " is no number",
        Ok(number) if number.contains('.') && matches!(field.kind, Kind::Int { .. }) => " is no whole number",
        Ok(_) => " is not written as numbers are here: no spaces, commas, plus sign or unit",
    }
}

fn seen_of_time(text: &str) -> &'static str {
    match when::wall_time(text) {
        Err(when::Slip::NoTime) => " is a date without its time: write both into one cell",
        Err(when::Slip::NoDate) => " is a time without its date: write both into one cell",
        Err(when::Slip::TwelveHours) => {
            " is on no twelve-hour clock, whose hours go from 1 to 12: check it, and leave am or pm out"
        }
        Err(when::Slip::Seconds) => " has seconds: leave them out",
        Err(when::Slip::MonthFirst) => " has no such month: the day stands first",
        Err(when::Slip::Other) if text.parse::<f64>().is_ok() => {
            " is a number: format the cell as a date with its time"
        }
        Err(when::Slip::Other) | Ok(_) => UNREADABLE,
    }
}

/// A date as a workbook's cell is read.
fn is_date(text: &str) -> bool {
    let day = text.get(..10).is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok());
    day && (text.len() == 10 || text.parse::<DateTime>().is_ok())
}
