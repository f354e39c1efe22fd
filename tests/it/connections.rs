//! Connections that ask for nothing, ask half, or do not let go: they end, and nobody else notices.

use std::process::Command;
use std::time::{Duration, Instant};

use testkit::command::Ecmopt;
use testkit::database::Backend;
use testkit::fixtures::contact;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use web::Limits;

use crate::site::Site;

const HALF_A_HEADER: &[u8] = b"GET /help HTTP/1.1\r\nHost: somewhere\r\nX-Slow: ";
/// Longer than any limit here; what is not closed by then is held.
const DEADLINE: Duration = Duration::from_mins(1);

fn short() -> Limits {
    let moment = Duration::from_secs(2);
    Limits { silence: moment, header: moment, ..Limits::default() }
}

async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.trim_start_matches("http://")).await.unwrap()
}

/// Opens connections that say something and no more.
async fn open(url: &str, count: usize, says: &[u8]) -> Vec<TcpStream> {
    let mut open = Vec::new();
    for _ in 0..count {
        let mut stream = connect(url).await;
        stream.write_all(says).await.unwrap();
        open.push(stream);
    }
    open
}

/// Whether the other side has closed a connection, with or without a last word.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let closed = async {
        let mut buffer = [0; 1024];
        while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    };
    tokio::time::timeout(DEADLINE, closed).await.is_ok()
}

/// The status line of the answer to a request.
async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(b"GET /help HTTP/1.1\r\nHost: somewhere\r\n\r\n").await.unwrap();
    let mut buffer = vec![0; 1 << 16];
    let read = stream.read(&mut buffer).await.unwrap();
    String::from_utf8_lossy(&buffer[..read]).lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn two_thousand_silent_ones_and_half_headers_are_closed_while_submissions_go_on() {
    // Both ends of each connection are in this process.
    let limits = Limits { connections: Limits::of_this_machine().connections, ..short() };
    let site = Site::start_with(Backend::Sqlite, limits).await;
    site.on_ecmo("STH").await;
    let program = site.program("STH").await;
    let mut silent = open(&site.url, 1000, b"").await;
    silent.extend(open(&site.url, 1000, HALF_A_HEADER).await);
    for number in 1..=20 {
        assert!(program.try_create(&contact(number)).await.is_some());
    }
    for stream in &mut silent {
        assert!(is_closed(stream).await);
    }
}

#[tokio::test]
async fn one_that_is_kept_after_its_answer_is_closed_too() {
    let site = Site::start_with(Backend::Sqlite, short()).await;
    let mut stream = connect(&site.url).await;
    assert_eq!(ask(&mut stream).await, "HTTP/1.1 200 OK");
    assert!(is_closed(&mut stream).await);
}

#[tokio::test]
async fn the_longest_silent_one_gives_its_place_to_a_newcomer() {
    let patient = Limits { silence: DEADLINE, header: DEADLINE, connections: 8, ..Limits::default() };
    let site = Site::start_with(Backend::Sqlite, patient).await;
    let mut silent = open(&site.url, 4, b"").await;
    silent.extend(open(&site.url, 8, HALF_A_HEADER).await);
    let mut newcomer = connect(&site.url).await;
    assert_eq!(ask(&mut newcomer).await, "HTTP/1.1 200 OK");
    for stream in &mut silent[..4] {
        assert!(is_closed(stream).await);
    }
}

#[tokio::test]
async fn when_all_are_being_answered_a_newcomer_hears_that_the_service_is_busy() {
    let site = Site::start_with(Backend::Sqlite, Limits { connections: 2, ..Limits::default() }).await;
    let visit = reqwest::get(format!("{}/sign-in", site.url)).await.unwrap();
    let cookie = visit.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let half_a_form = format!(
        "POST /sign-in HTTP/1.1\r\nHost: somewhere\r\nCookie: {cookie}\r\nContent-Length: 100\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin="
    );
    let _answering = open(&site.url, 2, half_a_form.as_bytes()).await;
    let deadline = Instant::now() + DEADLINE;
    loop {
        let mut newcomer = connect(&site.url).await;
        let mut said = String::new();
        let _ = tokio::time::timeout(Duration::from_millis(500), newcomer.read_to_string(&mut said)).await;
        if said.starts_with("HTTP/1.1 503") && said.ends_with("Try again in a moment.") {
            let (_, headers, body) = crate::headers::parts(&said);
            crate::headers::is_guarded("503 of a full house", &headers, body.as_bytes());
            assert_eq!(headers["retry-after"], "5");
            return;
        }
        // The two may still be on their way.
        assert!(Instant::now() < deadline && said.is_empty(), "{said}");
    }
}

#[tokio::test]
async fn a_header_without_end_is_refused() {
    let site = Site::start_with(Backend::Sqlite, Limits::default()).await;
    let mut stream = connect(&site.url).await;
    stream.write_all(HALF_A_HEADER).await.unwrap();
    // It may be closed while it is still being sent.
    let _ = stream.write_all(&vec![b'x'; 256 * 1024]).await;
    assert!(is_closed(&mut stream).await);
}

#[tokio::test]
async fn sigterm_ends_the_process_whatever_is_open() {
    let ecmopt = Ecmopt::new();
    let mut serving = ecmopt.serve();
    let url = serving.url.clone();
    let mut open_ones = open(&url, 20, b"").await;
    open_ones.extend(open(&url, 20, HALF_A_HEADER).await);
    let mut kept = connect(&url).await;
    assert_eq!(ask(&mut kept).await, "HTTP/1.1 200 OK");
    open_ones.push(kept);
    let slow_body =
        b"POST /sign-in HTTP/1.1\r\nHost: somewhere\r\nCookie: ecmopt=x\r\nContent-Length: 100\r\n\r\nlogin=";
    open_ones.extend(open(&url, 1, slow_body).await);
    let told = Instant::now();
    assert!(Command::new("kill").arg(serving.pid().to_string()).status().unwrap().success());
    let ended = serving.wait(Duration::from_secs(40));
    assert_eq!(ended.map(|status| status.code()), Some(Some(0)), "it ends by itself");
    assert!(told.elapsed() < Duration::from_secs(20), "{:?}", told.elapsed());
}
