//! One page for each indicator: finding, signals, table, centres, months, and what is counted.

use super::{
    View, agenda, bars, compared, over_time,
    places::{self, is_check},
    shown::{self, counts, network, said, unit},
    with_goals,
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{Better, Concern, Definition, Extra, NETWORK, Rag, Value},
    pack::{facts::Measured, protection::LEAST_EVENTS, words},
};

pub(super) fn write_all(view: &View<'_>, blocks: &mut Vec<Block>) {
    let own_page = |measured: &&Measured| !is_check(view, &measured.definition.id);
    for (i, measured) in view.facts.indicators.iter().filter(own_page).enumerate() {
        if i > 0 {
            blocks.push(Block::PageBreak);
        }
        let definition = &measured.definition;
        let heading = format!("{} ({})", definition.name, definition.id);
        blocks.push(Block::section(&places::indicator(view, &definition.id), heading));
        write(view, measured, table(view, measured), blocks);
    }
}

/// What is said of an indicator below its heading; `table` holds its numbers by centre.
pub(super) fn write(view: &View<'_>, measured: &Measured, table: Table, blocks: &mut Vec<Block>) {
    blocks.push(Block::lead(finding(view, measured)));
    let specials = agenda::of_period(view, measured);
    if !specials.is_empty() {
        let told: Vec<String> = specials.iter().map(|special| special.words.clone()).collect();
        blocks.push(Block::warning(format!("More than ordinary variation: {}.", told.join("; "))));
    }
    blocks.push(Block::definition(defined(measured, measured.network(), "in the network")));
    blocks.extend(compared::blocks(view, measured, table));
    blocks.extend(over_time::network(view, measured));
    blocks.extend(bars::levels(view, measured).map(Block::Figure));
}

/// What the page shows, in two sentences.
fn finding(view: &View<'_>, measured: &Measured) -> String {
    let definition = &measured.definition;
    let shown = network(view, measured);
    let Some(value) = shown.whole() else {
        return match shown {
            shown::Shown::Nothing => {
                "No record falls into this indicator's denominator in the period.".to_owned()
            }
            _ => "The network's value is held back: it would give a single centre's away.".to_owned(),
        };
    };
    let mut text = format!("Network: {} ({}).", said(definition, value), counts(definition, value));
    text.push_str(&judged(definition, value));
    if definition.target.is_some() {
        text.push_str(&tally(view, measured));
    }
    let before = shown::before(view, measured, NETWORK);
    let before = before
        .map_or(String::new(), |before| format!(" In the period before: {}.", said(definition, before)));
    text + &before
}

pub(super) fn judged(definition: &Definition, value: &Value) -> String {
    let sign = unit(definition).sign;
    match (definition.target, definition.aspiration, value.rag) {
        (Some(target), _, Rag::Green) => format!(" The target of {target}{sign} is met."),
        (Some(target), _, Rag::Amber) => {
            format!(" The target of {target}{sign} is missed, and chance may explain it.")
        }
        (Some(target), _, Rag::Red) => {
            format!(" The target of {target}{sign} is missed by more than chance explains.")
        }
        (Some(target), ..) => format!(" The target is {target}{sign}; the value is not rated."),
        (None, Some(goal), _) => format!(" The aspiration is {goal}{sign}; it is not rated."),
        (None, None, _) => " No target is set; the value is watched over time.".to_owned(),
    }
}

fn tally(view: &View<'_>, measured: &Measured) -> String {
    let [green, amber, red] = [Rag::Green, Rag::Amber, Rag::Red].map(|rag| shown::rated(view, measured, rag));
    match green + amber + red {
        0 => " No centre has enough records for a rating.".to_owned(),
        all => format!(
            " Of {}, {green} rate green, {amber} amber and {red} red.",
            words::count(all, "rated centre")
        ),
    }
}

/// What is counted among what, and how many were left out for which reason: of a `value`, and where that is.
pub(super) fn defined(measured: &Measured, value: Option<&Value>, place: &str) -> String {
    let definition = &measured.definition;
    let better = match definition.better {
        Better::High => "Higher is better.",
        Better::Low => "Lower is better.",
    };
    let parts = [
        format!("What counts: {}", definition.numerator),
        format!("Among: {}", definition.denominator),
        without(&definition.exclusions),
        value.map_or(String::new(), |value| left_out(&measured.definition, value, place)),
        format!("Missing values: {}", definition.missing),
    ];
    let parts = parts.iter().filter(|part| !part.is_empty() && !part.ends_with(": "));
    let mut text: Vec<String> = parts.map(|part| words::sentence(part)).collect();
    text.push(better.to_owned());
    text.join(" ")
}

/// The exclusions, whether or not they say themselves what they are.
fn without(exclusions: &str) -> String {
    if exclusions.starts_with("Left out") { exclusions.to_owned() } else { format!("Left out: {exclusions}") }
}

/// `Of 108 admissions in the network, 96 were counted and 12 left out (4: died within 24 h; 8: less than 24 h on ECMO here)`
fn left_out(definition: &Definition, value: &Value, place: &str) -> String {
    let reasons = value.extra.iter().filter_map(|(name, extra)| match extra {
        Extra::Count(n) if name.starts_with("n_excluded") && *n > 0 => {
            Some((*n, definition.left_out.get(name).map_or(name.as_str(), String::as_str)))
        }
        _ => None,
    });
    let reasons: Vec<(u32, &str)> = reasons.collect();
    if reasons.is_empty() {
        return String::new();
    }
    let out: u32 = reasons.iter().map(|(n, _)| n).sum();
    let told: Vec<String> = reasons.iter().map(|(n, why)| format!("{n}: {why}")).collect();
    let counted = words::counted(definition.counts.frame());
    format!(
        "Of {} {counted} {place}, {} were counted and {out} left out ({})",
        out + value.n,
        value.n,
        told.join("; ")
    )
}

pub(super) fn table(view: &View<'_>, measured: &Measured) -> Table {
    let definition = &measured.definition;
    let parts = shown::Parts::of(measured);
    let centres = shown::centres(view, measured);
    let row = |name: &str, shown| {
        Row::new(std::iter::once(Cell::new(name)).chain(shown::cells(definition, shown, parts)))
    };
    let mut rows: Vec<Row> = centres
        .iter()
        .map(|(centre, shown)| {
            let row = row(&centre.name, *shown);
            if view.is_own(&centre.code) { row.strong() } else { row }
        })
        .collect();
    rows.push(row("Network", network(view, measured)).strong());
    let mut notes = shown::notes(view, &rows, centres.iter().map(|(_, shown)| *shown));
    if definition.concerns == Concern::Safety && !view.pack.names_outcomes {
        notes.push(format!(
            "Events of another centre, and that it had none, are told from {LEAST_EVENTS} on: that is when chance no longer speaks."
        ));
    }
    let mut columns = vec![Column::text("centre", "Centre", 2.4)];
    columns.extend(shown::columns(definition, parts));
    Table {
        name: format!("{}_centres", definition.id.to_lowercase()),
        caption: format!("{} by centre", definition.short_name),
        context: with_goals(view, definition),
        columns,
        rows,
        notes,
    }
}
