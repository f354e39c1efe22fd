//! One corpus, every door: each example of a rule goes through the browser's form, the API, a CSV bundle and a
//! workbook, and each door finds the same rules on the same fields.
//!
//! What the rules say of an example is written beside it (`crates/domain/tests/examples`), and the domain's own
//! tests hold the rules to it. Here the doors are held to the rules.

mod browser;
mod files;
#[path = "../../../crates/domain/tests/examples/loader.rs"]
mod loader;
mod program;
mod room;

use std::collections::BTreeSet;

use domain::{FormSpec, Level, Raw};
use loader::{Example, Examples};

use self::room::Template;

/// An example ready to be handed in.
struct Case<'a> {
    name: String,
    example: &'a Example,
    form: &'static FormSpec,
    raw: Raw,
    /// What is held already: the surroundings, and the earlier version of an edit.
    held: Vec<(&'static FormSpec, Raw)>,
}

impl<'a> Case<'a> {
    fn of(examples: &Examples, file: &str, example: &'a Example) -> Self {
        let (form, raw) = examples.record(&example.record);
        let around = examples.surroundings(example);
        let earlier = around.replaced.map(|raw| (form, raw));
        Self {
            name: format!("{file}: {} “{}”", example.rule, example.says),
            example,
            form,
            raw,
            held: around.records.into_iter().chain(earlier).collect(),
        }
    }

    /// What must be found, of levels E and W.
    fn verdict(&self) -> BTreeSet<String> {
        self.example.verdict.iter().cloned().collect()
    }

    /// What must be found by a door that also tells what keeps a record from sign-off.
    fn everything(&self) -> BTreeSet<String> {
        self.example.verdict.iter().chain(&self.example.holds).cloned().collect()
    }

    /// A value that no cell can hold.
    fn is_json_only(&self) -> bool {
        self.example.json.is_some()
    }
}

/// A finding as the examples write it.
fn key(list: Option<(&str, usize)>, column: &str, rule: &str) -> String {
    let child = list.map(|(list, row)| (list.to_owned(), row));
    domain::Finding { child, ..domain::Finding::new(column, rule, Level::E, "") }.key()
}

/// Compares what a door found with what must be found, and says so for all examples at once.
#[derive(Default)]
struct Differences {
    judged: usize,
    wrong: Vec<String>,
}

impl Differences {
    fn compare(&mut self, case: &Case<'_>, found: &BTreeSet<String>, expected: &BTreeSet<String>) {
        self.judged += 1;
        if found != expected {
            self.wrong.push(format!("{}\n  found    {found:?}\n  expected {expected:?}", case.name));
        }
    }

    #[track_caller]
    fn none_of(self, at_least: usize) {
        assert!(self.wrong.is_empty(), "{} of {}:\n{}", self.wrong.len(), self.judged, self.wrong.join("\n"));
        assert!(self.judged >= at_least, "only {} examples went through this door", self.judged);
    }
}

/// The examples that a door takes.
fn cases(examples: &Examples, takes: impl Fn(&Case<'_>) -> bool) -> Vec<Case<'_>> {
    let all = examples.all.iter().map(|(file, example)| Case::of(examples, file, example));
    all.filter(takes).collect()
}

/// A sign-off before the edit is known to the store alone; a bundle has no history.
fn needs_history(case: &Case<'_>) -> bool {
    case.example.signed_off
}

/// Files of the audit's own export, with what only the system sets.
fn is_export(case: &Case<'_>) -> bool {
    case.example.exported
}

#[test]
fn a_csv_bundle_finds_what_the_rules_say() {
    let examples = Examples::load();
    let mut differences = Differences::default();
    for case in cases(&examples, |case| !case.is_json_only() && !needs_history(case)) {
        differences.compare(&case, &files::csv(&case), &case.everything());
    }
    differences.none_of(200);
}

#[test]
fn a_workbook_finds_what_the_rules_say() {
    let examples = Examples::load();
    let mut differences = Differences::default();
    let takes = |case: &Case<'_>| {
        !case.is_json_only() && !needs_history(case) && !is_export(case) && !files::is_put_right(case)
    };
    for case in cases(&examples, takes) {
        differences.compare(&case, &files::workbook(&case), &case.everything());
    }
    differences.none_of(200);
}

#[tokio::test]
async fn the_api_finds_what_the_rules_say() {
    let examples = Examples::load();
    let template = Template::new().await;
    let mut differences = Differences::default();
    for case in cases(&examples, |case| !is_export(case)) {
        let room = template.room(&case).await;
        differences.compare(&case, &program::hand_in(&room, &case).await, &case.everything());
    }
    differences.none_of(200);
}

#[tokio::test]
async fn the_browser_form_finds_what_the_rules_say() {
    let examples = Examples::load();
    let template = Template::new().await;
    let mut differences = Differences::default();
    let takes = |case: &Case<'_>| {
        !case.is_json_only() && !is_export(case) && browser::can_type(case) && !files::is_put_right(case)
    };
    for case in cases(&examples, takes) {
        let room = template.room(&case).await;
        differences.compare(&case, &browser::hand_in(&room, &case).await, &case.verdict());
    }
    differences.none_of(180);
}
