//! The script of the pages: told by its source what it does not do.

use std::fs;
use std::path::Path;

use testkit::source;

/// The scripts that are ours, by name.
fn ours() -> Vec<(String, String)> {
    let assets = fs::read_dir(source::root().join("crates/web/assets")).unwrap();
    let names = assets.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let scripts = names.filter(|name| {
        let is_script = Path::new(name).extension().is_some_and(|kind| kind == "js");
        is_script && !name.starts_with("nhsuk-frontend-")
    });
    scripts.map(|name| (text(&name), name)).map(|(text, name)| (name, text)).collect()
}

fn text(name: &str) -> String {
    fs::read_to_string(source::root().join("crates/web/assets").join(name)).unwrap()
}

fn theirs() -> String {
    text("nhsuk-frontend-10.6.1.min.js")
}

#[track_caller]
fn hold_none_of(ways: &[&str]) {
    let ours = ours();
    assert!(!ours.is_empty());
    for (name, text) in &ours {
        for way in ways {
            assert!(!text.contains(way), "{name} holds {way}");
        }
    }
}

#[test]
fn puts_text_into_pages_as_text() {
    let ways = [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "setHTML",
        "createContextualFragment",
    ];
    hold_none_of(&ways);
    hold_none_of(&["eval(", "Function(", "setAttribute(\"on", "javascript:"]);
    // The design system moves the head of a table that can be sorted; no page of ours has one.
    let (before, after) =
        theirs().split_once("innerHTML").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(before.ends_with("t.classList.add(\"nhsuk-link\"),t."), "it uses innerHTML elsewhere");
    assert_eq!(after.matches("innerHTML").count(), 2, "it uses innerHTML more often");
    assert!(!templates().contains("data-module=\"nhsuk-table"));
    for way in &ways[1..] {
        assert!(!theirs().contains(way), "the design system holds {way}");
    }
}

/// All templates, one after the other.
fn templates() -> String {
    fn collect(folder: &std::path::Path, all: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, all);
            } else {
                all.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut all = String::new();
    collect(&source::root().join("crates/web/templates"), &mut all);
    all
}

#[test]
fn keeps_nothing_in_the_browser() {
    let ways = ["localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches.", "serviceWorker"];
    hold_none_of(&ways);
    for way in ways {
        assert!(!theirs().contains(way), "the design system holds {way}");
    }
}

/// No object is written to, or looked up in, under a name that a person or a page gives.
#[test]
fn writes_to_no_prototype() {
    hold_none_of(&[
        "__proto__",
        "prototype",
        "constructor",
        "Object.assign",
        "Object.defineProperty",
        "{ ...",
    ]);
    for (name, text) in ours() {
        for line in text.lines().filter(|line| line.contains("] =") && !line.contains("] ==")) {
            let is_unpacking =
                line.trim_start().starts_with("const [") || line.trim_start().starts_with("let [");
            assert!(is_unpacking, "{name} writes under a name: {line}");
        }
    }
}

#[test]
fn listens_to_no_other_window_and_leaves_password_boxes_alone() {
    hold_none_of(&["postMessage", "\"message\"", "window.opener", "type=password", "#password"]);
}
