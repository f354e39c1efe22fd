//! The first page: what the meeting has to decide, what signals, what changed.

use super::{
    View, agenda, changes, own,
    places::{ASCERTAINMENT, Place},
    shown::{counts, network, rating, said},
};
use crate::{
    document::{Block, Pointer},
    pack::{Front, Section, words},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    let source = &view.facts.source;
    let cycle = source.cycle.as_ref().map_or(String::new(), |cycle| format!("Audit cycle {cycle}, "));
    let subtitle = format!("{}. {cycle}{}.", view.pack.kind, words::period(source.period));
    blocks.push(Block::Title { title: view.pack.title.clone(), subtitle });
    if source.synthetic {
        blocks.push(Block::warning(
            "Synthetic data: every patient, member of staff and event behind these numbers is invented.",
        ));
    }
    match view.pack.front {
        Front::Network => network_first(view, blocks),
        Front::Centre => own::write(view, blocks),
        Front::None => {}
    }
}

fn network_first(view: &View<'_>, blocks: &mut Vec<Block>) {
    if let Some(own) = view.facts.centres.iter().find(|centre| view.is_own(&centre.code)) {
        blocks.push(Block::body(format!("Copy for {} ({}): its rows are set in bold.", own.name, own.code)));
    }
    part(
        blocks,
        "Asks for a decision: targets missed by more than chance explains",
        agenda::decisions(view),
        "No target is missed by more than chance explains.",
    );
    part(
        blocks,
        "Signals: more than ordinary variation in the network",
        agenda::signals(view),
        "No run chart of the network shows more than ordinary variation in the period.",
    );
    let since = format!("Changed since {}", words::period(view.facts.source.before));
    part(blocks, &since, agenda::changes(view), &unchanged(view));
    part(blocks, "Before you rely on a number", grounds(view), "");
}

/// A heading and its sentences; where there are none, what that means.
fn part(blocks: &mut Vec<Block>, heading: &str, pointers: Vec<Pointer>, none: &str) {
    match (pointers.is_empty(), none.is_empty()) {
        (true, true) => {}
        (true, false) => blocks.extend([Block::topic(heading), Block::body(none)]),
        (false, _) => blocks.extend([Block::topic(heading), Block::Pointers(pointers)]),
    }
}

fn unchanged(view: &View<'_>) -> String {
    let compared =
        view.facts.indicators.iter().any(|measured| !measured.before.iter().all(|value| value.n == 0));
    if compared {
        "No value of the network moved by more than chance explains, or into another colour.".to_owned()
    } else {
        "The snapshot holds no records of that time to compare with.".to_owned()
    }
}

/// How far the numbers can be trusted: whether all runs were sent, and what was left out.
fn grounds(view: &View<'_>) -> Vec<Pointer> {
    let mut pointers = Vec::new();
    let ascertained = view.facts.indicators.iter().find(|m| m.definition.id == ASCERTAINMENT);
    if let Some(measured) = ascertained.filter(|_| view.has(Section::Completeness))
        && let Some(value) = network(view, measured).whole()
    {
        let definition = &measured.definition;
        let text =
            format!("{}: {} ({}).", definition.name, said(definition, value), counts(definition, value));
        pointers.push(Pointer::new(text, &Place::Completeness.anchor()).rated(rating(value.rag)));
    }
    if view.has(Section::Records) {
        let runs = view.facts.runs;
        let text = format!(
            "{} respiratory ECMO runs bear on the period: {} began in it, {} before it. Every count of runs follows from there.",
            runs.all(),
            runs.began,
            runs.began_before
        );
        pointers.push(Pointer::new(text, &Place::Records.anchor()));
    }
    if view.has(Section::Changes) {
        pointers.push(Pointer::new(changes::summary(view), &Place::Changes.anchor()));
    }
    if view.has(Section::Reading) {
        let text = "What the colours, symbols, intervals and stars mean.";
        pointers.push(Pointer::new(text, &Place::Reading.anchor()));
    }
    pointers
}
