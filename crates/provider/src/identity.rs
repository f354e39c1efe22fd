//! A token of the provider, checked, and what is taken from it.

use std::fmt;

use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, ClientId, EmptyExtraTokenFields, EndpointNotSet, EndpointSet, IdTokenClaims,
    IdTokenFields, IdTokenVerifier, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::settings::Settings;
use crate::{Ask, CLOCK_SKEW_SECONDS, Going};

/// Every claim that has no place of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Others(Map<String, Value>);

impl AdditionalClaims for Others {}

/// What the token endpoint answers.
pub(crate) type Tokens = StandardTokenResponse<
    IdTokenFields<
        Others,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

type Claims = IdTokenClaims<Others, CoreGenderClaim>;

/// The client of the library, once it knows where to go.
pub(crate) type Ready<Authorize = EndpointSet, Token = EndpointSet> = openidconnect::Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    Authorize,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    Token,
    EndpointNotSet,
>;

/// Signatures that only the provider can make: none with a secret that we hold as well, and none without a key.
const SIGNATURES: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Who has signed in at the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who they are there: never anybody else's.
    pub subject: String,
    /// By what they have signed in: `acr` and `amr`.
    pub strengths: Vec<String>,
    /// What they are there, by the claim that is set.
    pub roles: Vec<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

/// What a token is held against.
pub(crate) struct Checks<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) going: Going<'a>,
    pub(crate) now: Timestamp,
}

impl Checks<'_> {
    /// Who has signed in, when all is right with the token.
    pub(crate) fn identity(&self, tokens: &Tokens, keys: &CoreJsonWebKeySet) -> Result<Identity, Error> {
        let refused = |text: String| Error::Refused(text);
        let token = tokens.id_token().ok_or_else(|| refused("there is no ID token in it".to_owned()))?;
        let claims = token.claims(&self.verifier(keys)?, &self.going.trip.nonce())?;
        if let Some(party) =
            claims.authorized_party().filter(|party| party.as_str() != self.settings.client_id)
        {
            return Err(refused(format!("it was made for “{}”", party.as_str())));
        }
        self.not_before(claims)?;
        self.signed_in_anew(claims)?;
        let subject = claims.subject().as_str().to_owned();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(refused("its subject has no length that a subject has".to_owned()));
        }
        Ok(Identity { subject, strengths: strengths(claims), roles: self.roles(claims) })
    }

    fn verifier<'k>(&self, keys: &CoreJsonWebKeySet) -> Result<IdTokenVerifier<'k, CoreJsonWebKey>, Error> {
        let now = self.now.as_second();
        let earlier = instant(now - CLOCK_SKEW_SECONDS)?;
        let client = ClientId::new(self.settings.client_id.clone());
        // Without the client's secret, so that no signature is ever compared with it.
        Ok(IdTokenVerifier::new_public_client(client, self.settings.issuer.url(), keys.clone())
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || earlier)
            .set_issue_time_verifier_fn(move |at| in_time("issued", at.timestamp(), now)))
    }

    fn not_before(&self, claims: &Claims) -> Result<(), Error> {
        let not_before = claims.additional_claims().0.get("nbf").and_then(Value::as_i64);
        let Some(at) = not_before else { return Ok(()) };
        in_time("valid from", at, self.now.as_second()).map_err(Error::Clocks)
    }

    /// The provider was asked to let the person sign in anew, and has to say that it did where everything rests on it.
    fn signed_in_anew(&self, claims: &Claims) -> Result<(), Error> {
        let begun = self.going.begun_at - SignedDuration::from_secs(CLOCK_SKEW_SECONDS);
        match (self.going.ask, claims.auth_time().map(|at| at.timestamp())) {
            (Ask::Whoever, _) | (Ask::Anew, None) => Ok(()),
            (Ask::Proof, None) => Err(Error::NotAnew("it does not say when (auth_time)".to_owned())),
            (Ask::Anew | Ask::Proof, Some(at)) if at >= begun.as_second() => Ok(()),
            (Ask::Anew | Ask::Proof, Some(at)) => Err(Error::NotAnew(format!(
                "they signed in at {at}, and were sent at {}",
                self.going.begun_at.as_second()
            ))),
        }
    }

    /// The values of the claim that is set: a text, or a list of texts.
    fn roles(&self, claims: &Claims) -> Vec<String> {
        let claim =
            self.settings.role_claim.as_ref().and_then(|claim| claims.additional_claims().0.get(claim));
        match claim {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

/// Longer ones are not allowed by the standard.
const LONGEST_SUBJECT: usize = 255;

/// Refuses a time that is still to come.
fn in_time(what: &str, at: i64, now: i64) -> Result<(), String> {
    let ahead = at.saturating_sub(now);
    if ahead <= CLOCK_SKEW_SECONDS {
        return Ok(());
    }
    Err(format!("the token is {what} {at}, {ahead} seconds after our time {now}"))
}

fn instant(seconds: i64) -> Result<DateTime<Utc>, Error> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| Error::Clocks(format!("our clock shows {seconds}")))
}

fn strengths(claims: &Claims) -> Vec<String> {
    let acr = claims.auth_context_ref().map(|acr| acr.as_str().to_owned());
    let amr = claims.auth_method_refs().into_iter().flatten().map(|amr| amr.as_str().to_owned());
    acr.into_iter().chain(amr).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_two_minutes_ahead() {
        assert!(in_time("issued", 120, 0).is_ok() && in_time("issued", -9999, 0).is_ok());
        assert_eq!(
            in_time("issued", 1121, 1000).unwrap_err(),
            "the token is issued 1121, 121 seconds after our time 1000"
        );
        assert!(in_time("issued", i64::MAX, i64::MIN).is_err(), "nothing overflows");
    }

    #[test]
    fn nobodys_claims_are_in_a_log() {
        let who =
            Identity { subject: "u-1".to_owned(), strengths: Vec::new(), roles: vec!["lead".to_owned()] };
        assert_eq!(format!("{who:?}"), "Identity");
    }
}
