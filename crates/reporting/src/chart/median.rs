//! A measure over time around its median: the run chart.

use super::{
    Scene,
    series::{self, Dot, Line, Mark, Series, Symbol},
    words::{self, decimal},
};
use crate::{
    document::{Cell, Column, Row, Table},
    statistics,
};

/// What the chart draws. All values in the unit of the axis.
#[derive(Debug, Clone)]
pub struct MedianChart {
    /// Stem of the CSV file.
    pub name: String,
    /// `P04 Treated days, network by month`
    pub subject: String,
    /// Behind each tick of the axis: `%`.
    pub unit: &'static str,
    /// Label and value of each point, in time order.
    pub points: Vec<(String, f64)>,
    pub target: Option<f64>,
    /// The lowest and the highest value that there can be.
    pub bounds: (f64, f64),
}

const SHIFT: Mark =
    Mark { symbol: Symbol::Ring, name: "Shift", words: "Shift: six or more on one side of the median" };
const TREND: Mark =
    Mark { symbol: Symbol::Triangle, name: "Trend", words: "Trend: five or more rising or falling" };

impl MedianChart {
    fn values(&self) -> Vec<f64> {
        self.points.iter().map(|point| point.1).collect()
    }

    /// The mark of each point; a shift names a point before a trend does.
    fn marks(&self) -> Vec<Option<Mark>> {
        let Some(chart) = statistics::run_chart(&self.values()) else { return Vec::new() };
        let flags = chart.shift.into_iter().zip(chart.trend);
        flags.map(|(shift, trend)| if shift { Some(SHIFT) } else { trend.then_some(TREND) }).collect()
    }

    /// The finding: which stretches are more than chance.
    pub fn finding(&self) -> String {
        let Some(chart) = statistics::run_chart(&self.values()) else {
            return format!("{}: no points", self.subject);
        };
        let marked: Vec<_> = self.points.iter().zip(self.marks()).collect();
        let side = |point: &(&(String, f64), Option<Mark>)| {
            (point.1, point.1 == Some(SHIFT) && point.0.1 > chart.median)
        };
        let stretches = marked.chunk_by(|a, b| side(a) == side(b));
        let clauses: Vec<String> = stretches.filter_map(|stretch| clause(stretch, chart.median)).collect();
        if clauses.is_empty() {
            return format!(
                "{}: no shift and no trend around a median of {}{}",
                self.subject,
                decimal(chart.median),
                self.unit
            );
        }
        format!("{}: {}", self.subject, clauses.join("; "))
    }

    fn table(&self, marks: &[Option<Mark>]) -> Table {
        let columns = vec![
            Column::text("point", "Point", 2.4),
            Column::number("value", "Value", 1.0),
            Column::text("signal", "Special cause", 3.0),
        ];
        let rows = self.points.iter().zip(marks).map(|((label, value), mark)| {
            let said = mark.map_or("", |mark| mark.words);
            Row::new([Cell::new(label), Cell::new(decimal(*value)), Cell::new(said)])
        });
        words::table(&self.name, &self.subject, columns, rows.collect())
    }
}

fn clause(stretch: &[(&(String, f64), Option<Mark>)], median: f64) -> Option<String> {
    let ((from, first), mark) = stretch.first()?;
    let ((to, last), _) = stretch.last()?;
    let span = if stretch.len() == 1 { from.clone() } else { format!("{from} to {to}") };
    let mark = (*mark)?;
    Some(if mark == SHIFT {
        let side = if *last > median { "above" } else { "below" };
        format!("a shift {side} the median ({span})")
    } else {
        let way = if last >= first { "rising" } else { "falling" };
        format!("a {way} trend ({span})")
    })
}

/// Draws the chart, points in the order given.
pub fn median_chart(chart: &MedianChart) -> Scene {
    let marks = chart.marks();
    let drawn = statistics::run_chart(&chart.values());
    let median = drawn.map(|drawn| Line::centre(drawn.median, format!("Median {}", decimal(drawn.median))));
    let dots = chart.points.iter().zip(&marks);
    series::draw(Series {
        title: chart.finding(),
        desc: chart.desc(),
        unit: chart.unit,
        points: dots
            .map(|((label, value), mark)| Dot { label: label.clone(), value: *value, mark: *mark })
            .collect(),
        centre: median,
        lines: chart.target.map(Line::target).into_iter().collect(),
        limits: Vec::new(),
        bounds: chart.bounds,
        quiet: "No shift and no trend.",
        table: chart.table(&marks),
    })
}

impl MedianChart {
    fn desc(&self) -> String {
        let values = self.values();
        let median = statistics::run_chart(&values)
            .map_or(String::new(), |c| format!(" Median {}.", decimal(c.median)));
        let marked = self.marks().iter().flatten().count();
        format!(
            "Run chart of {}.{median} {} in a shift or a trend.",
            words::count(values.len(), "point"),
            words::count(marked, "point")
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    pub(in crate::chart) fn shifted(values: &[f64]) -> MedianChart {
        MedianChart {
            name: "p04_run".to_owned(),
            subject: "P04 Treated days, network by quarter".to_owned(),
            unit: "%",
            points: (1..)
                .zip(values)
                .map(|(i, value)| (format!("20{:02} Q{}", 20 + i / 4, i % 4 + 1), *value))
                .collect(),
            target: Some(80.0),
            bounds: (0.0, 100.0),
        }
    }

    pub(in crate::chart) const SHIFT_UP: [f64; 12] =
        [60.0, 63.0, 61.0, 60.0, 64.0, 62.0, 75.0, 74.0, 77.0, 76.0, 74.0, 75.0];

    #[test]
    fn the_rule_is_named_at_the_point_and_in_the_title() {
        let scene = median_chart(&shifted(&SHIFT_UP));
        assert_eq!(
            scene.title,
            "P04 Treated days, network by quarter: a shift below the median (2020 Q2 to 2021 Q3); \
             a shift above the median (2021 Q4 to 2023 Q1)"
        );
        assert!(says(&scene, "Shift") && tables(&scene, SHIFT.words));
    }

    #[test]
    fn a_quiet_series_says_so() {
        let scene = median_chart(&shifted(&[60.0, 70.0, 61.0, 69.0]));
        assert!(scene.title.ends_with("no shift and no trend around a median of 65.0%"), "{}", scene.title);
        assert!(says(&scene, "No shift and no trend."));
    }

    proptest! {
        #[test]
        fn no_text_meets_another(values in prop::collection::vec(0_u16..=1000, 1..40)) {
            let values: Vec<f64> = values.into_iter().map(|v| f64::from(v) / 10.0).collect();
            fits(&median_chart(&shifted(&values)))?;
        }
    }
}
