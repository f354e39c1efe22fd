//! The numbers behind the run charts.

use super::{View, figures};
use crate::document::Block;

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section("The numbers behind the run charts"));
    let tables = view.facts.indicators.iter().filter_map(|measured| figures::months(view, measured));
    blocks.extend(tables.map(|scene| Block::Table(scene.table)));
}
