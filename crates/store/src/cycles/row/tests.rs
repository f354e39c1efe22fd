use jiff::Timestamp;
use jiff::civil::date;

use super::*;

fn cycle(state: CycleState) -> Cycle {
    let dates = CycleDates {
        id: "2026H1".to_owned(),
        start: date(2026, 4, 1),
        end: date(2026, 9, 30),
        lock_deadline: date(2026, 11, 15),
    };
    Cycle { dates, state }
}

fn freeze() -> Freeze {
    Freeze {
        at: Timestamp::from_second(9).unwrap(),
        snapshot_hash: "5f0c".to_owned(),
        dictionary_version: "0.1".to_owned(),
        indicator_version: "3".to_owned(),
    }
}

#[test]
fn a_cycle_is_read_as_it_was_written_in_every_state() {
    for state in [
        CycleState::Open,
        CycleState::Grace { until: date(2026, 11, 29) },
        CycleState::Locking { since: Timestamp::from_second(5).unwrap() },
        CycleState::Frozen(freeze()),
        CycleState::Reported { freeze: freeze(), at: Timestamp::from_second(11).unwrap() },
    ] {
        let written = cycle(state);
        assert_eq!(read(&write(&written).unwrap()).unwrap(), written);
    }
}

#[test]
fn a_frozen_cycle_may_say_since_when_it_was_locked() {
    let row = cycle::Model {
        locking_since: Some(Millis(4)),
        ..write(&cycle(CycleState::Frozen(freeze()))).unwrap()
    };
    assert_eq!(read(&row).unwrap().state, CycleState::Frozen(freeze()));
}

#[test]
fn columns_that_contradict_each_other_are_no_state() {
    let open = write(&cycle(CycleState::Open)).unwrap();
    let frozen = write(&cycle(CycleState::Frozen(freeze()))).unwrap();
    for wrong in [
        cycle::Model { state: "FROZEN".to_owned(), ..open.clone() },
        cycle::Model { state: "GRACE".to_owned(), ..open.clone() },
        cycle::Model { state: "LOCKING".to_owned(), ..open.clone() },
        cycle::Model { state: "PAUSED".to_owned(), ..open.clone() },
        cycle::Model { reported_at: Some(Millis(1)), ..open },
        cycle::Model { state: "OPEN".to_owned(), ..frozen.clone() },
        cycle::Model { state: "REPORTED".to_owned(), ..frozen.clone() },
        // Half a freeze is none: no number may cite it.
        cycle::Model { indicator_version: None, ..frozen },
    ] {
        let Err(Error::Inconsistent { table: "cycle", column, row, .. }) = read(&wrong) else {
            panic!("{wrong:?} was read");
        };
        assert_eq!((column, row.as_str()), ("state", "2026H1"));
    }
}
