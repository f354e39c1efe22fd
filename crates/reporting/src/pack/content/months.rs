//! The values behind the run charts, side by side. What was counted for each stands in the CSV files.

use super::{View, origin, places::Place, shown};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    pack::{facts::Measured, series::Charted},
};

/// As many columns of values as a page is wide for.
const ABREAST: usize = 9;
/// Points to the note on special causes.
const SPECIAL: &str = "‡";

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Months.anchor(), "The values behind the run charts"));
    blocks.push(Block::body(
        "The network's values in the unit of each indicator. Means and limits stand on the charts, the counts in the CSV files. Medians of scores and rare events \
         have charts of their own, with all their numbers in the CSV files.",
    ));
    let charted: Vec<(&Measured, Charted)> = view
        .facts
        .indicators
        .iter()
        .filter_map(|measured| Some((measured, Charted::of(measured)?)))
        .collect();
    let mut number = 0;
    for quarterly in [false, true] {
        let same: Vec<&(&Measured, Charted)> =
            charted.iter().filter(|(_, charted)| charted.series.quarterly == quarterly).collect();
        for chunk in same.chunks(ABREAST) {
            number += 1;
            blocks.push(Block::Table(table(view, chunk, number)));
        }
    }
}

fn table(view: &View<'_>, charted: &[&(&Measured, Charted)], number: usize) -> Table {
    let mut labels: Vec<(jiff::civil::Date, &str)> = charted
        .iter()
        .flat_map(|(_, charted)| &charted.series.observations)
        .map(|seen| (seen.last, seen.axis.as_str()))
        .collect();
    labels.sort_unstable();
    labels.dedup();
    let step = charted.first().map_or("month", |(_, charted)| charted.series.step());
    let mut columns = vec![Column::text(step, if step == "month" { "Month" } else { "Quarter" }, 1.7)];
    columns.extend(charted.iter().map(|(measured, _)| {
        let definition = &measured.definition;
        let key = format!("{}_{}", definition.id.to_lowercase(), shown::unit(definition).name);
        Column::number(&key, &shown::headed(&definition.id, shown::unit(definition)), 1.0)
    }));
    let cells = |label: &str| charted.iter().map(|(_, charted)| cell(charted, label)).collect::<Vec<_>>();
    let rows =
        labels.iter().map(|(_, label)| Row::new(std::iter::once(Cell::new(*label)).chain(cells(label))));
    let names: Vec<String> =
        charted.iter().map(|(m, _)| format!("{} {}", m.definition.id, m.definition.short_name)).collect();
    Table {
        name: format!("run_charts_{number}"),
        caption: format!("The network by {step}"),
        context: origin(&view.facts.source),
        columns,
        rows: rows.collect(),
        notes: vec![format!(
            "{}. {SPECIAL} More than ordinary variation. A dash: nothing was counted.",
            names.join("; ")
        )],
    }
}

fn cell(charted: &Charted, label: &str) -> Cell {
    let found = charted.seen().find(|(seen, _)| seen.axis == label);
    found.map_or_else(Cell::default, |(seen, signal)| {
        let cell = Cell::new(&seen.display);
        if signal.is_some() { cell.marked(SPECIAL) } else { cell }
    })
}
