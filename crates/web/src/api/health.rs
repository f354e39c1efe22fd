//! Whether the service can do its work.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{App, problem::Problem};

/// Whether the database answers and has the schema that this version needs.
#[utoipa::path(
    get, path = "/healthz", operation_id = "readHealth", tag = "operation",
    responses(
        (status = 200, description = "The service works.", body = Object),
    ),
)]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.store.ready().await?;
    Ok(Json(json!({ "status": "ok" })))
}
