//! What a field asks, in words.

use domain::{FieldSpec, Kind, Need, Reason};

/// The type of a field's cell.
pub(crate) fn type_in_words(field: &FieldSpec) -> String {
    match &field.kind {
        Kind::Centre => "centre code".to_owned(),
        Kind::Pseudonym => "pseudonym".to_owned(),
        Kind::Ref => "reference".to_owned(),
        Kind::Token(grammar) => grammar.words.to_owned(),
        Kind::Code(list) => format!("one code of {}", list.name),
        Kind::Codes(list) => format!("codes of {}", list.name),
        Kind::Int { .. } => "whole number".to_owned(),
        Kind::Dec { scale: 1, .. } => "number, 1 decimal".to_owned(),
        Kind::Dec { scale, .. } => format!("number, {scale} decimals"),
        Kind::WallTime => "date and time".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Month => "month".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::Text { max } => format!("text, up to {max} characters"),
    }
}

/// The values that are accepted, with the likely ones where they are narrower: `1 to 240; asked about above 120`.
pub(crate) fn range(field: &FieldSpec) -> String {
    let bounds = match field.kind {
        Kind::Int { min, max } => between(min, max),
        Kind::Dec { min, max, .. } => between(min, max),
        _ => String::new(),
    };
    let likely = field.warn.map(|warn| match (warn.min, warn.max) {
        (Some(min), Some(max)) => format!("asked about below {min} and above {max}"),
        (Some(min), None) => format!("asked about below {min}"),
        (None, Some(max)) => format!("asked about above {max}"),
        (None, None) => String::new(),
    });
    [Some(bounds), likely]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

fn between<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => String::new(),
    }
}

/// When a field must be filled.
pub(crate) fn need(field: &FieldSpec) -> &'static str {
    match field.need {
        _ if field.system => "set by the system",
        Need::Save => "to save",
        Need::SaveIf => "to save, if",
        Need::Lock => "to sign off",
        Need::LockIf => "to sign off, if",
        Need::Optional => "optional",
    }
}

/// The need with its condition: `to save, if the patient was treated`.
pub(crate) fn condition(field: &FieldSpec) -> String {
    if field.when.is_empty() || field.system {
        need(field).to_owned()
    } else {
        format!("{} {}", need(field), field.when)
    }
}

/// The reasons that may stand in place of a value.
pub(crate) fn missing(field: &FieldSpec) -> String {
    if field.miss { Reason::ALL.map(Reason::as_str).join(" ") } else { String::new() }
}
