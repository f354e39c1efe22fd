//! The two charts of an indicator's page.

use super::{
    View, context,
    shown::{self, network, rating, said, value_column},
};
use crate::{
    chart::{Caterpillar, Estimate, Limits, RunChart, RunPoint, Scene, caterpillar, run_chart, signal_words},
    document::{Cell, Column, Row, Table},
    indicators::{Better, Definition},
    pack::{facts::Measured, series::Charted, words},
};

/// Centres with their intervals, highest first; `table` holds the same numbers.
pub(super) fn centres(view: &View<'_>, measured: &Measured, table: Table) -> Scene {
    let definition = &measured.definition;
    let better = match definition.better {
        Better::High => "higher is better",
        Better::Low => "lower is better",
    };
    let estimates: Vec<Estimate> = shown::centres(view, measured)
        .into_iter()
        .filter_map(|(centre, shown)| {
            let value = shown.whole()?;
            let (at, lower, upper) = (value.value?, value.lower?, value.upper?);
            let display = value.display.as_deref().unwrap_or_default();
            let figures = format!("{display} ({} to {})", words::decimal(lower), words::decimal(upper));
            let label = centre.name.clone();
            Some(Estimate { label, value: at, lower, upper, rating: rating(value.rag), figures })
        })
        .collect();
    caterpillar(Caterpillar {
        title: format!("{}: centres with 95% intervals ({better})", definition.short_name),
        desc: described(view, measured, &estimates),
        unit: measured.definition.kind.estimator().unit().sign,
        estimates,
        network: network(view, measured).whole().and_then(|value| value.value.zip(value.display.clone())),
        goal: definition.target.map(|t| ("Target", t)).or(definition.aspiration.map(|a| ("Aspiration", a))),
        table,
    })
}

fn described(view: &View<'_>, measured: &Measured, estimates: &[Estimate]) -> String {
    let definition = &measured.definition;
    let by_value = |a: &&Estimate, b: &&Estimate| a.value.total_cmp(&b.value);
    let ends = estimates.iter().max_by(by_value).zip(estimates.iter().min_by(by_value));
    let range = ends.map_or(String::new(), |(high, low)| {
        format!(" Highest: {} {}. Lowest: {} {}.", high.label, high.figures, low.label, low.figures)
    });
    let network = network(view, measured)
        .whole()
        .map_or(String::new(), |v| format!(" Network {}.", said(definition, v)));
    let sign = shown::unit(definition).sign;
    let target = definition.target.map_or(String::new(), |target| format!(" Target {target}{sign}."));
    format!(
        "{} side by side, highest first, each with its 95% interval.{range}{network}{target}",
        words::count(estimates.len(), "centre")
    )
}

/// The months or quarters of `whose`, with a line of the network where it is somebody else's.
pub(super) fn series(
    view: &View<'_>,
    measured: &Measured,
    charted: &Charted,
    whose: &str,
    network: Option<(f64, String)>,
) -> Scene {
    let definition = &measured.definition;
    let kind = definition.kind.estimator();
    let points =
        charted.seen().map(|(seen, signal)| RunPoint { label: seen.axis.clone(), value: seen.value, signal });
    run_chart(RunChart {
        title: format!("{}: {whose} by {}", definition.short_name, charted.series.step()),
        desc: told(charted, kind.unit().sign),
        unit: kind.unit().sign,
        points: points.collect(),
        limits: Some(charted.limits),
        target: definition.target,
        network,
        bounds: kind.bounds(),
        table: series_table(view, measured, charted, whose),
    })
}

fn told(charted: &Charted, sign: &str) -> String {
    let limits = charted.limits;
    let special = charted.chart.flags.iter().flatten().count();
    let trial = if limits.trial { " Trial limits: fewer than 13 points." } else { "" };
    format!(
        "{} by {}. Mean {}{sign}, limits {} to {}.{trial} {} with special-cause variation.",
        words::count(charted.series.observations.len(), "point"),
        charted.series.step(),
        words::decimal(limits.mean),
        words::decimal(limits.lower),
        words::decimal(limits.upper),
        words::count(special, "point"),
    )
}

fn series_table(view: &View<'_>, measured: &Measured, charted: &Charted, whose: &str) -> Table {
    let definition = &measured.definition;
    let unit = shown::unit(definition);
    let rows = charted.seen().map(|(seen, signal)| {
        Row::new([
            Cell::new(&seen.label),
            Cell::new(seen.n.to_string()),
            Cell::new(seen.k.map_or(String::new(), |k| k.to_string())),
            Cell::new(&seen.display),
            Cell::new(signal.map_or("", signal_words)),
        ])
    });
    let rows: Vec<Row> = rows.chain(lines(definition, charted.limits)).collect();
    Table {
        name: format!("{}_months", definition.id.to_lowercase()),
        caption: format!("{}: {whose} by {}", definition.short_name, charted.series.step()),
        columns: vec![
            Column::text(charted.series.step(), charted.series.heading(), 2.6),
            Column::number("n", "Counted", 1.0),
            Column::number("k", "Of these", 1.0),
            value_column(unit, 1.2),
            Column::text("signal", "Special cause", 3.0),
        ],
        rows,
        notes: Vec::new(),
        context: context(&view.facts.source, definition),
    }
}

/// The lines that are drawn across the points.
fn lines(definition: &Definition, limits: Limits) -> impl Iterator<Item = Row> {
    let trial = if limits.trial { " (trial)" } else { "" };
    let lines = [
        (format!("Upper limit{trial}"), Some(words::decimal(limits.upper))),
        ("Mean".to_owned(), Some(words::decimal(limits.mean))),
        (format!("Lower limit{trial}"), Some(words::decimal(limits.lower))),
        ("Target".to_owned(), definition.target.map(|target| target.to_string())),
    ];
    lines.into_iter().filter_map(|(name, value)| {
        let value = Cell::new(value?);
        Some(Row::new([Cell::new(name), Cell::default(), Cell::default(), value, Cell::default()]).strong())
    })
}
