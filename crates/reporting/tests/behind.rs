//! A number of a centre is made of exactly the records that stand behind it: every indicator of the example network.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use domain::forms::Discharge;
use reporting::board::{Asked, Board, COMPLETENESS};
use reporting::contribution::{Behind, Standing};
use reporting::indicators::{Better, Concern, Definition, NETWORK, Period, Stratum, Value};
use reporting::pack::strata::FIELDS;
use reporting::snapshot::{Correction, Snapshot};

/// Counted, and of these in the numerator.
fn counted(behind: &Behind, definition: &Definition, period: Period, within: Option<&Stratum>) -> (u32, u32) {
    let rows = behind.number(definition, period, within).expect("what stands behind it");
    let (mut n, mut k) = (0, 0);
    for row in &rows {
        match (&row.standing, definition.better) {
            (Standing::Met, Better::High) | (Standing::NotMet, Better::Low) => (n, k) = (n + 1, k + 1),
            (Standing::Met | Standing::NotMet | Standing::Counted, _) => n += 1,
            (Standing::Excluded(_) | Standing::NotYet(_), _) => {}
        }
    }
    (n, k)
}

/// Corrections go into the next snapshot, and its packs tell members what is shown of them: outcomes of another centre have no
/// name there, although the audit lead's pages have.
#[test]
fn a_correction_names_no_centre_with_its_outcome() {
    let dir = tempfile::tempdir().expect("a folder");
    let [frozen, now] = ["frozen", "now"].map(|name| dir.path().join(name));
    support::network::snapshot_of(&frozen, |form, place| form.id != Discharge::FORM_SPEC.id || place % 3 > 0);
    support::network::snapshot(&now);
    let [frozen, now] = [frozen, now]
        .map(|dir| Board::measure(&Snapshot::open(&dir).expect("the snapshot")).expect("a board"));
    let cycle = now.cycles().iter().find(|cycle| cycle.id == "2026H1").expect("the cycle").clone();
    let corrections = now.corrections_since(&frozen, &cycle).expect("what moved");
    let concerns = |line: &Correction| now.definition(&line.indicator).expect("an indicator").concerns;
    let by_centre = || corrections.iter().filter(|line| line.centre != NETWORK);
    let shown = |line: &&Correction| {
        line.was.is_shown && line.was.value.is_some() || line.is.is_shown && line.is.value.is_some()
    };
    let outcomes: Vec<&Correction> = by_centre().filter(|line| concerns(line) == Concern::Outcome).collect();
    assert!(outcomes.len() > 10, "outcomes moved at centres");
    assert_eq!(outcomes.into_iter().find(shown), None, "an outcome with a centre's name");
    assert!(
        by_centre().filter(|line| concerns(line) != Concern::Outcome).any(|line| shown(&line)),
        "care is told"
    );
}

/// One test: writing the snapshot is the slow part.
#[test]
fn every_number_opens_exactly_its_records() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("snapshot");
    support::network::snapshot(&dir);
    let snapshot = Snapshot::open(&dir).expect("the snapshot");
    let board = Board::measure(&snapshot).expect("a board");
    let period: Period = "2026-04-01..2026-09-30".parse().expect("a period");
    let mut compared = 0;
    for centre in board.centres() {
        let behind = Behind::at(&snapshot, &centre.code).expect("its records");
        for definition in board.definitions().filter(|definition| definition.counts.is_of_patient()) {
            let value = board.value(&definition.id, &centre.code, period).expect("a value");
            let (n, k) = counted(&behind, definition, period, None);
            let place = format!("{} at {}", definition.id, centre.code);
            match definition.kind.family() {
                // The runs stand behind it; how many there should be was declared in a return.
                "prop" if definition.id == "D01" => assert_eq!(Some(k), value.k, "{place}"),
                "prop" => assert_eq!((n, Some(k)), (value.n, value.k), "{place}"),
                // Events stand behind it; the contacts that they are told for do not.
                "rate" => assert_eq!(Some(k), value.k, "{place}"),
                _ => assert_eq!(n, value.n, "{place}"),
            }
            compared += 1;
            each_stratum_opens_its_own(&board, &behind, definition, &centre.code, period);
        }
        what_is_not_filled_opens_as_many_records(&snapshot, &board, &behind, &centre.code, period);
    }
    assert!(compared > 300, "{compared}");
    the_network_by_strata_adds_up_and_keeps_small_numbers_back(&board, period);
}

