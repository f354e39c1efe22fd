//! Signing in and out.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
};
use secrecy::SecretString;
use store::Proof;

use super::{
    Answer, html, links, plain_chrome, second, see_other,
    signing::{self, Next, Refusal, as_typed, begin, end_session_before, new_session, welcome, with_cookie},
};
use crate::{
    App,
    address::From,
    cookie::{self, Token},
    csrf::{self, ProtectedForm},
    extract::Query,
    gate::Session,
    kept::{Kept, Lost},
    problem::Problem,
    ui::{Beside, Chrome, ErrorSummary, SummaryItem},
};

/// The same words for an unknown user and a wrong password: which users exist is not given away.
const WRONG: &str = "The user name or the password is not right";

const NO_PASSWORDS: &str = "Passwords are not taken here. Sign in with your account below.";

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
    /// Passwords are taken.
    local: bool,
    /// A link for a new password can be mailed.
    mails: bool,
    /// Sign-in at the provider.
    beside: Option<Beside>,
    login: String,
    message: String,
}

/// GET /sign-in
pub(crate) async fn show(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    headers: HeaderMap,
) -> Answer {
    let visit = Token::of_visit(&headers, &app.config, &app.world)?;
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
    if !app.config.takes_passwords() {
        return refused_at_provider(&app, &headers, form.get("next"), NO_PASSWORDS.to_owned());
    }
    let (login, now) = (form.get("login"), app.world.now());
    let kept = Kept::of(&form);
    let password = SecretString::from(form.get("password"));
    let actor = match app.store.sign_in(login, password, &source, now).await {
        Ok(actor) => actor,
        Err(error) => {
            let refusal = Refusal::of(error, WRONG)?;
            let token = Token::from_headers(&headers, &app.config).ok_or(Problem::ForeignForm)?;
            let visit = Visit { app: &app, token, next: form.get("next"), kept: kept.as_ref() };
            return visit.page(login, Some(&refusal));
        }
    };
    end_session_before(&app, &headers).await?;
    let actor = as_typed(&app, actor, kept.as_ref()).await?;
    if app.store.factors(actor.member).await?.is_any() {
        let new = new_session(&app, source, &headers, Proof::Half);
        return second::ask(&app, &actor, new, form.get("next"), kept.as_ref()).await;
    }
    let session = begin(&app, &actor, source, &headers, Proof::One).await?;
    let answer = welcome(&app, &session, form.get("next"), kept)?;
    Ok(with_cookie(answer, session.cookie().set(&app.config)))
}

/// The sign-in page of somebody who was not let in by the provider.
pub(super) fn refused_at_provider(app: &App, headers: &HeaderMap, next: &str, words: String) -> Answer {
    let token = Token::of_visit(headers, &app.config, &app.world)?;
    let problem = SummaryItem { text: words, ..SummaryItem::default() };
    Visit { app, token, next, kept: None }.drawn("", String::new(), Some(problem))
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
        let item = refusal.is_some().then(|| SummaryItem::link("#login", message.as_str()));
        let page = self.drawn(login, message, item)?;
        Ok(match refusal {
            Some(refusal) => refusal.on(page),
            None => page,
        })
    }

    /// The page with what is wrong at the name's box, and what is wrong at all.
    fn drawn(&self, login: &str, message: String, problem: Option<SummaryItem>) -> Answer {
        let csrf = csrf::token_of_visit(&self.token, self.app.world.now());
        let page = html(&SignInPage {
            chrome: plain_chrome(self.app, "Sign in").problem(problem.is_some()),
            summary: problem
                .map(|item| ErrorSummary { heading: "There is a problem".to_owned(), items: vec![item] }),
            beside: signing::at_provider(self.app, "/sign-in/provider", csrf.clone(), self.next, self.kept),
            csrf,
            hidden: self.hidden(),
            told: told(self.kept),
            local: self.app.config.takes_passwords(),
            mails: self.app.config.mails_passwords().is_some(),
            login: login.to_owned(),
            message,
        })?;
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
