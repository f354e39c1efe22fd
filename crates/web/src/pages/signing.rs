//! What the pages have in common on which somebody signs in, joins, or proves who they are.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::actor::Actor;
use secrecy::SecretString;
use serde::Deserialize;
use store::{NewSession, Proof, SessionState, SignInError, Source, Way};
use tracing::info;

use super::{Answer, kept, links, see_other};
use crate::{
    App,
    again::{After, ShownAgain},
    cookie::Token,
    entry::number_in_words,
    gate::{Session, agent},
    kept::Kept,
    menu, passkeys,
    problem::Problem,
    ui::Beside,
};

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

pub(super) const NO_POST: &str = "Your membership is over. Ask the lead of your centre, or an administrator of the network, \
    to let you be a member again";

/// Whether somebody can show who they are by a password: one is taken, and they have one.
pub(super) async fn has_password(app: &App, actor: &Actor) -> Result<bool, Problem> {
    let Some(federation) = &app.config.federation else { return Ok(true) };
    let ways = app.store.ways_in(actor.member, federation.provider.issuer()).await?;
    Ok(federation.local && ways.has_password)
}

/// Why somebody is not signed in, and after how many seconds it is worth trying again.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub words: String,
    status: StatusCode,
    seconds: Option<u32>,
    /// It is about a passkey, and about nothing that was typed.
    is_of_passkey: bool,
}

impl Refusal {
    /// The refusal in words; a failure of the store is a problem of its own.
    pub(super) fn of(error: SignInError, wrong: &str) -> Result<Self, Problem> {
        let refusal =
            |words: String, status, seconds| Ok(Self { words, status, seconds, is_of_passkey: false });
        match error {
            SignInError::Wrong => refusal(wrong.to_owned(), StatusCode::OK, None),
            SignInError::NoPost => refusal(NO_POST.to_owned(), StatusCode::OK, None),
            SignInError::TooSoon { seconds } => {
                let words =
                    format!("Too many wrong passwords for this user name from here. {}", wait(seconds));
                refusal(words, StatusCode::TOO_MANY_REQUESTS, Some(seconds))
            }
            SignInError::Crowded => {
                let words = "Many people are signing in at this moment. Wait a few seconds, then try again";
                refusal(words.to_owned(), StatusCode::SERVICE_UNAVAILABLE, Some(3))
            }
            SignInError::Store(error) => Err(error.into()),
        }
    }

    /// The same of a code.
    pub(super) fn of_code(error: SignInError, wrong: &str) -> Result<Self, Problem> {
        let mut refusal = Self::of(error, wrong)?;
        if let Some(seconds) = refusal.seconds {
            refusal.words = format!("Too many wrong codes. {}", wait(seconds));
        }
        Ok(refusal)
    }

    /// The same of asking for a new password.
    pub(super) fn of_forgotten(error: SignInError) -> Result<Self, Problem> {
        let mut refusal = Self::of(error, "")?;
        if let Some(seconds) = refusal.seconds {
            refusal.words = format!("A new password was asked for too often from here. {}", wait(seconds));
        }
        Ok(refusal)
    }

    /// The same of a passkey.
    pub(super) fn of_passkey(error: SignInError) -> Result<Self, Problem> {
        Ok(Self { is_of_passkey: true, ..Self::of_code(error, passkeys::WRONG)? })
    }

    /// What is said at the box: what was typed there is wrong.
    pub(super) fn at_the_box(&self) -> Option<String> {
        (!self.is_of_passkey).then(|| self.words.clone())
    }

