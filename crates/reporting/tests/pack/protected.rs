//! Small numbers of other centres, looked for by somebody who has the whole printed pack, a solver and the own numbers.

use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, constraint, microlp, variable,
};
use proptest::prelude::*;
use reporting::{
    chart::Typeface,
    document::{Block, Document, Row, Table},
    pack::{content, facts::Facts},
};

use crate::plotted::counted;

fn document(facts: &Facts, centre: Option<&str>) -> Document {
    content::document(facts, &crate::definition(), centre, &Typeface::load().expect("the fonts"))
        .expect("a document")
}

/// The fixture with these counts of each centre for all indicators, and their sums for the network.
fn facts(counts: &[(u32, u32)]) -> Facts {
    let mut facts = crate::facts::facts();
    let centres: Vec<String> = facts.centres.iter().map(|centre| centre.code.clone()).collect();
    let sum = counts.iter().fold((0, 0), |sum, (n, k)| (sum.0 + n, sum.1 + k));
    for measured in &mut facts.indicators {
        for value in &mut measured.values {
            let place = centres.iter().position(|code| *code == value.centre);
            let (n, k) = place.map_or(sum, |place| counts[place]);
            *value = counted(value, n, k);
        }
    }
    facts
}

/// The tables by centre, where numbers and their sum are printed.
fn by_centre(document: &Document) -> Vec<&Table> {
    let tables = document.tables().into_iter();
    tables.filter(|table| table.name.ends_with("_centres") || table.name == "ascertainment").collect()
}

fn cell(table: &Table, row: &Row, key: &str) -> String {
    let column = table.columns.iter().position(|column| column.key == key).expect("a column");
    row.cells[column].text.clone()
}

/// What a printed number can be, as it is read: exact, `≤7`, or hidden.
fn read(text: &str, hidden: (f64, f64)) -> (f64, f64) {
    match text {
        "" => (0.0, 0.0),
        "*" => hidden,
        "≤7" => (1.0, 7.0),
        number => number.parse().map(|n| (n, n)).expect("a number"),
    }
}

/// The least and the most of one of these numbers when they add up to the last.
fn solved(numbers: &[(f64, f64)], place: usize) -> (f64, f64) {
    let extreme = |sign: f64| {
        let mut variables = ProblemVariables::new();
        let all: Vec<_> =
            numbers.iter().map(|(least, most)| variables.add(variable().min(*least).max(*most))).collect();
        let (total, parts) = all.split_last().expect("a total");
        let sum: Expression = parts.iter().sum();
        let objective: Expression = sign * all[place];
        let model = variables.maximise(objective).using(microlp).with(constraint!(sum == *total));
        match model.solve() {
            Ok(solution) => solution.value(all[place]),
            Err(ResolutionError::Unbounded) => sign * f64::INFINITY,
            Err(error) => panic!("the printed numbers contradict themselves: {error}"),
        }
    };
    (extreme(-1.0), extreme(1.0))
}

