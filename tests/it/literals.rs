//! Ids of forms and fields written as text. What names one by its constant (`EcmoRun::TIME_ON`) stops compiling when it
//! is renamed; a text goes on, and finds nothing. Their number may only shrink.

use domain::dictionary::Dictionary;
use std::collections::{BTreeMap, BTreeSet};

use testkit::source;

/// By crate, how many there are outside its tests. Form ids are counted everywhere but where the forms are defined, field
/// ids where a dictionary is asked, not made: `domain`, `measures` and `reports/` may name fields. A word that is also the
/// name of a field ("value", "status") counts like one: nobody can tell them apart.
const COUNTED: &[(&str, usize)] = &[
    ("domain", 90),
    ("ecmopt", 5),
    ("exchange", 9),
    ("form-derive", 1),
    ("reporting", 26),
    ("store", 45),
    ("synthetic", 8),
    ("web", 10),
];

/// The texts between quotation marks.
fn texts(code: &str) -> impl Iterator<Item = &str> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// By crate, each with its file.
fn found() -> BTreeMap<String, Vec<String>> {
    let form_ids: BTreeSet<&str> = Dictionary::shipped().specs().into_iter().map(|spec| spec.id).collect();
    let field_ids: BTreeSet<&str> = Dictionary::shipped()
        .specs()
        .into_iter()
        .flat_map(|spec| spec.fields.iter().map(|field| &*field.name))
        .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in source::files(source::root()) {
        let Some((name, path)) = file.path.strip_prefix("crates/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        if !path.starts_with("src/") || (name == "domain" && path.starts_with("src/forms/")) {
            continue;
        }
        let names_fields = matches!(name, "domain" | "measures");
        let is_literal = |text: &&str| form_ids.contains(text) || (field_ids.contains(text) && !names_fields);
        for text in texts(&file.text).filter(is_literal) {
            found.entry(name.to_owned()).or_default().push(format!("{path}: {text}"));
        }
    }
    found
}

#[test]
fn of_forms_and_fields_become_fewer() {
    let allowed: BTreeMap<_, _> = COUNTED.iter().copied().collect();
    for (name, texts) in found() {
        let allowed = allowed.get(name.as_str()).copied().unwrap_or_default();
        let advice = "name what is new by its constant; lower the number of what has become less";
        assert_eq!(texts.len(), allowed, "{name}: {advice}: {texts:#?}");
    }
}

#[test]
fn are_at_most_ten_in_the_pages() {
    let found = found();
    let pages = found.get("web").map_or(&[][..], Vec::as_slice);
    assert!(pages.len() <= 10, "{pages:#?}");
}

#[test]
fn a_text_is_found_and_a_comment_is_not() {
    let code = "fn a() { get(\"time_on\") }\n// \"time_off\"\n";
    assert_eq!(texts(code).collect::<Vec<_>>(), ["time_on"]);
}
