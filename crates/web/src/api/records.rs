//! Records over the API.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;
use store::{RecordId, Revision, Submit, SubmitError, Submitted};

use super::body::{Envelope, Incoming, Page, Saved};
use crate::{
    App, extract,
    extract::{Path, Query},
    gate::ApiCaller,
    problem::Problem,
    respond::Json,
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// Creates a record.
///
/// The answer is durable: a record that was acknowledged survives a power cut. With an `Idempotency-Key`,
/// the same request sent again gives the same answer and no second record.
#[utoipa::path(
    post, path = "/api/v1/records/{form}", operation_id = "createRecord", tag = "records", security(("token" = [])),
    params(
        ("form" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, pattern = r"^[!-~]([ -~]{0,198}[!-~])?$", description = "The sender's own name of this request."),
        ("Prefer" = Option<String>, Header, description = "`handling=strict` refuses a record with W findings that are not under `confirm`; without it, sending confirms them."),
    ),
    request_body(content = ref("#/components/schemas/Record")),
    responses(
        (status = 201, body = Saved, headers(("Location" = String), ("ETag" = String)), description = "Saved."),
    ),
)]
pub(crate) async fn create(
    State(app): State<App>,
    Path(form): Path<String>,
    caller: ApiCaller,
    headers: HeaderMap,
    extract::Json(json): extract::Json,
) -> Result<Response, Problem> {
    let form = extract::form(&form)?;
    let incoming = Incoming::read(form, &caller.centre, json)?;
    let submit = Submit {
        form,
        centre: caller.centre.clone(),
        raw: incoming.raw,
        confirm: incoming.confirm,
        idempotency_key: text(&headers, &IDEMPOTENCY_KEY)?,
        id: None,
        expected: None,
        reason: None,
        draft: None,
        mends: None,
    };
    let day = caller.records.day_of(form, &submit.raw).await?;
    let saved = save(&app, &caller, submit, is_strict(&headers)).await?;
    let location = format!("/api/v1/records/{}/{}", form.id, saved.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], answer(&caller, &saved, day).await?)
        .into_response())
}

/// Reads a record.
#[utoipa::path(
    get, path = "/api/v1/records/{form}/{id}", operation_id = "readRecord", tag = "records", security(("token" = [])),
    params(("form" = String, Path), ("id" = String, Path, format = "uuid")),
    responses(
        (status = 200, body = Envelope, headers(("ETag" = String)), description = "The record as it stands."),
    ),
)]
pub(crate) async fn show(
    Path((form, id)): Path<(String, String)>,
    caller: ApiCaller,
) -> Result<Response, Problem> {
    let form = extract::form(&form)?;
    let id = RecordId::parse(&id).ok_or(Problem::NotFound)?;
    let record = caller.records.record(form, id).await?;
    Ok((etag(record.revision), Json(Envelope::from(&record))).into_response())
}

/// Changes a record: the body replaces it as a whole.
#[utoipa::path(
    put, path = "/api/v1/records/{form}/{id}", operation_id = "replaceRecord", tag = "records", security(("token" = [])),
    params(
        ("form" = String, Path), ("id" = String, Path, format = "uuid"),
        ("If-Match" = String, Header, pattern = r#"^(W/)?"?[0-9]{1,9}"?$"#, description = "The ETag of the revision that the change starts from."),
        ("Prefer" = Option<String>, Header, description = "As in POST."),
    ),
    request_body(content = ref("#/components/schemas/Record")),
    responses(
        (status = 200, body = Saved, headers(("ETag" = String)), description = "Saved."),
    ),
)]
pub(crate) async fn replace(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    caller: ApiCaller,
    headers: HeaderMap,
    extract::Json(json): extract::Json,
) -> Result<Response, Problem> {
    let form = extract::form(&form)?;
    let id = RecordId::parse(&id).ok_or(Problem::NotFound)?;
    let incoming = Incoming::read(form, &caller.centre, json)?;
    let submit = Submit {
        form,
        centre: caller.centre.clone(),
        raw: incoming.raw,
        confirm: incoming.confirm,
        idempotency_key: text(&headers, &IDEMPOTENCY_KEY)?,
        id: Some(id),
        expected: Some(if_match(&headers)?),
        reason: Some(incoming.reason.unwrap_or_else(|| "Changed by another system.".to_owned())),
        draft: None,
        mends: None,
    };
    let day = caller.records.day_of(form, &submit.raw).await?;
    let saved = save(&app, &caller, submit, is_strict(&headers)).await?;
    answer(&caller, &saved, day).await
}

