//! Leaf: sign-in at a hospital's own provider, by OpenID Connect (code flow with PKCE).
//!
//! ```text
//! Provider::address   where the browser is sent     ◄─ metadata and keys, read when first needed, kept for an hour
//!        │ the person signs in there
//!        ▼
//! Provider::identity  the code for a token; signature, issuer, audience, nonce and times are checked ─► who it is
//! ```
//!
//! What a trip to the provider rests on ([`Trip`]) comes of one secret in a cookie of the browser. Nothing that the
//! provider hands out is kept: no token leaves this crate. Times come from the caller.

mod client;
mod error;
mod identity;
mod known;
mod settings;
mod trip;

use std::sync::Arc;

use jiff::Timestamp;
use openidconnect::core::{CoreAuthPrompt, CoreJsonWebKeySet, CoreResponseType};
use openidconnect::{
    AuthType, AuthUrl, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenUrl,
};
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use client::Client;
use identity::{Checks, Ready};
use known::{Kept, Known};

pub use error::Error;
pub use identity::Identity;
pub use settings::{Issuer, Settings};
pub use trip::Trip;

/// How far the provider's clock may be from ours, in seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 120;

/// What is wanted of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Whoever is signed in there will do.
    Whoever,
    /// They sign in there anew, whoever was there before.
    Anew,
    /// The same, and the provider says when they did.
    Proof,
}

/// What came back with the browser, as it stands in the address.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Answer {
    /// To be changed for a token.
    pub code: String,
    /// What was sent with the browser.
    pub state: String,
    /// Who answers (RFC 9207).
    pub iss: String,
    /// Why there is no code.
    pub error: String,
    /// The same in the provider's words: for the log alone.
    pub error_description: String,
}

/// The trip that an answer belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Going<'a> {
    /// What it rests on.
    pub trip: &'a Trip,
    /// Where the browser is sent back to.
    pub back: &'a str,
    /// What was wanted.
    pub ask: Ask,
    /// When it began.
    pub begun_at: Timestamp,
}

/// A hospital's provider.
#[derive(Debug)]
pub struct Provider {
    settings: Settings,
    client: Client,
    kept: Mutex<Kept>,
}

impl Provider {
    /// A provider by its settings. Nothing is asked of it yet.
    pub fn new(settings: Settings) -> Result<Self, Error> {
        let client = Client::new(&settings.issuer)?;
        Ok(Self { settings, client, kept: Mutex::default() })
    }

    /// Who it is, as it says itself.
    pub fn issuer(&self) -> &str {
        self.settings.issuer.as_str()
    }

    /// What people call an account there.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Where a browser is sent for somebody to sign in.
    pub async fn address(&self, now: Timestamp, going: Going<'_>) -> Result<String, Error> {
        let known = self.known(now).await?;
        let client = self.ready(&known, going)?;
        let (state, nonce) = (CsrfToken::new(going.trip.state().to_owned()), going.trip.nonce());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let verifier = PkceCodeVerifier::new(going.trip.verifier().to_owned());
        let mut request = client
            .authorize_url(flow, || state, || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if going.ask != Ask::Whoever {
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        if going.ask == Ask::Proof {
            request = request.set_max_age(std::time::Duration::ZERO);
        }
        Ok(request.url().0.to_string())
    }

    /// Who has signed in there, when the answer is one to this trip.
    pub async fn identity(
        &self,
        now: Timestamp,
        going: Going<'_>,
        answer: &Answer,
    ) -> Result<Identity, Error> {
        let known = self.known(now).await?;
        // Whose answer it is comes before anything that it says (RFC 9207).
        known.is_from(&answer.iss, self.issuer())?;
        if !answer.error.is_empty() {
            return Err(Error::denied(&answer.error, &answer.error_description));
        }
        let code = AuthorizationCode::new(answer.code.clone());
        let verifier = PkceCodeVerifier::new(going.trip.verifier().to_owned());
        let tokens = self
            .ready(&known, going)?
            .exchange_code(code)
            .set_pkce_verifier(verifier)
            .request_async(&self.client)
            .await?;
        let checks = Checks { settings: &self.settings, going, now };
        match checks.identity(&tokens, &known.keys) {
            Err(Error::UnknownKey) => {
                checks.identity(&tokens, &*self.keys_anew(now, &known).await?).map_err(Error::for_good)
            }
            other => other,
        }
    }

    fn ready(&self, known: &Known, going: Going<'_>) -> Result<Ready, Error> {
        let wrong = |error: openidconnect::url::ParseError| Error::Down(error.to_string());
        let settings = &self.settings;
        let by = if known.takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody };
        Ok(Ready::new(
            ClientId::new(settings.client_id.clone()),
            settings.issuer.url(),
            CoreJsonWebKeySet::default(),
        )
        .set_client_secret(ClientSecret::new(settings.secret.expose_secret().to_owned()))
        .set_auth_type(by)
        .set_redirect_uri(RedirectUrl::new(going.back.to_owned()).map_err(wrong)?)
        .set_auth_uri(AuthUrl::new(known.authorize.clone()).map_err(wrong)?)
        .set_token_uri(TokenUrl::new(known.token.clone()).map_err(wrong)?))
    }

    /// What is known of the provider, read again when it is old.
    async fn known(&self, now: Timestamp) -> Result<Arc<Known>, Error> {
        self.kept.lock().await.known(&self.client, &self.settings.issuer, now).await
    }

    /// Its keys, read again because a token is signed with one that was not among them.
    async fn keys_anew(&self, now: Timestamp, known: &Arc<Known>) -> Result<Arc<CoreJsonWebKeySet>, Error> {
        self.kept.lock().await.keys_anew(&self.client, now, known).await
    }
}
