//! Where the guard against identifiers draws its border: sentences that must pass, and what must be caught.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use std::fmt::Write as _;
use std::path::Path;

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

/// The scan of a field in which a kind is told.
fn scan(what: What) -> Scan {
    if what == What::TwoNames { Scan::Code } else { Scan::Narrative }
}

#[test]
fn the_book_promises_what_is_caught() {
    for what in What::ALL {
        for example in what.examples() {
            let found = kinds(&look(&format!("noted: {example}, then sat out"), scan(what)));
            assert_eq!(found, [what], "{example}");
        }
    }
}

/// The page of the book, made from the kinds.
fn page() -> String {
    let mut page = String::from(
        "<!-- Made from the kinds. Change crates/domain/src/identifier/what.rs and run: ECMOPT_BLESS=1 cargo test \
         --workspace --test identifiers -->\n\n# What no text may hold\n\nEvery text that people write is read for \
         what could identify a person, whichever door it comes through: notes, narratives, roles, answers to the \
         network's questions, reasons, queries. Before it is read, blanks, dashes, dots and digits of every script \
         are made one kind, and characters that nobody can see are left out. All that is found is told at once, \
         each part masked.\n\n| What | Exactly | For example | Then |\n|---|---|---|---|\n",
    );
    for what in What::ALL {
        let examples: Vec<_> = what.examples().iter().map(|example| format!("`{example}`")).collect();
        let then = if what.is_asked() { "asked: does this name somebody?" } else { "refused" };
        writeln!(page, "| {} | {} | {} | {then} |", what.words(), what.promise(), examples.join(", "))
            .unwrap();
    }
    page.push_str(
        "\nRefused is rule `V-PAT-1`, asked is `V-PAT-5`: take the name out, or confirm that the word is none. Reasons \
         and queries have nobody to ask, so a likely name passes there. References of records are read for ten digits, \
         eight digits in a row and postcodes alone.\n\nIt is a net, not a promise: a name that is neither common nor \
         introduced, an address without its postcode, the name of a hospital, initials and a nickname pass it. Names of \
         scales, devices and signs (Borg, Chelsea, Cardiohelp, Thomas test) pass on purpose.\n",
    );
    page
}

#[test]
fn the_book_has_the_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/book/dictionary/identifiers.md");
    if std::env::var_os("ECMOPT_BLESS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page(), "renew it with ECMOPT_BLESS=1");
}
