//! `pack.html`: self-contained and readable by ear.

use std::collections::BTreeSet;

fn page() -> String {
    String::from_utf8(crate::PACK.files()["pack.html"].clone()).expect("UTF-8")
}

#[test]
fn needs_nothing_from_elsewhere() {
    let page = page();
    for foreign in ["<script", "<link", "<img", "src=", "@import", "style=\"", " on"] {
        let hit = page.find(foreign).map(|at| &page[at..(at + 40).min(page.len())]);
        assert!(foreign == " on" || hit.is_none(), "{hit:?}");
    }
    assert!(!page.contains("onclick="));
}

#[test]
fn has_one_h1_a_language_and_no_skipped_level() {
    let page = page();
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("<html lang=\"en-GB\">"));
    let mut last = 0;
    for (at, _) in page.match_indices("<h") {
        if let Some(level) = page[at + 2..].chars().next().and_then(|c| c.to_digit(10)) {
            assert!(level <= last + 1, "h{level} after h{last}");
            last = level;
        }
    }
}

#[test]
fn every_table_has_a_caption_and_scopes_and_every_picture_words() {
    let page = page();
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    assert_eq!(page.matches("<th ").count(), page.matches("scope=\"").count());
    assert_eq!(page.matches("<svg").count(), page.matches("role=\"img\"").count());
    assert_eq!(page.matches("<svg").count(), page.matches("<desc").count());
}

#[test]
fn ids_are_unique_and_links_arrive() {
    let page = page();
    let values = |attribute: &str| -> Vec<String> {
        let pattern = format!(" {attribute}=\"");
        page.match_indices(&pattern)
            .map(|(at, _)| page[at + pattern.len()..].split('"').next().unwrap_or("").to_owned())
            .collect()
    };
    let ids = values("id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    let files = crate::PACK.files();
    for link in values("href") {
        let arrives = link
            .strip_prefix('#')
            .map_or_else(|| files.contains_key(&link), |id| ids.iter().any(|known| known == id));
        assert!(arrives, "{link} leads nowhere");
    }
}
