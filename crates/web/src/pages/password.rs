//! A member's own password.

use askama::Template;
use axum::{extract::State, response::Response};
use secrecy::SecretString;
use serde::Deserialize;
use store::{PASSWORD_MIN_CHARS, SignInError};
use tracing::info;

use super::{Answer, chrome, html, question, see_other, sign_in::Refusal};
use crate::{
    App,
    address::From,
    csrf::{self, ProtectedForm},
    entry::Posted,
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Chrome, ErrorSummary, SummaryItem},
};

const ADDRESS: &str = "/account/password";
const WRONG: &str = "The password that you have now is not right";
const DIFFERENT: &str = "The new password was not typed the same twice";
const SAME: &str = "The new password is the one that you have now. Choose another";

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    csrf: String,
    /// For the browser's own store of passwords.
    login: String,
    boxes: Vec<PasswordBox>,
}

/// A box for a password. What was typed is never shown again.
struct PasswordBox {
    name: &'static str,
    label: &'static str,
    hint: String,
    autocomplete: &'static str,
    error: String,
}

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    changed: Option<String>,
}

/// GET /account/password
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    let notice = "Your password is changed. You are signed out everywhere else.";
    page(&app, &session, done.changed.map(|_| notice.to_owned()), None).await
}

/// POST /account/password
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if let Err(wrong) = typed(&posted) {
        return page(&app, &session, None, Some(wrong)).await;
    }
    let secret = |name| SecretString::from(posted.get(name));
    let (actor, now, token) = (session.actor(), app.world.now(), session.cookie().as_str());
    let changed = app
        .store
        .change_password(actor, now, token, secret("old_password"), secret("new_password"), &source)
        .await;
    match changed {
        Ok(()) => {
            info!(member = %actor.member, "password changed");
            Ok(see_other("/account/password?changed=1"))
        }
        Err(SignInError::Store(error)) => {
            page(&app, &session, None, Some(("new_password", question::refusal(error)?))).await
        }
        Err(error) => refuse(&app, &session, error).await,
    }
}

async fn refuse(app: &App, session: &Session, error: SignInError) -> Answer {
    let refusal = Refusal::of(error, WRONG)?;
    let page = page(app, session, None, Some(("old_password", refusal.words.clone()))).await?;
    Ok(if refusal.is_about_time() { refusal.on(page) } else { page })
}

/// What is wrong with the boxes themselves.
fn typed(posted: &Posted) -> Result<(), (&'static str, String)> {
    let (old, new) = (posted.get("old_password"), posted.get("new_password"));
    if old.is_empty() {
        return Err(("old_password", WRONG.to_owned()));
    }
    if new != posted.get("again_password") {
        return Err(("again_password", DIFFERENT.to_owned()));
    }
    if new == old {
        return Err(("new_password", SAME.to_owned()));
    }
    Ok(())
}

async fn page(
    app: &App,
    session: &Session,
    notice: Option<String>,
    wrong: Option<(&'static str, String)>,
) -> Result<Response, Problem> {
    let error =
        |name| wrong.as_ref().filter(|(known, _)| *known == name).map_or("", |(_, text)| text).to_owned();
    let password = |name, label, hint: String, autocomplete| PasswordBox {
        name,
        label,
        hint,
        autocomplete,
        error: error(name),
    };
    let hint = format!(
        "At least {PASSWORD_MIN_CHARS} characters. Four or more words that do not belong together are easy to keep in \
         mind and hard to guess."
    );
    let summary = wrong.as_ref().map(|(name, text)| ErrorSummary {
        heading: "There is a problem".to_owned(),
        items: vec![SummaryItem::link(format!("#{name}"), text.as_str())],
    });
    let is_wrong = summary.is_some();
    let frame = chrome(app, session, "Change your password", ADDRESS).back("/", "Start page").notice(notice);
    let login = app.store.login_of(session.actor()).await?;
    let page = html(&PasswordPage {
        login,
        chrome: frame.problem(is_wrong),
        summary,
        csrf: csrf::token(session, app.world.now()),
        boxes: vec![
            password("old_password", "The password that you have now", String::new(), "current-password"),
            password("new_password", "New password", hint, "new-password"),
            password("again_password", "New password, once more", String::new(), "new-password"),
        ],
    })?;
    Ok(question::with_status(is_wrong, page))
}
