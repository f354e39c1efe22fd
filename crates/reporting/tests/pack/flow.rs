//! The flow diagram adds up, whatever the counts: every count of runs leads back to it.

use proptest::prelude::*;
use reporting::{
    chart::Typeface,
    document::{Document, Table},
    indicators::{Flow, RunCounts},
    pack::{Section, content, facts::Facts},
};

/// A network with these counts: set aside at entry, out of scope for two reasons, outside the period, begun before it,
/// begun in it, ended in it.
fn facts([aside, heart, young, outside, before, began, ended]: [u32; 7]) -> Facts {
    let mut facts = crate::facts::facts();
    let in_scope = outside + before + began;
    let held = heart + young + in_scope;
    facts.intake = vec![Flow::new("ECMO run", held + aside, [("set aside at import with an error", aside)])];
    let ended = ended.min(before + began);
    facts.runs = RunCounts { began_before: before, began, ended, went_on: before + began - ended };
    facts.flows[0] = Flow::new("ECMO runs", held, [("not respiratory support", heart), ("under 16", young)]);
    facts.flows[1] =
        Flow::new("Respiratory ECMO runs in scope", in_scope, [("ended before the period", outside)]);
    facts
}

fn document(facts: &Facts) -> Document {
    let mut pack = crate::definition();
    pack.sections = vec![Section::Records];
    content::document(facts, &pack, None, &Typeface::load().expect("the fonts")).expect("a document")
}

fn table<'d>(document: &'d Document, name: &str) -> &'d Table {
    document.tables().into_iter().find(|table| table.name == name).expect(name)
}

/// The stages of a diagram and what is left out between them, as numbers with their sign.
fn steps(table: &Table) -> Vec<(bool, i64)> {
    let step = |row: &reporting::document::Row| (row.strong, row.cells[1].text.parse().expect("a number"));
    table.rows.iter().map(step).collect()
}

/// None of a kind as often as some: that is where a stage has nothing to leave out.
fn counts() -> impl Strategy<Value = [u32; 7]> {
    proptest::array::uniform7(prop_oneof![Just(0_u32), 0_u32..500])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adds_up_from_entry_to_the_period(counts in counts()) {
        let document = document(&facts(counts));
        let steps = steps(table(&document, "flow_runs"));
        let mut left = steps[0].1;
        for (is_stage, count) in &steps[1..] {
            if *is_stage {
                prop_assert_eq!(left, *count, "{:?}", steps);
            } else {
                left -= count;
            }
        }
        // Where nothing was set aside, what was entered is what is held: one stage fewer.
        let stages = 4 + usize::from(counts[0] > 0);
        prop_assert_eq!(steps.iter().filter(|(is_stage, _)| *is_stage).count(), stages);
    }

    #[test]
    fn holds_every_count_of_runs(counts in counts()) {
        let document = document(&facts(counts));
        let runs: Vec<u32> = table(&document, "run_counts").rows.iter()
            .map(|row| row.cells[1].text.parse().expect("a number"))
            .collect();
        let [began, before, ended, went_on, all] = runs[..] else { panic!("five rows") };
        prop_assert_eq!((began + before, ended + went_on), (all, all));
        let stages: Vec<i64> =
            steps(table(&document, "flow_runs")).into_iter().filter_map(|(is_stage, count)| is_stage.then_some(count)).collect();
        prop_assert_eq!(&stages[stages.len() - 2..], &[i64::from(all), i64::from(began)]);
    }
}

#[test]
fn numbers_that_contradict_each_other_make_no_pack() {
    let mut facts = facts([0, 0, 0, 0, 3, 20, 9]);
    facts.runs.began = 21;
    let refused = reporting::pack::from_facts(&facts, &crate::definition(), None);
    assert!(refused.is_err(), "23 runs bear on the period, and 24 are told");
}
