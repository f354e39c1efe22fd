//! Every PDF that the program makes, held against PDF/UA-1 (ISO 14289-1) by an independent program.
//!
//! `tests/python-tools pdf` puts it into the target folder; `tests/run` calls it.

use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::command::Ecmopt;

#[track_caller]
fn is_readable_by_ear(pdfs: &[PathBuf]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("pdf/ua1.py");
    let output =
        Command::new(testkit::python::tool("pdf", "python")).arg(script).args(pdfs).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.matches("rules kept").count(), pdfs.len(), "{said}");
}

#[test]
fn every_pack_of_the_example_network_is() {
    let ecmopt = Ecmopt::new();
    let bundle = example_data::path("network");
    ecmopt.must(&["import", bundle.to_str().unwrap()]);
    ecmopt.must(&["snapshot", "--out", "snapshot", "--from", "2026-04-01", "--to", "2026-09-30"]);
    let packs = [("biannual", None), ("centre", Some("STH")), ("organisational", None)];
    let pdfs = packs.map(|(definition, centre)| {
        let mut order = vec!["pack", "snapshot", "--definition", definition, "--out", definition];
        order.extend(centre.into_iter().flat_map(|code| ["--centre", code]));
        ecmopt.must(&order);
        ecmopt.path(definition).join("pack.pdf")
    });
    is_readable_by_ear(&pdfs);
    let refused = ecmopt.run(&["pack", "snapshot", "--definition", "public", "--out", "public"]);
    assert!(refused.code == 1 && refused.err.contains("anonymised tables"), "{}", refused.err);
    assert!(!ecmopt.path("public").exists());
}
