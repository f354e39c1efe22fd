//! The words of the pack.

use super::{View, places::Place};
use crate::{
    document::{Block, Fact},
    pack::words,
};

const WORDS: [(&str, &str); 16] = [
    (
        "Admission",
        "A stay in intensive care with at least one ECMO run that counts; it is counted by its first run.",
    ),
    (
        "Amber, green, red",
        "See “How to read this”. The rule compares the unrounded value and its interval with the target.",
    ),
    ("Contact on ECMO", "A physiotherapy contact that began while the patient was on ECMO at this centre."),
    (
        "ECMO day",
        "Also opportunity day: a date on which the patient could have had physiotherapy on ECMO. The date of cannulation or arrival never counts; the last date counts when ECMO ended at noon or later.",
    ),
    (
        "CPAx",
        "Chelsea Critical Care Physical Assessment Tool: ten items of function, 0 (dependent) to 50 (independent).",
    ),
    ("Case mix", "Who the patients were: age, diagnosis, frailty and what else decides how they can fare."),
    (
        "Cumulative incidence",
        "How many of all had come to something by a day, those included for whom something else came first.",
    ),
    ("Excusable day", "An ECMO day on which every contact was a decision not to treat on clinical grounds."),
    (
        "IMS",
        "ICU Mobility Scale, 0 (nothing) to 10 (walks without help); 3 is sitting at the edge of the bed.",
    ),
    (
        "In scope",
        "A run of respiratory ECMO of somebody of 16 years or more. Cardiac support and carbon dioxide removal are not counted here.",
    ),
    (
        "Network",
        "All centres of this pack together. Of two linked runs of a transfer on ECMO it counts the first.",
    ),
    ("Not documented", "Counts as not done where an indicator says so, as in national audits."),
    (
        "Rehabilitation",
        "A treated contact with rehabilitation among its aims. Assessment alone is not rehabilitation.",
    ),
    (
        "Run",
        "One time on ECMO at one centre, from its start or the arrival here to its end, death or departure.",
    ),
    ("Special cause", "A point or a stretch on a run chart that ordinary variation does not explain."),
    (
        "95% interval",
        "The range in which the true level lies, given how many were counted; wrong one time in twenty.",
    ),
];

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Glossary.anchor(), "Glossary"));
    let mut facts: Vec<Fact> = WORDS.iter().map(|(term, text)| Fact::new(*term, *text)).collect();
    let mut cohorts: Vec<&str> =
        view.facts.indicators.iter().map(|m| m.definition.cohort.trim_end_matches('*')).collect();
    cohorts.sort_unstable();
    cohorts.dedup();
    let told = cohorts.iter().map(|letter| format!("{letter}: {}", words::cohort(letter)));
    let told = format!(
        "Which records an indicator looks at. In the CSV files {}.",
        told.collect::<Vec<_>>().join("; ")
    );
    facts.push(Fact::new("Cohort", told));
    facts.sort_by_key(|fact| fact.term.to_lowercase());
    blocks.push(Block::Facts(facts));
}
