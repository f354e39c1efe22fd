//! What is otherwise than in the previous pack: definitions, the pack itself, and the centres in it.

use super::{View, origin, places::Place};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{Change, NETWORK, Value},
    pack::{facts::Centre, words},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Changes.anchor(), "What changed since the previous pack"));
    blocks.push(Block::body(format!("{} {}", centres(view), compared(view))));
    let changes = all(view);
    if changes.is_empty() {
        blocks.push(Block::body(format!(
            "No definition changed after {}.",
            words::date(view.facts.source.before.to())
        )));
    } else {
        blocks.push(Block::Table(table(view, &changes)));
    }
}

/// How much there is, for the first page.
pub(super) fn summary(view: &View<'_>) -> String {
    let (joined, left) = moved(view);
    let definitions = words::count(all(view).len(), "changed definition");
    let joined = words::count(joined.len(), "centre");
    let left = words::count(left.len(), "centre");
    format!(
        "What changed since the previous pack ({definitions}, {joined} with first numbers, {left} without any now)."
    )
}

/// Changes that were decided after the end of the period before, of this pack and of its indicators.
fn all<'a>(view: &View<'a>) -> Vec<(String, &'a Change)> {
    let after = view.facts.source.before.to();
    let pack = view.pack.changes.iter().map(|change| ("This pack".to_owned(), change));
    let indicators = view.facts.indicators.iter().flat_map(|measured| {
        let definition = &measured.definition;
        let name = format!("{} ({})", definition.short_name, definition.id);
        definition.changes.iter().map(move |change| (name.clone(), change))
    });
    pack.chain(indicators).filter(|(_, change)| change.since > after).collect()
}

fn table(view: &View<'_>, changes: &[(String, &Change)]) -> Table {
    let row = |(name, change): &(String, &Change)| {
        Row::new([
            Cell::new(name),
            Cell::new(&change.version),
            Cell::new(words::date(change.since)),
            Cell::new(words::sentence(&change.what)),
        ])
    };
    Table {
        name: "changes".to_owned(),
        caption: format!("Definitions changed after {}", words::date(view.facts.source.before.to())),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("definition", "Definition", 1.8),
            Column::text("of_version", "Version", 0.7),
            Column::text("since", "Decided on", 1.3),
            Column::text("what", "What is otherwise", 4.6),
        ],
        rows: changes.iter().map(row).collect(),
        notes: Vec::new(),
    }
}

/// Which centres have numbers in this period and had none in the one before, and the other way round.
fn moved<'a>(view: &View<'a>) -> (Vec<&'a Centre>, Vec<&'a Centre>) {
    let has =
        |values: fn(&crate::pack::facts::Measured) -> &[Value], centre: &Centre| {
            view.facts.indicators.iter().filter(|measured| measured.definition.counts.is_of_patient()).any(
                |measured| values(measured).iter().any(|value| value.centre == centre.code && value.n > 0),
            )
        };
    let now = |centre: &Centre| has(|measured| &measured.values, centre);
    let before = |centre: &Centre| has(|measured| &measured.before, centre);
    let centres = || view.facts.centres.iter();
    (
        centres().filter(|centre| now(centre) && !before(centre)).collect(),
        centres().filter(|centre| before(centre) && !now(centre)).collect(),
    )
}

fn centres(view: &View<'_>) -> String {
    let is_of_network = |value: &Value| value.centre == NETWORK && value.n > 0;
    let compared = view.facts.indicators.iter().any(|measured| measured.before.iter().any(is_of_network));
    if !compared {
        return "The snapshot holds no records of the period before, so no centre can be said to have joined or left."
            .to_owned();
    }
    let told =
        |centres: Vec<&Centre>| words::list(&centres.iter().map(|c| c.name.clone()).collect::<Vec<_>>());
    let (joined, left) = moved(view);
    let joined = match told(joined).as_str() {
        "" => "No centre has numbers for the first time.".to_owned(),
        names => format!("With numbers now and none in the period before: {names}."),
    };
    let left = match told(left).as_str() {
        "" => "None is without numbers that had some.".to_owned(),
        names => format!("With numbers in the period before and none now: {names}."),
    };
    format!("{joined} {left}")
}

fn compared(view: &View<'_>) -> String {
    let source = &view.facts.source;
    format!(
        "Compared are the records of {} in this snapshot, and the definitions' own lists of changes; this pack follows version {} of the \
         data dictionary, and the previous pack names its own on its last page.",
        words::period(source.before),
        source.dictionary_version
    )
}
