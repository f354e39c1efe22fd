//! The one file that speaks `WebAuthn`.

use std::time::Duration;

use domain::actor::Actor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{
    AuthenticationResult, PasskeyAuthentication, PasskeyRegistration, Url, WebauthnError,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::entity::passkey::Model;
use crate::error::{Error, Result};

pub(super) use webauthn_rs::prelude::Passkey as Credential;

/// How long a browser may take to answer.
pub(super) const LASTS: Duration = Duration::from_mins(5);

/// Whom passkeys are made for: the host that people type, and the origin of its pages.
#[derive(Debug, Clone)]
pub struct RelyingParty(Webauthn);

impl RelyingParty {
    /// Of the address that people reach the service under, and its name. None where browsers make no passkeys: at an
    /// address of numbers, and without HTTPS anywhere but on the machine itself.
    pub fn of(origin: &str, service: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let host = origin.domain()?;
        let is_safe = origin.scheme() == "https" || host == "localhost" || host.ends_with(".localhost");
        let party = WebauthnBuilder::new(host, &origin).ok().filter(|_| is_safe)?;
        party.rp_name(service).timeout(LASTS).build().ok().map(Self)
    }

    /// Asks a browser to make a passkey with an authenticator that holds none of the member's yet, and asks them who
    /// they are.
    pub(super) fn ask_to_make(
        &self,
        actor: &Actor,
        login: &str,
        held: &[Credential],
    ) -> Result<(String, PasskeyRegistration)> {
        let held = held.iter().map(|credential| credential.cred_id().clone()).collect();
        let begun = self.0.start_passkey_registration(actor.member.uuid(), login, &actor.name, Some(held));
        let (asked, state) = begun.map_err(not_asked)?;
        Ok((json(&asked.public_key)?, state))
    }

    /// The passkey that a browser has made.
    pub(super) fn made(&self, state: &PasskeyRegistration, answer: &str) -> Result<Credential, Refused> {
        Ok(self.0.finish_passkey_registration(&parsed(answer)?, state)?)
    }

    /// Asks a browser for one of these.
    pub(super) fn ask_to_show(&self, held: &[Credential]) -> Result<(String, PasskeyAuthentication)> {
        let (asked, state) = self.0.start_passkey_authentication(held).map_err(not_asked)?;
        Ok((json(&asked.public_key)?, state))
    }

    /// The passkey with which a challenge was signed.
    pub(super) fn shown(&self, state: &PasskeyAuthentication, answer: &str) -> Result<Shown, Refused> {
        let answer: webauthn_rs::prelude::PublicKeyCredential = parsed(answer)?;
        match self.0.finish_passkey_authentication(&answer, state) {
            Ok(result) => Ok(Shown::of(&result)),
            Err(WebauthnError::CredentialPossibleCompromise) => {
                Ok(Shown { credential_id: answer.get_credential_id().to_vec(), counter: None })
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A passkey that has signed a challenge.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub credential_id: Vec<u8>,
    /// How often its authenticator says that it has signed; nothing when that is less than when it was made.
    pub counter: Option<i64>,
}

impl Shown {
    fn of(result: &AuthenticationResult) -> Self {
        Self { credential_id: result.cred_id().clone(), counter: Some(result.counter().into()) }
    }
}

/// Why an answer was not taken, for the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("the answer cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error(transparent)]
    Wrong(#[from] WebauthnError),
}

fn parsed<T: DeserializeOwned>(answer: &str) -> Result<T, Refused> {
    Ok(serde_json::from_str(answer)?)
}

/// A passkey as it is kept.
pub(super) fn read(row: &Model) -> Result<Credential> {
    serde_json::from_str(&row.credential)
        .map_err(|error| Error::inconsistent("passkey", "credential", row.id, error.to_string()))
}

/// What is kept of a passkey, and what a browser is asked with.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Unavailable(format!("a passkey is no JSON: {error}")))
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn not_asked(error: WebauthnError) -> Error {
    Error::Unavailable(format!("no passkey could be asked for: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_made_for_a_name_that_is_reached_safely() {
        let is_one = |origin: &str| RelyingParty::of(origin, "the audit").is_some();
        for made in [
            "https://audit.example.org",
            "https://a.example.org:8443",
            "http://localhost:8080",
            "http://a.localhost",
        ] {
            assert!(is_one(made), "{made}");
        }
        for not in [
            "https://192.0.2.7",
            "https://[::1]",
            "http://127.0.0.1:8080",
            "http://audit.example.org",
            "audit",
            "",
        ] {
            assert!(!is_one(not), "{not}");
        }
    }

    #[test]
    fn an_answer_that_is_none_is_refused() {
        let refused = |answer: &str| parsed::<webauthn_rs::prelude::PublicKeyCredential>(answer).is_err();
        assert!(refused("") && refused("{}") && refused("[1]") && refused("{\"id\":\"AA\",\"rawId\":7}"));
    }
}
