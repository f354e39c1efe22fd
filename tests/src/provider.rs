//! A provider of OpenID Connect on this machine: honest, until it is told not to be.
//!
//! It checks what a provider checks (the client and its secret, where to send people back to, PKCE, that a code is used
//! once), so that a client that leaves one of them out gets nothing.
#![expect(clippy::disallowed_types, reason = "it is no part of the service")]

mod token;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use jiff::Timestamp;
use openidconnect::url::Url;
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::fixtures::now;

pub use token::Key;

/// What the service is called there.
pub const CLIENT: &str = "ecmopt";
/// What it proves it with.
pub const SECRET: &str = "a secret of the tests";

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wrong {
    /// Nothing.
    #[default]
    Nothing,
    /// The token answers another request.
    Nonce,
    /// The token is for another service.
    Audience,
    /// The token is for ours and for another.
    TwoAudiences,
    /// The token was made for another party.
    Party,
    /// The token is of another provider.
    Issuer,
    /// The token is over.
    Expired,
    /// The token is not valid yet.
    NotYet,
    /// The token is for programs, not for signing somebody in.
    Kind,
    /// The token is signed with a key that it brings along.
    OwnKey,
    /// The token has no signature.
    Unsigned,
    /// The token is signed with the client's secret.
    Symmetric,
    /// The token is signed with another key, under the name of the one that is published.
    OtherKey,
    /// There is no token.
    NoToken,
    /// The token was changed after it was signed.
    Changed,
    /// The answer has a megabyte.
    Huge,
    /// Tokens are somewhere else, it says.
    Moved,
    /// It takes no code.
    TakesNoCode,
    /// Its metadata are those of another provider.
    OtherMetadata,
    /// Its metadata are a page for people.
    NoMetadata,
    /// Its metadata name an address without TLS.
    PlainAddress,
}

/// How it behaves.
#[derive(Debug, Clone)]
pub struct Conduct {
    /// Who signs in there, and what is claimed of them; nobody when they do not.
    pub person: Option<Value>,
    /// What is wrong with it.
    pub wrong: Wrong,
    /// How far its clock is ahead of the service's, in seconds.
    pub ahead: i64,
    /// Whose name its answers bear.
    pub answers_as: Option<String>,
    /// It promises that all answers bear it.
    pub promises_name: bool,
    /// How long it takes.
    pub takes: Duration,
    /// With what it signs.
    pub key: Key,
    /// What it publishes.
    pub published: Vec<Key>,
    /// It leaves people on the page that they come from.
    pub says_nothing: bool,
}

struct Grant {
    redirect: String,
    challenge: String,
    nonce: String,
}

struct Inner {
    conduct: Conduct,
    codes: HashMap<String, Grant>,
    asked: Vec<BTreeMap<String, String>>,
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    count: usize,
}

type Shared = Arc<Mutex<Inner>>;
type Pairs = BTreeMap<String, String>;

/// The provider. It goes down when it is dropped.
pub struct Provider {
    /// Who it is.
    pub issuer: String,
    shared: Shared,
    running: Option<oneshot::Sender<()>>,
}

impl Provider {
    /// Starts one that lets somebody in as `u-robin`.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let issuer = format!("http://{}/staff", listener.local_addr().unwrap());
        let conduct = Conduct {
            person: Some(json!({ "sub": "u-robin" })),
            wrong: Wrong::Nothing,
            ahead: 0,
            answers_as: Some(issuer.clone()),
            promises_name: true,
            takes: Duration::ZERO,
            key: Key::First,
            published: vec![Key::First],
            says_nothing: false,
        };
        let inner = Inner { conduct, codes: HashMap::new(), asked: Vec::new(), now: Arc::new(now), count: 0 };
        let shared = Arc::new(Mutex::new(inner));
        let routes = Router::new()
            .route("/staff/.well-known/openid-configuration", get(metadata))
            .route("/staff/keys", get(keys))
            .route("/staff/authorize", get(authorize))
            .route("/staff/token", post(token))
            .with_state((shared.clone(), issuer.clone()));
        let (running, stop) = oneshot::channel::<()>();
        let served = axum::serve(listener, routes).with_graceful_shutdown(async {
            _ = stop.await;
        });
        tokio::spawn(async { served.await.unwrap() });
        Self { issuer, shared, running: Some(running) }
    }

    /// Has it behave otherwise from now on.
    pub fn be(&self, change: impl FnOnce(&mut Conduct)) {
        change(&mut locked(&self.shared).conduct);
    }

    /// Has it tell the time like a service.
    pub fn keeps_time_with(&self, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) {
        locked(&self.shared).now = clock;
    }

    /// The person who signs in there from now on, with what is claimed of them.
    pub fn lets_in(&self, claims: Value) {
        self.be(|conduct| conduct.person = Some(claims));
    }

    /// What it was asked for at each visit of a browser.
    pub fn asked(&self) -> Vec<BTreeMap<String, String>> {
        locked(&self.shared).asked.clone()
    }

    /// Takes it down.
    pub async fn goes_down(&mut self) {
        self.running.take();
        // Until nobody listens any more.
        while tokio::net::TcpStream::connect(self.address()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    fn address(&self) -> String {
        let url = Url::parse(&self.issuer).unwrap();
        format!("127.0.0.1:{}", url.port().unwrap())
    }
}

fn locked(shared: &Shared) -> MutexGuard<'_, Inner> {
    shared.lock().unwrap()
}

