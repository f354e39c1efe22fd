//! A form that was added as one file is everywhere: see `tests/try-a-form`, which adds it to a copy of the project and
//! runs this there. Without that form nothing here can pass, so it is no part of `tests/run`.

#[path = "../it/site.rs"]
#[allow(dead_code, reason = "the site serves many tests; this needs a part of it")]
mod site;

use std::fs;
use std::path::{Path, PathBuf};

use domain::FormSpec;
use domain::dictionary::Dictionary;
use reqwest::{Method, StatusCode};
use rstest::rstest;
use serde_json::{Value, json};
use testkit::command::Ecmopt;
use testkit::database::Backend;
use zip::ZipArchive;

use crate::site::{CYCLE, Site};

/// The form of `tests/tried/form`.
const ADDED: &str = "night_visit";
/// A word that must not leave.
const SECRET: &str = "zqremark";

fn added() -> &'static FormSpec {
    Dictionary::shipped()
        .form(ADDED)
        .unwrap_or_else(|| panic!("{ADDED} is not among the forms: run tests/try-a-form"))
}

/// A visit that can be saved, and lacks what the sign-off needs.
fn visit() -> Value {
    json!({
        "visit_ref": "V00001", "admission_ref": "A00001", "visited_at": "2026-03-25T02:10",
        "called_for": "SECRETIONS", "remark": SECRET, "helpers": [{"place": 1, "minutes": 20}, {"place": 2}]
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut visit = visit();
    visit[name] = value;
    visit
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The table of the form among the files of an export or a snapshot holds its columns, and not what must not leave.
fn table_of_visits(folder: &Path) {
    let all = files(folder);
    let table = all.iter().find(|path| path.ends_with("night_visits.parquet"));
    let table = fs::read(table.unwrap_or_else(|| panic!("no table of visits: {all:?}"))).unwrap();
    let table = String::from_utf8_lossy(&table);
    assert!(table.contains("called_for") && !table.contains(SECRET));
}

fn of_zip(bytes: Vec<u8>, name: &str) -> String {
    let mut zip = ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let file = zip.by_name(name).unwrap_or_else(|_| panic!("{name} is not in the archive"));
    std::io::read_to_string(file).unwrap()
}

#[rstest]
#[tokio::test]
async fn is_everywhere(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let site = Site::start(on).await;
    site.on_ecmo("STH").await;
    site.open_cycle().await;
    let program = site.program("STH").await;
    let clerk = site.clerk("STH").await;

    // The API takes it, and judges it like any other.
    let refused = async |visit: Value| -> Vec<String> {
        let answer = program.create(ADDED, &visit).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{visit}");
        let problem: Value = answer.json().await.unwrap();
        let rules = problem["findings"].as_array().unwrap().iter();
        rules
            .filter(|found| found["level"] == "E")
            .map(|found| found["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(refused(with("called_for", json!("CHATTING"))).await, ["X-CODE"]);
    assert_eq!(refused(with("called_for", json!(null))).await, ["X-REQ"]);
    assert_eq!(refused(with("visited_at", json!("2026-06-01T02:10"))).await, ["X-FUTURE"]);
    assert_eq!(refused(with("suction_kpa", json!(41))).await, ["X-RANGE"]);
    assert_eq!(refused(with("admission_ref", json!("A99999"))).await, ["K-PARENT"]);
    assert_eq!(refused(with("helpers", json!([{"place": 1}, {"place": 1}]))).await, ["K-DUP"]);
    // By its own rule, too.
    let mut untold = with("called_for", json!("OTHER"));
    untold["remark"] = Value::Null;
    assert_eq!(refused(untold).await, ["V-NIGHT-1"]);
    let answer = program.create(ADDED, &visit()).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let address = answer.headers()["location"].to_str().unwrap().to_owned();
    let stored: Value = program.request(Method::GET, &address).send().await.unwrap().json().await.unwrap();
    assert_eq!(stored["record"]["helpers"][0]["minutes"], 20, "{stored}");

    // OpenAPI.
    let openapi: Value = serde_json::from_slice(&clerk.download("/api/openapi.json").await).unwrap();
    let openapi = openapi.to_string();
    assert!(openapi.contains(ADDED) && openapi.contains("SECRETIONS"), "OpenAPI does not know it");

    // Its page, with the condition that hides a question, and its rows.
    let page = clerk.get(&format!("/records/{ADDED}/new?admission_ref=A00001")).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "Why the team was called",
        "Alarm of the ventilator",
        "Suction pressure",
        "Remark of the night",
        "Minutes of help",
    ] {
        page.shows(text);
    }
    page.shows("data-when=\"called_for=SECRETIONS\"");
    let sent = page.controls();
    let mut sent: Vec<(&str, String)> =
        sent.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    put(&mut sent, "visited_at.date", "26 March 2026");
    put(&mut sent, "visited_at.time", "03:20");
    put(&mut sent, "called_for", "OTHER");
    put(&mut sent, "helpers.0.place", "1");
    put(&mut sent, "action", "save");
    let refused = clerk.post_as_is(&format!("/records/{ADDED}/new"), &sent).await;
    refused.shows("say what for in the remark, or choose another cause.");
    put(&mut sent, "called_for", "ALARM");
    let saved = clerk.post_as_is(&format!("/records/{ADDED}/new"), &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    let record = clerk.get(&saved.location).await;
    record.shows("Alarm of the ventilator");

    // The admission's page offers it and lists it with its gist.
    let admission = clerk.get("/admissions/A00001").await;
    admission.shows("Enter a night visit");
    admission.shows("Night visit V00001");
    admission.shows("Secretions");

    // What the sign-off needs is on the worklist, and on the list of forms and records.
    let worklist = clerk.get(&format!("/cycles/{CYCLE}/worklist")).await;
    worklist.shows("Night visit V00001");
    worklist.shows("Suction pressure");
    clerk.get("/records").await.shows("Night visits");
    clerk.get(&format!("/records/{ADDED}")).await.shows("V00001");

    // What people download.
    let template = clerk.download("/templates/csv.zip").await;
    assert!(of_zip(template, "night_visits.csv").contains("called_for"));
    let codebook = String::from_utf8(clerk.download("/templates/codebook.csv").await).unwrap();
    assert!(codebook.contains("night_helpers") && codebook.contains("the team was called for secretions"));
    let workbook = clerk.download("/templates/ecmopt.xlsx").await;
    assert!(of_zip(workbook, "xl/workbook.xml").contains("night_visits"));
    let export = clerk.download("/exports/bundle.zip").await;
    let visits = of_zip(export.clone(), "night_visits.csv");
    assert!(visits.contains("V00001") && visits.contains("SECRETIONS"), "{visits}");
    assert!(!visits.contains(SECRET), "{visits}");
    assert!(of_zip(export, "night_helpers.csv").contains("V00001,1,20"));

    // The command line, over the same database.
    let ecmopt = Ecmopt::on(site.database_url());
    for format in ["csv", "xlsx", "parquet"] {
        ecmopt.must(&["export", "--out", format, "--format", format]);
    }
    table_of_visits(&ecmopt.path("parquet"));
    let visits = fs::read_to_string(ecmopt.path("csv/night_visits.csv")).unwrap();
    assert!(visits.contains("V00001") && !visits.contains(SECRET), "{visits}");
    ecmopt.must(&["snapshot", "--out", "snapshot", "--from", "2025-10-01", "--to", "2026-03-31"]);
    table_of_visits(&ecmopt.path("snapshot"));
    let said = ecmopt.run(&["import", "csv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    ecmopt.must(&["verify"]);
}

#[test]
fn has_a_form_on_paper() {
    let ecmopt = Ecmopt::new();
    let paper = reporting::paper::form(added(), Dictionary::shipped()).unwrap();
    fs::write(ecmopt.path("paper.pdf"), paper).unwrap();
    let text =
        std::process::Command::new("pdftotext").arg(ecmopt.path("paper.pdf")).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("Why the team was called") && text.contains("Alarm of the ventilator"), "{text}");
}

#[test]
fn leaves_the_bundles_of_before_as_they_were() {
    let museum = Ecmopt::new();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("museum/0.1.zip");
    ZipArchive::new(fs::File::open(file).unwrap()).unwrap().extract(museum.path(".")).unwrap();
    let bundle = museum.path("museum/bundle");
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["migrate"]);
    // The bundle answers a question of the network that is not there: that, and nothing else, is told of its columns.
    let said = ecmopt.run(&["import", bundle.to_str().unwrap(), "--dry-run"]);
    let about_files = said.err.lines().filter(|line| line.contains("(F-")).collect::<Vec<_>>();
    assert!(about_files.len() == 1 && about_files[0].contains("q_cuff"), "{}", said.err);
    assert!(said.err.contains("1 E, "), "{}", said.err);
}

/// Types an answer into what is sent, in place of the one that stands there.
fn put<'a>(sent: &mut Vec<(&'a str, String)>, name: &'a str, value: &str) {
    sent.retain(|(known, _)| *known != name);
    sent.push((name, value.to_owned()));
}
