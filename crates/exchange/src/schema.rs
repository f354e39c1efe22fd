//! JSON Schema (2020-12) of a record, from its form's dictionary entry: what the API takes and gives.

use domain::dictionary::Dictionary;
use domain::spec::Grammar;
use domain::{FieldSpec, FormSpec, Kind, Leaves, Need, Reason, code::CodeList};
use serde_json::{Map, Value, json};

/// What free text may hold: no character that is none on paper, and no first one that a spreadsheet would run.
pub const TEXT: &str =
    r"^(?:[^=+\-@\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*)?$";

/// The code of a set that stands alone in it.
const NONE: &str = "NONE";

/// The largest whole number that a cell holds, where its field has no bound of its own.
const MOST: i64 = 999_999_999;

/// The schema of a form's record, with the answers to all questions ever asked on it. What the service sets
/// itself is `readOnly`.
pub fn record(form: &FormSpec, dictionary: &Dictionary) -> Value {
    let mut schema = object(form);
    schema["title"] = form.title.into();
    schema["description"] = format!("{} ({})", form.help, form.number).into();
    if let Some(properties) = schema["properties"].as_object_mut() {
        for question in dictionary.asked_on(form) {
            properties.insert(question.field.name.to_string(), property(&question.field));
        }
    }
    schema
}

/// The schema as a document of its own.
pub fn document(form: &FormSpec, dictionary: &Dictionary) -> Value {
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:ecmopt:{}:{}", domain::DICTIONARY_VERSION, form.id),
    });
    if let (Some(document), Value::Object(schema)) = (document.as_object_mut(), record(form, dictionary)) {
        document.extend(schema);
    }
    document
}

fn object(form: &FormSpec) -> Value {
    let mut properties: Map<_, _> =
        form.fields.iter().map(|field| (field.name.to_string(), property(field))).collect();
    for child in form.children {
        let list = json!({ "type": "array", "items": object(child.spec), "description": child.spec.help });
        properties.insert(child.name.to_owned(), list);
    }
    // The centre is the caller's and may be left out.
    let required: Vec<_> =
        form.fields.iter().filter(|field| is_required(field)).map(|field| &field.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn is_required(field: &FieldSpec) -> bool {
    field.need == Need::Save && !field.system && !matches!(field.kind, Kind::Centre)
}

/// A field that may stay empty may be left out, or be `null`.
fn property(field: &FieldSpec) -> Value {
    let mut value = value(&field.kind);
    let mut schema = if is_required(field) {
        let least = match &field.kind {
            Kind::Codes(_) => Some("minItems"),
            Kind::Text { .. } => Some("minLength"),
            _ => None,
        };
        if let Some(least) = least {
            value[least] = 1.into();
        }
        if field.miss { json!({ "anyOf": [value, missing()] }) } else { value }
    } else {
        let mut kinds = vec![value];
        kinds.extend(field.miss.then(missing));
        kinds.push(json!({ "type": "null" }));
        json!({ "anyOf": kinds })
    };
    if field.system && !matches!(field.kind, Kind::Centre) {
        schema["readOnly"] = true.into();
    }
    schema["title"] = (&*field.label).into();
    if !field.unit.is_empty() {
        schema["x-unit"] = (&*field.unit).into();
    }
    if field.leaves != Leaves::Network {
        schema["x-leaves"] = field.leaves.as_str().into();
    }
    let description = describe(field);
    if !description.is_empty() {
        schema["description"] = description.into();
    }
    schema
}

fn describe(field: &FieldSpec) -> String {
    let need = match field.need {
        Need::SaveIf => format!("Needed if {}.", field.when),
        Need::Lock => "Needed to sign off.".to_owned(),
        Need::LockIf => format!("Needed to sign off if {}.", field.when),
        Need::Save | Need::Optional => String::new(),
    };
    [&*field.help, &need].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn value(kind: &Kind) -> Value {
    match kind {
        Kind::Centre => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
        Kind::Pseudonym => {
            json!({ "type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{8}[0-9A-HJKMNP-TV-Z*~$=U]$" })
        }
        Kind::Ref => json!({ "type": "string", "pattern": "^(?!.*[0-9]{8})[A-Z][A-Z0-9-]{0,23}$" }),
        Kind::Token(Grammar { words, pattern, number }) => {
            let text = json!({ "type": "string", "pattern": pattern, "description": words });
            // A number may stand for its digits.
            if *number {
                json!({ "anyOf": [text, { "type": "number", "minimum": -MOST, "maximum": MOST, "multipleOf": step(1) }] })
            } else {
                text
            }
        }
        Kind::Code(list) => codes(list),
        Kind::Codes(list) => several(list),
        Kind::Int { min, max } => {
            json!({ "type": "integer", "minimum": min.unwrap_or(-MOST), "maximum": max.unwrap_or(MOST) })
        }
        Kind::Dec { min, max, scale } => {
            let (min, max) = (min.map_or(json!(-MOST), Value::from), max.map_or(json!(MOST), Value::from));
            json!({ "type": "number", "minimum": min, "maximum": max, "multipleOf": step(*scale) })
        }
        Kind::WallTime => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]([+-]([01][0-9]|2[0-3]):[0-5][0-9])?$",
            "examples": ["2026-03-27T22:10"],
        }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Text { max } => json!({ "type": "string", "maxLength": max, "pattern": TEXT }),
    }
}

fn codes(list: &CodeList) -> Value {
    let codes: Vec<_> = list.codes.iter().map(|entry| &*entry.code).collect();
    let labels: Map<_, _> =
        list.codes.iter().map(|entry| (entry.code.to_string(), entry.label.to_string().into())).collect();
    json!({ "type": "string", "enum": codes, "x-code-list": list.name, "x-labels": labels })
}

/// Codes of a list, each once; NONE alone.
fn several(list: &CodeList) -> Value {
    let mut schema = json!({ "type": "array", "items": codes(list), "uniqueItems": true });
    if list.get(NONE).is_some() {
        schema["anyOf"] = json!([{ "maxItems": 1 }, { "not": { "contains": { "const": NONE } } }]);
    }
    schema
}

/// What a number with so many decimals is a multiple of.
fn step(scale: u8) -> Value {
    format!("1e-{scale}").parse::<f64>().map_or(Value::Null, Value::from)
}

fn missing() -> Value {
    json!({
        "type": "object",
        "properties": { "missing": { "enum": Reason::ALL.map(Reason::as_str) } },
        "required": ["missing"],
        "additionalProperties": false,
        "title": "Missing, with its reason",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_reason_stands_beside_the_type() {
        let contact = Dictionary::shipped().form("physio_contact").unwrap();
        let schema = record(contact, Dictionary::shipped());
        let rass = &schema["properties"]["rass"];
        assert_eq!(rass["anyOf"][0], json!({ "type": "integer", "minimum": -5, "maximum": 4 }));
        assert_eq!(rass["anyOf"][2], json!({ "type": "null" }));
        assert_eq!(rass["anyOf"][1]["properties"]["missing"]["enum"], json!(["NR", "NK", "NA", "UTA"]));
        assert_eq!(schema["properties"]["interventions"]["items"]["required"], json!(["code"]));
    }

    #[test]
    fn questions_of_the_network_stand_beside_the_fields() {
        let dictionary = crate::mend::tests::asked();
        let contact = Dictionary::shipped().form("physio_contact").unwrap();
        let document = document(contact, &dictionary);
        assert!(document["properties"]["q_device"]["anyOf"][0]["enum"].is_array(), "{document:#}");
        assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}
