//! A number of a centre is made of exactly the records that stand behind it: every indicator of the example network.

#![expect(clippy::expect_used, reason = "a test may fail loudly")]

mod support;

use reporting::board::Board;
use reporting::contribution::{Behind, Standing};
use reporting::indicators::{Better, Definition, Period};
use reporting::snapshot::Snapshot;

/// Counted, and of these in the numerator.
fn counted(behind: &Behind, definition: &Definition, period: Period) -> (u32, u32) {
    let rows = behind.number(definition, period).expect("what stands behind it");
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
            let (n, k) = counted(&behind, definition, period);
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
        }
    }
    assert!(compared > 300, "{compared}");
}
