//! wapiti over every page that somebody can reach.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::python::tool;

/// What is tried on each page.
const MODULES: &str = "sql,timesql,xss,permanentxss,exec,file,xxe,ssrf,crlf,redirect,csp,http_headers,cookieflags,csrf,htaccess,methods";

/// How long one may look, in seconds.
const MOST: &str = "600";

/// What it says and what is no hole, with the answer. `docs/attacks.md` tells them.
const ANSWERED: [(&str, &str); 2] = [
    ("Clickjacking Protection", "frame-ancestors of the policy, which every browser of today heeds, says it"),
    (
        "Secure Flag cookie",
        "the example is tried on this machine without HTTPS; tests/it/tls.rs shows the flag",
    ),
];

/// What it found as somebody that has no answer, each in a sentence; its report lies with the others.
pub fn findings(url: &str, who: &str, cookie: &str, reports: &Path) -> Vec<String> {
    let name: String = who.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let report = reports.join(format!("wapiti_{name}.json"));
    let output = Command::new(tool("attack", "wapiti"))
        .args(["--url", url, "--scope", "domain", "--flush-session", "--module", MODULES])
        .args(["--header", &format!("Cookie: {cookie}"), "--exclude", &format!("{url}/sign-out")])
        .args(["--exclude", &format!("{url}/assets/*"), "--depth", "4", "--max-links-per-page", "40"])
        .args(["--max-scan-time", MOST, "--max-attack-time", "60", "--verbose", "1"])
        .args(["--format", "json", "--output", report.to_str().expect("a path")])
        .args(["--store-session", reports.join("wapiti").to_str().expect("a path")])
        .output()
        .expect("wapiti runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    std::fs::write(reports.join(format!("wapiti_{name}.txt")), &said).expect("a report");
    let text = std::fs::read_to_string(&report).unwrap_or_else(|_| panic!("wapiti left no report:\n{said}"));
    let report: Value = serde_json::from_str(&text).expect("a report in JSON");
    let of = |part: &str| report[part].as_object().cloned().unwrap_or_default();
    let is_open = |kind: &str| ANSWERED.iter().all(|(answered, _)| *answered != kind);
    let kinds = of("vulnerabilities").into_iter().chain(of("anomalies")).filter(|(kind, _)| is_open(kind));
    let each = kinds.flat_map(|(kind, found)| {
        let found = found.as_array().cloned().unwrap_or_default();
        found.into_iter().map(move |one| format!("{kind} at {}: {}", one["path"], one["info"]))
    });
    each.collect()
}