    /// What is said above the page: the passkey was not taken.
    pub(super) fn above(&self) -> Option<String> {
        self.is_of_passkey.then(|| self.words.clone())
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

/// `Wait 4 seconds, then try again`
pub(super) fn wait(seconds: u32) -> String {
    let wait = number_in_words(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds");
    format!("Wait {wait}, then try again")
}

/// Begins a session of somebody who has proved who they are, with a new token: whoever knew the one before it is not
/// signed in with it.
pub(super) async fn begin(
    app: &App,
    actor: &Actor,
    source: Source,
    headers: &HeaderMap,
    proof: Proof,
) -> Result<Session, Problem> {
    begin_as(app, actor, new_session(app, source, headers, proof)).await
}

/// The same, of a session that is known already.
pub(super) async fn begin_as(app: &App, actor: &Actor, new: NewSession) -> Result<Session, Problem> {
    let factors = match (new.proof, &new.way) {
        (Proof::Two, _) => "two factors",
        (_, Way::Provider { .. }) => "an account at the provider",
        (_, Way::Password) => "a password",
    };
    let token = app.store.session_create(actor, app.world.now(), new).await?;
    info!(member = %actor.member, factors, "signed in");
    held_by(app, &token).await
}

pub(super) fn new_session(app: &App, source: Source, headers: &HeaderMap, proof: Proof) -> NewSession {
    NewSession {
        lasts: app.config.absolute,
        proof,
        way: Way::default(),
        proven_at: app.world.now(),
        source,
        agent: agent(headers),
    }
}

/// Where whoever has gone to the provider in a tab of its own comes out.
const DONE: &str = "/sign-in/done";

/// The button that leads to the provider, where there is one. What was typed before stays on the page.
pub(super) fn at_provider(
    app: &App,
    action: &'static str,
    csrf: String,
    next: &str,
    kept: Option<&Kept>,
) -> Option<Beside> {
    let federation = app.config.federation.as_ref()?;
    let kept = kept.filter(|kept| !kept.to.is_empty() && kept.lost.is_none());
    let next = if kept.is_some() { DONE } else { links::local(next) };
    Some(Beside {
        action,
        csrf,
        hidden: vec![("next", next.to_owned())],
        text: format!("Sign in with your {}", federation.provider.name()),
        is_first: !federation.local,
        kept: kept.map(Kept::boxes).unwrap_or_default(),
    })
}

/// The session whose token the store has just handed out.
pub(super) async fn held_by(app: &App, token: &SecretString) -> Result<Session, Problem> {
    let cookie = Token::of_session(token);
    let found = app.store.session_find(cookie.as_str(), app.world.now(), app.config.idle).await?;
    let session = found.live().ok_or_else(|| Problem::fault("a session that has just begun is not there"))?;
    Ok(Session::of(session, cookie))
}

/// Where somebody goes who is signed in now.
pub(super) fn welcome(app: &App, session: &Session, next: &str, kept: Option<Kept>) -> Answer {
    let Some(kept) = kept else { return Ok(see_other(links::local(next))) };
    if !kept.is_for(session.actor()) {
        return kept::of_others(app, session);
    }
    Ok(again(session, kept, After::SignIn))
}

/// An answer that becomes the page which was sent too early or too late.
pub(super) fn again(session: &Session, kept: Kept, after: After) -> Response {
    let mut answer = StatusCode::OK.into_response();
    answer.extensions_mut().insert(ShownAgain { session: session.clone(), kept, after });
    answer
}

pub(super) fn with_cookie(response: Response, cookie: Option<HeaderValue>) -> Response {
    let Some(cookie) = cookie else {
        return Problem::fault("a token of ours is no header value").into_response();
    };
    let mut response = response;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// The session ends, and one begins of its member as something else that they are, which lasts no longer.
pub(super) async fn go_on_as(
    app: &App,
    session: &Session,
    other: &Actor,
    source: Source,
    headers: &HeaderMap,
) -> Answer {
    let now = app.world.now();
    let token = app.store.session_create(other, now, session.same_again(source, headers, now)).await?;
    app.store.session_delete(session.actor(), now, session.cookie().as_str()).await?;
    let session = held_by(app, &token).await?;
    let answer = see_other(menu::first_page(session.actor()));
    Ok(with_cookie(answer, session.cookie().set(&app.config)))
}

/// A session that this browser had before ends, whoever's it was.
pub(super) async fn end_session_before(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(cookie) = Token::from_headers(headers, &app.config) else { return Ok(()) };
    let now = app.world.now();
    match app.store.session_find(cookie.as_str(), now, app.config.idle).await? {
        SessionState::Live(session) | SessionState::Half(session) | SessionState::Ended(session) => {
            Ok(app.store.session_delete(&session.actor, now, cookie.as_str()).await?)
        }
        SessionState::Unknown => Ok(()),
    }
}

/// Whoever signs in, as what they were when they typed what is kept, where they still are that.
pub(super) async fn as_typed(app: &App, actor: Actor, kept: Option<&Kept>) -> Result<Actor, Problem> {
    let Some(kept) = kept.filter(|kept| !kept.is_for(&actor)) else { return Ok(actor) };
    let member = app.store.oneself(&actor).await?;
    let mut acting = member.held(app.world.now()).map(|held| member.acting_as(held));
    Ok(acting.find(|other| kept.is_for(other)).unwrap_or(actor))
}
