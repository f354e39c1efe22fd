//! What single cells must hold: needs, bounds and likely ranges. Forms and questions are judged by the same.

use crate::answer::Answer;
use crate::bounds::{Side, in_unit};
use crate::finding::{Level, Notes};
use crate::spec::{FieldSpec, Kind, Need};
use crate::time::Now;
use crate::value::{Cell, Quantity};

/// How a finding on an empty cell ends when it blocks only the sign-off.
pub const UNTIL_SIGN_OFF: &str = " The record can be saved, but not signed off without it.";

/// Notes an empty cell whose need holds.
pub fn need<T>(holds: bool, answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    if holds && answer.is_blank() {
        empty(field, notes);
    }
}

/// Notes that a cell is empty and needed: X-REQ and X-COND to save, L-REQ to sign off, or the field's own rule.
pub fn empty(field: &FieldSpec, notes: &mut Notes) {
    let (by_default, level) = match field.need {
        Need::Save => ("X-REQ", Level::E),
        Need::SaveIf => ("X-COND", Level::E),
        Need::Lock | Need::LockIf => ("L-REQ", Level::S),
        Need::Optional => return,
    };
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

/// Notes a number outside its bounds (X-RANGE), or one that is unlikely (X-SOFT).
pub fn number<T: Quantity>(answer: &Answer<T>, field: &FieldSpec, notes: &mut Notes) {
    if let Some(value) = answer.get() {
        quantity(value.quantity(), field, notes);
    }
}

/// The same of a number that has no type. What is refused outright is not also asked about.
pub fn quantity(value: f64, field: &FieldSpec, notes: &mut Notes) {
    let bounds = field.kind.bounds();
    if bounds.side(value).is_some() {
        let fraction = matches!(field.kind, Kind::Dec { .. }) && bounds.max == Some(1.0);
        let hint = if fraction { " It is a fraction: did you mean 0.60 for 60 per cent?" } else { "" };
        let sentence = bounds.sentence(&field.label, &field.unit);
        notes.refuse(&field.name, "X-RANGE", format!("{sentence}{hint}"));
    } else if let Some(side) = field.warn.and_then(|likely| likely.side(value)) {
        let side = if side == Side::Low { "low" } else { "high" };
        let unit = in_unit(&field.unit);
        notes.warn(
            &field.name,
            "X-SOFT",
            format!("{}: {value}{unit} is unusually {side}. Is it correct?", field.label),
        );
    }
}

/// The rule that a time in the future breaks, unless its field names one of its own.
pub const FUTURE: &str = "X-FUTURE";

/// A time that lies in the future, by the field's rule.
pub fn not_later<T: Cell>(answer: &Answer<T>, field: &FieldSpec, rule: &str, now: &Now, notes: &mut Notes) {
    if answer.get().is_some_and(|time| time.is_later(now)) {
        notes.refuse(&field.name, rule, format!("{} lies in the future. Check the date.", field.label));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Reason;
    use crate::forms::PhysioContact;
    use crate::value::Dec;

    fn minutes() -> &'static FieldSpec {
        let minutes = PhysioContact::FORM_SPEC.field(PhysioContact::MINUTES);
        minutes.expect("a contact has minutes")
    }

    /// Rule and sentence of what is said of the minutes of a contact.
    fn said(minutes_are: Answer<i64>) -> Vec<(String, String)> {
        let mut notes = Notes::new();
        need(true, &minutes_are, minutes(), &mut notes);
        number(&minutes_are, minutes(), &mut notes);
        notes.into_findings().into_iter().map(|found| (found.rule, found.message)).collect()
    }

    #[test]
    fn what_is_refused_is_not_also_asked_about() {
        let refused = "Minutes with the patient must be between 1 and 240 minutes.";
        assert_eq!(said(Answer::Given(241)), [("X-RANGE".to_owned(), refused.to_owned())]);
        let asked = "Minutes with the patient: 240 minutes is unusually high. Is it correct?";
        assert_eq!(said(Answer::Given(240)), [("X-SOFT".to_owned(), asked.to_owned())]);
        assert_eq!(said(Answer::Given(120)), []);
    }

    #[test]
    fn an_empty_cell_says_what_it_needs_and_why() {
        let needed = "Enter “Minutes with the patient, in minutes”. It is needed because the patient was treated or assessed.";
        assert_eq!(said(Answer::Blank), [("X-COND".to_owned(), needed.to_owned())]);
        assert_eq!(said(Answer::Missing(Reason::NotRecorded)), [], "a reason is an answer");
    }

    #[test]
    fn a_need_of_the_sign_off_lets_the_record_be_saved() {
        let mut notes = Notes::new();
        let field = FieldSpec { need: Need::Lock, when: "".into(), ..minutes().clone() };
        empty(&field, &mut notes);
        let found = &notes.findings()[0];
        assert_eq!((found.rule.as_str(), found.level), ("L-REQ", Level::S));
        assert!(found.message.ends_with(UNTIL_SIGN_OFF), "{}", found.message);
    }

    #[test]
    fn a_fraction_beyond_one_is_told_so() {
        let mut notes = Notes::new();
        let fdo2 = PhysioContact::FORM_SPEC.field(PhysioContact::ECMO_FDO2).expect("a contact has it");
        number(&Answer::Given(Dec::<2>::from_steps(6000)), fdo2, &mut notes);
        assert_eq!(
            notes.findings()[0].message,
            "Oxygen fraction of the sweep gas must be between 0.21 and 1. It is a fraction: did you mean 0.60 for 60 per cent?"
        );
    }
}