/// What a list is asked for.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    centre: Option<String>,
    after: Option<String>,
    limit: Option<u64>,
}

/// The most records on one page of a list.
const MOST: u64 = 500;

/// Lists records, page by page, in the order in which they were first saved.
#[utoipa::path(
    get, path = "/api/v1/records/{form}", operation_id = "listRecords", tag = "records", security(("token" = [])),
    params(
        ("form" = String, Path),
        ("centre" = Option<String>, Query, pattern = "^[A-Z]{3}$", description = "The caller's centre; any other has no records for the caller."),
        ("after" = Option<String>, Query, format = "uuid", description = "The id after which the page begins."),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 500, description = "Records a page: 1 to 500, 100 without it."),
    ),
    responses((status = 200, body = Page, description = "One page, with the address of the next.")),
)]
pub(crate) async fn list(
    Path(form): Path<String>,
    Query(query): Query<ListQuery>,
    caller: ApiCaller,
) -> Result<Json<Page>, Problem> {
    let form = extract::form(&form)?;
    if query.centre.as_ref().is_some_and(|centre| centre != caller.centre.as_str()) {
        return Err(Problem::NotFound);
    }
    let limit = query.limit.unwrap_or(100);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::Malformed(format!("“limit” must be a whole number from 1 to {MOST}.")));
    }
    let after = match &query.after {
        Some(id) => Some(RecordId::parse(id).ok_or_else(|| {
            Problem::Malformed("“after” must be a record's id, as in the “next” of a page.".to_owned())
        })?),
        None => None,
    };
    let records = caller.records.records(form, after, limit).await?;
    let full = records.len() as u64 == limit;
    let next = records.last().filter(|_| full).map(|last| {
        format!("/api/v1/records/{}?centre={}&after={}&limit={limit}", form.id, caller.centre, last.id)
    });
    Ok(Json(Page { items: records.iter().map(Envelope::from).collect(), next }))
}

/// Saves a record. A program cannot be asked, so unless it prefers to be refused, sending confirms.
async fn save(app: &App, caller: &ApiCaller, submit: Submit, strict: bool) -> Result<Submitted, Problem> {
    let now = app.world.now();
    match app.store.submit(&caller.actor, now, submit.clone()).await {
        Err(SubmitError::NeedsConfirmation(findings)) if !strict => {
            let confirm = findings.iter().map(domain::Finding::key).collect();
            let confirmed = Submit { confirm, ..submit };
            Ok(app.store.submit(&caller.actor, now, confirmed).await?)
        }
        answer => Ok(answer?),
    }
}

fn is_strict(headers: &HeaderMap) -> bool {
    headers
        .get_all(PREFER)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split([',', ';']).any(|part| part.trim().eq_ignore_ascii_case("handling=strict")))
}

/// `day` is when the record happened.
async fn answer(caller: &ApiCaller, saved: &Submitted, day: Option<Date>) -> Result<Response, Problem> {
    let closed = match day {
        // What was saved before may have been signed off since.
        _ if saved.replayed => caller.records.closed_to(saved.id).await,
        Some(day) => caller.records.closed_on(day).await,
        None => Ok(None),
    };
    // The record is acknowledged: what cannot be said besides must not hide that.
    let closed = closed.unwrap_or_else(|error| {
        tracing::warn!(%error, "whether a record's cycle is closed could not be looked up");
        None
    });
    Ok((etag(saved.revision), Json(Saved::new(saved, closed))).into_response())
}

fn etag(revision: Revision) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{revision}\""))]
}

/// The revision that a change starts from. Any other tag belongs to no revision that can be current.
fn if_match(headers: &HeaderMap) -> Result<Revision, Problem> {
    let value = text(headers, &header::IF_MATCH)?.ok_or(Problem::RevisionNeeded)?;
    let revision = value.trim().trim_start_matches("W/").trim_matches('"').parse();
    revision.map(Revision).map_err(|_| {
        Problem::Malformed("If-Match must hold the ETag of one revision, like \"3\".".to_owned())
    })
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let value = HeaderValue::to_str(value)
        .map_err(|_| Problem::Malformed(format!("The header {name} holds more than plain text.")))?;
    if value.is_empty() || value.len() > 200 {
        return Err(Problem::Malformed(format!("The header {name} must have 1 to 200 characters.")));
    }
    Ok(Some(value.to_owned()))
}
