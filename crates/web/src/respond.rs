//! Around every request: an id, the security headers, and problems drawn as a page or as problem+json.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::Finding;
use serde::Serialize;
use tracing::{Instrument, debug, error, info, warn};

use crate::{
    App, address,
    gate::Session,
    headers,
    logged::{self, Asked},
    pages,
    problem::Problem,
    serve::Unasked,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// An answer of JSON.
pub(crate) struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Numbers the requests of this process. The id is for matching a report with the log, not a secret, and a
/// number that came with the request is not taken over.
static COUNTER: AtomicU64 = AtomicU64::new(1);

/// The outermost layer.
pub(crate) async fn around(State(app): State<App>, request: Request, next: Next) -> Response {
    if let Some(unasked) = request.extensions().get::<Unasked>() {
        let mut response = unasked.answer();
        headers::put(response.headers_mut(), app.config.secure_cookies);
        return response;
    }
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let id = format!("{:08x}-{number:06}", app.started & 0xffff_ffff);
    let (method, uri, asked) = (request.method().clone(), request.uri().clone(), Asked::of(&request));
    let from = address::source(request.extensions(), request.headers(), &app.config);
    let span = logged::span(&id, &request, &asked, &from);
    let (mut response, saved) = store::noticing_saves(next.run(request).instrument(span.clone())).await;
    span.in_scope(|| debug!(status = response.status().as_u16(), "answered"));
    if let Some(problem) = problem_of(&mut response) {
        let problem = problem.knowing(method.is_safe(), saved);
        span.in_scope(|| log(&problem, &asked));
        response = draw(&app, &problem, &id, (&method, &uri), response).instrument(span).await;
    }
    headers::put(response.headers_mut(), app.config.secure_cookies);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The problem that a response carries, or that its bare status stands for.
fn problem_of(response: &mut Response) -> Option<Arc<Problem>> {
    response.extensions_mut().remove::<Arc<Problem>>().or_else(|| {
        let bare = response.headers().get(header::CONTENT_TYPE).is_none();
        match response.status() {
            StatusCode::NOT_FOUND if bare => Some(Arc::new(Problem::NotFound)),
            StatusCode::METHOD_NOT_ALLOWED if bare => Some(Arc::new(Problem::MethodNotAllowed)),
            TIMED_OUT if bare => Some(Arc::new(Problem::uncertain("the request took too long"))),
            _ => None,
        }
    })
}

/// A failure is logged here and nowhere else. So is a refusal, never with what was typed: as a warning where somebody
/// reached for what is not theirs, or for what is not there, which looks the same.
fn log(problem: &Problem, asked: &Asked) {
    let slug = problem.slug();
    match problem {
        Problem::Fault(internal)
        | Problem::Unavailable(internal)
        | Problem::Uncertain(internal)
        | Problem::AfterSaving(_, internal) => {
            error!(problem = slug, "{}", internal.for_log());
        }
        Problem::Forbidden | Problem::ForeignForm | Problem::ForeignFetch | Problem::TokenNeeded => {
            warn!(problem = slug, "refused");
        }
        Problem::NotFound if asked.names_something() => {
            warn!(problem = slug, "not there, or not theirs");
        }
        Problem::SignInNeeded(_) | Problem::NotFound => debug!(problem = slug, "refused"),
        _ => info!(problem = slug, "refused"),
    }
}

async fn draw(
    app: &App,
    problem: &Problem,
    id: &str,
    (method, uri): (&Method, &Uri),
    mut bare: Response,
) -> Response {
    let session = bare.extensions_mut().remove::<Session>();
    let session = session.as_ref();
    let mut response = match problem {
        _ if is_api(uri) => json(problem, id),
        Problem::SignInNeeded(next) if *method == Method::GET => return sign_in(next),
        Problem::SecondFactorNeeded if *method == Method::GET => {
            return Redirect::to("/account/second-factor").into_response();
        }
        Problem::KeptForSignIn(kept) => {
            pages::sign_in::with_kept(app, kept).unwrap_or_else(IntoResponse::into_response)
        }
        Problem::ProofNeeded(kept) if let Some(session) = session => {
            let page = pages::account::confirm::with_kept(app, session, kept).await;
            page.unwrap_or_else(IntoResponse::into_response)
        }
        _ => pages::problem::page(app, problem, id, session),
    };
    *response.status_mut() = problem.status();
    if let Some(allow) = bare.headers_mut().remove(header::ALLOW) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

/// Leads to the sign-in page, and from there to where it was asked for.
fn sign_in(next: &str) -> Response {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Redirect::to(&format!("/sign-in?next={next}")).into_response()
}

fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/api/") || uri.path() == "/healthz"
}

/// A problem as the API writes it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Problem, title = "Problem (RFC 9457)")]
pub(crate) struct ProblemJson {
    /// `urn:ecmopt:problem:` and a stable name.
    #[serde(rename = "type")]
    kind: String,
    /// What happened, in a few words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What to do about it.
    detail: String,
    /// The request's number in the log.
    request_id: String,
    /// Everything that was found, when the record was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<FindingJson>>,
}

/// A finding as the API writes it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Finding)]
pub(crate) struct FindingJson {
    /// The repeated group, when the field is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    /// The row of the group, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    /// The field; empty when the finding is about the whole record.
    field: String,
    /// The rule's id in the data dictionary.
    rule: String,
    /// `E` refuses the record, `S` blocks its sign-off, `W` asks for a confirmation.
    level: &'static str,
    /// What is wrong and how to mend it.
    message: String,
    /// What to list under `confirm` to say that the value is right.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
}

impl From<&Finding> for FindingJson {
    fn from(finding: &Finding) -> Self {
        let (list, row) = finding.child.clone().unzip();
        Self {
            list,
            row,
            field: finding.column.clone(),
            rule: finding.rule.clone(),
            level: finding.level.as_str(),
            message: finding.message.clone(),
            key: (finding.level == domain::Level::W).then(|| finding.key()),
        }
    }
}

fn json(problem: &Problem, id: &str) -> Response {
    let findings = match problem {
        Problem::Invalid(findings) => Some(findings.iter().map(FindingJson::from).collect()),
        _ => None,
    };
    let body = ProblemJson {
        kind: format!("urn:ecmopt:problem:{}", problem.slug()),
        title: problem.title(),
        status: problem.status().as_u16(),
        detail: problem.advice(),
        request_id: id.to_owned(),
        findings,
    };
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if matches!(problem, Problem::TokenNeeded) {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"ecmopt\""));
    }
    response
}

