//! Whether all runs were sent, and whether their key fields are filled: read this before any other number.

use std::collections::BTreeMap;

use super::{
    View, indicator, origin,
    places::{ASCERTAINMENT, Place},
    shown::HELD_BACK,
};
use crate::{
    chart::{Across, HeatCell, HeatMap, HeatRow, Scene, heat_map},
    document::{Block, Cell, Column, Row, Table, Way},
    indicators::{Extra, NETWORK, Value},
    pack::{completeness::FieldCount, facts::Measured, protection::MOST_SMALL, words},
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
    blocks.push(fields(view));
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
        1..=MOST_SMALL if !view.is_own(code) => format!("≤{MOST_SMALL}"),
        _ => runs.to_string(),
    }
}

pub(super) fn extra(value: &Value, key: &str) -> u32 {
    match value.extra.get(key) {
        Some(Extra::Count(count)) => *count,
        _ => 0,
    }
}

/// Field by centre: the share of filled cells among those that apply, shaded; the same as a table.
pub(super) fn fields(view: &View<'_>) -> Block {
    let centres: Vec<&str> = view.facts.centres.iter().map(|centre| centre.code.as_str()).collect();
    heat(view, Across::Centres, &centres, Some(view.pack.least_denominator))
}

/// Field by column, a centre or a month, and all of them together. Below `least` records a column is held back, with one more
/// where that would give it away.
pub(super) fn heat(view: &View<'_>, across: Across, columns: &[&str], least: Option<u32>) -> Block {
    let counts = &view.facts.completeness;
    let mut names: Vec<&str> = Vec::new();
    for count in counts {
        if !names.contains(&count.field) {
            names.push(count.field);
        }
    }
    let row = |name: &&str| {
        let row = field_row(counts, name, columns, least, |count| count.field == *name);
        HeatRow { ways: ways(counts, name, columns, &row.cells), ..row }
    };
    let mut rows: Vec<HeatRow> = names.iter().map(row).collect();
    let total = field_row(counts, "All key fields", columns, least, |_| true);
    rows.push(HeatRow { strong: true, ..total });
    let table = table(view, columns, &rows, least);
    // Without a target nothing falls short: then the numbers are enough.
    let Some(expected) = view.facts.completeness_target else { return Block::Table(table) };
    let scene = heat_map(&HeatMap {
        name: table.name.clone(),
        subject: "Key fields filled".to_owned(),
        across,
        columns: columns.iter().map(|column| (*column).to_owned()).chain(["All".to_owned()]).collect(),
        expected,
        rows,
    });
    Block::Figure(Scene { table, ..scene })
}

/// Where the cells of a field lead: those whose number is shown and that lack something.
fn ways(counts: &[FieldCount], name: &str, columns: &[&str], cells: &[HeatCell]) -> Vec<Option<Way>> {
    let way = |(column, cell): (&&str, &HeatCell)| {
        let count = counts.iter().find(|count| count.field == name && count.column == **column)?;
        count.way.clone().filter(|_| matches!(cell, HeatCell::Percent(_)))
    };
    columns.iter().zip(cells).map(way).collect()
}

fn table(view: &View<'_>, columns: &[&str], rows: &[HeatRow], least: Option<u32>) -> Table {
    let keys = columns.iter().map(|column| {
        let key = column.to_lowercase().replace(' ', "_");
        Column::number(&format!("{key}_percent"), column, 1.0)
    });
    let total = Column::number("network_percent", "All", 1.0);
    let mut notes = vec![
        "Not known, not recorded and unable to assess are not filled; not applicable takes the record out. \
         Runs that began in the period, with their patients, stays and contacts on ECMO."
            .to_owned(),
    ];
    notes.extend(least.map(|least| {
        format!(
            "{HELD_BACK} Held back: fewer than {least} records, or a number that would give such a one away."
        )
    }));
    let row = |row: &HeatRow| {
        let ways = row.ways.iter().cloned().chain(std::iter::repeat(None));
        let cells = row.cells.iter().zip(ways).map(|(cell, way)| match cell {
            HeatCell::Percent(value) => Cell::new(words::decimal(*value)).leading(way),
            HeatCell::HeldBack => Cell::new(HELD_BACK),
            HeatCell::Nothing => Cell::default(),
        });
        let drawn = Row::new(std::iter::once(Cell::new(&row.label)).chain(cells));
        if row.strong { drawn.strong() } else { drawn }
    };
    Table {
        name: "completeness".to_owned(),
        caption: "Key fields filled, % of the records they apply to".to_owned(),
        columns: std::iter::once(Column::text("field", "Field", 4.3)).chain(keys).chain([total]).collect(),
        rows: rows.iter().map(row).collect(),
        notes,
        context: origin(&view.facts.source),
    }
}

fn field_row(
    counts: &[FieldCount],
    name: &str,
    columns: &[&str],
    least: Option<u32>,
    wanted: impl Fn(&FieldCount) -> bool,
) -> HeatRow {
    let mut totals: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for count in counts.iter().filter(|count| wanted(count)) {
        let total = totals.entry(count.column.as_str()).or_default();
        *total = (total.0 + count.filled, total.1 + count.applicable);
    }
    let hidden = least
        .map(|least| disclosure::members::hidden(totals.iter().map(|(column, (_, n))| (*column, *n)), least));
    let all = totals.values().fold((0, 0), |sum, total| (sum.0 + total.0, sum.1 + total.1));
    // As printed, half away from zero, and then no other number than that.
    let percent = |(filled, applicable): (u32, u32)| {
        let exact = round_half_away(i64::from(filled) * 100, i64::from(applicable), 1);
        exact.and_then(|text| text.parse().ok()).map_or(HeatCell::Nothing, HeatCell::Percent)
    };
    let cells = columns.iter().map(|column| {
        if hidden.as_ref().is_some_and(|hidden| hidden.contains_key(*column)) {
            return HeatCell::HeldBack;
        }
        percent(totals.get(column).copied().unwrap_or_default())
    });
    let cells = cells.chain([percent(all)]).collect();
    HeatRow { label: name.to_owned(), cells, ways: Vec::new(), strong: false }
}
