//! A scene with hatching, curves and symbols on a page: the same shapes as on the web.

use lopdf::{Document as File, Object, content::Content};
use reporting::{
    chart::{Bar, Funnel, FunnelCentre, Item, Scene, StackedBars, Typeface, Volumes, funnel, stacked_bars},
    document::{Block, Document, Meta},
    export::pdf,
};

fn bars() -> Scene {
    let bar = |label: &str, counts: [u32; 3]| Bar {
        label: label.to_owned(),
        counts: Some(counts.to_vec()),
        strong: false,
    };
    stacked_bars(&StackedBars {
        name: "domains".to_owned(),
        subject: "Domains of treated contacts".to_owned(),
        unit: "contacts".to_owned(),
        parts: ["Respiratory", "Rehabilitation", "Both"].map(str::to_owned).to_vec(),
        bars: vec![bar("Leeds", [30, 20, 50]), bar("Papworth", [10, 60, 30])],
    })
}

fn centres() -> Scene {
    let centre = |label: &str, k, n| FunnelCentre { label: label.to_owned(), k, n, own: label == "Leeds" };
    funnel(&Funnel {
        name: "p04_funnel".to_owned(),
        subject: "P04 Treated days".to_owned(),
        unit: "opportunity days".to_owned(),
        centre_line: 0.74,
        centres: vec![centre("Leeds", 150, 200), centre("Papworth", 60, 120), centre("Cardiff", 3, 4)],
        volumes: Volumes::Shown,
    })
}

fn page(scenes: Vec<Scene>) -> File {
    let document = Document {
        meta: Meta {
            title: "Charts".to_owned(),
            subject: "Charts on paper".to_owned(),
            author: "ECMO physiotherapy audit".to_owned(),
            language: "en-GB".to_owned(),
            created: jiff::Timestamp::UNIX_EPOCH,
            header: String::new(),
            footer: "Charts".to_owned(),
            identity: "charts".to_owned(),
        },
        blocks: scenes.into_iter().map(Block::Figure).collect(),
    };
    let bytes = pdf::write(&document, &Typeface::load().expect("the fonts")).expect("a PDF");
    File::load_mem(&bytes).expect("a PDF that can be read back")
}

/// Strokes drawn on all pages.
fn strokes(file: &File) -> usize {
    let pages = file.page_iter().map(|page| {
        let content = Content::decode(&file.get_page_content(page)).expect("content");
        content.operations.iter().filter(|operation| operation.operator == "l").count()
    });
    pages.sum()
}

#[test]
fn each_figure_has_its_words_for_who_cannot_see_it() {
    let file = page(vec![bars(), centres()]);
    let told = file.objects.values().filter_map(|object| object.as_dict().ok()?.get(b"Alt").ok());
    assert_eq!(told.filter(|alt| matches!(alt, Object::String(..))).count(), 2);
}

#[test]
fn every_line_of_a_hatching_is_drawn() {
    let scene = bars();
    let hatched = scene.items.iter().map(|item| match item {
        Item::Lines { lines, .. } => lines.len(),
        _ => 0,
    });
    let hatched: usize = hatched.sum();
    assert!(hatched > 50 && strokes(&page(vec![scene])) >= hatched, "{hatched}");
}
