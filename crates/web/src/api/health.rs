//! Whether the service can do its work.

use axum::extract::State;
use serde_json::{Value, json};

use crate::{App, problem::Problem, respond::Json};

/// Whether the database answers, has every table, and shows to readers what is written.
#[utoipa::path(
    get, path = "/healthz", operation_id = "readHealth", tag = "operation",
    responses(
        (status = 200, description = "The service works.", body = Object),
    ),
)]
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Value>, Problem> {
    app.store.health(app.world.now()).await?;
    Ok(Json(json!({ "status": "ok" })))
}
