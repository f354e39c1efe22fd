//! The operations of each form. The router has one route for all of them; a description says of each what it takes,
//! so that a program that is generated from it has a type for each form.

use domain::FormSpec;
use domain::dictionary::Dictionary;
use serde_json::{Map, Value};

use super::schema::make_of;

/// What stands for a form in an address.
const FORM: &str = "{form}";

/// Every path that holds a form, once for each form.
pub(super) fn of_each_form(general: Map<String, Value>) -> Map<String, Value> {
    let mut paths = Map::new();
    for (path, operations) in general {
        if !path.contains(FORM) {
            paths.insert(path, operations);
            continue;
        }
        for form in Dictionary::shipped().forms() {
            let mut own = operations.clone();
            make_of(form, &mut own);
            own.as_object_mut().into_iter().flatten().for_each(|(_, operation)| make(form, operation));
            paths.insert(path.replace(FORM, form.id), own);
        }
    }
    paths
}

/// Gives an operation the form's name, and takes the form out of its parameters.
fn make(form: &FormSpec, operation: &mut Value) {
    if let Some(parameters) = operation["parameters"].as_array_mut() {
        parameters.retain(|parameter| parameter["name"] != "form");
    }
    for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
        // One that is left out is not sent; there is no null in an address or a header.
        if let Some(kind) = parameter["schema"]["type"].as_array().and_then(|kinds| kinds.first()).cloned() {
            parameter["schema"]["type"] = kind;
        }
    }
    if let Some(body) = operation.get_mut("requestBody") {
        body["required"] = true.into();
    }
    let id = operation["operationId"].as_str().unwrap_or_default();
    operation["operationId"] = id.replacen("Record", &pascal(form.id), 1).into();
    let summary = operation["summary"].as_str().unwrap_or_default().trim_end_matches('.').to_owned();
    operation["summary"] = format!("{}: {summary}", form.title).into();
}

/// `physio_contact` as `PhysioContact`.
fn pascal(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    id.split('_').map(capital).collect()
}
