//! Outcomes and harm: behind the case mix, and without the names of other centres.

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, microlp, variable};
use proptest::prelude::*;
use reporting::{
    chart::Typeface,
    document::{Block, Document, Table},
    indicators::{Definition, Extra, NETWORK, Rag, Value},
    pack::{
        PackDefinition, content,
        facts::{Facts, Measured},
    },
};

fn document(facts: &Facts, pack: &str, centre: Option<&str>) -> Document {
    let pack = PackDefinition::named(pack).expect("a definition");
    content::document(facts, &pack, centre, &Typeface::load().expect("the fonts")).expect("a document")
}

fn table<'d>(document: &'d Document, name: &str) -> &'d Table {
    document.tables().into_iter().find(|table| table.name == name).expect(name)
}

fn cells(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

/// Scores of a centre: its median, and so many patients.
fn scored(id: &str, centre: &str, n: u32, median: u8) -> Value {
    let mut had = vec![0_u32; 11];
    had[usize::from(median)] = n;
    let quartile = |value: u8| Extra::Number(f64::from(value));
    Value {
        indicator: id.to_owned(),
        centre: centre.to_owned(),
        from: jiff::civil::date(2026, 4, 1),
        to: jiff::civil::date(2026, 9, 30),
        n,
        k: None,
        value: Some(f64::from(median)),
        display: Some(format!("{median}.0")),
        lower: None,
        upper: None,
        rag: Rag::Grey,
        flags: vec![],
        extra: [
            ("q1".to_owned(), quartile(median)),
            ("q3".to_owned(), quartile(median)),
            ("distribution".to_owned(), Extra::Distribution(had)),
        ]
        .into(),
    }
}

/// The small network with O01: the Mater has too few to be told.
fn facts() -> Facts {
    let mut facts = crate::facts::facts();
    let definitions = Definition::shipped().expect("definitions");
    let definition = definitions.into_iter().find(|known| known.id == "O01").expect("O01");
    let sizes = [31, 28, 26, 25, 22, 21, 20, 19, 18, 8];
    let mut values: Vec<Value> = facts
        .centres
        .iter()
        .zip(sizes)
        .zip([3, 5, 1, 4, 7, 2, 6, 3, 2, 9])
        .map(|((centre, n), median)| scored("O01", &centre.code, n, median))
        .collect();
    values.push(scored("O01", NETWORK, sizes.iter().sum(), 3));
    facts.indicators.push(Measured {
        definition,
        values,
        before: vec![],
        months: vec![],
        quarters: vec![],
        followed: None,
        gaps: None,
    });
    facts
}

mod an_outcome {
    use super::*;

    #[test]
    fn has_letters_by_its_order_and_no_number_of_records_of_other_centres() {
        let facts = facts();
        let document = document(&facts, "biannual", None);
        let rows = cells(table(&document, "o01_quartiles"));
        assert_eq!(rows[0][..2], ["Centre A", "*"]);
        assert!(rows[..rows.len() - 1].is_sorted_by(|a, b| a[3] >= b[3]), "by the median: {rows:?}");
        let text = serde_json::to_string(&rows).expect("JSON");
        assert!(facts.centres.iter().all(|centre| !text.contains(&centre.name)), "{text}");
        assert!(!text.contains("9.0"), "the Mater has eight patients");
        assert_eq!(rows.last().expect("the network")[..2], ["Network", "218"]);
    }

    #[test]
    fn is_told_to_its_own_centre_with_its_name_and_each_score() {
        let document = document(&facts(), "centre", Some("DUB"));
        let table = table(&document, "o01_quartiles");
        let own = cells(table).into_iter().find(|row| row[0] == "Mater").expect("the own centre");
        assert_eq!(own[1..], ["8", "9.0", "9.0", "9.0"]);
        assert!(cells(table).iter().all(|row| row[0] != "Papworth"));
    }

    #[test]
    fn is_in_no_table_by_the_name_of_another_centre() {
        let document = document(&facts(), "biannual", Some("STH"));
        let matrix = table(&document, "matrix");
        let rows = cells(matrix);
        let row = rows.iter().find(|row| row[0].contains("O01")).expect("its row");
        assert_eq!(row[1], "3.0", "its own");
        assert!(row[2..11].iter().all(|cell| *cell == "*"), "{row:?}");
        assert!(matrix.notes.iter().any(|note| note.starts_with("O01: outcomes of other centres")));
    }

    #[test]
    fn stands_behind_the_case_mix() {
        let document = document(&facts(), "biannual", None);
        let place = |words: &str| {
            let is =
                |block: &Block| matches!(block, Block::Heading(heading) if heading.text.starts_with(words));
            document.blocks.iter().position(is).expect(words)
        };
        assert!(
            place("Case mix") < place("All indicators") && place("Case mix") < place("Highest IMS on ECMO")
        );
    }
}

mod harm {
    use super::*;

    #[test]
    fn is_told_event_by_event_without_date_and_centre() {
        let document = document(&crate::facts::facts(), "biannual", None);
        let table = table(&document, "major_events");
        let rows = cells(table);
        assert_eq!(
            rows[0],
            ["2026 Q2", "Cannula displaced, partly or wholly", "S3, severe", "Probable", "*"]
        );
        assert!(table.columns.iter().all(|column| column.key != "place"));
        let text = serde_json::to_string(&document).expect("JSON");
        assert!(!text.contains("2026-05-17") && !text.contains("17 May"));
    }

    #[test]
    fn of_the_own_centre_is_told_with_what_its_review_led_to() {
        let document = document(&crate::facts::facts(), "centre", Some("STH"));
        let rows = cells(table(&document, "major_events"));
        assert_eq!(rows[0][4..], ["Protocol changed", "St Thomas'"]);
        assert_eq!(rows[1][4..], ["*", "another centre"]);
    }
}

#[test]
fn a_changed_definition_is_listed_with_its_day() {
    let document = document(&crate::facts::facts(), "biannual", None);
    let rows = cells(table(&document, "changes"));
    assert!(rows.iter().any(|row| row[..3] == ["This pack", "3", "29 November 2026"]), "{rows:?}");
    let mut later = crate::facts::facts();
    later.source.before = "2026-10-01..2027-03-31".parse().expect("a period");
    let pack = PackDefinition::named("biannual").expect("a definition");
    assert!(pack.changes.iter().all(|change| change.since <= later.source.before.to()));
    let document = self::document(&later, "biannual", None);
    assert!(document.tables().iter().all(|table| table.name != "changes"));
    assert!(
        serde_json::to_string(&document)
            .expect("JSON")
            .contains("No definition changed after 31 March 2027.")
    );
}

/// The least and the most that one count can be, when every bar and every row adds up.
fn solved(bars: &[Vec<Option<u32>>], sizes: &[u32], rows: &[u32], place: (usize, usize)) -> (f64, f64) {
    let extreme = |sign: f64| {
        let mut variables = ProblemVariables::new();
        let all: Vec<Vec<_>> = bars
            .iter()
            .map(|bar| {
                let each = bar.iter().map(|known| match known {
                    Some(n) => variable().min(*n).max(*n),
                    None => variable().min(0),
                });
                each.map(|one| variables.add(one)).collect()
            })
            .collect();
        let objective: Expression = sign * all[place.0][place.1];
        let mut model = variables.maximise(objective).using(microlp);
        for (bar, size) in all.iter().zip(sizes) {
            let sum: Expression = bar.iter().sum();
            model = model.with(constraint!(sum == *size));
        }
        for (part, row) in rows.iter().enumerate() {
            let sum: Expression = all.iter().map(|bar| bar[part]).sum();
            model = model.with(constraint!(sum == *row));
        }
        model.solve().expect("the printed numbers agree").value(all[place.0][place.1])
    };
    (extreme(-1.0), extreme(1.0))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Somebody with the printed case mix, the length of every bar and the own numbers cannot tell a small part.
    #[test]
    fn the_case_mix_cannot_be_worked_out(
        counts in proptest::collection::vec(proptest::collection::vec(prop_oneof![Just(0_u32), 1_u32..9, 8_u32..60], 3), 10),
    ) {
        let mut facts = crate::facts::facts();
        let mut sex = facts.case_mix.swap_remove(1);
        sex.network = (0..3).map(|part| counts.iter().map(|bar| bar[part]).sum()).collect();
        sex.centres.clone_from(&counts);
        prop_assume!(sex.network.iter().all(|row| *row >= 10));
        let rows = sex.network.clone();
        facts.case_mix = vec![sex];
        let document = document(&facts, "biannual", None);
        let table = table(&document, "case_mix");
        let column = |code: &str| table.columns.iter().position(|column| column.key == code.to_lowercase());
        let printed: Vec<Vec<Option<u32>>> = facts.centres.iter().map(|centre| {
            let cell = |part: usize| table.rows[part + 1].cells[column(&centre.code)?].text.parse().ok();
            (0..3).map(cell).collect()
        }).collect();
        let sizes: Vec<u32> = counts.iter().map(|bar| bar.iter().sum()).collect();
        if printed.iter().zip(&sizes).all(|(bar, size)| *size == 0 || bar[0].is_none()) {
            return Ok(());
        }
        for (place, part) in (0..10).flat_map(|place| (0..3).map(move |part| (place, part))) {
            if !(1..=7).contains(&counts[place][part]) {
                continue;
            }
            prop_assert_eq!(printed[place][part], None, "a small part is printed");
            for reader in (0..10).filter(|reader| *reader != place) {
                let mut known = printed.clone();
                known[reader] = counts[reader].iter().copied().map(Some).collect();
                let (low, high) = solved(&known, &sizes, &rows, (place, part));
                let most = f64::from(sizes[place].min(7));
                prop_assert!(low < 1.001 && high > most - 0.001, "{low} to {high} of {} at {place}", counts[place][part]);
            }
        }
    }
}
