//! The people of a release, and the release itself, on the example network.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod support;

use disclosure::cube::{Cube, Gates, Guard, Keys};
use reporting::research::{Questions, closed_by, patients};
use reporting::snapshot::Snapshot;

#[test]
fn people() {
    let dir = tempfile::tempdir().unwrap();
    let place = dir.path().join("s");
    support::network::snapshot(&place);
    let snapshot = Snapshot::open(&place).unwrap();
    let questions = Questions::shipped().unwrap();
    let patients = patients(&snapshot, &questions).unwrap();
    let years = patients.years(closed_by(&snapshot.cycles().unwrap(), jiff::civil::date(2026, 9, 30)));
    println!("{years:?}");
    let schema = questions.schema(&years).unwrap();
    let keys = Keys::new([1; 32], [2; 32]);
    let people = patients.people(&years, &schema, &keys).unwrap();
    let people: Vec<_> = people.into_iter().map(|(_, person)| person).collect();
    println!("{}", people.len());
    for (at, variable) in schema.variables().iter().enumerate() {
        let mut counts = vec![0; variable.nodes.len()];
        people.iter().for_each(|person| counts[usize::from(person.leaves[at])] += 1);
        println!("{} {counts:?}", variable.id);
    }
    for (at, measure) in schema.measures().iter().enumerate() {
        let mut values: Vec<f64> = people.iter().filter_map(|person| person.values[at]).collect();
        values.sort_by(f64::total_cmp);
        println!(
            "{} {} {} {} {}",
            measure.id,
            values.len(),
            values[0],
            values[values.len() / 2],
            values.last().unwrap()
        );
    }
    let cube = Cube::of(&schema, &people, Guard::new(Gates::USUAL, &keys, 1)).unwrap();
    println!("{} {}", cube.cells().len(), cube.to_csv(&schema).len());
    println!("{}", cube.to_csv(&schema).lines().take(80).collect::<Vec<_>>().join("\n"));
}
