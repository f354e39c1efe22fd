//! What each operation may be refused with, said once.

use serde_json::{Map, Value, json};

/// A refusal: its status, the name of its part of the description, and when it is given.
struct Refusal {
    status: u16,
    name: &'static str,
    when: &'static str,
    /// Which operations are answered with it.
    of: fn(&Operation<'_>) -> bool,
}

/// What is to be known of an operation.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    /// It needs a token.
    secured: bool,
    /// It takes a record.
    takes: bool,
}

impl Operation<'_> {
    fn is_of_one_record(&self) -> bool {
        self.path.ends_with("{id}")
    }

    fn is_list(&self) -> bool {
        self.secured && self.method == "get" && !self.is_of_one_record()
    }
}

#[rustfmt::skip]
const REFUSALS: [Refusal; 12] = [
    Refusal { status: 400, name: "Malformed", when: "The request cannot be read: its JSON, a header, or what stands behind the question mark.", of: |at| at.takes || at.is_list() },
    Refusal { status: 401, name: "TokenNeeded", when: "No valid token.", of: |at| at.secured },
    Refusal { status: 403, name: "Forbidden", when: "The token belongs to somebody who has no centre.", of: |at| at.secured },
    Refusal { status: 404, name: "NotFound", when: "No such record at the caller's centre.", of: |at| at.secured },
    Refusal { status: 408, name: "TooSlow", when: "The body did not arrive in time. Nothing was saved.", of: |at| at.takes },
    Refusal { status: 409, name: "Conflict", when: "Somebody else has changed the record since, or it is locked.", of: |at| at.takes },
    Refusal { status: 413, name: "TooLarge", when: "The body is too large.", of: |at| at.takes },
    Refusal { status: 415, name: "NotJson", when: "The body is not JSON by its Content-Type.", of: |at| at.takes },
    Refusal { status: 422, name: "Invalid", when: "Refused, with every finding: rules look further than a schema can. Or the Idempotency-Key belongs to another request.", of: |at| at.takes },
    Refusal { status: 428, name: "RevisionNeeded", when: "If-Match is absent.", of: |at| at.method == "put" },
    Refusal { status: 500, name: "Internal", when: "A fault of the service; “detail” says whether anything was saved. Send a change again with the same Idempotency-Key.", of: |_| true },
    Refusal { status: 503, name: "Unavailable", when: "The database does not answer, or not in time.", of: |_| true },
];

/// The refusals, to be referred to.
pub(super) fn components() -> Value {
    let response = |refusal: &Refusal| {
        let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        let response =
            json!({ "description": refusal.when, "content": { "application/problem+json": schema } });
        (refusal.name.to_owned(), response)
    };
    Value::Object(REFUSALS.iter().map(response).collect())
}

/// Adds to every operation what it may be refused with.
pub(super) fn add_all(paths: &mut Map<String, Value>) {
    for (path, operations) in paths.iter_mut() {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            let at = Operation {
                method,
                path,
                secured: operation.get("security").is_some(),
                takes: operation.get("requestBody").is_some(),
            };
            let refusals: Vec<_> = REFUSALS.iter().filter(|refusal| (refusal.of)(&at)).collect();
            for refusal in refusals {
                let part = json!({ "$ref": format!("#/components/responses/{}", refusal.name) });
                operation["responses"][refusal.status.to_string()] = part;
            }
        }
    }
}
