//! Who may call a route, decided in one place before its handler runs.
//!
//! The policy, written once:
//!
//! * Nobody signed in: pages lead to the sign-in page and back, with what was typed ([`kept`]); the API answers
//!   401.
//! * Signed in, but the policy does not allow the route's action: 403. Which routes exist is no secret.
//! * Signed in without a second factor, in a role that needs one: the own account, and nothing else.
//! * Signed in and allowed, but not proved for a while who it is, at a door that asks for it ([`Door::Proven`]): the
//!   page that asks for the password leads back, with what was typed.
//! * Signed in, and the record is another centre's: 404, the same as a record that does not exist. Whether a
//!   row exists elsewhere *is* a secret, so the store's scoped finders never tell the two apart.
//!
//! Handlers do not repeat any of this: they take what the gate leaves for them as arguments ([`Session`],
//! [`Member`], [`AuditLead`], [`ApiCaller`]), and there is no other way to a [`store::Scoped`].

use std::{collections::HashMap, sync::Arc};

use axum::{
    RequestExt,
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    actor::{Action, Actor},
    value::CentreCode,
};
use jiff::Timestamp;
use store::{NewSession, Proof, Reads, Scoped, SessionState, Source, Way};

use crate::{
    App,
    address::{self, From},
    cookie::Token,
    csrf::{self, ShowAgain},
    extract::Path,
    kept, logged,
    problem::Problem,
};

/// How the caller of a route says who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Not at all.
    Open,
    /// As whoever is signed in, in this browser.
    Session,
    /// The same, and they have proved lately who they are: what is done there has consequences for others.
    Proven,
    /// By a bearer token of a centre.
    Token,
}

/// Somebody who is signed in, in this browser.
#[derive(Clone)]
pub(crate) struct Session(Arc<SessionData>);

struct SessionData {
    kept: store::Session,
    cookie: Token,
}

impl Session {
    /// A session as the store keeps it, of the browser that holds its token.
    pub(crate) fn of(kept: store::Session, cookie: Token) -> Self {
        Self(Arc::new(SessionData { kept, cookie }))
    }

    /// Who it is.
    pub(crate) fn actor(&self) -> &Actor {
        &self.0.kept.actor
    }

    /// What they sign in with.
    pub(crate) fn login(&self) -> &str {
        &self.0.kept.login
    }

    /// Until when it lasts.
    pub(crate) fn expires_at(&self) -> Timestamp {
        self.0.kept.expires_at
    }

    /// By what they have proved who they are.
    pub(crate) fn proof(&self) -> Proof {
        self.0.kept.proof
    }

    /// By which way they have signed in.
    pub(crate) fn way(&self) -> &Way {
        &self.0.kept.way
    }

    /// With what its forms are marked.
    pub(crate) fn form_key(&self) -> csrf::Key {
        self.0.kept.form_key.unwrap_or_else(|| csrf::key(&self.0.cookie))
    }

    /// How a session begins that follows on this one: proved as it is, and lasting no longer.
    pub(crate) fn same_again(&self, source: Source, headers: &HeaderMap, now: Timestamp) -> NewSession {
        let kept = &self.0.kept;
        NewSession {
            lasts: kept.expires_at.duration_since(now),
            proof: kept.proof,
            way: kept.way.clone(),
            proven_at: kept.proven_at,
            source,
            agent: agent(headers),
        }
    }

    /// Whether its member has proved lately who they are.
    fn is_proven(&self, app: &App) -> bool {
        app.world.now().duration_since(self.0.kept.proven_at) <= app.config.proof
    }

    /// Whether a page offers an action to them.
    pub(crate) fn offers(&self, action: Action) -> bool {
        self.actor().may(action)
    }

    /// The session's token.
    pub(crate) fn cookie(&self) -> &Token {
        &self.0.cookie
    }
}

/// What a browser calls itself.
pub(crate) fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default().to_owned()
}

/// What a route reads records for: its path, as the audit trail writes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purpose(pub &'static str);

/// The layer of one route.
pub(crate) async fn check(
    State((app, door, action, purpose)): State<(App, Door, Action, Purpose)>,
    mut request: Request,
    next: Next,
) -> Response {
    let admitted = match door {
        Door::Open => Ok(None),
        Door::Token => admit_token(&app, &mut request, action).await.map(|()| None),
        Door::Session | Door::Proven => admit_session(&app, &mut request, action).await.map(Some),
    };
    // A file of records begins on a page of ours, or is typed; no other site makes a browser fetch it.
    let is_foreign = address::Sender::of(request.headers(), &app.config) == address::Sender::Foreign;
    if let (Door::Proven, Ok(Some(session))) = (door, &admitted)
        && is_foreign
    {
        let problem = if request.method().is_safe() { Problem::ForeignFetch } else { Problem::ForeignForm };
        return with_menu(problem.into_response(), session.clone());
    }
    if let (Door::Proven, Ok(Some(session))) = (door, &admitted)
        && !session.is_proven(&app)
        && !ShowAgain::is_asked(&request)
    {
        let problem = kept::proof_needed(&app, &session.0.kept, request).await;
        return with_menu(problem.into_response(), session.clone());
    }
    let noted = admitted.and_then(|session| Ok((session, note_reads(&app, &mut request, purpose)?)));
    match noted {
        Err(problem) => problem.into_response(),
        Ok((session, reads)) => {
            let mut response = next.run(request).await;
            // Nothing that was read leaves before the audit trail holds who read it.
            if let Some(reads) = reads
                && let Err(error) = reads.write_down().await
            {
                response = Problem::from(error).into_response();
            }
            match session {
                Some(session) => with_menu(response, session),
                None => response,
            }
        }
    }
}