/// A request that takes longer than this has lost its reader. The deadline of a write is the store's and
/// shorter, so that its answer says what became of it.
const TIMEOUT: Duration = Duration::from_mins(1);
/// The same for files: a large one over a poor line takes minutes, and so may what is done with it.
const TIMEOUT_OF_FILES: Duration = Duration::from_mins(11);
/// What a request that took too long is answered with.
const TIMED_OUT: StatusCode = StatusCode::GATEWAY_TIMEOUT;

/// Ends a request that takes too long.
pub(crate) async fn in_time(request: Request, next: Next) -> Response {
    let limit = if request.uri().path().starts_with("/imports") { TIMEOUT_OF_FILES } else { TIMEOUT };
    let answer = tokio::time::timeout(limit, next.run(request)).await;
    answer.unwrap_or_else(|_| TIMED_OUT.into_response())
}

/// A handler that panicked is a fault of ours like any other.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer calls")]
pub(crate) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Problem::fault(format!("a handler panicked: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::Mutex,
    };

    use tracing::{Level, subscriber::with_default};

    use super::*;

    /// A log that is read afterwards.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    const RECORD: &str = "/records/{form}/{id}";

    /// What the log says of a problem with a record.
    fn logged(problem: &Problem) -> String {
        logged_at(RECORD, problem)
    }

    fn logged_at(route: &str, problem: &Problem) -> String {
        let lines = Lines::default();
        let written = lines.clone();
        let format = tracing_subscriber::fmt().without_time().with_target(false).with_ansi(false);
        let format = format.with_max_level(Level::DEBUG).with_writer(move || written.clone());
        with_default(format.finish(), || log(problem, &Asked(route.to_owned())));
        let bytes = lines.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_refusal_that_an_operator_should_see_is_a_warning() {
        for problem in [Problem::Forbidden, Problem::ForeignForm, Problem::TokenNeeded] {
            assert_eq!(logged(&problem), format!(" WARN refused problem={:?}\n", problem.slug()));
        }
    }

    #[test]
    fn reaching_for_what_may_be_another_centres_is_a_warning() {
        let warned = " WARN not there, or not theirs problem=\"not-found\"\n";
        assert_eq!(logged(&Problem::NotFound), warned);
        for page in ["none", "/help", "/assets/{name}"] {
            assert_eq!(
                logged_at(page, &Problem::NotFound),
                "DEBUG refused problem=\"not-found\"\n",
                "{page}"
            );
        }
    }

    #[test]
    fn a_failure_is_an_error_with_what_the_operator_needs() {
        let failures = [Problem::fault("a row broke"), Problem::unavailable("a row broke")];
        for problem in failures.iter().chain([&Problem::uncertain("a row broke")]) {
            assert_eq!(logged(problem), format!("ERROR a row broke problem={:?}\n", problem.slug()));
        }
    }

    #[test]
    fn any_other_refusal_is_told_and_not_what_was_typed() {
        let typed = || "what was typed".to_owned();
        for problem in [Problem::Malformed(typed()), Problem::WrongState(typed()), Problem::Crowded] {
            assert_eq!(logged(&problem), format!(" INFO refused problem={:?}\n", problem.slug()));
        }
    }
}
