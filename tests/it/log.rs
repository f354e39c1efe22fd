//! The log of the running service: each line says when, what, from where and by whom, a program can read it, and nothing
//! stands in it that is nobody's to know.

use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use serde_json::Value;
use testkit::command::{Ecmopt, Serving};
use testkit::fixtures::PASSWORD;
use testkit::visitor::{Visitor, value_of};

const WRONG: &str = "a wrong password that is a secret";
const LINK: &str = "5ec4e7f00000000000000000000000000000000000000000000000000000beef";

/// Somebody signs in badly, well, and reaches for what is not theirs.
async fn lived(format: &str) -> Serving {
    let ecmopt = Ecmopt::new();
    let add =
        ["member", "add", "--login", "robin", "--name", "Robin", "--role", "data-entry", "--centre", "STH"];
    assert_eq!(ecmopt.run_with(&add, &format!("{PASSWORD}\n")).code, 0);
    let serving = ecmopt.serve_with(&["--log-format", format]);
    let nobody = Visitor::nobody(&serving.url).unwrap();
    for login in ["robin", "somebody\nwho is unknown"] {
        let csrf = value_of(&nobody.get("/sign-in").await.unwrap(), "csrf");
        let form = [("csrf", csrf.as_str()), ("login", login), ("password", WRONG)];
        nobody.post("/sign-in", &form).await.unwrap();
    }
    nobody.get(&format!("/join/{LINK}")).await.unwrap();
    let robin = Visitor::sign_in(&serving.url, "robin").await.unwrap();
    for path in
        ["/admissions/R12345", "/records/patient/01900000-0000-7000-8000-000000000000", "/network", "/R12345"]
    {
        robin.get(path).await.unwrap();
    }
    robin.post("/records/patient/new", &[("note", "R12345 was typed")]).await.unwrap();
    let api = format!("{}/api/v1/records/patient", serving.url);
    Client::new().get(api).bearer_auth("ecmopt_that_is_none").send().await.unwrap();
    serving.log_with("token-needed");
    serving
}

fn line<'l>(lines: &'l [Value], message: &str, about: (&str, &str)) -> &'l Value {
    let (name, value) = about;
    let is_it = |line: &&Value| {
        line["fields"]["message"] == message && (line["fields"][name] == value || line["span"][name] == value)
    };
    lines.iter().find(is_it).unwrap_or_else(|| panic!("no line {message} with {name}={value}: {lines:#?}"))
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the clock of the service is the real one")]
async fn says_when_what_from_where_and_by_whom_as_json() {
    let serving = lived("json").await;
    let log = serving.log_with("token-needed");
    let lines: Vec<Value> = log.iter().map(|line| serde_json::from_str(line).expect(line)).collect();
    for line in &lines {
        let at = line["timestamp"].as_str().unwrap();
        assert!(at.ends_with('Z'), "{at} is not UTC");
        let age = Timestamp::now().duration_since(at.parse().unwrap());
        assert!(age.abs() < SignedDuration::from_mins(5), "{at}");
        assert!(line["level"].is_string() && line["fields"]["message"].is_string(), "{line}");
        assert!(line["span"]["id"].is_string() && line["span"]["from"] == "127.0.0.1", "{line}");
        assert!(line["span"]["method"].is_string() && line["span"]["route"].is_string(), "{line}");
    }
    let signed_in = line(&lines, "signed in", ("factors", "a password"));
    let robin = signed_in["fields"]["member"].as_str().unwrap();
    assert_eq!(line(&lines, "a password was wrong", ("member", robin))["level"], "WARN");
    line(&lines, "a password was wrong", ("member", "unknown"));
    line(&lines, "a link that was never given", ("route", "/join/{link}"));
    for (message, route) in [
        ("not there, or not theirs", "/admissions/{reference}"),
        ("not there, or not theirs", "/records/{form}/{id}"),
        ("refused", "/network"),
        ("refused", "/records/{form}/new"),
    ] {
        let line = line(&lines, message, ("route", route));
        let by = line["span"]["by"].as_str().unwrap();
        assert!(by.starts_with(&format!("{robin}, session ")) && line["level"] == "WARN", "{line}");
    }
    assert_eq!(line(&lines, "refused", ("problem", "token-needed"))["level"], "WARN");
}

#[tokio::test]
async fn holds_no_password_no_link_no_reference_and_nothing_that_was_typed() {
    for format in ["json", "text"] {
        let log = lived(format).await.log_with("token-needed");
        for line in &log {
            for secret in [WRONG, PASSWORD, LINK, "R12345", "who is unknown", "ecmopt_that_is_none"] {
                assert!(!line.contains(secret), "{secret} is in the log: {line}");
            }
            let begins = format == "json" || line.split(' ').next().unwrap().parse::<Timestamp>().is_ok();
            assert!(begins, "a line that is no entry: {line:?}");
        }
        assert!(log.len() >= 7, "{log:?}");
    }
}
