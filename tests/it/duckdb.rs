//! The queries of the indicators, asked of a second engine over the same Parquet files.

use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::command::Ecmopt;
use testkit::python;

const PERIODS: [&str; 2] = ["2024-10-01..2026-09-30", "2026-04-01..2026-09-30"];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A snapshot of the example network, and what the program makes of it.
fn computed() -> Ecmopt {
    let ecmopt = Ecmopt::new();
    let network = example_data::path("network");
    ecmopt.must(&["import", network.to_str().unwrap()]);
    ecmopt.must(&["snapshot", "--out", "snapshot"]);
    let [both, cycle] = PERIODS;
    let json = ecmopt.must(&[
        "indicators",
        "snapshot",
        "--period",
        both,
        "--period",
        cycle,
        "--format",
        "json",
        "--frames",
        "frames",
    ]);
    fs::write(ecmopt.path("indicators.json"), json).unwrap();
    ecmopt
}

fn asked(ecmopt: &Ecmopt, definitions: &Path) -> (bool, String) {
    let output = Command::new(python::tool("duckdb", "python"))
        .arg(repository().join("tests/duckdb/check.py"))
        .args([&ecmopt.path("frames"), definitions, &ecmopt.path("indicators.json")])
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn gives_the_same_n_and_k_for_every_indicator() {
    let ecmopt = computed();
    let (agrees, said) = asked(&ecmopt, &repository().join("reports/indicators"));
    assert!(agrees, "{said}");
    assert!(said.starts_with("4730 values of 43 queries compared, 0 differ"), "{said}");

    // The comparison can fail: a query that counts otherwise is found.
    let other = ecmopt.path("definitions");
    fs::create_dir(&other).unwrap();
    for file in fs::read_dir(repository().join("reports/indicators")).unwrap().map(Result::unwrap) {
        let text = fs::read_to_string(file.path())
            .unwrap()
            .replace("CASE WHEN treated THEN 1", "CASE WHEN rehab THEN 1");
        fs::write(other.join(file.file_name()), text).unwrap();
    }
    let (agrees, said) = asked(&ecmopt, &other);
    assert!(!agrees && said.contains("P04 STH"), "{said}");
}
