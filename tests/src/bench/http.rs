//! Submissions of contacts over HTTP: 8 clients, full validation, audit chain, durable commit.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Table;
use crate::command::Ecmopt;
use crate::fixtures::{self, PASSWORD, pseudonym};

const CLIENTS: usize = 8;
/// How long a load lasts.
pub(super) const SECONDS: usize = 10;
const LENGTH: Duration = Duration::from_secs(SECONDS as u64);
/// More contacts than a client hands in in one round, so that those of the next are others.
const ROUND: usize = 10_000;
/// Admissions that the contacts are spread over, so that a patient has one or two a day, as in a network of centres.
const ADMISSIONS: usize = 1000;

/// Measures a database's submissions a second.
pub async fn measure(name: &str, url: Option<&str>, table: &mut Table) {
    let ecmopt = url.map_or_else(Ecmopt::new, Ecmopt::on);
    let token = member(&ecmopt);
    let began = Instant::now();
    let serving = ecmopt.serve();
    let ready = began.elapsed();
    let host = serving.url.trim_start_matches("http://").to_owned();
    admissions(&host, &token).await;
    let times = load(&host, &token, 0).await;
    let count = times.len();
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let each_second = count as f64 / LENGTH.as_secs_f64();
    let budget = if name == "SQLite" { "≥ 2,000/s, p99 ≤ 25 ms" } else { "≥ 1,500/s, p99 ≤ 25 ms" };
    let figure = format!("{each_second:.0}/s, p50 {:.1} ms, p99 {:.1} ms", at(&times, 500), at(&times, 990));
    table.add(&format!("physio_contact over HTTP, 8 clients, {name}"), figure, budget);
    table.add(&format!("start to listening, {name}"), format!("{} ms", ready.as_millis()), "≤ 300 ms");
}

pub(super) fn member(ecmopt: &Ecmopt) -> String {
    add_member(ecmopt, "bench");
    ecmopt.must(&["token", "create", "--member", "bench", "--label", "bench"]).trim().to_owned()
}

/// Somebody who enters records and signs in with the password of all here.
pub(super) fn add_member(ecmopt: &Ecmopt, login: &str) {
    let add =
        ["member", "add", "--login", login, "--name", "Bench", "--role", "data-entry", "--centre", "STH"];
    assert_eq!(ecmopt.run_with(&add, PASSWORD).code, 0);
}

/// Puts the admissions in place.
pub(super) async fn admissions(host: &str, token: &str) {
    let mut client = Client::connect(host, token).await;
    for number in 0..ADMISSIONS {
        client.admission(number).await;
    }
}

/// A time below which a share of a thousand lies, in milliseconds.
pub(super) fn at(times: &[Duration], share: usize) -> f64 {
    times[(times.len() - 1) * share / 1000].as_secs_f64() * 1000.0
}

/// The time of every acknowledged submission, shortest first.
pub(super) async fn load(host: &str, token: &str, round: usize) -> Vec<Duration> {
    let end = Instant::now() + LENGTH;
    let clients = (0..CLIENTS).map(|number| {
        let (host, token) = (host.to_owned(), token.to_owned());
        tokio::spawn(async move {
            let mut client = Client::connect(&host, &token).await;
            let mut times = Vec::new();
            for turn in round * ROUND.. {
                let start = Instant::now();
                if start >= end {
                    break;
                }
                client.contact(number, turn).await;
                times.push(start.elapsed());
            }
            times
        })
    });
    let mut times = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        times.extend(client.await.expect("a client"));
    }
    times.sort();
    times
}

/// A client that does as little as it can, to leave the cores to the service.
struct Client {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Client {
    async fn connect(host: &str, token: &str) -> Self {
        let stream = TcpStream::connect(host).await.expect("a connection");
        stream.set_nodelay(true).expect("an option");
        let head =
            format!("Host: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n");
        Self { stream, head, buffer: vec![0; 16 * 1024] }
    }

    async fn admission(&mut self, number: usize) {
        let (patient, admission) = (pseudonym(number), format!("A{number:05}"));
        let mut records = [fixtures::patient(), fixtures::admission(), fixtures::run()];
        records[0]["patient_ref"] = json!(patient);
        records[1]["patient_ref"] = json!(patient);
        records[1]["admission_ref"] = json!(admission);
        records[2]["admission_ref"] = json!(admission);
        for (form, record) in ["patient", "icu_admission", "ecmo_run"].iter().zip(&records) {
            self.post(form, &record.to_string()).await;
        }
    }

    /// A contact at a minute of its own, so that a patient's day stays a likely one.
    async fn contact(&mut self, client: usize, turn: usize) {
        let number = turn * CLIENTS + client;
        let round = number / ADMISSIONS;
        let (day, hour, minute) = (21 + round % 9, 8 + round / 9 % 10, round / 90 % 60);
        let mut record = fixtures::contact(0);
        record["contact_ref"] = json!(format!("C{client}-{turn}"));
        record["admission_ref"] = json!(format!("A{:05}", number % ADMISSIONS));
        record["start_at"] = json!(format!("2026-03-{day:02}T{hour:02}:{minute:02}"));
        self.post("physio_contact", &record.to_string()).await;
    }

    async fn post(&mut self, form: &str, body: &str) {
        let request = format!(
            "POST /api/v1/records/{form} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.expect("a request");
        let mut read = 0;
        loop {
            read += self.stream.read(&mut self.buffer[read..]).await.expect("an answer");
            let text = std::str::from_utf8(&self.buffer[..read]).expect("text");
            if let Some((head, rest)) = text.split_once("\r\n\r\n") {
                assert!(head.starts_with("HTTP/1.1 201"), "{text}");
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if rest.len() >= length.expect("a length").parse().expect("a number") {
                    return;
                }
            }
        }
    }
}
