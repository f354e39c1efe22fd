//! The headers of every answer: of each route, whoever asks and whatever refuses, and where there is no request at all.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, redirect::Policy};
use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::{patient, pseudonym};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use web::Limits;

use crate::site::Site;

/// The whole policy: nothing of another host is loaded, run, embedded or sent to, and no other site frames a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; \
    script-src 'self' 'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='; img-src 'self' data:; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// What may be kept: it is for everybody, and asked for anew or under another address when it has changed.
const KEPT: [&str; 2] = ["public, max-age=31536000, immutable", "no-cache"];

/// Types that say no character set: the type itself does, or the content is no text.
const WITHOUT_CHARSET: [&str; 6] = [
    "application/json",
    "application/problem+json",
    "application/pdf",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream",
];

#[track_caller]
pub(crate) fn is_guarded(what: &str, headers: &HeaderMap, body: &[u8]) {
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter().map(|value| value.to_str().unwrap());
        let value = values.next().unwrap_or_else(|| panic!("{what} has no {name}: {headers:?}"));
        assert_eq!(values.next(), None, "{what} has two {name}");
        value
    };
    let policy = one("content-security-policy");
    if what.ends_with("/read") && policy != POLICY {
        // A pack's own page: it holds its styles, and no script.
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("script-src"),
            "{what}: {policy}"
        );
        for needed in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "sandbox"] {
            assert!(policy.contains(needed), "{what}: {policy}");
        }
    } else {
        assert_eq!(policy, POLICY, "{what}");
    }
    assert_eq!(one("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(one("referrer-policy"), "same-origin", "{what}");
    let cache = one("cache-control");
    let is_for_everybody = what.contains("/assets/") || what.ends_with("/api/openapi.json");
    assert!(cache == "no-store" || (is_for_everybody && KEPT.contains(&cache)), "{what}: {cache}");
    if !body.is_empty() {
        let kind = one("content-type");
        let says = kind.ends_with("; charset=utf-8") || WITHOUT_CHARSET.contains(&kind);
        assert!(says, "{what} is of type {kind}");
    }
}

#[track_caller]
fn keeps_to_https(what: &str, headers: &HeaderMap) {
    let hsts = headers.get("strict-transport-security").unwrap_or_else(|| panic!("{what}: {headers:?}"));
    let (age, rest) = hsts.to_str().unwrap().split_once("; ").unwrap();
    let seconds: u32 = age.strip_prefix("max-age=").unwrap().parse().unwrap();
    assert!(seconds >= 31_536_000 && rest == "includeSubDomains", "{what}: {hsts:?}");
}

/// Each route of the table with something in place of its variable parts, and requests that no route answers.
fn requests() -> Vec<(Method, String)> {
    let filled = |path: &str| {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let routes = web::routes();
    let known = routes.iter().map(|route| (route.method.clone(), filled(route.path)));
    let unknown = [
        (Method::GET, "/nowhere"),
        (Method::TRACE, "/sign-in"),
        (Method::DELETE, "/records/patient/x"),
        (Method::GET, "/assets/app.css"),
        (Method::HEAD, "/sign-in"),
        (Method::GET, "/records/%ff/new"),
        (Method::GET, "/admissions?page=x&page=y"),
        (Method::OPTIONS, "/api/v1/records/patient"),
    ];
    known.chain(unknown.map(|(method, path)| (method, path.to_owned()))).collect()
}

#[tokio::test]
async fn of_every_route_that_refuses_somebody_say_the_same_and_keep_browsers_on_https() {
    let ecmopt = Ecmopt::new();
    let serving = ecmopt.serve_with(&["--public-url", "https://audit.example.org"]);
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    for (method, path) in requests() {
        let what = format!("{method} {path}");
        let answer = client.request(method, format!("{}{path}", serving.url)).send().await.unwrap();
        let headers = answer.headers().clone();
        keeps_to_https(&what, &headers);
        is_guarded(&what, &headers, &answer.bytes().await.unwrap());
    }
}

/// Everything that is answered to bytes.
async fn told(url: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut told = String::new();
    let _ = stream.read_to_string(&mut told).await;
    told
}

/// An answer as it came: its first line, its headers and its body.
pub(crate) fn parts(answer: &str) -> (String, HeaderMap, String) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().to_owned();
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.parse::<reqwest::header::HeaderName>().unwrap(), value.parse().unwrap())
    };
    (status, lines.map(pair).collect(), body.to_owned())
}

#[tokio::test]
async fn what_is_no_request_is_told_so_with_the_same_headers() {
    let ecmopt = Ecmopt::new();
    let serving = ecmopt.serve_with(&["--public-url", "https://audit.example.org"]);
    for (bytes, says) in [
        ("nonsense\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        ("GET /help HTTP/1.1\r\nno colon\r\n\r\n", "HTTP/1.1 400 Bad Request"),
        ("GET /he\u{7f}lp\r\n\r\n", "HTTP/1.1 400 Bad Request"),
    ] {
        let (status, headers, body) = parts(&told(&serving.url, bytes.as_bytes()).await);
        assert_eq!(status, says, "{bytes:.60}");
        keeps_to_https(says, &headers);
        is_guarded(says, &headers, body.as_bytes());
        assert!(body.starts_with("This is no request that can be read."), "{body}");
    }
}

/// Of a request with both a length and chunks the chunks count, and the connection ends with its answer: what stands behind
/// is no request, and nobody smuggles one in.
#[tokio::test]
async fn of_a_message_with_two_ends_one_counts() {
    let site = Site::start_with(Backend::Sqlite, Limits::default()).await;
    let token = site.program("STH").await.token().to_owned();
    let body = |number| {
        let mut patient = patient();
        patient["patient_ref"] = pseudonym(number).into();
        patient.to_string()
    };
    let chunks = |number| format!("{:x}\r\n{}\r\n0\r\n\r\n", body(number).len(), body(number));
    let head = format!(
        "POST /api/v1/records/patient HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\n"
    );
    let next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    for (ends, body, says) in [
        // By its length, the record would break off, or hold the request behind it.
        ("Content-Length: 4\r\nTransfer-Encoding: chunked", chunks(1), "HTTP/1.1 201"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4000", chunks(2), "HTTP/1.1 201"),
        ("Content-Length: 5\r\nContent-Length: 6", body(3), "HTTP/1.1 400"),
        ("Transfer-Encoding: chunked, identity", chunks(4), "HTTP/1.1 400"),
        ("Content-Length: +5", body(5), "HTTP/1.1 400"),
    ] {
        let told = told(&site.url, format!("{head}{ends}\r\n\r\n{body}{next}").as_bytes()).await;
        let lines: Vec<_> = told.lines().filter(|line| line.starts_with("HTTP/1.1 ")).collect();
        assert!(lines.len() == 1 && lines[0].starts_with(says), "{ends}: {lines:?}");
    }
}
