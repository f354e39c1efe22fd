//! What a reader of paper needs: letters that are large enough, words instead of signs, no page that is nearly empty.

use std::collections::BTreeSet;

use lopdf::{Document, Object, content::Content};

use crate::read_back::text_of;

fn file() -> Document {
    Document::load_mem(&crate::PACK.files()["pack.pdf"]).expect("a PDF")
}

#[test]
fn no_type_is_smaller_than_eight_points() {
    let file = file();
    let mut seen = 0;
    for (number, page) in (1..).zip(file.page_iter()) {
        let content = Content::decode(&file.get_page_content(page)).expect("content");
        for operation in content.operations.iter().filter(|operation| operation.operator == "Tf") {
            let size = operation.operands[1].as_float().expect("a size");
            assert!(size >= 8.0, "{size} points on page {number}");
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen} texts");
}

#[test]
fn no_sign_stands_unexplained() {
    let document = reporting::pack::content::document(
        &crate::facts::facts(),
        &crate::definition(),
        None,
        &reporting::chart::Typeface::load().expect("the fonts"),
    );
    for table in document.expect("a document").tables() {
        for column in &table.columns {
            assert!(
                !["n", "k", "Id", "G", "A", "R"].contains(&column.label.as_str()),
                "{} in {}",
                column.label,
                table.name
            );
        }
    }
    let text = text_of(&crate::PACK.files()["pack.pdf"]);
    for sign in ["(cover)", "Held back: cover", "cohort A,", "cohort D,"] {
        assert!(!text.contains(sign), "{sign}");
    }
    for word in ["How to read this", "Glossary", "ECMO day", "Opportunity", "IMS", "Cohort", "≤7", "funnel"]
    {
        assert!(text.to_lowercase().contains(&word.to_lowercase()), "{word} is explained nowhere");
    }
}

#[test]
fn no_page_is_nearly_empty() {
    let text = text_of(&crate::PACK.files()["pack.pdf"]);
    for (number, page) in (1..).zip(text.trim_end_matches('\u{c}').split('\u{c}')) {
        let lines = page.lines().filter(|line| !line.trim().is_empty()).count();
        assert!(lines >= 12, "page {number} has {lines} lines:\n{page}");
    }
}

#[test]
fn ascertainment_is_printed_once() {
    let names: Vec<&String> = crate::PACK
        .files()
        .keys()
        .filter(|path| path.contains("ascertainment") || path.contains("d01_centres"))
        .collect();
    assert_eq!(names, ["csv/ascertainment.csv"]);
    let text = text_of(&crate::PACK.files()["pack.pdf"]);
    assert_eq!(text.matches("Runs declared in monthly returns").count(), 1);
}

/// Each line of the contents and each sentence of the first page can be chosen, and arrives on a page.
#[test]
fn links_arrive() {
    let file = file();
    let pages: BTreeSet<_> = file.page_iter().collect();
    let mut links = 0;
    for object in file.objects.values() {
        let Ok(link) = object.as_dict() else { continue };
        if link.get(b"Subtype").and_then(Object::as_name).unwrap_or_default() == b"Link" {
            links += 1;
            let place = link.get(b"Dest").and_then(Object::as_array).expect("a place");
            assert!(pages.contains(&place[0].as_reference().expect("a page")));
            assert!(link.has(b"Contents") && link.has(b"StructParent"));
        }
    }
    assert!(links > 20, "{links} links");
}
