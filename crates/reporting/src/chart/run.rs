//! A measure over time with the limits of its ordinary variation (`XmR` chart).

use super::{
    Scene, decimal,
    series::{self, Dot, Line, Mark, Series, Symbol},
};
use crate::{
    document::Table,
    statistics::{Signal, Xmr},
};

/// What a run chart draws. All values in the unit of the axis.
#[derive(Debug, Clone)]
pub struct RunChart {
    pub title: String,
    pub desc: String,
    pub unit: &'static str,
    pub points: Vec<RunPoint>,
    /// Mean and limits; `None` with fewer than two points.
    pub limits: Option<Limits>,
    pub target: Option<f64>,
    /// The network's value with its name, beside a centre's series.
    pub network: Option<(f64, String)>,
    /// The lowest and the highest value that there can be.
    pub bounds: (f64, f64),
    pub table: Table,
}

/// Centre line and natural process limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    pub mean: f64,
    pub lower: f64,
    pub upper: f64,
    /// Too few points for limits to be relied on: they are labelled so.
    pub trial: bool,
}

impl Limits {
    /// The limits of a series as they are drawn, told and tabled: a percentage below 0 or above 100 cannot come about
    /// by chance, and so no limit lies there. Signals are found by the limits as computed.
    pub fn within(chart: &Xmr, (low, high): (f64, f64)) -> Self {
        let within = |limit: f64| limit.clamp(low, high);
        Self { mean: chart.mean, lower: within(chart.lpl), upper: within(chart.upl), trial: chart.trial }
    }
}

/// One month or quarter.
#[derive(Debug, Clone)]
pub struct RunPoint {
    /// Below the axis: `October 2024`.
    pub label: String,
    pub value: f64,
    /// Why the point is more than ordinary variation; each reason has its own symbol.
    pub signal: Option<Signal>,
}

/// What a signal means, for keys and tables.
pub fn signal_words(signal: Signal) -> &'static str {
    match signal {
        Signal::Outside => "Outside the limits",
        Signal::Trend => "Seven rising or falling",
        Signal::TwoOfThree => "Two of three near a limit",
        Signal::Shift => "Seven on one side of the mean",
    }
}

/// How a signal is marked at its point.
pub(super) fn mark(signal: Signal) -> Mark {
    let (symbol, name) = match signal {
        Signal::Outside => (Symbol::Diamond, "Outside"),
        Signal::Trend => (Symbol::Triangle, "Trend"),
        Signal::TwoOfThree => (Symbol::Square, "2 of 3"),
        Signal::Shift => (Symbol::Ring, "Shift"),
    };
    Mark { symbol, name, words: signal_words(signal) }
}

/// Draws the chart, points in the order given.
pub fn run_chart(chart: RunChart) -> Scene {
    let mut lines = Vec::new();
    let centre =
        chart.limits.map(|limits| Line::centre(limits.mean, format!("Mean {}", decimal(limits.mean))));
    if let Some(limits) = chart.limits {
        let trial = if limits.trial { " (trial)" } else { "" };
        lines.push(Line::limit(limits.upper, format!("Upper limit{trial} {}", decimal(limits.upper))));
        lines.push(Line::limit(limits.lower, format!("Lower limit{trial} {}", decimal(limits.lower))));
    }
    lines.extend(chart.target.map(Line::target));
    lines.extend(chart.network.map(|(value, name)| Line::network(value, name)));
    let points = chart.points.into_iter();
    series::draw(Series {
        title: chart.title,
        desc: chart.desc,
        unit: chart.unit,
        points: points.map(|p| Dot { label: p.label, value: p.value, mark: p.signal.map(mark) }).collect(),
        centre,
        lines,
        limits: Vec::new(),
        bounds: chart.bounds,
        quiet: "No point shows special-cause variation.",
        table: chart.table,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{empty_table, fits, says};
    use crate::statistics::xmr;
    use proptest::prelude::*;

    pub(in crate::chart) fn chart(values: &[f64]) -> RunChart {
        let drawn = xmr(values).expect("two points or more");
        let points = values.iter().zip(&drawn.flags).zip(1..);
        RunChart {
            title: "P04 network by month".to_owned(),
            desc: String::new(),
            unit: "%",
            points: points
                .map(|((value, signal), i)| RunPoint {
                    label: format!("September 20{i:02}"),
                    value: *value,
                    signal: *signal,
                })
                .collect(),
            limits: Some(Limits::within(&drawn, (0.0, 100.0))),
            target: Some(90.0),
            network: Some((84.5, "Network, 2026H1 84.5".to_owned())),
            bounds: (0.0, 100.0),
            table: empty_table(),
        }
    }

    pub(in crate::chart) const FALLS_OUT: [f64; 12] =
        [80.0, 78.0, 76.0, 80.0, 77.0, 80.0, 76.0, 78.0, 77.0, 80.0, 60.0, 78.0];

    #[test]
    fn the_rule_is_named_at_the_point() {
        let scene = run_chart(chart(&FALLS_OUT));
        assert!(says(&scene, "Outside") && says(&scene, "Outside the limits"));
    }

    #[test]
    fn limits_of_a_percentage_never_leave_the_scale() {
        let drawn = xmr(&[1.0, 99.0, 2.0, 98.0]).expect("four points");
        let limits = Limits::within(&drawn, (0.0, 100.0));
        assert_eq!((limits.lower.to_string(), limits.upper.to_string()), ("0".into(), "100".into()));
    }

    proptest! {
        #[test]
        fn no_text_meets_another(values in prop::collection::vec(0_u16..=1000, 2..40)) {
            let values: Vec<f64> = values.into_iter().map(|v| f64::from(v) / 10.0).collect();
            fits(&run_chart(chart(&values)))?;
        }
    }
}
