//! The two charts of a page as SVG, shape by shape.

use reporting::{chart::Typeface, document::Block, pack::content};

#[test]
fn is_the_same_on_every_machine() {
    let typeface = Typeface::load().expect("the fonts");
    let document =
        content::document(&crate::facts::facts(), &crate::definition(), None, &typeface).expect("a document");
    let figures = document.blocks.iter().filter_map(|block| match block {
        Block::Figure(scene) if scene.title.starts_with("ECMO days with any physiotherapy:") => Some(scene),
        _ => None,
    });
    let drawn: Vec<String> = figures
        .map(|scene| scene.svg("f").replace("/><", "/>\n<").replace("</text><", "</text>\n<"))
        .collect();
    assert_eq!(drawn.len(), 2, "centres and months");
    insta::assert_snapshot!(drawn.join("\n\n"));
}
