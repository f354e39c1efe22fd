//! The whole content of a small pack as one readable snapshot.

use reporting::{
    chart::Typeface,
    document::{Block, Document, Voice},
    pack::{Section, content},
};

fn document(change: impl FnOnce(&mut reporting::pack::facts::Facts), centre: Option<&str>) -> Document {
    let mut facts = crate::facts::facts();
    facts.indicators.retain(|measured| ["P04", "P16"].contains(&measured.definition.id.as_str()));
    change(&mut facts);
    let mut pack = crate::definition();
    pack.sections.retain(|section| *section != Section::Months);
    content::document(&facts, &pack, centre, &Typeface::load().expect("the fonts")).expect("a document")
}

fn paragraphs(document: &Document) -> Vec<(&str, Voice)> {
    let paragraphs = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, voice } => Some((text.as_str(), *voice)),
        _ => None,
    });
    paragraphs.collect()
}

#[test]
fn says_what_the_meeting_reads() {
    let mut json = serde_json::to_value(document(|_| {}, None)).expect("JSON");
    for block in json["blocks"].as_array_mut().expect("blocks") {
        if let Some(figure) = block.get_mut("figure") {
            let shapes = figure["items"].as_array().map_or(0, Vec::len);
            figure["items"] = format!("{shapes} shapes").into();
        }
    }
    insta::assert_json_snapshot!(json);
}

#[test]
fn synthetic_data_say_so_in_words() {
    let warned = |document: &Document| {
        paragraphs(document)
            .iter()
            .any(|(text, voice)| *voice == Voice::Warning && text.contains("Synthetic data"))
    };
    assert!(warned(&document(|_| {}, None)));
    assert!(!warned(&document(|facts| facts.source.synthetic = false, None)));
}

#[test]
fn every_record_is_accounted_for_with_its_standing() {
    let document = document(|_| {}, None);
    let tables = document.tables();
    let flow = tables.iter().find(|table| table.name == "flow_standing").expect("the diagram");
    let cells = |row: &reporting::document::Row| row.cells.iter().map(|c| c.text.clone()).collect::<Vec<_>>();
    let steps: Vec<Vec<String>> = flow.rows.iter().map(cells).collect();
    let expected = [
        ("begun: drafts, imported rows and submitted records of the cycle", "3746"),
        ("less: drafts never handed in, whatever their dates", "15"),
        ("less: rows kept aside by imports with an error, whatever their dates", "9"),
        ("less: withdrawn by the centre, with a reason", "17"),
        ("live records of the cycle: all of them count for the indicators", "3705"),
        ("less: signed off, not locked", "29"),
        ("less: waiting for a query", "3"),
        ("less: incomplete: something needed for sign-off is missing", "48"),
        ("less: complete, not signed off", "107"),
        ("locked", "3518"),
    ];
    assert_eq!(steps, expected.map(|(step, count)| vec![step.to_owned(), count.to_owned()]));
    let says = paragraphs(&document).iter().any(|(text, _)| text.starts_with("Every live record counts"));
    assert!(says, "that a record counts although it was not locked");
}

#[test]
fn a_snapshot_that_says_nothing_of_lives_has_no_diagram_of_them() {
    let document = document(|facts| facts.standing.clear(), None);
    assert!(document.tables().iter().all(|table| !table.name.contains("standing")));
}

#[test]
fn two_centres_are_not_compared() {
    let two = document(
        |facts| {
            for measured in &mut facts.indicators {
                measured.values.retain(|value| ["NETWORK", "STH", "PAP"].contains(&value.centre.as_str()));
            }
        },
        None,
    );
    assert!(
        two.blocks
            .iter()
            .all(|block| !matches!(block, Block::Figure(scene) if scene.title.contains("centres")))
    );
    assert!(paragraphs(&two).iter().any(|(text, _)| text.starts_with("No chart of centres")));
}

#[test]
fn an_audit_without_records_still_has_its_pages() {
    let empty = document(
        |facts| {
            facts.completeness.clear();
            for measured in &mut facts.indicators {
                measured.values.clear();
                measured.months.clear();
            }
        },
        None,
    );
    let texts = paragraphs(&empty);
    assert!(
        texts.iter().any(|(text, _)| text.starts_with("No record falls into this indicator's denominator"))
    );
    let typeface = Typeface::load().expect("the fonts");
    reporting::export::pdf::write(&empty, &typeface).expect("a PDF");
}

#[test]
fn a_centres_own_copy_marks_its_rows() {
    let own = document(|_| {}, Some("PAP"));
    let tables = own.tables();
    let table = tables.iter().find(|table| table.name == "p04_centres").expect("the table");
    let strong: Vec<&str> =
        table.rows.iter().filter(|row| row.strong).map(|row| row.cells[0].text.as_str()).collect();
    assert_eq!(strong, ["Papworth", "Network"]);
}

#[test]
fn small_denominators_are_held_back_everywhere() {
    for table in document(|_| {}, None).tables() {
        for row in
            table.rows.iter().filter(|row| row.cells[0].text == "Newcastle" && table.name == "p04_centres")
        {
            assert!(row.cells[1..6].iter().all(|cell| cell.text == "*"), "{row:?}");
        }
    }
}