/// The parts of an indicator are the whole of it, and each opens what it was made of.
fn each_stratum_opens_its_own(
    board: &Board,
    behind: &Behind,
    definition: &Definition,
    centre: &str,
    period: Period,
) {
    let whole = board.value(&definition.id, centre, period).expect("a value");
    for dimension in board.dimensions(&definition.id) {
        let mut sum = 0;
        for (code, _) in &dimension.values {
            let stratum = Stratum::new(dimension.name, code.as_str());
            let part = board.value_within(&definition.id, centre, period, &stratum).expect("a value");
            if part.n == 0 {
                continue;
            }
            let opened = counted(behind, definition, period, Some(&stratum));
            assert_eq!(
                opened,
                (part.n, part.k.unwrap_or_default()),
                "{} {stratum} at {centre}",
                definition.id
            );
            sum += part.n;
        }
        assert_eq!(sum, whole.n, "{} by {} at {centre}", definition.id, dimension.name);
    }
}

/// Each empty cell of the map leads to as many records as it says that there are.
fn what_is_not_filled_opens_as_many_records(
    snapshot: &Snapshot,
    board: &Board,
    behind: &Behind,
    centre: &str,
    period: Period,
) {
    let whole = board.value(COMPLETENESS, centre, period).expect("a value");
    let lacking = |period, field| behind.lacking(snapshot, centre, period, field).expect("the records").len();
    let unfilled = |value: &Value| value.n as usize - value.k.unwrap_or_default() as usize;
    assert_eq!(lacking(period, None), unfilled(&whole), "{centre}");
    let fields = &board.dimensions(COMPLETENESS)[0];
    // Each form has a field among them.
    for (month, (field, _)) in period.months().into_iter().cycle().zip(fields.values.iter().step_by(4)) {
        let stratum = Stratum::new(FIELDS, field.as_str());
        let value = board.value_within(COMPLETENESS, centre, month, &stratum).expect("a value");
        assert_eq!(lacking(month, Some(field)), unfilled(&value), "{field} at {centre} in {month}");
    }
}

fn the_network_by_strata_adds_up_and_keeps_small_numbers_back(board: &Board, period: Period) {
    let stratified: Vec<&Definition> = board
        .definitions()
        .filter(|definition| {
            definition.counts.is_of_patient() && !board.dimensions(&definition.id).is_empty()
        })
        .collect();
    assert_eq!(stratified.iter().map(|definition| definition.id.as_str()).collect::<Vec<_>>(), ["P07"]);
    for definition in stratified {
        assert!(definition.kind.family() == "prop", "what is met and what is not is guarded");
        let asked = Asked { id: &definition.id, period, within: None };
        let page = board.page_of_network(&asked).expect("a page").expect("an indicator");
        let table = page.tables().into_iter().find(|table| table.name.ends_with("_by_dx")).expect("a table");
        let kept_back = table.rows.iter().filter(|row| row.cells[1].text == "*").count();
        let told: Vec<u32> = table.rows.iter().filter_map(|row| row.cells[1].text.parse().ok()).collect();
        assert!(kept_back >= 2, "one alone could be worked out");
        assert!(told.iter().all(|n| *n >= 10), "{told:?}");
        let viral = Stratum::new("dx", "VIRAL");
        let part = board.page_of_network(&Asked { within: Some(&viral), ..asked });
        let part = part.expect("a page").expect("an indicator");
        let names: Vec<&str> = part.tables().iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["p07_by_dx", "p07_by_femoral"], "nothing by centre");
    }
}
