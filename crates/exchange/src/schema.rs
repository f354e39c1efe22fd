//! JSON Schema (2020-12) of a record, from its form's dictionary entry: what the API takes and gives.

use domain::questions::Questions;
use domain::{FieldSpec, FormSpec, Kind, Leaves, Need, Reason, code::CodeList};
use serde_json::{Map, Value, json};

/// The schema of a form's record, with the answers to all questions ever asked on it.
pub fn record(form: &FormSpec, questions: &Questions) -> Value {
    let mut schema = object(form);
    schema["title"] = form.title.into();
    schema["description"] = format!("{} ({})", form.help, form.number).into();
    if let Some(properties) = schema["properties"].as_object_mut() {
        for question in questions.columns(form) {
            properties.insert(question.field.name.to_string(), property(&question.field));
        }
    }
    schema
}

/// The schema as a document of its own.
pub fn document(form: &FormSpec, questions: &Questions) -> Value {
    let mut document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:ecmopt:{}:{}", domain::DICTIONARY_VERSION, form.id),
    });
    if let (Some(document), Value::Object(schema)) = (document.as_object_mut(), record(form, questions)) {
        document.extend(schema);
    }
    document
}

fn object(form: &FormSpec) -> Value {
    let asked = || form.fields.iter().filter(|field| !field.system);
    let mut properties: Map<_, _> = asked().map(|field| (field.name.to_string(), property(field))).collect();
    for child in form.children {
        let list = json!({ "type": "array", "items": object(child.spec), "description": child.spec.help });
        properties.insert(child.name.to_owned(), list);
    }
    // The centre is the caller's and may be left out.
    let required: Vec<_> = asked()
        .filter(|field| field.need == Need::Save && !matches!(field.kind, Kind::Centre))
        .map(|field| &field.name)
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &FieldSpec) -> Value {
    let value = value(&field.kind);
    let mut schema = if field.miss { json!({ "anyOf": [value, missing()] }) } else { value };
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
        Kind::Ref => json!({ "type": "string", "pattern": "^[A-Z][A-Z0-9-]{0,23}$" }),
        // Its grammar is given in words only; a number may stand for its digits.
        Kind::Token(words) => json!({ "type": ["string", "integer"], "x-written": words }),
        Kind::Code(list) => codes(list),
        Kind::Codes(list) => json!({ "type": "array", "items": codes(list), "uniqueItems": true }),
        Kind::Int { min, max } => bounded("integer", min.map(Value::from), max.map(Value::from)),
        Kind::Dec { min, max, .. } => bounded("number", min.map(Value::from), max.map(Value::from)),
        Kind::WallTime => json!({
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d([+-]\d\d:\d\d)?$",
            "examples": ["2026-03-27T22:10"],
        }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Month => json!({ "type": "string", "pattern": r"^\d{4}-\d\d$" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Text { max } => json!({ "type": "string", "maxLength": max }),
    }
}

fn codes(list: &CodeList) -> Value {
    let options: Vec<_> =
        list.codes.iter().map(|entry| json!({ "const": entry.code, "title": entry.label })).collect();
    json!({ "oneOf": options, "x-code-list": list.name })
}

fn bounded(kind: &str, min: Option<Value>, max: Option<Value>) -> Value {
    let mut schema = json!({ "type": kind });
    for (name, bound) in [("minimum", min), ("maximum", max)] {
        if let Some(bound) = bound {
            schema[name] = bound;
        }
    }
    schema
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
        let contact = domain::forms::form("physio_contact").unwrap();
        let schema = record(contact, &Questions::none());
        let rass = &schema["properties"]["rass"];
        assert_eq!(rass["anyOf"][0], json!({ "type": "integer", "minimum": -5, "maximum": 4 }));
        assert_eq!(rass["anyOf"][1]["properties"]["missing"]["enum"], json!(["NR", "NK", "NA", "UTA"]));
        assert_eq!(schema["properties"]["interventions"]["items"]["required"], json!(["code"]));
    }

    #[test]
    fn questions_of_the_network_stand_beside_the_fields() {
        let questions = crate::mend::tests::asked();
        let contact = domain::forms::form("physio_contact").unwrap();
        let document = document(contact, &questions);
        assert!(document["properties"]["q_device"]["oneOf"].is_array(), "{document:#}");
        assert_eq!(document["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}
