//! An indicator by its strata, and within one of them.

use super::super::{
    View, indicator,
    shown::{self, Shown, counts, said},
    with_goals,
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{NETWORK, Stratum},
    pack::{
        facts::Measured,
        strata::{ByStratum, Part},
        words,
    },
};

/// One table for each stratum; `whose` numbers they are.
pub(super) fn tables<'a>(
    view: &'a View<'_>,
    measured: &'a Measured,
    strata: &'a [ByStratum],
    whose: &'a str,
    chosen: Option<&'a Stratum>,
) -> impl Iterator<Item = Block> + 'a {
    strata.iter().map(move |by| Block::Table(table(view, measured, by, whose, chosen)))
}

fn table(
    view: &View<'_>,
    measured: &Measured,
    by: &ByStratum,
    whose: &str,
    chosen: Option<&Stratum>,
) -> Table {
    let definition = &measured.definition;
    let parts = shown::Parts::of(measured);
    let seen = |part: &'_ Part| -> Vec<Cell> {
        shown::cells(definition, Shown::as_open(&part.value, part.open), parts)
    };
    let row = |part: &Part| {
        let row = Row::new(std::iter::once(Cell::new(&part.words)).chain(seen(part)));
        if chosen == Some(&part.stratum) { row.strong() } else { row }
    };
    let rows: Vec<Row> = by.parts.iter().map(row).collect();
    let label = by.dimension.label;
    let mut columns = vec![Column::text(by.dimension.name, label, 2.6)];
    columns.extend(shown::columns(definition, parts));
    let values = by.parts.iter().map(|part| Shown::as_open(&part.value, part.open));
    let mut notes = shown::notes(view, &rows, values);
    if rows.is_empty() {
        notes.push("Nothing was counted in the period.".to_owned());
    }
    Table {
        name: format!("{}_by_{}", definition.id.to_lowercase(), by.dimension.name),
        caption: format!("{} by {}: {whose}", definition.short_name, label.to_lowercase()),
        context: with_goals(view, definition),
        columns,
        rows,
        notes,
    }
}

/// The network within a stratum, of which nothing is told by centre: what patients a centre has of each kind is nobody else's to
/// know.
pub(super) fn network(view: &View<'_>, measured: &Measured, words: &str, blocks: &mut Vec<Block>) {
    let definition = &measured.definition;
    let finding = match shown::network(view, measured) {
        Shown::Nothing => format!("Network, {words}: nothing was counted in the period."),
        Shown::Hidden => {
            format!("Network, {words}: held back, because it would say something of a few patients.")
        }
        Shown::Part(value, _) => format!(
            "Network, {words}: {} {} were counted. Of how many it was met is held back, because it would say something of a few \
             patients.",
            value.n,
            words::counted(definition.counts.frame())
        ),
        Shown::Value(value) => format!(
            "Network, {words}: {} ({}).{}",
            said(definition, value),
            counts(definition, value),
            indicator::judged(definition, value)
        ),
    };
    blocks.push(Block::lead(finding));
    blocks.push(Block::definition(indicator::defined(measured, measured.of(NETWORK), "in the network")));
}
