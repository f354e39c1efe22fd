//! Cells as people write them, turned into the grammar of the bundle: the one reader behind the browser's form,
//! workbooks and people's CSV files.
//!
//! A cell that is valid is never changed, and one that cannot be read without guessing stays as it is: the
//! strict reader refuses it, and [`say`] tells the person what it holds and what is wanted instead. So no door
//! makes another value of a cell than was meant.

mod codes;
mod number;
#[cfg(test)]
mod properties;
mod say;
#[cfg(test)]
mod tests;
mod when;

use std::borrow::Cow;

use crate::answer::Reason;
use crate::identifier::is_invisible;
use crate::spec::{FieldSpec, Kind};
use crate::value::any;

pub(crate) use self::say::{is_error_value, sentence};
pub use self::when::{date, month, time};

/// The cell in the grammar of its field, or as it is.
pub fn tidy<'c>(field: &FieldSpec, cell: &'c str) -> Cow<'c, str> {
    if cell.is_empty() || is_valid(field, cell) {
        return Cow::Borrowed(cell);
    }
    let trimmed = trim(cell);
    if trimmed.is_empty() {
        return Cow::Borrowed("");
    }
    if let Some(reason) = reason_of(field, trimmed) {
        return Cow::Borrowed(reason);
    }
    match respelled(field, trimmed).filter(|text| is_valid(field, text)) {
        Some(text) => Cow::Owned(text),
        None => Cow::Borrowed(cell),
    }
}

/// A cell from a date's and a time's box.
pub fn wall_time_of_boxes(field: &FieldSpec, date: &str, time: &str) -> String {
    let both = format!("{} {}", trim(date), trim(time));
    tidy(field, both.trim()).into_owned()
}

/// A missing reason in any capitals; `None` when the text is none.
pub fn reason(text: &str) -> Option<&'static str> {
    Reason::parse(&trim(text).to_ascii_uppercase()).map(Reason::as_str)
}

/// Without blanks around it, nor marks that nobody sees.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_valid(field: &FieldSpec, cell: &str) -> bool {
    (field.miss && Reason::parse(cell).is_some()) || any::is_canonical(&field.kind, cell)
}

/// A reason, in a field that could hold nothing else of this spelling. Where none may stand, the rules say so.
fn reason_of(field: &FieldSpec, text: &str) -> Option<&'static str> {
    let takes_words = matches!(
        field.kind,
        Kind::Centre | Kind::Pseudonym | Kind::Ref | Kind::Token(_) | Kind::Text { .. } | Kind::Code(_)
    );
    reason(text).filter(|_| !takes_words)
}

fn respelled(field: &FieldSpec, cell: &str) -> Option<String> {
    let value = match &field.kind {
        Kind::Code(list) => codes::one(list, cell).map(str::to_owned),
        Kind::Codes(list) => codes::set(list, cell),
        Kind::Flag => codes::flag(cell).map(str::to_owned),
        Kind::Int { .. } | Kind::Dec { .. } => number::read(field, cell).ok(),
        Kind::WallTime => when::wall_time(cell).ok(),
        Kind::Date => date(when::without_midnight(cell)).map(|date| date.to_string()),
        Kind::Month => when::month_cell(cell),
        Kind::Centre | Kind::Pseudonym | Kind::Ref | Kind::Token(_) => Some(cell.to_uppercase()),
        Kind::Text { .. } => None,
    };
    value.or_else(|| reason(cell).or_else(|| reason_in_words(cell)).filter(|_| field.miss).map(str::to_owned))
}

fn reason_in_words(cell: &str) -> Option<&'static str> {
    let said = |reason: &Reason| reason.label().eq_ignore_ascii_case(cell);
    Reason::ALL.into_iter().find(said).map(Reason::as_str)
}
