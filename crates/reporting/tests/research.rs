//! The people of a release, of the example network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod support;

use std::collections::BTreeSet;

use disclosure::cube::{Count, Cube, Gates, Guard, Keys, Person, Predicate, Schema};
use reporting::research::{AuditYear, Questions, closed_by, patients};
use reporting::snapshot::Snapshot;

/// The people of the years that ended by a day, and the schema that they are told by.
fn people(until: jiff::civil::Date) -> (Vec<AuditYear>, Schema, Vec<Person>, Keys) {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("snapshot");
    support::network::snapshot(&place);
    let snapshot = Snapshot::open(&place).unwrap();
    let questions = Questions::shipped().unwrap();
    let patients = patients(&snapshot, &questions).unwrap();
    let years = patients.years(closed_by(&snapshot.cycles().unwrap(), until));
    let (schema, keys) = (questions.schema(&years).unwrap(), Keys::new([1; 32], [2; 32]));
    let people = patients.people(&years, &schema, &keys).unwrap();
    let people = people.into_iter().map(|(_, person)| person).collect();
    (years, schema, people, keys)
}

/// How many people have each leaf of a variable.
fn leaves(schema: &Schema, people: &[Person], id: &str) -> Vec<usize> {
    let at = schema.variables().iter().position(|variable| variable.id == id).unwrap();
    let mut counts = vec![0; schema.variables()[at].nodes.len()];
    for person in people {
        counts[usize::from(person.leaves[at])] += 1;
    }
    counts
}

#[test]
fn are_those_whose_first_run_ended_in_a_whole_audit_year_each_once() {
    let (years, schema, people, keys) = people(jiff::civil::date(2026, 9, 30));
    assert_eq!(years.iter().map(|year| year.id.as_str()).collect::<Vec<_>>(), ["2024-25", "2025-26"]);
    assert_eq!(people.len(), 444);
    assert_eq!(people.iter().map(|person| person.key).collect::<BTreeSet<_>>().len(), 444, "each once");
    assert_eq!(leaves(&schema, &people, "year"), [162, 282]);
    assert_eq!(leaves(&schema, &people, "age"), [84, 181, 145, 34, 0, 0]);
    assert_eq!(leaves(&schema, &people, "survival"), [318, 126, 0]);
    assert_eq!(leaves(&schema, &people, "adverse_event"), [104, 340]);
    let cube = Cube::of(&schema, &people, Guard::new(Gates::USUAL, &keys, 1)).unwrap();
    assert_eq!(cube.cells().len(), schema.cells());
    let Count::Shown(told) = cube.count(&Predicate::ALL).unwrap() else { panic!("everybody is hidden") };
    assert!(told.abs_diff(444) <= 10, "{told}");
}

/// With one year there is nothing to divide by.
#[test]
fn of_one_year_have_no_variable_of_years() {
    let (years, schema, people, _) = people(jiff::civil::date(2025, 3, 31));
    assert_eq!((years.len(), people.len()), (1, 162));
    assert!(schema.variables().iter().all(|variable| variable.id != "year"));
    assert_eq!(people[0].leaves.len(), schema.variables().len());
}
