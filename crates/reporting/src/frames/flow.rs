//! From the records held to those that count in a period.

use super::Facts;
use crate::indicators::{Flow, Period};
use crate::time::days;
use measures::Scope;
use measures::run::Run;

/// The flows of a centre, or of all centres together.
pub(super) fn flows(facts: &Facts, centre: Option<&str>, period: Period) -> Vec<Flow> {
    let chosen = |place: usize| centre.is_none_or(|code| facts.centres.0[place].code == code);
    let within = (days(period.from()), days(period.to()));
    vec![runs(facts, chosen, within), contacts(facts, chosen, within)]
}

fn runs(facts: &Facts, chosen: impl Fn(usize) -> bool, (first, last): (i32, i32)) -> Flow {
    let runs: Vec<&Run> = facts.ledger.runs.iter().filter(|run| chosen(facts.owner(run).centre)).collect();
    let out_of_scope = Scope::REASONS.map(|reason| {
        (reason.why_not().unwrap_or_default(), count(runs.iter().filter(|run| run.scope == reason)))
    });
    let in_scope = runs.iter().filter_map(|run| run.exposure());
    let before = count(in_scope.clone().filter(|exposure| exposure.end.date() < first));
    let after = count(in_scope.filter(|exposure| exposure.start.date() > last));
    let outside = [("ended before the period", before), ("began after the period", after)];
    Flow::new("ECMO runs", count(runs.iter()), out_of_scope.into_iter().chain(outside))
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