/// Nobody but the centre itself can tell its small number: `truth` are the numbers as they are, `printed` as they are read.
/// Where nothing is printed of any of three centres or more, the network's total is all that is known.
fn stays_open(
    truth: &[u32],
    printed: &[(f64, f64)],
    signs: &[String],
    most: u32,
) -> Result<(), TestCaseError> {
    let hidden = signs[..truth.len()].iter().filter(|sign| *sign == "*").count();
    let empty = printed[..truth.len()].iter().filter(|range| **range == (0.0, 0.0)).count();
    if hidden + empty == truth.len() && hidden >= 3 {
        return Ok(());
    }
    for place in (0..truth.len()).filter(|place| (1..=most).contains(&truth[*place])) {
        for reader in (0..=truth.len()).filter(|reader| *reader != place) {
            let mut known = printed.to_vec();
            if let Some(own) = truth.get(reader) {
                known[reader] = (f64::from(*own), f64::from(*own));
            }
            let (low, high) = solved(&known, place);
            prop_assert!(
                low < 1.001 && high > f64::from(most) - 0.001,
                "{} is known to be {low} to {high} to reader {reader}: {truth:?} as {printed:?}",
                truth[place]
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cannot_be_worked_out_from_the_pack(
        counts in proptest::collection::vec((prop_oneof![0_u32..14, 0_u32..160], 0_u32..=100), 10),
    ) {
        let counts: Vec<(u32, u32)> = counts.into_iter().map(|(n, share)| (n, n * share / 100)).collect();
        let facts = facts(&counts);
        let document = document(&facts, None);
        for table in by_centre(&document) {
            let read_column = |key: &str, hidden: fn(&str) -> (f64, f64)| -> Vec<(f64, f64)> {
                let number = |row: &Row| read(&cell(table, row, key), hidden(&cell(table, row, "n")));
                table.rows.iter().map(number).collect()
            };
            let signs = |key: &str| table.rows.iter().map(|row| cell(table, row, key)).collect::<Vec<_>>();
            let (n, k): (Vec<u32>, Vec<u32>) = counts.iter().copied().unzip();
            stays_open(&n, &read_column("n", |_| (1.0, f64::INFINITY)), &signs("n"), 9)?;
            // A hidden numerator is large where its denominator is printed; else it can be anything.
            let hidden = |n: &str| n.parse().map_or((0.0, f64::INFINITY), |n| (8.0, n));
            stays_open(&k, &read_column("k", hidden), &signs("k"), 7)?;
        }
    }

    /// What is held back of a centre is held back in every table, chart and sentence alike.
    #[test]
    fn is_in_no_other_table_and_no_chart(small in 1_u32..8) {
        let mut counts = vec![(120, 60); 10];
        counts[2] = (97, small);
        let facts = facts(&counts);
        let document = document(&facts, None);
        let matrix = document.tables().into_iter().find(|table| table.name == "matrix").expect("the matrix");
        for row in &matrix.rows {
            prop_assert_eq!(cell(matrix, row, "pap"), "≤7.2");
            prop_assert!(row.cells[3].rating.is_none(), "a colour would tell it");
        }
        for block in &document.blocks {
            let Block::Figure(scene) = block else { continue };
            // Aims and reasons are protected by themselves.
            if scene.table.name.ends_with("_parts") {
                continue;
            }
            let text = serde_json::to_string(&scene.items).expect("JSON");
            prop_assert!(!text.contains("Papworth") && !scene.desc.contains("Papworth"), "{}", scene.title);
        }
    }
}

#[test]
fn is_told_to_its_own_centre() {
    let mut counts = vec![(120, 60); 10];
    counts[2] = (4, 3);
    let facts = facts(&counts);
    let (own, other) = (document(&facts, Some("PAP")), document(&facts, Some("STH")));
    let row = |document: &Document| -> Vec<String> {
        let table = by_centre(document)[1];
        table.rows[2].cells.iter().map(|cell| cell.text.clone()).collect()
    };
    assert_eq!(row(&own)[1..4], ["4", "3", "75.0"]);
    assert_eq!(row(&other)[1..4], ["*", "*", "*"]);
}

#[test]
fn of_one_centre_alone_hide_the_network_too() {
    let mut facts = facts(&[(6, 3), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]);
    facts.centres.truncate(1);
    facts.case_mix.clear();
    facts.parts.clear();
    let document = document(&facts, None);
    let table = by_centre(&document)[1];
    for row in &table.rows {
        assert!(row.cells[1..].iter().all(|cell| cell.text == "*"), "{row:?}");
    }
}

/// What the first pages and the page of P05 say.
fn said(facts: &Facts) -> String {
    let document = document(facts, None);
    let texts = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(text.clone()),
        Block::Pointers(pointers) => {
            Some(pointers.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_network_of_two_centres_in_the_period_before_is_not_told() {
    let mut facts = crate::facts::facts();
    assert!(said(&facts).contains("31.0%"), "with all centres it is");
    let p05 = facts.indicators.iter_mut().find(|measured| measured.definition.id == "P05").expect("P05");
    let kept: Vec<String> = facts.centres.iter().take(2).map(|centre| centre.code.clone()).collect();
    p05.before.retain(|value| value.centre == reporting::indicators::NETWORK || kept.contains(&value.centre));
    assert!(!said(&facts).contains("31.0%"), "each of the two could take its own number away");
}