/// An error page shows the menu of whoever is signed in.
fn with_menu(mut response: Response, session: Session) -> Response {
    response.extensions_mut().insert(session);
    response
}

/// Leaves the caller's sight of their centre's records for the handler. All that it reads is one event.
fn note_reads(app: &App, request: &mut Request, Purpose(purpose): Purpose) -> Result<Option<Reads>, Problem> {
    let extensions = request.extensions_mut();
    let session = extensions.get::<Session>().map(|session| session.actor().clone());
    let actor = session.or_else(|| extensions.get::<ApiActor>().map(|ApiActor(actor)| Actor::clone(actor)));
    let Some(actor) = actor.filter(|actor| actor.centre.is_some()) else { return Ok(None) };
    let (scope, reads) = app.store.scope(&actor, app.world.now(), purpose)?.noting();
    extensions.insert(scope);
    Ok(Some(reads))
}

async fn admit_session(app: &App, request: &mut Request, action: Action) -> Result<Session, Problem> {
    let cookie = Token::from_headers(request.headers(), &app.config);
    let state = match &cookie {
        Some(cookie) => app.store.session_use(cookie.as_str(), app.world.now(), app.config.idle).await?,
        None => SessionState::Unknown,
    };
    let session = match (state, cookie) {
        (SessionState::Live(session), Some(cookie)) => Session::of(session, cookie),
        (state, _) => {
            let ended = if let SessionState::Ended(session) = state { Some(session) } else { None };
            let sent = std::mem::replace(request, Request::new(Body::empty()));
            return Err(kept::needed(app, ended.as_ref(), sent).await);
        }
    };
    logged::known(session.actor());
    permit(session.actor(), action)?;
    let needs_two = app.config.second_factor.is_asked_of(session.actor().role);
    if needs_two && session.proof() != Proof::Two && action != Action::UseAccount {
        return Err(Problem::SecondFactorNeeded);
    }
    request.extensions_mut().insert(session.clone());
    Ok(session)
}

async fn admit_token(app: &App, request: &mut Request, action: Action) -> Result<(), Problem> {
    let From(source) = request.extract_parts_with_state(app).await?;
    let token = bearer(request.headers()).ok_or(Problem::TokenNeeded)?;
    let now = app.world.now();
    let actor = if let Some(actor) = app.holders.get(token, now) {
        actor
    } else {
        let actor = app.store.token_use(token, now, &source).await?.ok_or(Problem::TokenNeeded)?;
        let actor = Arc::new(actor);
        app.holders.put(token, &actor, now);
        actor
    };
    logged::known(&actor);
    permit_program(&actor, action, request).await?;
    request.extensions_mut().insert(ApiActor(actor));
    Ok(())
}

/// What a token is for is said to whoever holds it: they can ask for another.
async fn permit_program(actor: &Actor, action: Action, request: &mut Request) -> Result<(), Problem> {
    let denied = |_| Problem::BeyondToken;
    actor.permit(action).map_err(denied)?;
    let Path(params): Path<HashMap<String, String>> = request.extract_parts().await?;
    params.get("form").map_or(Ok(()), |form| actor.permit_form(form).map_err(denied))
}

fn permit(actor: &Actor, action: Action) -> Result<(), Problem> {
    actor.permit(action).map_err(|_| Problem::Forbidden)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[derive(Clone)]
struct ApiActor(Arc<Actor>);

/// A member of a centre, and all that they may read.
pub(crate) struct Member {
    pub session: Session,
    pub centre: CentreCode,
    pub records: Scoped,
}

/// The network's audit lead, who sees numbers, never a row.
pub(crate) struct AuditLead {
    pub session: Session,
}

/// Whoever holds a centre's token, and all that they may read.
pub(crate) struct ApiCaller {
    pub actor: Arc<Actor>,
    pub centre: CentreCode,
    pub records: Scoped,
}

fn scope(parts: &Parts) -> Result<Scoped, Problem> {
    ungated(parts.extensions.get::<Scoped>().cloned())
}

fn ungated<T>(found: Option<T>) -> Result<T, Problem> {
    found.ok_or_else(|| Problem::fault("the route’s action does not fit its handler"))
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        ungated(parts.extensions.get::<Self>().cloned())
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        let centre = ungated(session.actor().centre.clone())?;
        let records = scope(parts)?;
        Ok(Self { session, centre, records })
    }
}

impl FromRequestParts<App> for AuditLead {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        ungated(session.offers(Action::SeeNetwork).then_some(()))?;
        Ok(Self { session })
    }
}

impl FromRequestParts<App> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let ApiActor(actor) = ungated(parts.extensions.get::<ApiActor>().cloned())?;
        let centre = ungated(actor.centre.clone())?;
        let records = scope(parts)?;
        Ok(Self { actor, centre, records })
    }
}
