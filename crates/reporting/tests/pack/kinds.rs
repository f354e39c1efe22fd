//! Packs of the other definitions: a centre's own, and the organisational audit.

use reporting::{
    chart::Typeface,
    document::{Block, Document},
    pack::{PackDefinition, content, from_facts},
};

fn document(name: &str, centre: Option<&str>) -> Document {
    let pack = PackDefinition::named(name).expect("a definition");
    content::document(&crate::facts::facts(), &pack, centre, &Typeface::load().expect("the fonts"))
        .expect("a document")
}

fn sentences(document: &Document) -> Vec<&str> {
    let pointers = document.blocks.iter().filter_map(|block| match block {
        Block::Pointers(pointers) => Some(pointers),
        _ => None,
    });
    pointers.flatten().map(|pointer| pointer.text.as_str()).collect()
}

#[test]
fn a_centres_pack_begins_with_its_own_values_beside_the_network() {
    let document = document("centre", Some("STH"));
    let sentences = sentences(&document);
    let any = |words: &str| sentences.iter().any(|said| said.contains(words));
    assert!(any("here (") && any(", network ") && any("41 records lacked something"), "{sentences:?}");
    let table = document.tables().into_iter().find(|table| table.name == "own_network").expect("its table");
    let days = table.rows.iter().find(|row| row.cells[0].text.contains("P04")).expect("P04");
    assert!(!days.cells[1].text.is_empty() && days.cells[1].text != "*", "{days:?}");
}

#[test]
fn a_centre_sees_its_own_small_numbers_and_nobody_elses() {
    let document = document("centre", Some("NEW"));
    let tables = document.tables();
    let table = tables.iter().find(|table| table.name == "p04_centres").expect("the table");
    let cells = |name: &str| {
        let row = table.rows.iter().find(|row| row.cells[0].text == name).expect(name);
        row.cells[1..4].iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>()
    };
    assert!(cells("Newcastle").iter().all(|cell| *cell != "*"));
    assert_eq!(cells("Barts"), ["*", "*", "*"]);
}

#[test]
fn the_organisational_audit_is_a_table_of_centres_and_says_who_sent_none() {
    let document = document("organisational", None);
    let tables = document.tables();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["structure_physiotherapy_posts_1", "structure_physiotherapy_posts_2"]);
    assert_eq!(tables[0].rows.len(), 10);
    let mater = tables[0].rows.iter().find(|row| row.cells[0].text == "Mater").expect("the Mater");
    assert!(mater.cells[1..].iter().all(|cell| ["–", ""].contains(&cell.text.as_str())), "{mater:?}");
    let text = serde_json::to_string(&document).expect("JSON");
    assert!(
        text.contains("9 of 10 centres sent an organisational audit of the period. Not from Mater."),
        "{text}"
    );
}

#[test]
fn every_definition_that_can_be_made_has_its_files() {
    for (name, centre) in [("biannual", Some("STH")), ("centre", Some("DUB")), ("organisational", None)] {
        let pack = from_facts(&crate::facts::facts(), &PackDefinition::named(name).expect(name), centre);
        let files = pack.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(files.files().contains_key("pack.pdf") && files.files().contains_key("pack.html"), "{name}");
    }
}
