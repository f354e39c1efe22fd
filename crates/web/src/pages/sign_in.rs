//! Signing in and out.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::actor::Actor;
use secrecy::SecretString;
use serde::Deserialize;
use store::{SessionState, SignInError};
use tracing::{info, warn};

use super::{Answer, html, kept, links, plain_chrome, see_other};
use crate::{
    App,
    address::From,
    again::SignedInAgain,
    cookie::{self, Token},
    csrf::{self, ProtectedForm},
    entry::{Posted, number_in_words},
    extract::Query,
    gate::Session,
    kept::{Kept, Lost},
    problem::Problem,
    ui::{Chrome, ErrorSummary, SummaryItem},
};

/// The same words for an unknown user and a wrong password: which users exist is not given away.
const WRONG: &str = "The user name or the password is not right";

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    csrf: String,
    /// Hidden boxes: where to go afterwards, and what was typed before.
    hidden: Vec<(&'static str, String)>,
    /// What has become of a page that was sent too late.
    told: &'static str,
    login: String,
    message: String,
}

/// Where to go after signing in.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

/// Why somebody is not signed in, and after how many seconds it is worth trying again.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub words: String,
    status: StatusCode,
    seconds: Option<u32>,
}

impl Refusal {
    /// The refusal in words; a failure of the store is a problem of its own.
    pub(super) fn of(error: SignInError, wrong: &str) -> Result<Self, Problem> {
        let refusal = |words: String, status, seconds| Ok(Self { words, status, seconds });
        match error {
            SignInError::Wrong => refusal(wrong.to_owned(), StatusCode::OK, None),
            SignInError::TooSoon { seconds } => {
                let wait =
                    number_in_words(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds");
                let words = format!(
                    "Too many wrong passwords for this user name from here. Wait {wait}, then try again"
                );
                refusal(words, StatusCode::TOO_MANY_REQUESTS, Some(seconds))
            }
            SignInError::Crowded => {
                let words = "Many people are signing in at this moment. Wait a few seconds, then try again";
                refusal(words.to_owned(), StatusCode::SERVICE_UNAVAILABLE, Some(3))
            }
            SignInError::Store(error) => Err(error.into()),
        }
    }

    /// Whether trying again later is all that is wanted.
    pub(super) const fn is_about_time(&self) -> bool {
        self.seconds.is_some()
    }

    /// Marks the page that says it.
    pub(super) fn on(&self, mut page: Response) -> Response {
        *page.status_mut() = self.status;
        if let Some(seconds) = self.seconds {
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        page
    }
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
    Visit { app: &app, token: visit, next: &next, kept: None }.page("", None)
}

/// The sign-in page in place of one that was sent when nobody was signed in any more.
pub(crate) fn with_kept(app: &App, kept: &Kept) -> Answer {
    let token = match &kept.visit {
        Some(visit) => visit.clone(),
        None => Token::new(&app.world)?,
    };
    Visit { app, token, next: &kept.page, kept: Some(kept) }.page("", None)
}

/// POST /sign-in
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    let (login, now) = (form.get("login"), app.world.now());
    let kept = Kept::of(&form);
    let password = SecretString::from(form.get("password"));
    let actor = match app.store.sign_in(login, password, &source, now).await {
        Ok(actor) => actor,
        Err(error) => {
            let refusal = Refusal::of(error, WRONG)?;
            warn!("sign-in refused");
            let token = Token::from_headers(&headers, &app.config).ok_or(Problem::ForeignForm)?;
            let visit = Visit { app: &app, token, next: form.get("next"), kept: kept.as_ref() };
            return visit.page(login, Some(&refusal));
        }
    };
    end_session_before(&app, &headers).await?;
    // A new token, so that whoever knew the one before it is not signed in with it.
    let session = app.store.session_create(&actor, now, app.config.absolute).await?;
    info!(member = %actor.member, "signed in");
    let cookie = Token::of_session(&session);
    let answer = welcome(&app, actor, &cookie, &form, kept)?;
    Ok(with_cookie(answer, cookie.set(&app.config)))
}

/// Where somebody goes who is signed in now.
fn welcome(app: &App, actor: Actor, cookie: &Token, form: &Posted, kept: Option<Kept>) -> Answer {
    let Some(kept) = kept else { return Ok(see_other(links::local(form.get("next")))) };
    let is_theirs = kept.is_for(&actor);
    let session = Session::begun(actor, cookie.clone());
    if !is_theirs {
        return kept::of_others(app, &session);
    }
    let mut answer = StatusCode::OK.into_response();
    answer.extensions_mut().insert(SignedInAgain { session, kept });
    Ok(answer)
}

/// A session that this browser had before ends, whoever's it was.
async fn end_session_before(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(cookie) = Token::from_headers(headers, &app.config) else { return Ok(()) };
    let now = app.world.now();
    match app.store.session_find(cookie.as_str(), now, app.config.idle).await? {
        SessionState::Live(store::Session { actor, .. }) | SessionState::Ended(actor) => {
            Ok(app.store.session_delete(&actor, now, cookie.as_str()).await?)
        }
        SessionState::Unknown => Ok(()),
    }
}

/// POST /sign-out
pub(crate) async fn sign_out(
    State(app): State<App>,
    session: Session,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    app.store.session_delete(session.actor(), app.world.now(), session.cookie().as_str()).await?;
    let mut response = with_cookie(see_other("/sign-in"), cookie::clear(&app.config));
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

/// Somebody at the sign-in page.
struct Visit<'a> {
    app: &'a App,
    token: Token,
    next: &'a str,
    kept: Option<&'a Kept>,
}

impl Visit<'_> {
    fn page(&self, login: &str, refusal: Option<&Refusal>) -> Answer {
        let message = refusal.map_or_else(String::new, |refusal| refusal.words.clone());
        let item = SummaryItem { href: "#login".to_owned(), text: message.clone(), ..SummaryItem::default() };
        let summary = refusal
            .is_some()
            .then(|| ErrorSummary { heading: "There is a problem".to_owned(), items: vec![item] });
        let page = html(&SignInPage {
            chrome: plain_chrome(self.app, "Sign in").problem(refusal.is_some()),
            summary,
            csrf: csrf::token_of_visit(&self.token, self.app.world.now()),
            hidden: self.hidden(),
            told: told(self.kept),
            login: login.to_owned(),
            message,
        })?;
        let page = match refusal {
            Some(refusal) => refusal.on(page),
            None => page,
        };
        Ok(with_cookie(page, self.token.set(&self.app.config)))
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        let mut hidden = vec![("next", links::local(self.next).to_owned())];
        if let Some(kept) = self.kept.filter(|kept| kept.lost.is_none()) {
            hidden.extend(kept.boxes());
        }
        hidden
    }
}

fn told(kept: Option<&Kept>) -> &'static str {
    match kept.map(|kept| kept.lost) {
        None => "",
        Some(None) => {
            "Your session has ended, so nothing has been saved yet. What you typed is kept on this page: sign in, and \
             it comes back as you left it."
        }
        Some(Some(Lost::Files)) => {
            "Your session has ended, so the files were not taken. Sign in, then choose them again."
        }
        Some(Some(Lost::TooLong)) => {
            "Your session has ended, so nothing was saved, and what you typed is too long to be kept here. Go back \
             in your browser first: if it still shows what you typed, copy it, then sign in."
        }
    }
}

fn with_cookie(response: Response, cookie: Option<HeaderValue>) -> Response {
    let Some(cookie) = cookie else {
        return Problem::fault("a token of ours is no header value").into_response();
    };
    let mut response = response;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
