//! The first page: what a meeting needs, each a sentence with its number and its page.

use crate::read_back::text_of;

fn pages() -> Vec<String> {
    let text = text_of(&crate::PACK.files()["pack.pdf"]);
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// The sentences of the first page with the pages that they name; a sentence of two lines has its page in the first.
fn sentences(first: &str) -> Vec<(String, usize)> {
    let lines = first.lines().filter_map(|line| {
        let (words, page) = line.rsplit_once("page ")?;
        Some((words.trim().to_owned(), page.trim().parse().ok()?))
    });
    lines.collect()
}

#[test]
fn says_what_to_decide_what_signals_and_what_changed() {
    let first = &pages()[0];
    let at = |words: &str| first.find(words).unwrap_or_else(|| panic!("{words} is missing:\n{first}"));
    let decide = at("Asks for a decision");
    let signals = at("Signals");
    let changed = at("Changed since 1 October 2025 to 31 March 2026");
    assert!(decide < signals && signals < changed && changed < at("Before you rely on a number"));
    assert!(at("rose from 31.0%") > changed, "P05 has moved by more than chance explains");
}

#[test]
fn leads_to_the_page_where_the_number_stands() {
    let pages = pages();
    let sentences = sentences(&pages[0]);
    assert!(sentences.len() >= 6, "{}", pages[0]);
    let names_an_indicator = |words: &str| words.contains(": ") && !words.contains("bear on the period");
    for (words, page) in sentences.iter().filter(|(words, _)| names_an_indicator(words)) {
        let words = words.trim_start_matches(['R', 'A', 'G', ' ']);
        let name = words.split(": ").next().expect("a name");
        assert!(pages[page - 1].contains(name), "page {page} says nothing of “{name}”:\n{}", pages[page - 1]);
    }
}

#[test]
fn a_special_cause_of_the_period_is_named_there_and_on_its_own_page() {
    let mut facts = crate::facts::facts();
    let days = facts.indicators.iter_mut().find(|measured| measured.definition.id == "P04").expect("P04");
    let september = days.months.last_mut().expect("September");
    *september = crate::facts::point(september.month, september.n, 60);
    let pack = reporting::pack::from_facts(&facts, &crate::definition(), None).expect("a pack");
    let text = text_of(&pack.files()["pack.pdf"]);
    let told = "September 2026, at 26.1%, lies below the";
    let pages: Vec<usize> =
        text.split('\u{c}').enumerate().filter(|(_, p)| p.contains(told)).map(|(i, _)| i).collect();
    assert!(pages.len() == 2 && pages[0] == 0, "{pages:?}");
}

#[test]
fn nothing_to_tell_is_told() {
    let mut facts = crate::facts::facts();
    for measured in &mut facts.indicators {
        measured.definition.target = None;
        measured.months.clear();
        measured.before.clear();
    }
    let pack = reporting::pack::from_facts(&facts, &crate::definition(), None).expect("a pack");
    let page = String::from_utf8(pack.files()["pack.html"].clone()).expect("UTF-8");
    for words in [
        "No target is missed by more than chance explains.",
        "No run chart of the network shows more than ordinary variation",
        "The snapshot holds no records of that time to compare with.",
    ] {
        assert!(page.contains(words), "{words}");
    }
}
