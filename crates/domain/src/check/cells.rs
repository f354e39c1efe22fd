//! What single cells must hold: needs, hard ranges and likely ranges.

use validator::ValidationErrors;

use crate::answer::Answer;
use crate::finding::{Level, Notes};
use crate::spec::{FieldSpec, Kind};
use crate::time::Now;
use crate::value::Cell;

/// How a finding on an empty cell ends when it blocks only the sign-off.
pub const UNTIL_SIGN_OFF: &str = " The record can be saved, but not signed off without it.";

/// An empty cell whose need holds is noted.
fn need<T>(
    holds: bool,
    answer: &Answer<T>,
    field: &FieldSpec,
    by_default: &str,
    level: Level,
    notes: &mut Notes,
) {
    if !holds || !answer.is_blank() {
        return;
    }
    let rule = if field.rule.is_empty() { by_default } else { field.rule };
    let reasons = if field.miss { ", or NR if it is not recorded" } else { "" };
    let why = if field.when.is_empty() {
        String::new()
    } else {
        format!(" It is needed because {}.", because(&field.when))
    };
    let ask = match field.kind {
        Kind::Code(_) | Kind::Codes(_) | Kind::Flag => "Choose",
        _ => "Enter",
    };
    let what = if field.unit.is_empty() {
        field.label.to_string()
    } else {
        format!("{}, in {}", field.label, field.unit)
    };
    let until = if level == Level::S { UNTIL_SIGN_OFF } else { "" };
    notes.add(&field.name, rule, level, format!("{ask} “{what}”{reasons}.{why}{until}"));
}

/// Turns a condition in words into the end of a sentence.
fn because(when: &str) -> String {
    if when.contains(" is ")
        || when.contains(" was ")
        || when.contains(" has ")
        || when.contains(" died")
        || when.contains(" left ")
    {
        when.to_owned()
    } else {
        format!("of this: {when}")
    }
}

/// X-REQ: a mandatory cell.
pub fn save<T>(holds: bool, answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    need(holds, answer, field, "X-REQ", Level::E, notes);
}

/// X-COND: a cell that is mandatory when its condition holds.
pub fn save_if<T>(holds: bool, answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    need(holds, answer, field, "X-COND", Level::E, notes);
}

/// L-REQ: a cell that is needed to sign off.
pub fn lock<T>(holds: bool, answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    need(holds, answer, field, "L-REQ", Level::S, notes);
}

/// A number that a likely range can be laid on.
pub trait Likely {
    /// The number in the field's unit.
    fn as_f64(&self) -> f64;
}

impl Likely for i64 {
    #[expect(clippy::cast_precision_loss, reason = "cells hold fifteen digits at most")]
    fn as_f64(&self) -> f64 {
        *self as f64
    }
}

impl<const S: u8> Likely for crate::value::Dec<S> {
    fn as_f64(&self) -> f64 {
        self.to_f64()
    }
}

/// X-SOFT: a value outside the likely range.
pub fn likely<T: Likely>(answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    let (Some(value), Some(range)) = (answer.get().map(Likely::as_f64), field.warn) else { return };
    let low = range.min.is_some_and(|min| value < min);
    let high = range.max.is_some_and(|max| value > max);
    // A value that is refused outright is not also asked about.
    if (low || high) && !beyond_hard(value, field) {
        let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
        let side = if low { "low" } else { "high" };
        notes.warn(
            &field.name,
            "X-SOFT",
            format!("{}: {value}{unit} is unusually {side}. Is it correct?", field.label),
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "bounds are small whole numbers")]
fn beyond_hard(value: f64, field: &FieldSpec) -> bool {
    let (min, max) = match field.kind {
        Kind::Int { min, max } => (min.map(|v| v as f64), max.map(|v| v as f64)),
        Kind::Dec { min, max, .. } => (min, max),
        _ => (None, None),
    };
    min.is_some_and(|min| value < min) || max.is_some_and(|max| value > max)
}

/// X-RANGE: values outside the hard range, as `validator` found them.
pub fn ranges(result: Result<(), ValidationErrors>, fields: &[FieldSpec], notes: &mut Notes) {
    let Err(errors) = result else { return };
    let errors = errors.field_errors();
    for field in fields.iter().filter(|field| errors.contains_key(&*field.name)) {
        notes.refuse(&field.name, "X-RANGE", range_message(field));
    }
}

/// What to tell the person about a hard range.
fn range_message(field: &FieldSpec) -> String {
    let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
    let between = match field.kind {
        Kind::Int { min: Some(min), max: Some(max) } => format!("between {min} and {max}{unit}"),
        Kind::Dec { min: Some(min), max: Some(max), .. } => format!("between {min} and {max}{unit}"),
        _ => "inside its range".to_owned(),
    };
    let fraction = matches!(field.kind, Kind::Dec { max: Some(max), .. } if (max - 1.0).abs() < f64::EPSILON);
    let hint = if fraction { " It is a fraction: did you mean 0.60 for 60 per cent?" } else { "" };
    format!("{} must be {between}.{hint}", field.label)
}

/// The rule that a time in the future breaks, unless its field names one of its own.
pub const FUTURE: &str = "X-FUTURE";

/// A time that lies in the future, by the field's rule.
pub fn not_later<T: Cell>(answer: &Answer<T>, field: &FieldSpec, rule: &str, now: &Now, notes: &mut Notes) {
    if answer.get().is_some_and(|time| time.is_later(now)) {
        notes.refuse(&field.name, rule, format!("{} lies in the future. Check the date.", field.label));
    }
}
