//! JSON Schema of records: what is sent, and what is answered.

use domain::FormSpec;
use domain::dictionary::Dictionary;
use serde_json::{Value, json};

use super::super::body::REASON;

/// A record with the two members beside its fields with which a sender says more about what it sends (`writeOnly`).
/// The answers to the network's questions stand beside the fields.
pub(super) fn record(form: &FormSpec, dictionary: &Dictionary) -> Value {
    let mut schema = exchange::schema::record(form, dictionary);
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.insert(
            "confirm".to_owned(),
            json!({
                "type": "array",
                "items": { "type": "string" },
                "writeOnly": true,
                "description": "Keys of W findings whose values are right. Needed only with “Prefer: handling=strict”; without it, sending a record confirms them.",
            }),
        );
        properties.insert(
            "reason".to_owned(),
            json!({
                "type": ["string", "null"],
                "maxLength": REASON,
                "pattern": exchange::schema::TEXT,
                "writeOnly": true,
                "description": "Why an existing record is changed (PUT).",
            }),
        );
    }
    schema
}

/// Schemas that stand for those of one form each in what the handlers say of themselves.
const OF_A_FORM: [&str; 3] = ["Record", "Envelope", "Page"];

/// The name of a schema of a form that stands for one of [`OF_A_FORM`].
fn name(form: &FormSpec, general: &str) -> String {
    match general {
        "Record" => form.id.to_owned(),
        general => format!("{}_{}", form.id, general.to_lowercase()),
    }
}

/// Points every reference to a schema that stands for one of each form to that form's own.
pub(super) fn make_of(form: &FormSpec, value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                let general = value.as_str().and_then(|text| text.strip_prefix("#/components/schemas/"));
                match general.filter(|general| key == "$ref" && OF_A_FORM.contains(general)) {
                    Some(general) => *value = format!("#/components/schemas/{}", name(form, general)).into(),
                    None => make_of(form, value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| make_of(form, value)),
        _ => {}
    }
}

/// Adds the schemas of every form, made of those that stand for them, and takes these out.
pub(super) fn add_all(schemas: &mut Value, dictionary: &Dictionary) {
    schemas["Envelope"]["properties"]["record"] = json!({ "$ref": "#/components/schemas/Record" });
    let general: Vec<_> = OF_A_FORM
        .iter()
        .filter_map(|name| Some((*name, schemas.as_object_mut()?.shift_remove(*name)?)))
        .collect();
    for form in dictionary.forms() {
        schemas[form.id] = record(form, dictionary);
        for (general, schema) in &general {
            let mut schema = schema.clone();
            make_of(form, &mut schema);
            schemas[name(form, general)] = schema;
        }
    }
}
