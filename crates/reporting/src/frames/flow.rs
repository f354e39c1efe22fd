//! From the records held to those that count in a period.

use super::Facts;
use crate::indicators::{Flow, Period, RunCounts};
use crate::time::days;
use measures::Scope;
use measures::run::Run;

/// The flows of a centre, or of all centres together.
pub(super) fn flows(facts: &Facts, centre: Option<&str>, period: Period) -> Vec<Flow> {
    let chosen = |place: usize| centre.is_none_or(|code| facts.centres.0[place].code == code);
    let within = (days(period.from()), days(period.to()));
    let [held, in_scope] = runs(facts, chosen, within);
    vec![held, in_scope, contacts(facts, chosen, within)]
}

/// Runs in scope that bear on a period, of all centres, by how it holds them.
pub(super) fn run_counts(facts: &Facts, period: Period) -> RunCounts {
    let (first, last) = (days(period.from()), days(period.to()));
    let mut counts = RunCounts::default();
    for exposure in facts.ledger.runs.iter().filter_map(Run::exposure) {
        let (start, end) = (exposure.start.date(), exposure.end.date());
        if start > last || end < first {
            continue;
        }
        *(if start < first { &mut counts.began_before } else { &mut counts.began }) += 1;
        *(if exposure.closed && end <= last { &mut counts.ended } else { &mut counts.went_on }) += 1;
    }
    counts
}

/// From all runs to those in scope, and from those to the ones that bear on the period.
fn runs(facts: &Facts, chosen: impl Fn(usize) -> bool, (first, last): (i32, i32)) -> [Flow; 2] {
    let runs: Vec<&Run> = facts.ledger.runs.iter().filter(|run| chosen(facts.owner(run).centre)).collect();
    let out_of_scope = Scope::REASONS.map(|reason| {
        (reason.why_not().unwrap_or_default(), count(runs.iter().filter(|run| run.scope == reason)))
    });
    let in_scope = runs.iter().filter_map(|run| run.exposure());
    let before = count(in_scope.clone().filter(|exposure| exposure.end.date() < first));
    let after = count(in_scope.filter(|exposure| exposure.start.date() > last));
    let outside = [("ended before the period", before), ("began after the period", after)];
    let held = Flow::new("ECMO runs", count(runs.iter()), out_of_scope);
    let in_scope = Flow::new("Respiratory ECMO runs in scope", held.included, outside);
    [held, in_scope]
}

fn contacts(facts: &Facts, chosen: impl Fn(usize) -> bool, (first, last): (i32, i32)) -> Flow {
    let (mut entered, mut unknown_yet, mut outside, mut not_on_ecmo) = (0, 0, 0, 0);
    for ((centre, date), fate) in &facts.contacts.fates {
        if !chosen(*centre) {
            continue;
        }
        let known = fate.entered - fate.after_extract;
        entered += fate.entered;
        unknown_yet += fate.after_extract;
        if (first..=last).contains(date) {
            not_on_ecmo += known - fate.on_ecmo;
        } else {
            outside += known;
        }
    }
    Flow::new(
        "Physiotherapy contacts",
        entered,
        [
            ("later than the extract", unknown_yet),
            ("outside the period", outside),
            ("not on ECMO in a run that counts", not_on_ecmo),
        ],
    )
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    items.fold(0, |n, _| n + 1)
}
