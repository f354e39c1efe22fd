//! After signing in in another tab: what was typed before is shown on the page where it was kept.

use axum::{
    extract::{Request, State},
    http::HeaderMap,
};
use store::SessionState;

use super::super::{Answer, plain_chrome, question::Question, see_other, sign_in, signing};
use crate::{App, cookie::Token, csrf::SentFromHere, gate::Session, kept::Kept, problem::Problem};

/// GET /sign-in/done: where the other tab ends.
pub(crate) async fn done(State(app): State<App>) -> Answer {
    Question::marked(String::new(), plain_chrome(&app, "You have signed in"), "")
        .tell(
            "What you typed is in the other tab: go back to it, and choose “I have signed in there: show what I \
             typed”. You can close this one.",
        )
        .way("/", "Go to the start page instead")
        .draw()
}

/// POST /sign-in/again. Nothing is saved by it: the page is shown with what its sender sent.
pub(crate) async fn submit(State(app): State<App>, headers: HeaderMap, request: Request) -> Answer {
    let SentFromHere(form) = SentFromHere::read(request, &app).await?;
    let Some(kept) = Kept::of(&form) else { return Ok(see_other("/sign-in")) };
    let kept = Kept { visit: Token::from_headers(&headers, &app.config), ..kept };
    match signed_in(&app, kept.visit.clone()).await? {
        Some(session) => signing::welcome(&app, &session, &kept.page.clone(), Some(kept)),
        None => sign_in::with_kept(&app, &kept),
    }
}

async fn signed_in(app: &App, token: Option<Token>) -> Result<Option<Session>, Problem> {
    let Some(token) = token else { return Ok(None) };
    let found = app.store.session_find(token.as_str(), app.world.now(), app.config.idle).await?;
    Ok(match found {
        SessionState::Live(session) => Some(Session::of(session, token)),
        _ => None,
    })
}
