//! From records entered to records counted.

use super::{View, origin, provenance};
use crate::{
    chart::{Exclusion, FlowChart, Stage, Typeface, flow_chart},
    document::{Block, Cell, Column, Row, Table},
    indicators::Flow,
};

use super::ContentError;

/// Flows with this many reasons or more are drawn; the others fit into the table.
const DRAWN_FROM: usize = 1;

pub(super) fn write(view: &View<'_>, typeface: &Typeface, blocks: &mut Vec<Block>) -> Result<(), ContentError> {
    blocks.push(Block::section("From records entered to records counted"));
    blocks.push(Block::body(
        "Every record that was entered is counted, or left out for one reason. Reasons are applied in the order shown: \
         a record that meets two is left out for the first.",
    ));
    for (number, flow) in (1..).zip(&view.facts.flows) {
        if reasons(flow) >= DRAWN_FROM {
            let mut scene = flow_chart(&chart(flow)?, &format!("flow_{number}"), typeface)?;
            scene.table.context = origin(&view.facts.source);
            blocks.push(Block::Figure(scene));
        }
    }
    blocks.push(Block::Table(table(view)));
    Ok(())
}

fn reasons(flow: &Flow) -> usize {
    flow.left_out.iter().filter(|left_out| left_out.n > 0).count()
}

/// Two stages that are checked to add up.
fn chart(flow: &Flow) -> Result<FlowChart, ContentError> {
    let exclusions = flow.left_out.iter().map(|out| Exclusion { reason: out.reason.clone(), count: out.n.into() });
    let entered = Stage { label: "entered in the audit".to_owned(), count: flow.entered.into(), exclusions: exclusions.collect() };
    let included = Stage { label: "counted in this pack".to_owned(), count: flow.included.into(), exclusions: Vec::new() };
    Ok(FlowChart::new(&flow.what, "Records", vec![entered, included])?)
}

fn table(view: &View<'_>) -> Table {
    let context = origin(&view.facts.source);
    let rows = view.facts.flows.iter().map(|flow| {
        let left_out: u32 = flow.left_out.iter().map(|out| out.n).sum();
        let numbers = [flow.entered, left_out, flow.included].map(|n| Cell::new(n.to_string()));
        Row::new(std::iter::once(Cell::new(&flow.what)).chain(numbers))
    });
    Table {
        name: "records".to_owned(),
        caption: "Records entered, left out and counted".to_owned(),
        columns: vec![
            Column::text("records", "Records", 4.0),
            Column::number("entered", "Entered", 1.0),
            Column::number("left_out", "Left out", 1.0),
            Column::number("counted", "Counted", 1.0),
        ],
        rows: rows.collect(),
        notes: vec![provenance(&view.facts.source, None)],
        context,
    }
}
