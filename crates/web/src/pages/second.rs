//! The second step of signing in: a code or a passkey, after the password.

use axum::{extract::State, http::HeaderMap, response::Response};
use jiff::SignedDuration;
use store::{NewSession, Proof, SessionState, Way};

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
    passkeys,
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
        Some((half, token)) => page(&app, &half, &token, &next, None, None).await,
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
    let answer = form.get("passkey");
    let refused = if answer.is_empty() {
        let tried = app.store.try_code(&half.actor, form.get("digits"), now).await;
        tried.err().map(|error| Refusal::of_code(error, WRONG))
    } else {
        passkeys::try_answer(&app, &half.actor, answer).await.err().map(Refusal::of_passkey)
    };
    if let Some(refusal) = refused.transpose()? {
        let page = page(&app, &half, &token, form.get("next"), kept.as_ref(), Some(&refusal)).await?;
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
    let token = app.store.session_create(actor, app.world.now(), half).await?;
    let token = Token::of_session(&token);
    let (half, token) =
        half_of(app, token).await?.ok_or_else(|| Problem::fault("half a session is not there"))?;
    let page = page(app, &half, &token, next, kept, None).await?;
    Ok(signing::with_cookie(page, token.set(&app.config)))
}

/// Whoever has given their password in this browser, and no code yet.
async fn half(app: &App, headers: &HeaderMap) -> Result<Option<(store::Session, Token)>, Problem> {
    let Some(token) = Token::from_headers(headers, &app.config) else { return Ok(None) };
    half_of(app, token).await
}

async fn half_of(app: &App, token: Token) -> Result<Option<(store::Session, Token)>, Problem> {
    let found = app.store.session_find(token.as_str(), app.world.now(), PATIENCE).await?;
    Ok(match found {
        SessionState::Half(session) => Some((session, token)),
        _ => None,
    })
}

async fn page(
    app: &App,
    half: &store::Session,
    token: &Token,
    next: &str,
    kept: Option<&Kept>,
    refusal: Option<&Refusal>,
) -> Result<Response, Problem> {
    let csrf = csrf::token_of_visit(token, app.world.now());
    let factors = app.store.factors(half.actor.member).await?;
    let passkey = passkeys::asked_of(app, &half.actor).await;
    let (title, told) = match passkey {
        Some(_) => ("Use a passkey or type a code", "Now your passkey or a code"),
        None => ("Type your code", "Now the code"),
    };
    let hint = match factors.app_since {
        Some(_) => "Six digits of your authenticator app, or one of your recovery codes.",
        None => "One of your recovery codes.",
    };
    let by = match half.way {
        Way::Password => "password",
        Way::Provider { .. } => "account",
    };
    let mut page = Question::marked(csrf, plain_chrome(app, title), "")
        .tell(format!("Your {by} is right. {told}, so that nobody gets in with the {by} alone."))
        .ask(question::code(hint, refusal.and_then(Refusal::at_the_box)))
        .send(ADDRESS, "Sign in");
    page.passkey = passkey;
    if let Some(words) = refusal.and_then(Refusal::above) {
        page = page.refuse(words);
    }
    page.hidden.push(("next", links::local(next).to_owned()));
    if let Some(kept) = kept {
        page.hidden.extend(kept.boxes());
    }
    page.way("/sign-in", "Begin again").draw()
}
