//! Submissions beside connections that ask for nothing.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Table, http};
use crate::command::Ecmopt;

/// Half of them say nothing, half of them half a header.
const SILENT: usize = 2000;
const HALF_A_HEADER: &[u8] = b"GET /help HTTP/1.1\r\nHost: somewhere\r\nX-Slow: ";
/// One that the service has closed comes back after this.
const PAUSE: Duration = Duration::from_millis(100);

/// Measures submissions without and with them.
pub async fn measure(table: &mut Table) {
    // These have two thousand descriptors open themselves.
    web::Limits::of_this_machine();
    let ecmopt = Ecmopt::new();
    let token = http::member(&ecmopt);
    let serving = ecmopt.serve();
    let host = serving.url.trim_start_matches("http://").to_owned();
    http::admissions(&host, &token).await;
    let mut p99 = Vec::new();
    for (round, what) in ["without", "with"].iter().enumerate() {
        let silent: Vec<_> =
            (0..SILENT * round).map(|number| tokio::spawn(hold(host.clone(), number))).collect();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let before = memory(serving.pid());
        let times = http::load(&host, &token, round).await;
        let (p50, last) = (http::at(&times, 500), http::at(&times, 990));
        let count = times.len() / http::SECONDS;
        let figure = format!("{count}/s, p50 {p50:.1} ms, p99 {last:.1} ms, {before} MB before");
        table.add(&format!("physio_contact over HTTP, {what} {SILENT} silent connections"), figure, "");
        p99.push(last);
        silent.iter().for_each(tokio::task::JoinHandle::abort);
    }
    table.add("p99 with ÷ p99 without", format!("{:.2}", p99[1] / p99[0]), "≤ 2");
}

/// Holds a connection for as long as the service lets it, again and again.
async fn hold(host: String, number: usize) {
    let says = if number.is_multiple_of(2) { b"" } else { HALF_A_HEADER };
    loop {
        if let Ok(mut stream) = TcpStream::connect(&host).await
            && stream.write_all(says).await.is_ok()
        {
            let mut buffer = [0; 256];
            while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What the service holds in memory, in megabytes.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
