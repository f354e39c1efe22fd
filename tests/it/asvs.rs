//! The page on the security standard (`docs/asvs.md`): no requirement is left out, what holds a line is there, and the
//! counts are right.

use std::collections::BTreeSet;
use std::fs;

use testkit::source;

/// The requirements of levels 1 and 2, one a line: id and level.
const REQUIREMENTS: &str = include_str!("asvs/ids.txt");

/// What a line may say of its requirement.
const STATES: [&str; 3] = ["met", "not met", "does not apply"];

/// What can hold a line that is met.
const PROOFS: [&str; 3] = ["test", "gate", "setting"];

/// A line of the page's tables.
struct Line<'p> {
    id: &'p str,
    level: &'p str,
    state: &'p str,
    held_by: &'p str,
}

impl<'p> Line<'p> {
    fn of(row: &'p str) -> Self {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [id, level, _, state, held_by] = cells[..] else { panic!("five cells are wanted: {row}") };
        Self { id, level, state, held_by }
    }

    /// What it names of a kind: `test: …`, between grave accents.
    fn named(&self, kind: &str) -> Vec<&'p str> {
        let marked = self.held_by.split('`').skip(1).step_by(2);
        marked.filter_map(|text| text.strip_prefix(kind)?.strip_prefix(": ")).collect()
    }
}

fn page() -> String {
    read("docs/asvs.md")
}

fn lines(page: &str) -> Vec<Line<'_>> {
    page.lines().filter(|line| line.starts_with("| V")).map(Line::of).collect()
}

/// A file of the project.
fn read(path: &str) -> String {
    fs::read_to_string(source::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_requirement_has_one_line_with_its_level() {
    let page = page();
    let lines = lines(&page);
    let wanted: BTreeSet<String> = REQUIREMENTS.lines().map(str::to_owned).collect();
    let told: BTreeSet<String> = lines.iter().map(|line| format!("{} {}", line.id, line.level)).collect();
    let left_out: Vec<_> = wanted.difference(&told).collect();
    let unknown: Vec<_> = told.difference(&wanted).collect();
    assert!(left_out.is_empty() && unknown.is_empty(), "left out: {left_out:?}, unknown: {unknown:?}");
    assert_eq!(lines.len(), wanted.len(), "a requirement has two lines");
}

#[test]
fn every_test_that_is_named_is_there() {
    let page = page();
    for line in lines(&page) {
        for test in line.named("test") {
            let (path, name) = test.split_once("::").unwrap_or_else(|| panic!("{}: {test}", line.id));
            assert!(read(path).contains(&format!("fn {name}(")), "{}: {path} has no {name}", line.id);
        }
    }
}

#[test]
fn every_gate_that_is_named_is_there() {
    let page = page();
    for line in lines(&page) {
        for gate in line.named("gate") {
            assert!(source::root().join(gate).is_file(), "{}: there is no {gate}", line.id);
        }
    }
}

#[test]
fn what_is_met_is_held_by_something_and_what_is_not_says_why() {
    let page = page();
    for line in lines(&page) {
        let is_held = PROOFS.into_iter().any(|kind| !line.named(kind).is_empty());
        assert_eq!(line.state == "met", is_held, "{} is {}, held by “{}”", line.id, line.state, line.held_by);
        assert!(!line.held_by.is_empty(), "{} does not say why it is {}", line.id, line.state);
    }
}

#[test]
fn the_counts_at_its_head_are_right() {
    let page = page();
    let lines = lines(&page);
    let strange = lines.iter().find(|line| !STATES.contains(&line.state));
    assert!(strange.is_none(), "{:?}", strange.map(|line| (line.id, line.state)));
    for state in STATES {
        let stand: Vec<_> = lines.iter().filter(|line| line.state == state).collect();
        let first = stand.iter().filter(|line| line.level == "1").count();
        let row = format!("| {state} | {first} | {} | {} |", stand.len() - first, stand.len());
        assert!(page.lines().any(|line| line == row), "the head should say {row}");
    }
}
