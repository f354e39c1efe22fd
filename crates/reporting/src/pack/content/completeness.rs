//! Whether all runs were sent, and whether their key fields are filled: read this before any other number.

use std::collections::BTreeMap;

use super::{
    View, origin, provenance,
    shown::{self, HELD_BACK, Shown},
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{Extra, Value},
    pack::{completeness::FieldCount, facts::Measured},
    statistics::round_half_away,
};

/// The indicator of case ascertainment.
const ASCERTAINMENT: &str = "D01";

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section("Case ascertainment and completeness"));
    blocks.push(Block::body(
        "Case ascertainment compares the runs in the audit with the runs that each centre declared in its monthly return. \
         A run that was never sent is missing from every other number of this pack.",
    ));
    if let Some(measured) = view.facts.indicators.iter().find(|m| m.definition.id == ASCERTAINMENT) {
        blocks.push(Block::Table(ascertainment(view, measured)));
    }
    blocks.push(Block::Table(fields(view)));
}

fn ascertainment(view: &View<'_>, measured: &Measured) -> Table {
    let context = super::context(&view.facts.source, &measured.definition);
    let centres = shown::centres(view, measured);
    let mut rows: Vec<Row> = centres
        .iter()
        .map(|(centre, shown)| {
            let name = format!("{} ({})", centre.name, centre.code);
            let row = ascertainment_row(&name, *shown, measured.of(&centre.code));
            if view.is_own(&centre.code) { row.strong() } else { row }
        })
        .collect();
    if let Some(network) = measured.network() {
        rows.push(ascertainment_row("Network", Shown::Value(network), Some(network)).strong());
    }
    let seen: Vec<Shown<'_>> = centres.iter().map(|(_, shown)| *shown).collect();
    let mut notes = shown::notes(view, &seen);
    notes.push(provenance(&view.facts.source, Some(&measured.definition)));
    Table {
        name: "ascertainment".to_owned(),
        caption: "Runs declared in monthly returns and runs in the audit (D01)".to_owned(),
        context,
        columns: vec![
            Column::text("centre", "Centre", 2.6),
            Column::number("months_returned", "Months returned", 1.2),
            Column::number("declared", "Declared", 1.1),
            Column::number("in_audit", "In the audit", 1.1),
            Column::number("value_percent", "Ascertained, %", 1.5).rated(),
            Column::number("lower95_percent", "95% from", 1.0),
            Column::number("upper95_percent", "to", 0.9),
            Column::number("without_return", "In months without return", 1.5),
        ],
        rows,
        notes,
    }
}

fn ascertainment_row(name: &str, shown: Shown<'_>, value: Option<&Value>) -> Row {
    let extra = |key| value.map_or(0, |value| count(value, key)).to_string();
    let [n, k, percent, lower, upper, _] = <[Cell; 6]>::try_from(shown::cells(shown)).unwrap_or_default();
    let without = if matches!(shown, Shown::Hidden(_)) {
        HELD_BACK.to_owned()
    } else {
        extra("n_runs_in_months_without_return")
    };
    let months = Cell::new(extra("months_returned"));
    Row::new([Cell::new(name), months, n, k, percent, lower, upper, Cell::new(without)])
}

fn count(value: &Value, key: &str) -> u32 {
    match value.extra.get(key) {
        Some(Extra::Count(count)) => *count,
        _ => 0,
    }
}

/// Field by centre: the share of filled cells among those that apply.
fn fields(view: &View<'_>) -> Table {
    let context = origin(&view.facts.source);
    let counts = &view.facts.completeness;
    let mut names: Vec<&str> = Vec::new();
    for count in counts {
        if !names.contains(&count.field) {
            names.push(count.field);
        }
    }
    let mut columns = vec![Column::text("field", "Field", 4.3)];
    for centre in &view.facts.centres {
        columns.push(Column::number(&format!("{}_percent", centre.code.to_lowercase()), &centre.code, 1.0));
    }
    columns.push(Column::number("network_percent", "All", 1.0));
    let mut rows: Vec<Row> =
        names.iter().map(|name| field_row(view, name, |count| count.field == *name)).collect();
    rows.push(field_row(view, "All key fields", |_| true).strong());
    Table {
        name: "completeness".to_owned(),
        caption: "Key fields filled, % of the records they apply to".to_owned(),
        columns,
        rows,
        notes: vec![
            "Not known, not recorded and unable to assess are not filled; not applicable takes the record out. \
             Runs that began in the period, with their patients, stays and contacts on ECMO.".to_owned(),
            format!("{HELD_BACK} Held back: fewer than {} records, or a number that would give such a one away.", view.pack.least_denominator),
            provenance(&view.facts.source, None),
        ],
        context,
    }
}

fn field_row(view: &View<'_>, name: &str, wanted: impl Fn(&FieldCount) -> bool) -> Row {
    let mut totals: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for count in view.facts.completeness.iter().filter(|count| wanted(count)) {
        let total = totals.entry(count.centre.as_str()).or_default();
        *total = (total.0 + count.filled, total.1 + count.applicable);
    }
    let hidden = disclosure::members::hidden(
        totals.iter().map(|(centre, (_, n))| (*centre, *n)),
        view.pack.least_denominator,
    );
    let all = totals.values().fold((0, 0), |sum, total| (sum.0 + total.0, sum.1 + total.1));
    let percent = |(filled, applicable): (u32, u32)| {
        let exact = round_half_away(i64::from(filled) * 100, i64::from(applicable), 1);
        Cell::new(exact.unwrap_or_default())
    };
    let cells = view.facts.centres.iter().map(|centre| {
        if hidden.contains_key(&centre.code) {
            return Cell::new(HELD_BACK);
        }
        percent(totals.get(centre.code.as_str()).copied().unwrap_or_default())
    });
    Row::new(std::iter::once(Cell::new(name)).chain(cells).chain([percent(all)]))
}
