//! Where the guard against identifiers draws its border: sentences that must pass, and what must be caught.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use domain::identifier::{Found, Scan, What, look};

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// A line with its characters that cannot be seen.
fn spelled(line: &str) -> String {
    let mut parts = line.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text.push_str(rest);
    }
    text
}

fn kinds(found: &Found) -> Vec<What> {
    found.certain.iter().chain(&found.likely).map(|hit| hit.what).collect()
}

#[test]
fn honest_sentences_pass() {
    let honest: Vec<_> = lines(include_str!("identifiers/honest.txt")).collect();
    let stopped: Vec<_> = honest
        .iter()
        .map(|line| (line, look(&spelled(line), Scan::Narrative)))
        .filter(|(_, found)| *found != Found::default())
        .map(|(line, found)| format!("{line}: {found:?}"))
        .collect();
    assert!(stopped.is_empty(), "{} of {}:\n{}", stopped.len(), honest.len(), stopped.join("\n"));
    assert!(honest.len() >= 150, "{} sentences", honest.len());
}

#[test]
fn identifying_ones_are_caught_as_what_they_are() {
    let identifying: Vec<_> = lines(include_str!("identifiers/identifying.txt")).collect();
    let mut missed = Vec::new();
    for line in &identifying {
        let (kind, text) = line.split_once(" | ").unwrap();
        let found = look(&spelled(text), Scan::Narrative);
        if !kinds(&found).iter().any(|what| format!("{what:?}") == kind) {
            missed.push(format!("{line}: {:?}", kinds(&found)));
        }
    }
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), identifying.len(), missed.join("\n"));
    assert!(identifying.len() >= 150, "{} sentences", identifying.len());
}

#[test]
fn every_kind_has_its_sentences() {
    for what in What::ALL.into_iter().filter(|what| *what != What::TwoNames) {
        let prefix = format!("{what:?} | ");
        let known =
            lines(include_str!("identifiers/identifying.txt")).filter(|line| line.starts_with(&prefix));
        assert!(known.count() >= 5, "{what:?}");
    }
}
