//! Whether all runs were sent, and whether their key fields are filled: read this before any other number.

use std::collections::BTreeMap;

use super::{
    View, indicator, origin,
    places::{ASCERTAINMENT, Place},
    shown::HELD_BACK,
};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    indicators::{Extra, NETWORK, Value},
    pack::{completeness::FieldCount, facts::Measured},
    statistics::round_half_away,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Completeness.anchor(), "Case ascertainment and completeness"));
    blocks.push(Block::body(
        "Case ascertainment compares the runs in the audit with the runs that each centre declared in its monthly return. \
         A run that was never sent is missing from every other number of this pack.",
    ));
    if let Some(measured) = view.facts.indicators.iter().find(|m| m.definition.id == ASCERTAINMENT) {
        indicator::write(view, measured, ascertainment(view, measured), blocks);
    }
    blocks.push(Block::Table(fields(view)));
}

/// The table of an indicator, with the months that a return came for.
fn ascertainment(view: &View<'_>, measured: &Measured) -> Table {
    let mut table = indicator::table(view, measured);
    "ascertainment".clone_into(&mut table.name);
    "Runs declared in monthly returns, and of these runs in the audit".clone_into(&mut table.caption);
    for (column, label) in table.columns.iter_mut().skip(1).zip(["Runs declared", "Of these, in the audit"]) {
        label.clone_into(&mut column.label);
    }
    table.columns.insert(1, Column::number("months_returned", "Months returned", 1.2));
    table.columns.push(Column::number("without_return", "Runs in months without return", 1.6));
    let codes = view.facts.centres.iter().map(|centre| centre.code.as_str()).chain([NETWORK]);
    for (row, code) in table.rows.iter_mut().zip(codes) {
        let count = |key| measured.of(code).map_or(0, |value| extra(value, key));
        row.cells.insert(1, Cell::new(count("months_returned").to_string()));
        row.cells.push(Cell::new(few(view, code, count("n_runs_in_months_without_return"))));
    }
    table
}

/// A count of runs of another centre is not told exactly when it is small; the network's is left out, so that nobody
/// can take the others from it.
fn few(view: &View<'_>, code: &str, runs: u32) -> String {
    match runs {
        _ if code == NETWORK => String::new(),
        1..=7 if !view.is_own(code) => "≤7".to_owned(),
        _ => runs.to_string(),
    }
}

fn extra(value: &Value, key: &str) -> u32 {
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