type Served = (Shared, String);

async fn metadata(State((shared, issuer)): State<Served>) -> Response {
    let (wrong, promises) = {
        let inner = locked(&shared);
        (inner.conduct.wrong, inner.conduct.promises_name)
    };
    let at = |path: &str| format!("{issuer}/{path}");
    let keys =
        if wrong == Wrong::PlainAddress { "http://keys.example.org/keys".to_owned() } else { at("keys") };
    match wrong {
        Wrong::NoMetadata => "<!DOCTYPE html><p>Welcome to the portal".into_response(),
        _ => Json(json!({
            "issuer": if wrong == Wrong::OtherMetadata { "https://other.example.org" } else { issuer.as_str() },
            "authorization_endpoint": at("authorize"),
            "token_endpoint": at("token"),
            "jwks_uri": keys,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "EdDSA"],
            "authorization_response_iss_parameter_supported": promises,
        }))
        .into_response(),
    }
}

async fn keys(State((shared, _)): State<Served>) -> Response {
    let published = locked(&shared).conduct.published.clone();
    Json(json!({ "keys": published.iter().map(Key::public).collect::<Vec<_>>() })).into_response()
}

/// Lets the person in who signs in, or says that nobody did.
async fn authorize(State((shared, _)): State<Served>, Query(asked): Query<Pairs>) -> Response {
    let mut inner = locked(&shared);
    inner.asked.push(asked.clone());
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let is_right = of("response_type") == "code"
        && of("client_id") == CLIENT
        && of("code_challenge_method") == "S256"
        && of("redirect_uri").ends_with("/sign-in/provider/back")
        && of("scope").split(' ').any(|scope| scope == "openid");
    if !is_right {
        return (StatusCode::BAD_REQUEST, format!("{asked:?}")).into_response();
    }
    if inner.conduct.says_nothing {
        return StatusCode::NO_CONTENT.into_response();
    }
    let mut back = Url::parse(&of("redirect_uri")).unwrap();
    back.query_pairs_mut().append_pair("state", &of("state"));
    if let Some(name) = &inner.conduct.answers_as {
        back.query_pairs_mut().append_pair("iss", name);
    }
    if inner.conduct.person.is_none() {
        back.query_pairs_mut().append_pair("error", "access_denied");
        back.query_pairs_mut().append_pair("error_description", "<b>not you</b>");
        return Redirect::to(back.as_str()).into_response();
    }
    inner.count += 1;
    let code = format!("code-{}", inner.count);
    back.query_pairs_mut().append_pair("code", &code);
    let grant = Grant { redirect: of("redirect_uri"), challenge: of("code_challenge"), nonce: of("nonce") };
    inner.codes.insert(code, grant);
    Redirect::to(back.as_str()).into_response()
}

/// A token for a code, once, for whoever asked for the code.
async fn token(
    State((shared, issuer)): State<Served>,
    headers: HeaderMap,
    Form(sent): Form<Pairs>,
) -> Response {
    let takes = locked(&shared).conduct.takes;
    tokio::time::sleep(takes).await;
    let mut inner = locked(&shared);
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let of = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let by = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if by != Some(token::basic(CLIENT, SECRET).as_str()) {
        return refuse("invalid_client");
    }
    match inner.conduct.wrong {
        Wrong::TakesNoCode => return refuse("invalid_grant"),
        Wrong::Moved => return Redirect::temporary(&format!("{issuer}/elsewhere")).into_response(),
        Wrong::Huge => return "x".repeat(1 << 20).into_response(),
        _ => {}
    }
    let Some(grant) = inner.codes.remove(&of("code")) else { return refuse("invalid_grant") };
    let verifier = PkceCodeVerifier::new(of("code_verifier"));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let is_right = of("grant_type") == "authorization_code"
        && of("redirect_uri") == grant.redirect
        && challenge.as_str() == grant.challenge;
    if !is_right {
        return refuse("invalid_grant");
    }
    let now = (inner.now)().as_second() + inner.conduct.ahead;
    let token = token::made(&inner.conduct, &issuer, &grant.nonce, now);
    let mut answer =
        json!({ "access_token": "nobody looks at it", "token_type": "Bearer", "expires_in": 300 });
    if let Some(token) = token {
        answer["id_token"] = json!(token);
    }
    Json(answer).into_response()
}
