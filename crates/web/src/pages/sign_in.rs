//! Signing in and out.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;
use tracing::{info, warn};

use super::{Answer, html, links, plain_chrome, see_other};
use crate::{
    App, cookie,
    cookie::Token,
    csrf::{self, ProtectedForm},
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Chrome, ErrorSummary, SummaryItem},
};

/// The same words for an unknown user and a wrong password: which users exist is not given away.
const REFUSED: &str = "The user name or the password is not right";

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    csrf: String,
    next: String,
    login: String,
    refused: bool,
    message: &'static str,
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// GET /sign-in
pub(crate) async fn show(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    headers: HeaderMap,
) -> Answer {
    let visit = match Token::from_headers(&headers, &app.config) {
        Some(visit) => visit,
        None => Token::new(&app.world)?,
    };
    page(&app, &visit, &next, "", false)
}

/// POST /sign-in
pub(crate) async fn submit(
    State(app): State<App>,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    let (login, next, now) = (form.get("login"), form.get("next"), app.world.now());
    app.attempts.begin(login, now).map_err(Problem::TooMany)?;
    let password = SecretString::from(form.get("password"));
    let Some(actor) = app.store.sign_in(login, password).await? else {
        warn!("sign-in refused");
        let visit = Token::from_headers(&headers, &app.config).ok_or(Problem::ForeignForm)?;
        return page(&app, &visit, next, login, true);
    };
    app.attempts.succeeded(login);
    end_session_before(&app, &headers).await?;
    // A new token, so that whoever knew the one before it is not signed in with it.
    let session = app.store.session_create(&actor, now, app.config.absolute).await?;
    info!(member = %actor.member, "signed in");
    Ok(with_cookie(see_other(links::local(next)), Token::of_session(&session).set(&app.config)))
}

/// A session that this browser had before ends, whoever's it was.
async fn end_session_before(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(cookie) = Token::from_headers(headers, &app.config) else { return Ok(()) };
    let now = app.world.now();
    if let Some(session) = app.store.session_find(cookie.as_str(), now).await? {
        app.store.session_delete(&session.actor, now, cookie.as_str()).await?;
        app.last_seen.forget(cookie.as_str());
    }
    Ok(())
}

/// POST /sign-out
pub(crate) async fn sign_out(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let token = session.cookie().as_str();
    app.store.session_delete(session.actor(), app.world.now(), token).await?;
    app.last_seen.forget(token);
    let mut response = with_cookie(see_other("/sign-in"), cookie::clear(&app.config));
    let clear = header::HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

fn page(app: &App, visit: &Token, next: &str, login: &str, refused: bool) -> Answer {
    let summary = refused.then(|| ErrorSummary {
        heading: "There is a problem".to_owned(),
        items: vec![SummaryItem {
            href: "#login".to_owned(),
            text: REFUSED.to_owned(),
            ..SummaryItem::default()
        }],
    });
    let page = html(&SignInPage {
        chrome: plain_chrome(app, "Sign in").problem(refused),
        summary,
        csrf: csrf::token(visit, app.world.now()),
        next: links::local(next).to_owned(),
        login: login.to_owned(),
        refused,
        message: REFUSED,
    })?;
    Ok(with_cookie(page, visit.set(&app.config)))
}

fn with_cookie(response: Response, cookie: Option<header::HeaderValue>) -> Response {
    let Some(cookie) = cookie else {
        return Problem::fault("a token of ours is no header value").into_response();
    };
    let mut response = response;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
