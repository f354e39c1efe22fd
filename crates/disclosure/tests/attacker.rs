//! Somebody who has the printed tables and a solver, and a centre's own numbers: what they find out of a small count.
//!
//! The attacker is written from what is printed alone, with nothing of what protects it.
#![allow(clippy::expect_used, reason = "a test that can't go on says why and stops")]

use disclosure::tables::{Count, Part, Rule, Shown, Sum, Tables};
use good_lp::{
    Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint, microlp,
    variable,
};
use proptest::prelude::*;

/// The least and the most of a count, by everything that is printed.
fn solved(tables: &Tables, shown: &[Shown], reader: Option<usize>, place: usize) -> (f64, f64) {
    let extreme = |sign: f64| {
        let mut variables = ProblemVariables::new();
        let all: Vec<Variable> = tables
            .counts
            .iter()
            .zip(shown)
            .map(|(count, shown)| {
                let (least, most) = read(tables.rule, *count, *shown, reader);
                variables.add(variable().min(least).max(most))
            })
            .collect();
        let objective: Expression = sign * all[place];
        let mut model = variables.maximise(objective).using(microlp);
        for Sum { parts, total } in &tables.sums {
            let sum: Expression = parts.iter().map(|part| all[*part]).sum();
            model = model.with(constraint!(sum == all[*total]));
        }
        match model.solve() {
            Ok(solution) => solution.value(all[place]),
            Err(ResolutionError::Unbounded) => sign * f64::INFINITY,
            Err(error) => panic!("the printed tables contradict themselves: {error}"),
        }
    };
    (extreme(-1.0), extreme(1.0))
}

/// A printed cell, read: `12`, `≤7`, or a sign for what is hidden.
fn read(rule: Rule, count: Count, shown: Shown, reader: Option<usize>) -> (f64, f64) {
    let n = f64::from(count.n);
    let known = count.known_most.map_or(f64::INFINITY, f64::from);
    if shown == Shown::Exact || (reader.is_some() && count.owner == reader) {
        return (n, n);
    }
    match (count.total, rule.marked, shown) {
        (true, ..) => (0.0, f64::INFINITY),
        (_, true, Shown::Small) => (1.0, 7.0),
        (_, true, _) => (8.0, known),
        _ => (1.0, known),
    }
}

/// Every small count can still be anything that is small, for everybody but its owner.
fn nobody_narrows_it_down(tables: &Tables) -> Result<(), TestCaseError> {
    let shown = tables.protect();
    let readers: Vec<Option<usize>> =
        tables.counts.iter().filter_map(|count| count.owner).map(Some).chain([None]).collect();
    for (place, count) in tables.counts.iter().enumerate() {
        let small = (1..=tables.rule.most_small).contains(&count.n) && !count.total;
        prop_assert!(!small || shown[place] == Shown::Small);
        for reader in readers.iter().filter(|reader| reader.is_none() || **reader != count.owner) {
            if small {
                let (least, most) = solved(tables, &shown, *reader, place);
                let open = least < 1.001 && most > f64::from(tables.rule.most_small) - 0.001;
                prop_assert!(open, "{reader:?} knows that {count:?} is {least} to {most}: {shown:?}");
            }
        }
    }
    Ok(())
}

fn rules() -> impl Strategy<Value = Rule> {
    prop_oneof![Just(Rule::MEMBERS_COUNTS), Just(Rule::MEMBERS_DENOMINATORS)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_a_line_with_its_total_finds_nothing(
        rule in rules(),
        counts in proptest::collection::vec(prop_oneof![0_u32..12, 0_u32..200], 1..11),
    ) {
        let mut tables = Tables::new(rule);
        tables.line(counts.iter().enumerate().map(|(centre, n)| Part::new(centre, *n)), counts.iter().sum());
        nobody_narrows_it_down(&tables)?;
    }

    /// Centres by groups, with the sums of both: each count is in two equations.
    #[test]
    fn of_rows_and_columns_finds_nothing(
        cells in proptest::collection::vec(proptest::collection::vec(prop_oneof![0_u32..9, 0_u32..90], 3), 2..6),
    ) {
        let mut tables = Tables::new(Rule::MEMBERS_COUNTS);
        let rows: Vec<Vec<usize>> = cells.iter().enumerate().map(|(centre, row)| {
            tables.line(row.iter().map(|n| Part::new(centre, *n)), row.iter().sum())
        }).collect();
        for group in 0..3 {
            let total = cells.iter().map(|row| row[group]).sum();
            tables.total(rows.iter().map(|row| row[group]).collect(), total);
        }
        nobody_narrows_it_down(&tables)?;
    }

    /// What one equation gives without a solver is what the solver gives.
    #[test]
    fn solves_one_equation_as_the_guard_does(
        rule in rules(),
        counts in proptest::collection::vec(0_u32..40, 2..9),
        reader in 0_usize..9,
    ) {
        let mut tables = Tables::new(rule);
        tables.line(counts.iter().enumerate().map(|(centre, n)| Part::new(centre, *n)), counts.iter().sum());
        let shown = tables.protect();
        for place in 0..tables.counts.len() {
            let range = tables.worked_out(&shown, Some(reader), place);
            let (least, most) = solved(&tables, &shown, Some(reader), place);
            let same = |a: f64, b: f64| (a.is_infinite() && b.is_infinite()) || (a - b).abs() < 1e-6;
            prop_assert!(same(range.least, least), "{range:?} {least}");
            prop_assert!(same(range.most, most), "{range:?} {most}");
        }
    }
}
