//! The space that an answer takes on paper.

use domain::code::CodeList;
use domain::{FieldSpec, Kind, Reason};

use crate::document::{Choice, Space};

/// Where the answer of a field is written.
pub(super) fn space(field: &FieldSpec) -> Space {
    if let Some(choices) = choices(field) {
        return Space::Choices(choices);
    }
    match field.kind {
        Kind::WallTime => Space::Boxes("dd/mm/yyyy hh:mm".to_owned()),
        Kind::Date => Space::Boxes("dd/mm/yyyy".to_owned()),
        Kind::Month => Space::Boxes("mm/yyyy".to_owned()),
        Kind::Pseudonym => Space::Boxes("n".repeat(9)),
        Kind::Centre => Space::Boxes("n".repeat(3)),
        Kind::Int { min, max } => {
            Space::Boxes(number(min.is_some_and(|min| min < 0), &max.unwrap_or(9_999).to_string(), 0))
        }
        Kind::Dec { min, max, scale } => {
            let whole = format!("{:.0}", max.unwrap_or(9_999.0).trunc());
            Space::Boxes(number(min.is_some_and(|min| min < 0.0), &whole, scale))
        }
        Kind::Text { max } if max > 40 => Space::Lines(u8::try_from(max.div_ceil(100)).unwrap_or(6).min(6)),
        Kind::Text { .. } | Kind::Ref | Kind::Token(_) | Kind::Code(_) | Kind::Codes(_) | Kind::Flag => {
            Space::Word
        }
    }
}

/// A box a digit of the largest value, one more for a sign.
fn number(signed: bool, largest: &str, scale: u8) -> String {
    let sign = if signed { "± " } else { "" };
    let decimals = if scale == 0 { String::new() } else { format!(".{}", "n".repeat(usize::from(scale))) };
    format!("{sign}{}{decimals}", "n".repeat(largest.len()))
}

/// What may be ticked.
pub(super) fn choices(field: &FieldSpec) -> Option<Vec<Choice>> {
    let choice = |code: &str, label: &str| Choice { code: code.to_owned(), label: label.to_owned() };
    match &field.kind {
        Kind::Code(list) | Kind::Codes(list) => {
            Some(list.codes.iter().map(|code| choice(&code.code, &code.label)).collect())
        }
        Kind::Flag => Some(vec![choice("", "Yes"), choice("", "No")]),
        _ => None,
    }
}

/// The reasons that may be ticked in place of an answer; not those that are among its codes.
pub(super) fn missing(field: &FieldSpec) -> Vec<String> {
    let codes = list_of(field).map_or(&[][..], |list| &list.codes);
    let reasons = Reason::ALL.map(Reason::as_str).into_iter().filter(|_| field.miss);
    reasons.filter(|reason| codes.iter().all(|code| code.code != *reason)).map(str::to_owned).collect()
}

/// The list that its answer is chosen from.
pub(super) fn list_of(field: &FieldSpec) -> Option<&CodeList> {
    field.kind.list()
}

/// Whether its choices take too much room to be printed twice.
pub(super) fn is_long(field: &FieldSpec) -> bool {
    list_of(field).is_some_and(|list| list.codes.len() > 12)
}

/// Whether its answer is a word rather than a number.
pub(super) fn takes_a_word(field: &FieldSpec) -> bool {
    !matches!(field.kind, Kind::Int { .. } | Kind::Dec { .. } | Kind::Flag)
}
