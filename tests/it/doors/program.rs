//! The door of programs.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::room::Room;
use super::{Case, key};

/// Hands the record in and reads every finding from the answer.
pub(super) async fn hand_in(room: &Room, case: &Case<'_>) -> BTreeSet<String> {
    let mut record = case.raw.to_json(case.form);
    for (name, value) in case.example.json.iter().flatten() {
        record[name] = serde_json::to_value(value).unwrap();
    }
    let path = format!("/api/v1/records/{}", case.form.id);
    let request = match room.earlier(case).await {
        None => room.program.request(Method::POST, &path),
        Some(id) => {
            record["reason"] = "corrected".into();
            room.program.request(Method::PUT, &format!("{path}/{id}")).header("If-Match", "\"1\"")
        }
    };
    let answer = request.json(&record).send().await.unwrap();
    let status = answer.status();
    assert!(
        matches!(status, StatusCode::CREATED | StatusCode::OK | StatusCode::UNPROCESSABLE_ENTITY),
        "{}: {status} {}",
        case.name,
        answer.text().await.unwrap()
    );
    let body: Value = answer.json().await.unwrap();
    body["findings"].as_array().into_iter().flatten().map(found).collect()
}

fn found(finding: &Value) -> String {
    let list =
        finding["list"].as_str().zip(finding["row"].as_u64().and_then(|row| usize::try_from(row).ok()));
    key(list, finding["field"].as_str().unwrap_or_default(), finding["rule"].as_str().unwrap())
}
