//! Centres by indicators on one page.

use super::{View, origin, provenance, shown};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::kind::Unit,
    pack::facts::Measured,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section("Centres and indicators"));
    blocks.push(Block::body(
        "G: the value meets the target. A: it misses the target, and chance may explain it. R: it misses the target by more than chance \
         explains (the whole 95% interval). \
         Values without a letter are not rated: no target, a target at the end of the scale, or fewer than 10 records.",
    ));
    blocks.push(Block::Table(table(view)));
    blocks.push(Block::Table(key(view)));
}

fn table(view: &View<'_>) -> Table {
    let measured = &view.facts.indicators;
    let columns: Vec<_> = measured.iter().map(|m| shown::centres(view, m)).collect();
    let mut rows: Vec<Row> = (0..view.facts.centres.len())
        .map(|i| {
            let centre = &view.facts.centres[i];
            let values = columns.iter().map(|column| shown::value_cell(column[i].1));
            let row = Row::new(std::iter::once(Cell::new(&centre.name)).chain(values));
            if view.is_own(&centre.code) { row.strong() } else { row }
        })
        .collect();
    let network = measured.iter().map(|m| {
        m.network().map_or_else(Cell::default, |value| shown::value_cell(shown::Shown::Value(value)))
    });
    rows.push(Row::new(std::iter::once(Cell::new("Network")).chain(network)).strong());
    let targets = measured.iter().map(|m| Cell::new(target(m)));
    rows.push(Row::new(std::iter::once(Cell::new("Target")).chain(targets)));

    let seen: Vec<_> = columns.iter().flatten().map(|(_, shown)| *shown).collect();
    let context = origin(&view.facts.source);
    let mut notes = shown::notes(view, &seen);
    notes.push(provenance(&view.facts.source, None));
    let mut heads = vec![Column::text("centre", "Centre", 1.75)];
    heads.extend(measured.iter().map(|m| {
        Column::number(&format!("{}_{}", m.definition.id, unit(m).name), &m.definition.id, 1.0).rated()
    }));
    Table {
        name: "matrix".to_owned(),
        caption: "Values in percent".to_owned(),
        context,
        columns: heads,
        rows,
        notes,
    }
}

fn unit(measured: &Measured) -> Unit {
    measured.definition.kind.estimator().unit()
}

fn target(measured: &Measured) -> String {
    measured.definition.target.map_or(String::new(), |target| target.to_string())
}

/// What the ids at the head of the matrix stand for.
fn key(view: &View<'_>) -> Table {
    let rows = view.facts.indicators.iter().map(|m| {
        let definition = &m.definition;
        let better = match definition.better {
            crate::indicators::Better::High => "higher",
            crate::indicators::Better::Low => "lower",
        };
        let aspiration =
            definition.aspiration.map(|goal| format!("aspiration {goal}{}, not rated", unit(m).sign));
        let goal = definition.target.map(|goal| format!("target {goal}{}", unit(m).sign)).or(aspiration);
        Row::new([
            Cell::new(&definition.id),
            Cell::new(&definition.name),
            Cell::new(better),
            Cell::new(goal.unwrap_or_else(|| "none: watched over time".to_owned())),
            Cell::new(&definition.version),
        ])
    });
    Table {
        name: "indicators".to_owned(),
        caption: "The indicators".to_owned(),
        context: Vec::new(),
        columns: vec![
            Column::text("indicator", "Id", 0.9),
            Column::text("name", "Name", 4.6),
            Column::text("better", "Better", 0.9),
            Column::text("goal", "Goal", 2.6),
            Column::text("version", "Version", 0.9),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
    }
}
