//! The one cookie: an opaque token that is a visit before sign-in and a session after it. Beside it, for ten minutes, the
//! secret of a trip to a provider.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};

use files::hex;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    config::{Config, World},
    problem::Problem,
};

/// The cookie's value. Before sign-in it only ties forms to this browser; after sign-in the store knows its
/// hash. Signing in always makes a new one.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// A token that nobody can guess: 256 random bits.
    pub(crate) fn new(world: &World) -> Result<Self, Problem> {
        Ok(Self(hex(&world.random::<32>()?)))
    }

    /// The token of a session that the store has begun.
    pub(crate) fn of_session(secret: &SecretString) -> Self {
        Self(secret.expose_secret().to_owned())
    }

    /// The token that came with a request.
    pub(crate) fn from_headers(headers: &HeaderMap, config: &Config) -> Option<Self> {
        named(name(config), headers)
    }

    /// The token of whoever visits a page before signing in: the one that came with the request, or a new one.
    pub(crate) fn of_visit(headers: &HeaderMap, config: &Config, world: &World) -> Result<Self, Problem> {
        Self::from_headers(headers, config).map_or_else(|| Self::new(world), Ok)
    }

    /// The header with which a browser sends it.
    pub(crate) fn sent(&self, config: &Config) -> String {
        format!("{}={}", name(config), self.0)
    }

    /// The text that the store and the CSRF check work with.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The header that hands it to the browser, until the browser is closed.
    pub(crate) fn set(&self, config: &Config) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{}={}{}", name(config), self.0, attributes(config))).ok()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// The header that takes the cookie away.
pub(crate) fn clear(config: &Config) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}={}; Max-Age=0", name(config), attributes(config))).ok()
}

/// The secret of the trip to a provider that a browser has begun.
pub(crate) fn trip(headers: &HeaderMap, config: &Config) -> Option<Token> {
    named(name_of_trip(config), headers)
}

/// The header that hands it to the browser. It is sent along when the provider leads back: that is why it is `Lax`.
pub(crate) fn set_trip(secret: &Token, config: &Config) -> Option<HeaderValue> {
    let (name, attributes) = (name_of_trip(config), attributes(config));
    HeaderValue::from_str(&format!("{name}={}{attributes}; Max-Age=600", secret.0)).ok()
}

/// The header that takes it away.
pub(crate) fn clear_trip(config: &Config) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}={}; Max-Age=0", name_of_trip(config), attributes(config))).ok()
}

fn name_of_trip(config: &Config) -> &'static str {
    if config.secure_cookies { "__Host-ecmopt-trip" } else { "ecmopt-trip" }
}

/// The cookie of a name that came with a request.
fn named(name: &str, headers: &HeaderMap) -> Option<Token> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, value)| *known == name && value.len() <= 128)
        .map(|(_, value)| Token(value.to_owned()))
}

/// With the prefix, a browser takes the cookie from this host only, over HTTPS only, for all paths.
fn name(config: &Config) -> &'static str {
    if config.secure_cookies { "__Host-ecmopt" } else { "ecmopt" }
}

fn attributes(config: &Config) -> &'static str {
    if config.secure_cookies {
        "; Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "; Path=/; HttpOnly; SameSite=Lax"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_the_cookie_belongs_to_this_host_only() {
        let cookie = Token("abc".to_owned()).set(&Config::default()).unwrap();
        assert_eq!(cookie, "__Host-ecmopt=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        let cleared = clear(&Config::default()).unwrap();
        assert_eq!(cleared, "__Host-ecmopt=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    }

    #[test]
    fn that_of_a_trip_is_another_and_ends_by_itself() {
        let config = Config::default();
        let set = set_trip(&Token("abc".to_owned()), &config).unwrap();
        assert_eq!(set, "__Host-ecmopt-trip=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600");
        let headers =
            HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static("__Host-ecmopt-trip=abc"))]);
        assert_eq!(trip(&headers, &config).unwrap().as_str(), "abc");
        assert!(Token::from_headers(&headers, &config).is_none());
    }

    #[test]
    fn a_cookie_of_another_name_is_not_ours() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("ecmopt=no; a=b; __Host-ecmopt=yes"));
        let token = Token::from_headers(&headers, &Config::default()).unwrap();
        assert_eq!(token.as_str(), "yes");
    }
}
