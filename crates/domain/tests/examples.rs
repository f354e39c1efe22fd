//! Every rule by example: one record that keeps it and one that breaks it, at least.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

#[path = "examples/loader.rs"]
mod loader;

use std::collections::BTreeSet;

use domain::check::Around;
use domain::check::judge::{Surroundings, judge};
use domain::dictionary::Dictionary;
use domain::rules::{RULES, Rule, rule};
use domain::{Finding, FormSpec, Level, Raw, reference};
use jiff::tz::TimeZone;
use loader::{Example, Examples, NOW};

/// Rules that no record shows to a judge, each with the test that shows both sides.
const SHOWN_ELSEWHERE: [(&str, &str); 4] = [
    ("F-NO-LONGER-ASKED", "src/bundle/tests.rs: it needs a dictionary that asked more"),
    ("K-KEY", "tests/it/store.rs: it needs a record that is stored"),
    ("K-LOCKED", "tests/it/import.rs: it needs a record that is locked"),
    ("V-TRF-1", "tests/bundle.rs: it needs runs of several patients"),
];

fn findings(form: &'static FormSpec, raw: &Raw, around: &Surroundings, exported: bool) -> Vec<Finding> {
    let directory = reference::directory(reference::CENTRES, reference::DESIGNATIONS).unwrap();
    let zone = TimeZone::get("Europe/London").unwrap();
    let dictionary = Dictionary::shipped();
    let beside = Around { now: NOW.parse().unwrap(), directory: &directory, exported, dictionary };
    judge(form, raw, around, &zone, &beside).findings
}

fn judged(examples: &Examples, example: &Example) -> Vec<Finding> {
    let (form, raw) = examples.record(&example.record);
    if let Some(json) = &example.json {
        let mut record = raw.to_json(form);
        for (name, value) in json {
            record[name] = serde_json::to_value(value).unwrap();
        }
        if let Err(findings) = Raw::from_json(form, &record) {
            return findings;
        }
    }
    findings(form, &raw, &examples.surroundings(example), example.exported)
}

/// The keys of the findings that hold a record up, or only its sign-off.
fn keys(findings: &[Finding], holds: bool) -> Vec<String> {
    let mut keys: Vec<String> =
        findings.iter().filter(|finding| (finding.level == Level::S) == holds).map(Finding::key).collect();
    keys.sort();
    keys
}

#[test]
fn every_example_is_judged_as_it_says() {
    let examples = Examples::load();
    let mut wrong = Vec::new();
    for (file, example) in &examples.all {
        let findings = judged(&examples, example);
        let (verdict, holds) = (keys(&findings, false), keys(&findings, true));
        if (&verdict, &holds) != (&example.verdict, &example.holds) {
            wrong.push(format!(
                "{file}, {} “{}”: {verdict:?} and holds {holds:?}, not {:?} and {:?}",
                example.rule, example.says, example.verdict, example.holds
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.all.len(), wrong.join("\n"));
}

#[test]
fn every_finding_names_a_rule_and_level_of_the_catalogue() {
    let examples = Examples::load();
    for finding in examples.all.iter().flat_map(|(_, example)| judged(&examples, example)) {
        let known = rule(&finding.rule).unwrap_or_else(|| panic!("{} is not in the catalogue", finding.rule));
        assert!(known.levels.contains(&finding.level), "{} {}", finding.rule, finding.level);
    }
}

/// Rules of files are broken by a fault of the example data, and kept by the clean bundle that it is put into.
fn rules_of_faults() -> BTreeSet<String> {
    let faults = example_data::json("dirty/faults.json");
    let cases = faults["cases"].as_array().unwrap().iter();
    cases.filter_map(|case| case["rule"].as_str().map(str::to_owned)).collect()
}

#[test]
fn every_rule_has_an_accepting_and_a_rejecting_example() {
    let examples = Examples::load();
    let (mut accepted, mut rejected) = (BTreeSet::new(), BTreeSet::new());
    for (file, example) in &examples.all {
        assert!(rule(&example.rule).is_some(), "{file}: there is no rule {}", example.rule);
        let found = example.verdict.iter().chain(&example.holds);
        let breaks = found.filter_map(|key| key.split_once('@')).any(|(rule, _)| rule == example.rule);
        if breaks { &mut rejected } else { &mut accepted }.insert(example.rule.as_str());
    }
    let faults = rules_of_faults();
    let elsewhere = |rule: &&Rule| {
        let of_files = rule.is_of_files() || rule.id == "V-CEN-1";
        of_files && faults.contains(rule.id) || SHOWN_ELSEWHERE.iter().any(|(id, _)| *id == rule.id)
    };
    let lacking: Vec<String> = RULES
        .iter()
        .filter(|rule| !elsewhere(rule))
        .filter(|rule| !accepted.contains(rule.id) || !rejected.contains(rule.id))
        .map(|rule| {
            format!(
                "{} (accepting {}, rejecting {})",
                rule.id,
                accepted.contains(rule.id),
                rejected.contains(rule.id)
            )
        })
        .collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}
