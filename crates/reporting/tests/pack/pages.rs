//! Breaking content into pages.

use reporting::{
    chart::Typeface,
    document::{Anchor, Block, Cell, Column, Document, Meta, Pointer, Row, Table},
    export::pdf,
};

use crate::read_back::text_of;

fn document(blocks: Vec<Block>) -> Document {
    let meta = Meta {
        title: "Pages".into(),
        subject: "A test".into(),
        author: "Tests".into(),
        language: "en-GB".into(),
        created: "2026-10-15T11:00:00Z".parse().expect("a time"),
        header: "Running head".into(),
        footer: "Running foot".into(),
        identity: "pages".into(),
    };
    Document { meta, blocks }
}

fn section(text: &str) -> Block {
    Block::section(&Anchor::new(text), text)
}

fn table(rows: usize) -> Block {
    Block::Table(Table {
        name: "t".into(),
        caption: "A long table".into(),
        context: vec![],
        columns: vec![Column::text("row", "Row name", 3.0), Column::number("value", "Value", 1.0)],
        rows: (0..rows)
            .map(|i| Row::new([Cell::new(format!("row-{i}")), Cell::new(i.to_string())]))
            .collect(),
        notes: vec![],
    })
}

fn pages(blocks: Vec<Block>) -> Vec<String> {
    let typeface = Typeface::load().expect("the fonts");
    let bytes = pdf::write(&document(blocks), &typeface).expect("a PDF");
    let text = text_of(&bytes);
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

#[test]
fn a_long_table_repeats_its_header_and_loses_no_row() {
    let pages = pages(vec![table(150)]);
    assert!(pages.len() > 2);
    for page in &pages {
        assert!(page.contains("Row name"), "{page}");
    }
    let all = pages.concat();
    for i in 0..150 {
        assert_eq!(all.matches(&format!("row-{i} ")).count(), 1, "row {i}");
    }
}

#[test]
fn pages_are_numbered_and_headed() {
    let pages = pages(vec![section("One"), Block::PageBreak, section("Two")]);
    assert!(pages[0].contains("Page 1 of 2") && pages[1].contains("Page 2 of 2"));
    assert!(!pages[0].contains("Running head") && pages[1].contains("Running head"));
}

#[test]
fn each_page_is_headed_by_its_section() {
    let filler = (0..80).map(|i| Block::body(format!("Line {i}.")));
    let blocks =
        [Block::body("First"), Block::PageBreak, section("Rehabilitation")].into_iter().chain(filler);
    let pages = pages(blocks.chain([Block::PageBreak, section("Follow-up")]).collect());
    let head = |page: usize| pages[page].lines().find(|line| line.contains("Running head")).expect("a head");
    assert!(head(1).ends_with("Rehabilitation") && head(2).ends_with("Rehabilitation"), "{}", head(2));
    assert!(head(pages.len() - 1).ends_with("Follow-up"));
}

#[test]
fn a_sentence_names_the_page_that_it_leads_to_and_the_contents_do_too() {
    let lead = Block::Pointers(vec![Pointer::new("Fewer days were treated.", &Anchor::new("Days"))]);
    let filler = (0..90).map(|i| Block::body(format!("Line {i}.")));
    let blocks: Vec<Block> =
        [lead, Block::Contents].into_iter().chain(filler).chain([section("Days")]).collect();
    let pages = pages(blocks);
    let page = pages.iter().rposition(|page| page.contains("Days")).expect("the section") + 1;
    let line = |words: &str| pages[0].lines().find(|line| line.contains(words)).expect(words);
    assert!(page > 1 && line("Fewer days").ends_with(&format!("page {page}")), "{}", pages[0]);
    assert!(line("Days").ends_with(&page.to_string()));
}

#[test]
fn a_sentence_that_leads_nowhere_stops_the_pdf() {
    let typeface = Typeface::load().expect("the fonts");
    let lost = Block::Pointers(vec![Pointer::new("See there.", &Anchor::new("nowhere"))]);
    let error = pdf::write(&document(vec![lost]), &typeface).expect_err("no such section");
    assert!(error.to_string().contains("“nowhere”"), "{error}");
}

#[test]
fn a_heading_goes_with_what_follows_it() {
    let filler = (0..44).map(|i| Block::body(format!("Line {i}.")));
    let pages = pages(filler.chain([section("Heading"), table(3)]).collect());
    let with = |words: &str| pages.iter().position(|page| page.contains(words)).expect(words);
    assert_eq!(with("Heading"), with("A long table"));
    assert_eq!(with("Heading"), with("row-1"));
}

#[test]
fn a_character_without_a_glyph_stops_the_pdf() {
    let typeface = Typeface::load().expect("the fonts");
    let error = pdf::write(&document(vec![Block::body("Done ✓")]), &typeface).expect_err("no such glyph");
    assert!(error.to_string().contains("U+2713"), "{error}");
}
