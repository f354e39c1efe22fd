//! Parts of a whole as bars: what contacts were for, why patients were not treated, how many reached which mobility.

use super::{
    View, context, origin,
    parts::Divided,
    places::Place,
    shown::{self, HELD_BACK},
};
use crate::{
    chart::{Bar, Scene, StackedBars, stacked_bars},
    document::Block,
    indicators::{Breakdown, Extra},
    pack::{facts::Measured, words},
};

/// Levels of the ICU Mobility Scale that mean much the same: in bed, at its edge or standing, stepping, walking.
const LEVELS: [(&str, std::ops::RangeInclusive<usize>); 4] = [
    ("IMS 0 to 2, in bed", 0..=2),
    ("3 and 4, edge of bed, standing", 3..=4),
    ("5 and 6, stepping", 5..=6),
    ("7 to 10, walking", 7..=10),
];

/// Aims and reasons, centre by centre, each with its numbers below.
pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(
        &Place::Contacts.anchor(),
        "What contacts were for, and why patients were not treated",
    ));
    blocks.push(Block::body(
        "Each bar is a centre; its parts add up to all that was counted there. A bar is shown whole or not at all: one with a small part is \
         held back, and so are others that would give such a part away.",
    ));
    for parts in &view.facts.parts {
        match centres(view, &Divided::of(view, parts)) {
            Some(scene) => {
                let table = scene.table.clone();
                blocks.extend([Block::Figure(scene), Block::Table(table)]);
            }
            None => blocks.push(Block::note(format!(
                "{}: not told, since fewer than three centres have any.",
                parts.of().name
            ))),
        }
    }
}

fn centres(view: &View<'_>, divided: &Divided<'_>) -> Option<Scene> {
    let network = divided.network.clone()?;
    let Breakdown { id, who, population, .. } = &divided.of.breakdown;
    let mut bars: Vec<Bar> = divided
        .centres
        .iter()
        .map(|(centre, counts)| Bar { label: centre.name.clone(), counts: counts.clone(), strong: false })
        .collect();
    bars.push(Bar { label: "Network".to_owned(), counts: Some(network), strong: true });
    let mut scene = stacked_bars(&StackedBars {
        name: format!("{id}_parts"),
        subject: divided.of.of().name.clone(),
        unit: who.clone(),
        parts: divided.parts.clone(),
        bars,
    });
    scene.table.context = origin(&view.facts.source);
    scene.table.notes.push(population.clone());
    if divided.centres.iter().any(|(_, counts)| counts.is_none()) {
        scene.table.notes.push(format!(
            "{HELD_BACK} Held back: a part of it is small, or it would give such a one at another centre away."
        ));
    }
    Some(scene)
}

/// How many reached which level: of the network, and of the reader's own centre. Other centres are not told level by level.
pub(super) fn levels(view: &View<'_>, measured: &Measured) -> Option<Scene> {
    let definition = &measured.definition;
    let network = shown::network(view, measured).whole()?;
    let grouped = |code: &str| {
        let Some(Extra::Distribution(had)) = measured.of(code)?.extra.get("distribution") else {
            return None;
        };
        let of = |range: &std::ops::RangeInclusive<usize>| had.get(range.clone()).map(|had| had.iter().sum());
        LEVELS.iter().map(|(_, range)| of(range)).collect::<Option<Vec<u32>>>()
    };
    let mut bars: Vec<Bar> = Vec::new();
    for centre in view.facts.centres.iter().filter(|centre| view.is_own(&centre.code)) {
        let counts = Some(grouped(&centre.code).unwrap_or_else(|| vec![0; LEVELS.len()]));
        bars.push(Bar { label: centre.name.clone(), counts, strong: false });
    }
    bars.push(Bar { label: "Network".to_owned(), counts: Some(grouped(&network.centre)?), strong: true });
    let mut scene = stacked_bars(&StackedBars {
        name: format!("{}_levels", definition.id.to_lowercase()),
        subject: format!("{}, level by level", definition.short_name),
        unit: words::counted(definition.counts.frame()).to_owned(),
        parts: LEVELS.iter().map(|(name, _)| (*name).to_owned()).collect(),
        bars,
    });
    scene.table.context = context(&view.facts.source, definition);
    Some(scene)
}
