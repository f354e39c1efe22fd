//! One page for each indicator: finding, definition, table, centres, months.

use super::{
    View, context, figures, provenance,
    shown::{self, Shown},
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{Better, Definition, Rag, Value},
    pack::{facts::Measured, words},
};

/// A comparison needs this many centres on the chart (data dictionary, 7.5).
const LEAST_CENTRES: usize = 3;

pub(super) fn write_all(view: &View<'_>, blocks: &mut Vec<Block>) {
    for (i, measured) in view.facts.indicators.iter().enumerate() {
        if i > 0 {
            blocks.push(Block::PageBreak);
        }
        write(view, measured, blocks);
    }
}

fn write(view: &View<'_>, measured: &Measured, blocks: &mut Vec<Block>) {
    let definition = &measured.definition;
    blocks.push(Block::section(format!("{} {}", definition.id, definition.name)));
    blocks.push(Block::lead(finding(view, measured)));
    blocks.push(Block::note(defined(definition)));
    let table = table(view, measured);
    let centres = shown::centres(view, measured);
    let visible = centres.iter().filter(|(_, shown)| matches!(shown, Shown::Value(_))).count();
    blocks.push(Block::Table(table.clone()));
    if visible >= LEAST_CENTRES {
        blocks.push(Block::Figure(figures::centres(view, measured, table)));
    } else {
        blocks.push(Block::note("No chart of centres: a comparison needs three of them or more."));
    }
    match figures::months(view, measured) {
        Some(scene) => blocks.push(Block::Figure(scene)),
        None => blocks.push(Block::note("No run chart: the network has fewer than two months with records.")),
    }
}

/// What the page shows, in two sentences.
fn finding(view: &View<'_>, measured: &Measured) -> String {
    let Some(network) = measured.network().filter(|value| value.n > 0) else {
        return "No record falls into this indicator's denominator in the period.".to_owned();
    };
    let definition = &measured.definition;
    let limits = network.lower.zip(network.upper).map_or(String::new(), |(lower, upper)| {
        format!(", 95% interval {} to {}", words::decimal(lower), words::decimal(upper))
    });
    let value = network.display.as_deref().unwrap_or("–");
    let sign = definition.kind.estimator().unit().sign;
    let counts = network.k.map_or_else(|| network.n.to_string(), |k| format!("{k} of {}", network.n));
    let mut text = format!("Network: {value}{sign} ({counts}{limits}).");
    text.push_str(&judged(definition, network));
    if definition.target.is_some() {
        text.push_str(&tally(view, measured));
    }
    text
}

fn judged(definition: &Definition, network: &Value) -> String {
    let sign = definition.kind.estimator().unit().sign;
    match (definition.target, definition.aspiration, network.rag) {
        (Some(target), _, Rag::Green) => format!(" The target of {target}{sign} is met."),
        (Some(target), _, Rag::Amber) => {
            format!(" The target of {target}{sign} is missed, and chance may explain it.")
        }
        (Some(target), _, Rag::Red) => {
            format!(" The target of {target}{sign} is missed by more than chance explains.")
        }
        (Some(_), _, Rag::Grey) => " Too few records for a rating.".to_owned(),
        (None, Some(goal), _) => format!(" The aspiration is {goal}{sign}; it is not rated."),
        (None, None, _) => " No target is set; the value is watched over time.".to_owned(),
    }
}

fn tally(view: &View<'_>, measured: &Measured) -> String {
    let centres = shown::centres(view, measured);
    let rated = |rag| centres.iter().filter(|(_, s)| matches!(s, Shown::Value(v) if v.rag == rag)).count();
    let [green, amber, red] = [Rag::Green, Rag::Amber, Rag::Red].map(rated);
    format!(
        " Of {}, {green} rate green, {amber} amber and {red} red.",
        words::count(green + amber + red, "rated centre")
    )
}

fn defined(definition: &Definition) -> String {
    let better = match definition.better {
        Better::High => "Higher is better.",
        Better::Low => "Lower is better.",
    };
    let parts = [
        format!("Counted: {}", definition.numerator),
        format!("Among: {}", definition.denominator),
        format!("Left out: {}", definition.exclusions),
        format!("Missing values: {}", definition.missing),
        format!("Why: {}", definition.rationale),
        format!("Source: {}", definition.source),
    ];
    let mut text: Vec<String> =
        parts.iter().filter(|part| !part.ends_with(": ")).map(|part| words::sentence(part)).collect();
    text.push(better.to_owned());
    text.join(" ")
}

fn table(view: &View<'_>, measured: &Measured) -> Table {
    let definition = &measured.definition;
    let mut context = context(&view.facts.source, definition);
    let centres = shown::centres(view, measured);
    let mut rows: Vec<Row> = centres
        .iter()
        .map(|(centre, shown)| {
            let row = Row::new(std::iter::once(Cell::new(&centre.name)).chain(shown::cells(*shown)));
            if view.is_own(&centre.code) { row.strong() } else { row }
        })
        .collect();
    if let Some(network) = measured.network() {
        let cells = shown::cells(if network.n > 0 { Shown::Value(network) } else { Shown::Nothing });
        rows.push(Row::new(std::iter::once(Cell::new("Network")).chain(cells)).strong());
    }
    let seen: Vec<Shown<'_>> = centres.iter().map(|(_, shown)| *shown).collect();
    let mut notes = shown::notes(view, &seen);
    notes.push(provenance(&view.facts.source, Some(definition)));
    let goals = [("target", definition.target), ("aspiration", definition.aspiration)];
    let unit = definition.kind.estimator().unit();
    let named =
        |(name, goal): (&str, Option<f64>)| Some((format!("{name}_{}", unit.name), goal?.to_string()));
    context.extend(goals.into_iter().filter_map(named));
    Table {
        name: format!("{}_centres", definition.id.to_lowercase()),
        caption: format!("{} by centre", definition.short_name),
        context,
        columns: vec![
            Column::text("centre", "Centre", 2.8),
            Column::number("n", "n", 0.9),
            Column::number("k", "k", 0.9),
            shown::value_column(unit, 1.4).rated(),
            Column::number(&format!("lower95_{}", unit.name), "95% from", 1.1),
            Column::number(&format!("upper95_{}", unit.name), "to", 1.0),
            Column::text("remark", "Remark", 1.7),
        ],
        rows,
        notes,
    }
}
