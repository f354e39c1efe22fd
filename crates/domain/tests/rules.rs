//! The catalogue of rules against the code and the documents that lay them down.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::rules::RULES;
use regex::Regex;

fn catalogue() -> BTreeSet<String> {
    RULES.iter().map(|rule| rule.id.to_owned()).collect()
}

/// Every Rust file under a folder, but for the catalogue itself.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("rules") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn ids(text: &str, pattern: &str) -> BTreeSet<String> {
    Regex::new(pattern).unwrap().captures_iter(text).map(|found| found[1].to_owned()).collect()
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_rule_of_the_code_is_in_the_catalogue_and_the_other_way_round() {
    let files = ["domain/src", "store/src", "form-derive/src"].map(|folder| sources(&crates().join(folder)));
    let text: String = files.iter().flatten().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert_eq!(ids(&text, r#""([FKXLV]-[A-Z]{2,}(?:-[A-Z0-9]+)*)""#), catalogue());
}

#[test]
fn every_rule_of_the_documents_is_in_the_catalogue() {
    let rules = example_data::text("rules.txt");
    for file in ["domain.md", "data/README.md"] {
        let lines = rules.lines().filter_map(|line| line.split_once('\t'));
        let named: BTreeSet<_> =
            lines.filter(|(page, _)| *page == file).map(|(_, rule)| rule.to_owned()).collect();
        assert!(named.len() > 10, "{file} names {} rules", named.len());
        let unknown: Vec<_> = named.difference(&catalogue()).cloned().collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?}");
    }
}
