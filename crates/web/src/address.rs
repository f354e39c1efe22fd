//! The address that people reach the service under, and where a request comes from.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, HeaderValue, Uri, header, request::Parts},
};
use store::Source;

use crate::{App, config::Config, problem::Problem, serve::Peer};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address in the browser of a person: a scheme, a host and perhaps a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    is_https: bool,
    is_local: bool,
}

impl PublicUrl {
    /// Whether it is reached over HTTPS.
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it names the machine that the browser itself runs on.
    pub const fn is_local(&self) -> bool {
        self.is_local
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "“{text}” is not a public address. Write the scheme and the host that people type, like \
                 https://audit.example.org, without a path."
            )
        };
        let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
        let is_bare = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/");
        let host = uri.host().filter(|_| is_bare && !text.contains('@')).ok_or_else(wrong)?.to_lowercase();
        let (is_https, usual) = match uri.scheme_str() {
            Some("https") => (true, 443),
            Some("http") => (false, 80),
            _ => return Err(wrong()),
        };
        let port =
            uri.port_u16().filter(|port| *port != usual).map_or_else(String::new, |port| format!(":{port}"));
        let scheme = if is_https { "https" } else { "http" };
        Ok(Self { origin: format!("{scheme}://{host}{port}"), is_https, is_local: is_local(&host) })
    }
}

fn is_local(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost"
        || bare.ends_with(".localhost")
        || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// What a browser says about the page that a request was made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A page of ours.
    Ours,
    /// Another site's.
    Foreign,
    /// Nothing: no browser, or an old one.
    Unsaid,
}

impl Sender {
    /// Reads it from the headers that a page cannot set.
    pub(crate) fn of(headers: &HeaderMap, config: &Config) -> Self {
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let origin = headers.get(header::ORIGIN).map(|origin| is_own(origin, headers, config));
        match (site, origin) {
            (_, Some(false)) => Self::Foreign,
            (Some(b"same-origin"), _) | (None, Some(true)) => Self::Ours,
            (Some(b"none") | None, None) | (Some(b"none"), Some(true)) => Self::Unsaid,
            (Some(_), _) => Self::Foreign,
        }
    }
}

/// Whether an origin is the one that people reach this service under.
fn is_own(origin: &HeaderValue, headers: &HeaderMap, config: &Config) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    if let Some(public) = &config.public_url {
        return origin == public.origin;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
}

/// The page that a request was made on, as an address of ours.
pub(crate) fn page_before(headers: &HeaderMap, config: &Config) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let uri: Uri = referer.parse().ok()?;
    let origin = HeaderValue::from_str(&format!("{}://{}", uri.scheme_str()?, uri.authority()?)).ok()?;
    is_own(&origin, headers, config).then(|| uri.path_and_query().map(ToString::to_string)).flatten()
}

/// Where a request comes from.
pub(crate) struct From(pub Source);

impl FromRequestParts<App> for From {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self(source(&parts.extensions, &parts.headers, &app.config)))
    }
}

/// Where a request with these comes from.
pub(crate) fn source(extensions: &Extensions, headers: &HeaderMap, config: &Config) -> Source {
    Source::of(client(extensions, headers, config))
}

/// The other end of the connection or, when that is a proxy we trust, the last address that no such proxy has.
fn client(extensions: &Extensions, headers: &HeaderMap, config: &Config) -> IpAddr {
    // Without a connection, in a test of the router alone, everybody is one source.
    let peer = extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.to_canonical());
    let is_trusted = |address: &IpAddr| config.trusted_proxies.contains(address);
    if !is_trusted(&peer) {
        return peer;
    }
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut client = peer;
    for text in named.iter().rev() {
        let Ok(address) = text.parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(&client) {
            break;
        }
    }
    client
}

/// An address inside this site, or the start page: nothing that came with a request leads elsewhere.
pub(crate) fn local(address: &str) -> &str {
    let inside = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.chars().any(char::is_control);
    if inside { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (header::HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    fn behind(public: &str) -> Config {
        Config { public_url: Some(public.parse().unwrap()), ..Config::default() }
    }

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        let url: PublicUrl = "https://Audit.Example.org:443/".parse().unwrap();
        assert_eq!(
            (url.to_string().as_str(), url.is_https(), url.is_local()),
            ("https://audit.example.org", true, false)
        );
        for local in
            ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "http://a.localhost"]
        {
            assert!(local.parse::<PublicUrl>().unwrap().is_local(), "{local}");
        }
        for wrong in
            ["audit.example.org", "ftp://a.org", "https://a.org/path", "https://u@a.org", "", "https://"]
        {
            assert!(wrong.parse::<PublicUrl>().unwrap_err().contains("https://audit.example.org"), "{wrong}");
        }
    }

    #[test]
    fn a_form_of_another_origin_is_foreign() {
        let config = behind("https://audit.example.org");
        let sender = |pairs: &[(&'static str, &'static str)]| Sender::of(&headers(pairs), &config);
        assert_eq!(sender(&[("origin", "https://audit.example.org")]), Sender::Ours);
        assert_eq!(sender(&[("sec-fetch-site", "same-origin")]), Sender::Ours);
        assert_eq!(sender(&[]), Sender::Unsaid);
        for foreign in
            ["https://evil.example", "http://audit.example.org", "https://audit.example.org:444", "null"]
        {
            assert_eq!(sender(&[("origin", foreign), ("sec-fetch-site", "same-origin")]), Sender::Foreign);
        }
        assert_eq!(sender(&[("sec-fetch-site", "cross-site")]), Sender::Foreign);
        assert_eq!(sender(&[("sec-fetch-site", "same-site")]), Sender::Foreign);
    }

    #[test]
    fn without_a_public_address_the_host_decides() {
        let config = Config::default();
        let sender =
            |origin| Sender::of(&headers(&[("host", "127.0.0.1:8080"), ("origin", origin)]), &config);
        assert_eq!(sender("http://127.0.0.1:8080"), Sender::Ours);
        assert_eq!(sender("http://127.0.0.1:9090"), Sender::Foreign);
    }

    #[test]
    fn the_page_before_is_one_of_ours() {
        let config = behind("https://audit.example.org");
        let before = |referer| page_before(&headers(&[("referer", referer)]), &config);
        assert_eq!(before("https://audit.example.org/centre?x=1").as_deref(), Some("/centre?x=1"));
        assert_eq!(before("https://evil.example/centre"), None);
    }

    #[test]
    fn only_a_trusted_proxy_says_who_asks() {
        let proxy: IpAddr = "127.0.0.1".parse().unwrap();
        let named = headers(&[("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.0.0.1")]);
        let asks = |trusted: &[&str]| {
            let trusted_proxies = trusted.iter().map(|text| text.parse().unwrap()).collect();
            let mut extensions = Extensions::new();
            extensions.insert(Peer(proxy));
            client(&extensions, &named, &Config { trusted_proxies, ..Config::default() }).to_string()
        };
        assert_eq!(asks(&[]), "127.0.0.1");
        assert_eq!(asks(&["127.0.0.1"]), "10.0.0.1");
        assert_eq!(asks(&["127.0.0.1", "10.0.0.1"]), "198.51.100.7");
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for address in ["https://example.org", "//example.org", "/\\example.org", "javascript:1", ""] {
            assert_eq!(local(address), "/");
        }
        assert_eq!(local("/centre?x=1"), "/centre?x=1");
    }
}
