//! A member's own password.

use axum::extract::State;
use secrecy::SecretString;
use serde::Deserialize;
use store::{PASSWORD_MIN_CHARS, SignInError};
use tracing::info;

use super::super::{
    Answer, chrome,
    question::{self, Question},
    see_other,
    signing::{Refusal, with_cookie},
};
use crate::{
    App, address::From, cookie::Token, csrf::ProtectedForm, entry::Posted, extract::Query, gate::Session,
    problem::Problem, ui::Field,
};

const ADDRESS: &str = "/account/password";
const WRONG: &str = "The password that you have now is not right";
const DIFFERENT: &str = "The new password was not typed the same twice";
const SAME: &str = "The new password is the one that you have now. Choose another";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    changed: Option<String>,
}

/// A box, and what is wrong with what was typed in it.
pub(in crate::pages) type Wrong = (&'static str, String);

/// GET /account/password
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, session: Session) -> Answer {
    let notice = "Your password is changed. You are signed out everywhere else.";
    page(&app, &session, done.changed.map(|_| notice.to_owned()), None).draw()
}

/// POST /account/password
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    if let Err(wrong) = typed(&posted) {
        return page(&app, &session, None, Some(&wrong)).draw();
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
            // Whoever knew this session's token is out as well.
            let token = app.store.session_prove(actor, now, token, session.proof()).await?;
            let token = token.ok_or_else(|| Problem::SignInNeeded(ADDRESS.to_owned()))?;
            let cookie = Token::of_session(&token).set(&app.config);
            Ok(with_cookie(see_other("/account/password?changed=1"), cookie))
        }
        Err(SignInError::Store(error)) => {
            page(&app, &session, None, Some(&("new_password", question::refusal(error)?))).draw()
        }
        Err(error) => refuse(&app, &session, error),
    }
}

fn refuse(app: &App, session: &Session, error: SignInError) -> Answer {
    let refusal = Refusal::of(error, WRONG)?;
    let page = page(app, session, None, Some(&("old_password", refusal.words.clone()))).draw()?;
    Ok(if refusal.is_about_time() { refusal.on(page) } else { page })
}

/// What is wrong with the boxes themselves.
fn typed(posted: &Posted) -> Result<(), Wrong> {
    let (old, new) = (posted.get("old_password"), posted.get("new_password"));
    if old.is_empty() {
        return Err(("old_password", WRONG.to_owned()));
    }
    typed_twice(posted)?;
    if new == old {
        return Err(("new_password", SAME.to_owned()));
    }
    Ok(())
}

/// The same for a new password alone.
pub(in crate::pages) fn typed_twice(posted: &Posted) -> Result<(), Wrong> {
    if posted.get("new_password") == posted.get("again_password") {
        return Ok(());
    }
    Err(("again_password", DIFFERENT.to_owned()))
}

/// The boxes for a new password.
pub(in crate::pages) fn boxes(wrong: Option<&Wrong>) -> [Field; 2] {
    let hint = format!(
        "At least {PASSWORD_MIN_CHARS} characters. Four or more words that do not belong together are easy to keep in \
         mind and hard to guess."
    );
    let field =
        |name, label, hint: &str| question::secret(name, label, hint, "new-password", error(wrong, name));
    [field("new_password", "New password", &hint), field("again_password", "New password, once more", "")]
}

fn error(wrong: Option<&Wrong>, name: &str) -> Option<String> {
    wrong.filter(|(known, _)| *known == name).map(|(_, text)| text.clone())
}

fn page(app: &App, session: &Session, notice: Option<String>, wrong: Option<&Wrong>) -> Question {
    let frame = chrome(app, session, "Change your password", "/account").back("/account", "Your account");
    let old = error(wrong, "old_password");
    let mut page = Question::new(app, session, frame.notice(notice), "")
        .tell("You stay signed in here; everywhere else you are signed out.")
        .ask(question::secret("old_password", "The password that you have now", "", "current-password", old))
        .send(ADDRESS, "Change password");
    page.fields.extend(boxes(wrong));
    session.login().clone_into(&mut page.login);
    page
}
