//! The description of the API, made from its handlers and from the dictionary.
//!
//! Handlers say what they take and give of a form in general; here it becomes what each form takes and gives. Two
//! independent programs hold the description against its standard and against the running service
//! (`tests/it/openapi.rs`).

mod paths;
mod refusals;
mod schema;

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::dictionary::Dictionary;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{body, health, records};
use crate::{
    App,
    problem::Problem,
    respond::{FindingJson, ProblemJson},
};

/// The parts that handlers and types describe.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "ECMO Physiotherapy Audit",
        description = "Records of the audit, one form at a time. A record's JSON uses the names and codes of the data dictionary; \
            a value that is missing for a reason is {\"missing\": \"NK\"}; repeated groups are arrays.\n\n\
            Findings: E refuses the record (422), S lets it be saved but not signed off, W asks for a confirmation. \
            A program cannot be asked, so sending a record confirms its W findings; they come back in `findings`, each with its `key`. \
            With `Prefer: handling=strict` a record with W findings is refused unless their keys are listed under `confirm`.",
        license(name = "MIT", identifier = "MIT")
    ),
    paths(records::create, records::list, records::show, records::replace, health::show, show),
    components(schemas(ProblemJson, FindingJson, body::Saved, body::ClosedCycle, body::Envelope, body::Page)),
    tags(
        (name = "records", description = "Create, read and change records."),
        (name = "operation", description = "For whoever runs the service."),
    )
)]
struct Described;

/// This description.
#[utoipa::path(
    get, path = "/api/openapi.json", operation_id = "readDescription", tag = "operation",
    responses((status = 200, description = "The API in OpenAPI 3.1.", body = Object)),
)]
pub(crate) async fn show(State(app): State<App>) -> Result<Response, Problem> {
    let dictionary = app.store.dictionary().await?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, app.described.with(&dictionary)).into_response())
}

/// The document's bytes, kept at one place in memory.
#[expect(clippy::disallowed_types, reason = "what goes out, not what comes in")]
type Text = axum::body::Bytes;

/// The document as it was last made, and the dictionary it was made from: strangers may ask for it as often as
/// they like.
#[derive(Default)]
pub(crate) struct Made(Mutex<Option<(Arc<Dictionary>, Text)>>);

impl Made {
    fn with(&self, dictionary: &Arc<Dictionary>) -> Text {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*made {
            Some((same, bytes)) if Arc::ptr_eq(same, dictionary) => bytes.clone(),
            _ => {
                let bytes = Text::from(document(dictionary).to_string());
                *made = Some((Arc::clone(dictionary), bytes.clone()));
                bytes
            }
        }
    }
}

/// The whole document: what utoipa gathered, and the schema of every form with the network's questions.
fn document(dictionary: &Dictionary) -> Value {
    let mut document = serde_json::to_value(Described::openapi()).unwrap_or_default();
    schema::add_all(&mut document["components"]["schemas"], dictionary);
    if let Some(general) = document["paths"].as_object_mut() {
        let mut paths = paths::of_each_form(std::mem::take(general));
        refusals::add_all(&mut paths);
        *general = paths;
    }
    document["components"]["responses"] = refusals::components();
    document["components"]["securitySchemes"] = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "Made by the lead of a centre under “People”, “Programs”, or by `ecmopt token create`." },
    });
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document(Dictionary::shipped());
        let text = document.to_string();
        for kind in ["schemas", "responses"] {
            for part in text.split(&format!("\"#/components/{kind}/")).skip(1) {
                let name = part.split('"').next().unwrap();
                assert!(document["components"][kind].get(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = document(Dictionary::shipped());
        let methods = document["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values());
        let mut names: Vec<_> = methods.map(|operation| operation["operationId"].as_str().unwrap()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn the_document_is_made_once_for_the_same_dictionary() {
        let (made, dictionary) = (Made::default(), Dictionary::shipped());
        let first = made.with(dictionary);
        assert!(std::ptr::eq(first.as_ptr(), made.with(&Arc::clone(dictionary)).as_ptr()));
        let other = Arc::new(dictionary.asking([]));
        assert!(!std::ptr::eq(first.as_ptr(), made.with(&other).as_ptr()));
    }

    #[test]
    fn the_document_is_openapi_3_1() {
        assert!(document(Dictionary::shipped())["openapi"].as_str().unwrap().starts_with("3.1"));
    }
}
