//! JSON Schema of what is sent.

use domain::FormSpec;
use domain::questions::Questions;
use serde_json::{Value, json};

/// A record with the two members beside its fields with which a sender says more about what it sends.
/// The answers to the network's questions stand beside the fields.
pub(super) fn incoming(form: &FormSpec, questions: &Questions) -> Value {
    let mut schema = exchange::schema::record(form, questions);
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.insert(
            "confirm".to_owned(),
            json!({
                "type": "array",
                "items": { "type": "string" },
                "description": "Keys of W findings whose values are right. Needed only with “Prefer: handling=strict”; without it, sending a record confirms them.",
            }),
        );
        properties.insert(
            "reason".to_owned(),
            json!({ "type": "string", "description": "Why an existing record is changed (PUT)." }),
        );
    }
    schema
}
