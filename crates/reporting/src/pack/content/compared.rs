//! Centres beside each other: the table of an indicator, and the chart that says most of its kind.

use super::{
    View, dots, figures, funnel,
    places::is_check,
    shown::{self, LEAST_CENTRES},
};
use crate::{
    document::{Block, Table},
    indicators::{Kind, Value},
    pack::facts::Measured,
};

/// The table by centre with its chart, or why there is none. `table` holds counts, values and intervals.
pub(super) fn blocks(view: &View<'_>, measured: &Measured, table: Table) -> Vec<Block> {
    if measured.definition.kind == Kind::Median {
        let scene = dots::scene(view, measured);
        return vec![Block::Table(scene.table.clone()), Block::Figure(scene)];
    }
    let mut blocks = vec![Block::Table(table.clone())];
    match funnel::blocks(view, measured) {
        _ if is_check(view, &measured.definition.id) => {}
        Some(funnel) => blocks.extend(funnel),
        None => blocks.push(chart(view, measured, table)),
    }
    blocks
}

/// The chart of centres, or why there is none.
fn chart(view: &View<'_>, measured: &Measured, table: Table) -> Block {
    let centres = shown::centres(view, measured);
    let values: Vec<&Value> = centres.iter().filter_map(|(_, shown)| shown.whole()).collect();
    if values.len() < LEAST_CENTRES {
        return Block::note("No chart of centres: a comparison needs three of them or more.");
    }
    if values.iter().filter(|value| value.lower.is_some()).count() < LEAST_CENTRES {
        return Block::note(
            "No chart of centres: these values have no interval to tell a difference from chance.",
        );
    }
    Block::Figure(figures::centres(view, measured, table))
}
