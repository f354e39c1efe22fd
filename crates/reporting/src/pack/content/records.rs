//! From records entered to records counted.

use super::{ContentError, View, origin, provenance, standing};
use crate::{
    chart::{Exclusion, FlowChart, Stage, Typeface, flow_chart},
    document::{Block, Cell, Column, Row, Table},
    indicators::Flow,
    pack::words,
};

pub(super) fn write(
    view: &View<'_>,
    typeface: &Typeface,
    blocks: &mut Vec<Block>,
) -> Result<(), ContentError> {
    blocks.push(Block::section("From records entered to records counted"));
    blocks.push(Block::body(
        "Every record that was entered is counted, or left out for one reason. Reasons are applied in the order shown: \
         a record that meets two is left out for the first.",
    ));
    if !view.facts.intake.is_empty() {
        blocks.push(Block::Table(intake(view)));
    }
    if !view.facts.standing.is_empty() {
        let mut scene = flow_chart(&standing::chart(view)?, "flow_standing", typeface)?;
        scene.table.context = origin(&view.facts.source);
        blocks.push(Block::Figure(scene));
        blocks.push(Block::body(standing::NOTE));
        blocks.push(Block::Table(standing::table(view)));
    }
    for (number, flow) in (1..).zip(&view.facts.flows) {
        let mut scene = flow_chart(&chart(flow)?, &format!("flow_{number}"), typeface)?;
        scene.table.context = origin(&view.facts.source);
        blocks.push(Block::Figure(scene));
    }
    blocks.push(Block::note(provenance(&view.facts.source, None)));
    Ok(())
}

/// Two stages that are checked to add up.
fn chart(flow: &Flow) -> Result<FlowChart, ContentError> {
    let exclusions =
        flow.left_out.iter().map(|out| Exclusion { reason: out.reason.clone(), count: out.n.into() });
    let held = Stage {
        label: "held in the snapshot".to_owned(),
        count: flow.entered.into(),
        exclusions: exclusions.collect(),
    };
    let counted = Stage {
        label: "counted in the period".to_owned(),
        count: flow.included.into(),
        exclusions: Vec::new(),
    };
    Ok(FlowChart::new(&flow.what, "Records", vec![held, counted])?)
}

/// Form by form: entered, set aside, held.
fn intake(view: &View<'_>) -> Table {
    let rows = view.facts.intake.iter().map(|flow| {
        let left_out: u32 = flow.left_out.iter().map(|out| out.n).sum();
        let numbers = [flow.entered, left_out, flow.included].map(|n| Cell::new(n.to_string()));
        Row::new(std::iter::once(Cell::new(&flow.what)).chain(numbers))
    });
    let mut reasons: Vec<&str> = Vec::new();
    for left_out in view.facts.intake.iter().flat_map(|flow| &flow.left_out) {
        if !reasons.contains(&left_out.reason.as_str()) {
            reasons.push(&left_out.reason);
        }
    }
    let why = (!reasons.is_empty()).then(|| words::sentence(&format!("Left out: {}", reasons.join("; "))));
    Table {
        name: "records".to_owned(),
        caption: "Records of each form, from entry to the snapshot".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("form", "Form", 4.0),
            Column::number("entered", "Entered", 1.0),
            Column::number("left_out", "Left out", 1.0),
            Column::number("held", "Held", 1.0),
        ],
        rows: rows.collect(),
        notes: why.into_iter().collect(),
    }
}
