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
            // What is counted in minutes or events of a thing has more of them than there are things.
            if definition.kind.family() == "prop" {
                assert_eq!((n, Some(k)), (value.n, value.k), "{place}");
            } else {
                assert_eq!(n > 0, value.n > 0, "{place}");
            }
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared}");
}

#[test]
fn another_centres_records_are_not_among_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("snapshot");
    support::network::snapshot(&dir);
    let snapshot = Snapshot::open(&dir).expect("the snapshot");
    let definition = Definition::shipped().expect("definitions").into_iter().find(|one| one.id == "P04");
    let definition = definition.expect("P04");
    let period: Period = "2024-10-01..2026-09-30".parse().expect("a period");
    let keys = |centre: &str| -> std::collections::BTreeSet<String> {
        let behind = Behind::at(&snapshot, centre).expect("its records");
        behind.number(&definition, period).expect("rows").into_iter().map(|row| row.key).collect()
    };
    let (sth, pap) = (keys("STH"), keys("PAP"));
    assert!(!sth.is_empty() && !pap.is_empty() && sth.is_disjoint(&pap));
}
