//! A correction after a snapshot: what it moves in the next one is told, and nothing else.

use std::fs;

use domain::code::Coded;
use domain::forms::PhysioContact;
use domain::forms::physio_contact::SafetyScreen;
use reporting::board::{Board, Side};
use reporting::snapshot::Snapshot;
use testkit::command::Ecmopt;

const CYCLE: &str = "2026-04-01..2026-09-30";

/// The example network with one safety screen that was not done after all, of a rehabilitation contact out of bed.
pub(crate) fn corrected(ecmopt: &Ecmopt) -> String {
    let folder = ecmopt.path("corrected");
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(example_data::path("network")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let file = folder.join(format!("{}.csv", PhysioContact::FORM_SPEC.file));
    let text = fs::read_to_string(&file).unwrap();
    let heads: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let at = |line: &str, name: &str| line.split(',').nth(column(name)).unwrap_or_default().to_owned();
    let passed = SafetyScreen::Pass.code();
    let is_one = |line: &&str| {
        at(line, "safety_screen") == passed
            && at(line, "domain") == "REHAB"
            && at(line, "delivered_by") == "PT"
            && at(line, "ims_achieved") == "4"
            && at(line, "start_at").starts_with("2026-06")
    };
    let line = text.lines().find(is_one).expect("such a contact");
    let centre = at(line, "centre_code");
    let not_done = line.replace(passed, SafetyScreen::NotDone.code());
    fs::write(&file, text.replace(line, &not_done)).unwrap();
    centre
}

#[test]
fn moves_its_indicator_at_its_centre_and_in_the_network_and_no_other() {
    let ecmopt = Ecmopt::new();
    ecmopt.must(&["import", example_data::path("network").to_str().unwrap()]);
    ecmopt.must(&["snapshot", "--out", "before"]);
    let same = ecmopt.must(&["indicators", "before", "--since", "before", "--period", CYCLE]);
    assert_eq!(same, format!("Nothing moved in {CYCLE}.\n"));
    let centre = corrected(&ecmopt);
    ecmopt.must(&["import", "corrected"]);
    ecmopt.must(&["snapshot", "--out", "after"]);
    let since = ["indicators", "after", "--since", "before", "--period", CYCLE, "--format", "csv"];
    let moved = ecmopt.must(&since);
    let rows: Vec<Vec<&str>> = moved.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let whose: Vec<(&str, &str)> = rows.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(whose, [("P16", centre.as_str()), ("P16", "NETWORK")], "{moved}");
    for row in &rows {
        let number = |at: usize| row[at].parse::<u32>().unwrap();
        assert_eq!((number(2), number(3)), (number(5), number(6) + 1), "one fewer of as many: {row:?}");
        assert!(row[8].starts_with('-'), "it went down: {row:?}");
        assert_eq!(row[9], "no", "an aspiration has no colour to change");
    }
    the_page_tells_the_same(&ecmopt);
}

/// What the audit lead is shown of the frozen cycle and of now, from the same two snapshots.
fn the_page_tells_the_same(ecmopt: &Ecmopt) {
    let board = |name: &str| Board::measure(&Snapshot::open(&ecmopt.path(name)).unwrap()).unwrap();
    let (before, after) = (board("before"), board("after"));
    let cycle = before.cycles().iter().find(|cycle| cycle.id == "2026H1").unwrap().clone();
    assert!(before.corrections_since(&before, &cycle).unwrap().is_empty());
    let moved = after.told(&after.corrections_since(&before, &cycle).unwrap());
    assert!(moved.iter().all(|moved| moved.indicator == "P16"), "{moved:?}");
    let network = moved.iter().find(|moved| moved.place == "The network").expect("the network's line");
    let value = |side: &Side| match side {
        Side::Told { value, .. } => value.clone(),
        other => panic!("{other:?}"),
    };
    assert_ne!(value(&network.was), value(&network.is));
    assert!(network.says.starts_with("By −0."), "{}", network.says);
}
