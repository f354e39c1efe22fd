//! The second step of signing in: a code, after the password.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::SignedDuration;
use store::{NewSession, Proof, SessionState, Way};
use tracing::warn;

use super::{
    Answer, links, plain_chrome,
    question::{self, Question},
    see_other,
    signing::{self, Next, Refusal},
};
use crate::{
    App,
    address::From,
    cookie::Token,
    csrf::{self, ProtectedForm},
    extract::Query,
    kept::Kept,
    problem::Problem,
};

const ADDRESS: &str = "/sign-in/second";
const WRONG: &str = "The code is not right, or was used already. Type the one that the app shows now";

/// How long somebody may look for their phone.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// GET /sign-in/second
pub(crate) async fn show(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    headers: HeaderMap,
) -> Answer {
    match half(&app, &headers).await? {
        Some((half, token)) => page(&app, &token, &half.way, &next, None, None),
        None => Ok(see_other("/sign-in")),
    }
}

/// POST /sign-in/second
pub(crate) async fn submit(
    State(app): State<App>,
    From(source): From,
    headers: HeaderMap,
    ProtectedForm(form): ProtectedForm,
) -> Answer {
    let Some((half, token)) = half(&app, &headers).await? else { return Ok(see_other("/sign-in")) };
    let kept = Kept::of(&form);
    let now = app.world.now();
    if let Err(error) = app.store.try_code(&half.actor, form.get("digits"), now).await {
        let refusal = Refusal::of_code(error, WRONG)?;
        warn!(member = %half.actor.member, "a second factor was refused");
        let (next, wrong) = (form.get("next"), Some(refusal.words.clone()));
        let page = page(&app, &token, &half.way, next, kept.as_ref(), wrong)?;
        return Ok(refusal.on(page));
    }
    app.store.session_delete(&half.actor, now, token.as_str()).await?;
    let new = signing::new_session(&app, source, &headers, Proof::Two);
    let session = signing::begin_as(&app, &half.actor, NewSession { way: half.way, ..new }).await?;
    let answer = signing::welcome(&app, &session, form.get("next"), kept)?;
    Ok(signing::with_cookie(answer, session.cookie().set(&app.config)))
}

/// Begins to sign somebody in who has given their password, or come from the provider, and asks for the code.
pub(super) async fn ask(
    app: &App,
    actor: &domain::actor::Actor,
    new: NewSession,
    next: &str,
    kept: Option<&Kept>,
) -> Answer {
    let half = NewSession { lasts: PATIENCE, proof: Proof::Half, ..new };
    let way = half.way.clone();
    let token = app.store.session_create(actor, app.world.now(), half).await?;
    let token = Token::of_session(&token);
    let page = page(app, &token, &way, next, kept, None)?;
    Ok(signing::with_cookie(page, token.set(&app.config)))
}

/// Whoever has given their password in this browser, and no code yet.
async fn half(app: &App, headers: &HeaderMap) -> Result<Option<(store::Session, Token)>, Problem> {
    let Some(token) = Token::from_headers(headers, &app.config) else { return Ok(None) };
    let found = app.store.session_find(token.as_str(), app.world.now(), PATIENCE).await?;
    Ok(match found {
        SessionState::Half(session) => Some((session, token)),
        _ => None,
    })
}

fn page(
    app: &App,
    token: &Token,
    way: &Way,
    next: &str,
    kept: Option<&Kept>,
    wrong: Option<String>,
) -> Result<Response, Problem> {
    let csrf = csrf::token_of_visit(token, app.world.now());
    let mut page = Question::marked(csrf, plain_chrome(app, "Type your code"), "")
        .tell(match way {
            Way::Password => {
                "Your password is right. Now the code, so that nobody gets in with the password alone."
            }
            Way::Provider { .. } => {
                "Your account is right. Now the code, so that nobody gets in with the account alone."
            }
        })
        .ask(question::code("Six digits of your authenticator app, or one of your recovery codes.", wrong))
        .send(ADDRESS, "Sign in");
    page.hidden.push(("next", links::local(next).to_owned()));
    if let Some(kept) = kept {
        page.hidden.extend(kept.boxes());
    }
    page.way("/sign-in", "Begin again").draw()
}
