//! A cell whose type is known at run time only: that of a question the network added.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::{Cell, CentreCode, Date, Dec, Fault, Month, PatientRef, Ref, garbled};
use crate::characters;
use crate::code::CodeList;
use crate::spec::Kind;
use crate::time::WallTime;

/// Reads a cell of a kind and gives it back in canonical spelling. Bounds are not judged here.
pub fn canonical(kind: &Kind, text: &str, zone: &TimeZone) -> Result<String, Fault> {
    match kind {
        Kind::Centre => spell::<CentreCode>(text, zone),
        Kind::Pseudonym => spell::<PatientRef>(text, zone),
        Kind::Ref => spell::<Ref>(text, zone),
        Kind::Token(_) => Ok(text.to_owned()),
        Kind::Code(list) => code(list, text).map(str::to_owned),
        Kind::Codes(list) => codes(list, text),
        Kind::Int { .. } => spell::<i64>(text, zone),
        Kind::Dec { scale: 0, .. } => spell::<Dec<0>>(text, zone),
        Kind::Dec { scale: 1, .. } => spell::<Dec<1>>(text, zone),
        Kind::Dec { scale: 2, .. } => spell::<Dec<2>>(text, zone),
        Kind::Dec { .. } => spell::<Dec<3>>(text, zone),
        Kind::WallTime => spell::<WallTime>(text, zone),
        Kind::Date => spell::<Date>(text, zone),
        Kind::Month => spell::<Month>(text, zone),
        Kind::Flag => spell::<bool>(text, zone),
        Kind::Text { max } => plain(text, *max).map(Cow::into_owned),
    }
}

/// Whether a cell is of a kind as it stands, without making anything of it. The wall clock is read alone: its
/// offset and its hour are judged in the centre's zone, later.
pub fn is_canonical(kind: &Kind, text: &str) -> bool {
    match kind {
        Kind::Centre => CentreCode::is(text),
        Kind::Pseudonym => PatientRef::is(text),
        Kind::Ref => Ref::is(text),
        Kind::Token(_) => !text.contains(|c: char| c.is_lowercase() || c.is_whitespace()),
        Kind::Code(list) => list.get(text).is_some(),
        Kind::Codes(list) => is_set(list, text),
        Kind::Int { .. } => <i64 as Cell>::read(text, &TimeZone::UTC).is_ok(),
        Kind::Dec { scale, .. } => super::number::is_decimal(text, *scale),
        Kind::WallTime => {
            let wall = if text.len() == 22 { text.get(..16).unwrap_or(text) } else { text };
            WallTime::read(wall, &TimeZone::UTC).is_ok()
        }
        Kind::Date => Date::read(text, &TimeZone::UTC).is_ok(),
        Kind::Month => Month::parse(text).is_some(),
        Kind::Flag => matches!(text, "true" | "false"),
        Kind::Text { max } => plain(text, *max).is_ok(),
    }
}

/// Codes of the list, each once, and NONE by itself.
fn is_set(list: &CodeList, text: &str) -> bool {
    let parts = || text.split('|');
    let is_once =
        |(at, part): (usize, &str)| list.get(part).is_some() && !parts().take(at).any(|other| other == part);
    parts().enumerate().all(is_once) && (text == "NONE" || !parts().any(|part| part == "NONE"))
}

fn spell<T: Cell>(text: &str, zone: &TimeZone) -> Result<String, Fault> {
    T::read(text, zone).map(|value| value.write())
}

fn code<'a>(list: &CodeList, text: &'a str) -> Result<&'a str, Fault> {
    list.get(text).map(|_| text).ok_or_else(|| Fault::Code(super::codes::excerpt(text)))
}

/// A set in the list's own order.
fn codes(list: &CodeList, text: &str) -> Result<String, Fault> {
    let mut given = BTreeSet::new();
    let mut repeated = false;
    for part in text.split('|') {
        repeated |= !given.insert(code(list, part)?);
    }
    if repeated || (given.len() > 1 && given.contains("NONE")) {
        return Err(Fault::Set);
    }
    let known = list.codes.iter().map(|entry| &*entry.code);
    Ok(known.filter(|code| given.contains(*code)).collect::<Vec<_>>().join("|"))
}

/// Free text as it is kept: of characters that can be seen, bounded, never a formula nor its error, its letters whole.
pub(super) fn plain(text: &str, max: usize) -> Result<Cow<'_, str>, Fault> {
    let kept = characters::fit(text).map_err(Fault::Character)?;
    let given = kept.chars().count();
    if given > max {
        return Err(Fault::Length { max, given });
    }
    if kept.starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r']) {
        return Err(Fault::Formula);
    }
    if crate::spelling::is_error_value(&kept) {
        return Err(Fault::ErrorValue);
    }
    if garbled::is_garbled(&kept) {
        return Err(Fault::Garbled);
    }
    Ok(kept)
}
