//! The two charts of an indicator's page.

use super::{
    View, context, provenance,
    shown::{self, Shown, rating, value_column},
};
use crate::{
    chart::{Caterpillar, Estimate, Limits, RunChart, RunPoint, Scene, caterpillar, run_chart, signal_words},
    document::{Cell, Column, Row, Table},
    indicators::Better,
    pack::{facts::Measured, series::Series, words},
    statistics::Xmr,
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
        .filter_map(|(centre, shown)| match shown {
            Shown::Value(value) => {
                let (at, lower, upper) = (value.value?, value.lower?, value.upper?);
                let display = value.display.as_deref().unwrap_or_default();
                let figures = format!("{display} ({} to {})", words::decimal(lower), words::decimal(upper));
                let label = centre.name.clone();
                Some(Estimate { label, value: at, lower, upper, rating: rating(value.rag), figures })
            }
            _ => None,
        })
        .collect();
    caterpillar(Caterpillar {
        title: format!("{} {}: centres with 95% intervals ({better})", definition.id, definition.short_name),
        desc: described(measured, &estimates),
        unit: measured.definition.kind.estimator().unit().sign,
        estimates,
        network: measured.network().and_then(|value| value.value.zip(value.display.clone())),
        goal: definition.target.map(|t| ("Target", t)).or(definition.aspiration.map(|a| ("Aspiration", a))),
        table,
    })
}

fn described(measured: &Measured, estimates: &[Estimate]) -> String {
    let by_value = |a: &&Estimate, b: &&Estimate| a.value.total_cmp(&b.value);
    let ends = estimates.iter().max_by(by_value).zip(estimates.iter().min_by(by_value));
    let range = ends.map_or(String::new(), |(high, low)| {
        format!(" Highest: {} {}. Lowest: {} {}.", high.label, high.figures, low.label, low.figures)
    });
    let sign = measured.definition.kind.estimator().unit().sign;
    let network = measured
        .network()
        .and_then(|v| v.display.as_deref())
        .map_or(String::new(), |v| format!(" Network {v}{sign}."));
    let target =
        measured.definition.target.map_or(String::new(), |target| format!(" Target {target}{sign}."));
    format!(
        "{} side by side, highest first, each with its 95% interval.{range}{network}{target}",
        words::count(estimates.len(), "centre")
    )
}

/// The network month by month, or quarter by quarter; `None` with fewer than two points.
pub(super) fn months(view: &View<'_>, measured: &Measured) -> Option<Scene> {
    let series = Series::of(&measured.months, &measured.quarters);
    let definition = &measured.definition;
    let kind = definition.kind.estimator();
    let values: Vec<f64> = series.observations.iter().map(|seen| seen.value).collect();
    let (chart, limits) = kind.chart(&values)?;
    let points = series.observations.iter().zip(&values).zip(&chart.flags);
    let points = points.map(|((seen, value), signal)| RunPoint {
        label: seen.axis.clone(),
        value: *value,
        signal: *signal,
    });
    Some(run_chart(RunChart {
        title: format!("{} {}: network by {}", definition.id, definition.short_name, series.step()),
        desc: told(&series, &chart, limits, kind.unit().sign),
        unit: kind.unit().sign,
        points: points.collect(),
        limits: Some(limits),
        target: definition.target,
        bounds: kind.bounds(),
        table: series_table(view, measured, &series, &chart, limits),
    }))
}

fn told(series: &Series, chart: &Xmr, limits: Limits, sign: &str) -> String {
    let special = chart.flags.iter().flatten().count();
    let trial = if limits.trial { " Trial limits: fewer than 13 points." } else { "" };
    format!(
        "{} by {}. Mean {}{sign}, limits {} to {}.{trial} {} with special-cause variation.",
        words::count(series.observations.len(), "point"),
        series.step(),
        words::decimal(limits.mean),
        words::decimal(limits.lower),
        words::decimal(limits.upper),
        words::count(special, "point"),
    )
}

fn series_table(view: &View<'_>, measured: &Measured, series: &Series, chart: &Xmr, limits: Limits) -> Table {
    let definition = &measured.definition;
    let kind = definition.kind.estimator();
    let context = context(&view.facts.source, definition);
    let mut rows: Vec<Row> = Vec::new();
    for (seen, signal) in series.observations.iter().zip(&chart.flags) {
        rows.push(Row::new([
            Cell::new(&seen.label),
            Cell::new(seen.n.to_string()),
            Cell::new(seen.k.map_or(String::new(), |k| k.to_string())),
            Cell::new(&seen.display),
            Cell::new(signal.map_or("", signal_words)),
        ]));
    }
    let trial = if limits.trial { " (trial)" } else { "" };
    let lines = [
        (format!("Upper limit{trial}"), Some(words::decimal(limits.upper))),
        ("Mean".to_owned(), Some(words::decimal(limits.mean))),
        (format!("Lower limit{trial}"), Some(words::decimal(limits.lower))),
        ("Target".to_owned(), definition.target.map(|target| target.to_string())),
    ];
    for (name, value) in lines.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let cells = [Cell::new(name), Cell::default(), Cell::default(), Cell::new(value), Cell::default()];
        rows.push(Row::new(cells).strong());
    }
    Table {
        name: format!("{}_months", definition.id.to_lowercase()),
        caption: format!("{} {}: network by {}", definition.id, definition.short_name, series.step()),
        columns: vec![
            Column::text(series.step(), series.heading(), 2.6),
            Column::number("n", "n", 1.0),
            Column::number("k", "k", 1.0),
            value_column(kind.unit(), 1.2),
            Column::text("signal", "Special cause", 3.0),
        ],
        rows,
        notes: vec![provenance(&view.facts.source, Some(definition))],
        context,
    }
}
