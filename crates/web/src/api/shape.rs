//! Whether a record's JSON is of the types that its schema says. The corridor behind it reads text cells, where a number
//! and the text of a number are the same.

use domain::spec::FieldSpec;
use domain::{Finding, FormSpec, Kind, Level, Reason};
use serde_json::{Map, Number, Value};

/// Checks the type of every value, and writes numbers as the cells are written: 3.0 as 3, and 0.30000000000000004,
/// which is how programs add up tenths, as 0.3. Fields that are not there, or not known, are judged later.
pub(super) fn settle(form: &FormSpec, json: &mut Value) -> Result<(), Vec<Finding>> {
    let mut findings = Vec::new();
    if let Value::Object(record) = json {
        fields(form, record, None, &mut findings);
        for child in form.children {
            let Some(Value::Array(rows)) = record.get_mut(child.name) else { continue };
            for (at, row) in rows.iter_mut().enumerate() {
                if let Value::Object(row) = row {
                    fields(child.spec, row, Some(&(child.name.to_owned(), at)), &mut findings);
                }
            }
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

fn fields(
    form: &FormSpec,
    record: &mut Map<String, Value>,
    child: Option<&(String, usize)>,
    findings: &mut Vec<Finding>,
) {
    for field in form.fields {
        let Some(value) = record.get_mut(&*field.name) else { continue };
        if let Err(expected) = settle_one(field, value) {
            let message = match &*value {
                Value::String(given) => {
                    format!("{}: “{given}” is a text. It must be {expected}.", field.label)
                }
                _ => format!("{} must be {expected}.", field.label),
            };
            let finding = Finding::new(&*field.name, rule(&field.kind), Level::E, message);
            findings.push(Finding { child: child.cloned(), ..finding });
        }
    }
}

/// Settles one value, or says what it must be.
fn settle_one(field: &FieldSpec, value: &mut Value) -> Result<(), &'static str> {
    if let Value::String(text) = &*value
        && let Some(standing) = stands_for_a_reason(field, text)
    {
        return standing;
    }
    let (fits, expected) = match (&field.kind, &*value) {
        // Nothing, and a missing reason: whether they may stand there is judged with the rest.
        (_, Value::Null | Value::Object(_)) => return Ok(()),
        (Kind::Int { .. }, Value::Number(number)) => {
            let whole = whole(number);
            let fits = whole.is_some();
            *value = whole.map_or(Value::Null, Value::from);
            (fits, WHOLE)
        }
        (Kind::Dec { scale, .. }, Value::Number(number)) => {
            *value = rounded(number, *scale).map_or_else(|| value.clone(), Value::Number);
            return Ok(());
        }
        (Kind::Int { .. }, _) => (false, WHOLE),
        (Kind::Dec { .. }, _) => (false, "a number of JSON, without quotes"),
        (Kind::Flag, other) => (other.is_boolean(), "true or false, without quotes"),
        (Kind::Codes(_), other) => (other.is_array(), "a list of codes"),
        (Kind::Text { .. }, other) => (other.is_string(), "a text"),
        (Kind::Token(grammar), Value::Number(number)) if grammar.number => {
            *value = rounded(number, 1).map_or_else(|| value.clone(), Value::Number);
            return Ok(());
        }
        (_, other) => (is_filled(other), "a text that is not empty, or null"),
    };
    if fits { Ok(()) } else { Err(expected) }
}

/// The code of a missing reason as a bare text: refused by the rules where none may stand, and here where one may,
/// because it stands in an object then.
fn stands_for_a_reason(field: &FieldSpec, text: &str) -> Option<Result<(), &'static str>> {
    let is_code = match &field.kind {
        Kind::Code(list) | Kind::Codes(list) => list.get(text).is_some(),
        Kind::Text { .. } => true,
        _ => false,
    };
    Reason::parse(text).filter(|_| !is_code)?;
    Some(if field.miss {
        Err("a value, or the reason why it is missing, like {\"missing\": \"NK\"}")
    } else {
        Ok(())
    })
}

const WHOLE: &str = "a whole number of JSON, without quotes";

fn is_filled(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

/// A number without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    reason = "cells hold fifteen digits at most, and so much is exact"
)]
fn whole(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9e15;
    number.as_i64().or_else(|| {
        let value = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < EXACT)?;
        Some(value as i64)
    })
}

/// A number that is one of so many decimals, but for what floating point adds to it.
fn rounded(number: &Number, scale: u8) -> Option<Number> {
    const NOISE: f64 = 1e-12;
    let value = number.as_f64()?;
    let near: f64 = format!("{value:.*}", usize::from(scale)).parse().ok()?;
    let is_noise = (value - near).abs() <= NOISE * value.abs().max(1.0);
    // Whole numbers are written without decimals, large ones without an exponent.
    let text = near.to_string();
    is_noise.then(|| text.parse().ok()).flatten()
}

/// The rule that a value of another type breaks.
fn rule(kind: &Kind) -> &'static str {
    match kind {
        Kind::Int { .. } | Kind::Dec { .. } => "X-NUMBER",
        Kind::Flag => "X-BOOL",
        Kind::Code(_) | Kind::Codes(_) => "X-CODE",
        Kind::WallTime | Kind::Date | Kind::Month => "X-DATE",
        Kind::Centre | Kind::Pseudonym | Kind::Ref | Kind::Token(_) => "X-ID",
        Kind::Text { .. } => "X-TYPE",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use domain::dictionary::Dictionary;

    fn settled(field: &str, value: Value) -> Result<Value, Vec<Finding>> {
        let mut record = Value::Object(Map::from_iter([(field.to_owned(), value)]));
        let form = Dictionary::shipped().form("physio_contact").unwrap();
        settle(form, &mut record).map(|()| record[field].clone())
    }

    #[test]
    fn a_number_is_a_number_of_json() {
        assert_eq!(settled("minutes", json!(30)).unwrap(), json!(30));
        assert_eq!(settled("minutes", json!(30.0)).unwrap(), json!(30));
        for wrong in [json!("30"), json!(true), json!([30]), json!(30.5)] {
            assert_eq!(settled("minutes", wrong).unwrap_err()[0].rule, "X-NUMBER");
        }
    }

    #[test]
    fn a_missing_reason_stands_in_an_object() {
        assert_eq!(settled("rass", json!({ "missing": "NK" })).unwrap(), json!({ "missing": "NK" }));
        assert_eq!(settled("rass", json!("NK")).unwrap_err()[0].rule, "X-NUMBER");
        // Where none may stand, the rules say so (X-MISS).
        assert_eq!(settled("minutes", json!("NK")).unwrap(), json!("NK"));
    }

    #[test]
    fn what_floating_point_adds_is_taken_off() {
        let number = |text: &str| text.parse::<Number>().unwrap();
        let written = |text, scale| rounded(&number(text), scale).map(|number| number.to_string());
        assert_eq!(written("0.30000000000000004", 1).unwrap(), "0.3");
        assert_eq!(written("4.0", 1).unwrap(), "4");
        assert_eq!(written("4.25", 1), None);
    }

    #[test]
    fn nothing_is_null_or_left_out_and_no_empty_text() {
        assert_eq!(settled("kind", Value::Null).unwrap(), Value::Null);
        assert_eq!(settled("kind", json!("")).unwrap_err()[0].rule, "X-CODE");
    }
}
