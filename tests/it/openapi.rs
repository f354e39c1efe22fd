//! The description of the API, held by two independent programs against its standard and against the running service.
//!
//! `tests/python-tools` puts both into the target folder; `tests/run` calls it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use testkit::example::Example;

/// Cases made for each operation, beside those that stand at the edges of every schema.
const CASES: &str = "5";

/// The same cases each time.
const SEED: &str = "7";

/// What checking the service may take.
const MOST: Duration = Duration::from_mins(3);

/// A program of the tools.
fn tool(name: &str) -> PathBuf {
    testkit::python::tool("openapi", name)
}

fn settings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi")
}

#[track_caller]
fn succeeded(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn is_valid_by_an_independent_validator() {
    let example = Example::start();
    let document = example.ecmopt.path("openapi.json");
    let fetched = tokio::runtime::Runtime::new().unwrap().block_on(async {
        reqwest::get(example.url("/api/openapi.json")).await.unwrap().text().await.unwrap()
    });
    std::fs::write(&document, fetched).unwrap();
    succeeded(&Command::new(tool("openapi-spec-validator")).arg(&document).output().unwrap());
}

/// No fault of the service, no status, content or header that is not described, nothing refused that the schema
/// allows but by rules that look further, nothing taken that it forbids.
#[test]
fn is_what_the_service_does() {
    let example = Example::start();
    let begun = Instant::now();
    let output = Command::new(tool("schemathesis"))
        .args(["--config-file", settings().join("schemathesis.toml").to_str().unwrap()])
        .args(["run", &example.url("/api/openapi.json")])
        .args(["--header", &format!("Authorization: Bearer {}", example.token())])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", CASES, "--seed", SEED])
        .args(["--no-shrink", "--generation-database", "none"])
        .env("PYTHONPATH", settings())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(example.ecmopt.path(""))
        .output()
        .unwrap();
    succeeded(&output);
    let took = begun.elapsed();
    assert!(took < MOST, "{took:?}");
}
