//! The provider's tokens, right and wrong.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey as _};
use serde_json::{Value, json};

use super::{CLIENT, Conduct, SECRET, Wrong};

/// A key of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `EdDSA`.
    First,
    /// `EdDSA`, after the first.
    Second,
    /// `RS256`.
    Rsa,
}

impl Key {
    const fn id(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Rsa => "rsa",
        }
    }

    const fn algorithm(self) -> &'static str {
        if let Self::Rsa = self { "RS256" } else { "EdDSA" }
    }

    /// What is published of it.
    pub(super) fn public(&self) -> Value {
        let key = match self {
            Self::Rsa => self.rsa().as_verification_key(),
            _ => self.ed25519().as_verification_key(),
        };
        serde_json::to_value(key).unwrap()
    }

    fn signed(self, text: &str) -> Vec<u8> {
        match self {
            Self::Rsa => self.rsa().sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, text.as_bytes()),
            _ => self.ed25519().sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()),
        }
        .unwrap()
    }

    fn rsa(self) -> CoreRsaPrivateSigningKey {
        let id = JsonWebKeyId::new(self.id().to_owned());
        CoreRsaPrivateSigningKey::from_pem(include_str!("keys/rsa.pem"), Some(id)).unwrap()
    }

    fn ed25519(self) -> CoreEdDsaPrivateSigningKey {
        let pem = match self {
            Self::First => include_str!("keys/first.pem"),
            _ => include_str!("keys/second.pem"),
        };
        let id = JsonWebKeyId::new(self.id().to_owned());
        CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(id)).unwrap()
    }
}

/// How a client proves who it is.
pub(super) fn basic(client: &str, secret: &str) -> String {
    let encoded = secret.replace(' ', "+");
    format!("Basic {}", BASE64_STANDARD.encode(format!("{client}:{encoded}")))
}

/// A token for whoever has signed in.
pub(super) fn made(conduct: &Conduct, issuer: &str, nonce: &str, now: i64) -> Option<String> {
    let mut claims = json!({
        "iss": issuer,
        "aud": CLIENT,
        "exp": now + 300,
        "iat": now,
        "auth_time": now,
        "nonce": nonce,
    });
    for (name, value) in conduct.person.as_ref()?.as_object()? {
        claims[name] = value.clone();
    }
    let mut signing = Signing {
        key: conduct.key,
        named: conduct.key,
        algorithm: conduct.key.algorithm(),
        typ: "JWT",
        brings: None,
    };
    match conduct.wrong {
        Wrong::Nonce => claims["nonce"] = json!("of another request"),
        Wrong::Audience => claims["aud"] = json!("another service"),
        Wrong::TwoAudiences => claims["aud"] = json!([CLIENT, "another service"]),
        Wrong::Party => claims["azp"] = json!("another service"),
        Wrong::Issuer => claims["iss"] = json!("https://other.example.org"),
        Wrong::Expired => claims["exp"] = json!(now - 600),
        Wrong::NotYet => claims["nbf"] = json!(now + 600),
        Wrong::Kind => signing.typ = "at+jwt",
        Wrong::OwnKey => (signing.key, signing.brings) = (Key::Second, Some(Key::Second)),
        Wrong::Unsigned => signing.algorithm = "none",
        Wrong::Symmetric => signing.algorithm = "HS256",
        Wrong::OtherKey => signing.key = Key::Second,
        Wrong::NoToken => return None,
        _ => {}
    }
    let token = signing.token(&claims);
    Some(if conduct.wrong == Wrong::Changed { changed(&token) } else { token })
}

struct Signing {
    key: Key,
    named: Key,
    algorithm: &'static str,
    typ: &'static str,
    /// A key that the token brings along, to be checked with.
    brings: Option<Key>,
}

impl Signing {
    fn token(&self, claims: &Value) -> String {
        let mut header = json!({ "alg": self.algorithm, "kid": self.named.id(), "typ": self.typ });
        if let Some(key) = self.brings {
            header["jwk"] = key.public();
        }
        let text = format!("{}.{}", part(&header), part(claims));
        let signature = match self.algorithm {
            "none" => Vec::new(),
            "HS256" => with_secret(&text),
            _ => self.key.signed(&text),
        };
        format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

fn with_secret(text: &str) -> Vec<u8> {
    let key = openidconnect::core::CoreHmacKey::new(SECRET.as_bytes());
    key.sign(&CoreJwsSigningAlgorithm::HmacSha256, text.as_bytes()).unwrap()
}

fn part(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

/// The same token of somebody else, with the signature of before.
fn changed(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let claims = BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
    let mut claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["sub"] = json!("u-admin");
    format!("{}.{}.{}", parts[0], part(&claims), parts[2])
}
