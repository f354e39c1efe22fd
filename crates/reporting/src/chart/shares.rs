//! A proportion over time with limits of its own for each point: Laney's p′ chart and the EWMA.

use super::{
    Scene,
    series::{self, Dot, Line, Mark, Series, Symbol},
    words::{self, decimal, percent},
};
use crate::{
    document::{Cell, Column, Row, Table},
    statistics::{Smoothing, Verdict, ewma_of_proportions, p_prime},
};

/// What the chart draws.
#[derive(Debug, Clone)]
pub struct ShareChart {
    /// Stem of the CSV file.
    pub name: String,
    /// `P04 Treated days, network by month`
    pub subject: String,
    pub method: Method,
    /// Label, k and n of each point, in time order.
    pub points: Vec<(String, u32, u32)>,
    /// In percent.
    pub target: Option<f64>,
}

/// How the points are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Each point as it is: large changes.
    PPrime,
    /// Each point smoothed with those before it: small changes that last.
    Ewma,
}

/// In percent.
struct Judged {
    mean: f64,
    values: Vec<f64>,
    limits: Vec<(f64, f64)>,
}

impl Judged {
    fn outside(&self, i: usize) -> bool {
        let (lower, upper) = self.limits[i];
        self.values[i] < lower || self.values[i] > upper
    }
}

const OUTSIDE: Mark =
    Mark { symbol: Symbol::Diamond, name: "Outside", words: "Outside the limits of its point" };

impl ShareChart {
    fn judged(&self) -> Option<Judged> {
        let counts: Vec<(u32, u32)> = self.points.iter().map(|&(_, k, n)| (k, n)).collect();
        let (mean, values, lower, upper) = match self.method {
            Method::PPrime => {
                let chart = p_prime(&counts)?;
                let shares = counts.iter().map(|&(k, n)| f64::from(k) / f64::from(n)).collect();
                (chart.pbar, shares, chart.lower, chart.upper)
            }
            Method::Ewma => {
                let chart = ewma_of_proportions(&counts, Smoothing::HOUSE)?;
                (chart.centre, chart.smoothed, chart.lower, chart.upper)
            }
        };
        let in_percent = |values: Vec<f64>| values.into_iter().map(|value| 100.0 * value).collect::<Vec<_>>();
        let limits = in_percent(lower).into_iter().zip(in_percent(upper)).collect();
        Some(Judged { mean: 100.0 * mean, values: in_percent(values), limits })
    }

    /// The finding: which points lie outside their limits.
    pub fn finding(&self) -> String {
        let Some(judged) = self.judged() else {
            return format!("{}: not enough data for limits", self.subject);
        };
        let outside = self.points.iter().enumerate().filter(|(i, _)| judged.outside(*i));
        let clauses: Vec<String> = outside
            .map(|(i, (label, ..))| {
                let side = if judged.values[i] > judged.mean { "above" } else { "below" };
                format!("{label} lies {side} its limits")
            })
            .collect();
        if clauses.is_empty() {
            return format!(
                "{}: no point differs from {} by more than chance allows",
                self.subject,
                percent(judged.mean)
            );
        }
        format!("{}: {}", self.subject, clauses.join("; "))
    }

    fn desc(&self) -> String {
        let what = match self.method {
            Method::PPrime => "p′ chart of",
            Method::Ewma => "Smoothed values (EWMA) of",
        };
        let verdict = Verdict::of_points(self.points.len());
        let trial = if verdict.is_enough() { String::new() } else { format!(" {verdict}") };
        let told = self.judged().map_or(String::new(), |judged| {
            let outside = (0..judged.values.len()).filter(|i| judged.outside(*i)).count();
            format!(" Mean {}; {} outside the limits.", percent(judged.mean), words::count(outside, "point"))
        });
        format!(
            "{what} {}, each with limits of its own.{told}{trial}",
            words::count(self.points.len(), "point")
        )
    }

    fn table(&self, judged: Option<&Judged>) -> Table {
        let value = match self.method {
            Method::PPrime => "Value, %",
            Method::Ewma => "Smoothed, %",
        };
        let columns = vec![
            Column::text("point", "Point", 2.4),
            Column::number("n", "Of", 0.9),
            Column::number("k", "Met", 0.9),
            Column::number("value_percent", value, 1.2),
            Column::number("lower_percent", "Lower limit", 1.2),
            Column::number("upper_percent", "Upper limit", 1.2),
            Column::text("signal", "Special cause", 2.4),
        ];
        let row = |(i, (label, k, n)): (usize, &(String, u32, u32))| {
            let counted = [Cell::new(label), Cell::new(n.to_string()), Cell::new(k.to_string())];
            let drawn = judged.map_or_else(<[Cell; 4]>::default, |judged| {
                let (lower, upper) = judged.limits[i];
                let said = if judged.outside(i) { OUTSIDE.words } else { "" };
                let [value, lower, upper] = [judged.values[i], lower, upper].map(|v| Cell::new(decimal(v)));
                [value, lower, upper, Cell::new(said)]
            });
            Row::new(counted.into_iter().chain(drawn))
        };
        words::table(&self.name, &self.subject, columns, self.points.iter().enumerate().map(row).collect())
    }
}

/// Draws the chart, points in the order given.
pub fn share_chart(chart: &ShareChart) -> Scene {
    let judged = chart.judged();
    let table = chart.table(judged.as_ref());
    let (title, desc) = (chart.finding(), chart.desc());
    let target = chart.target.map(Line::target);
    let mean =
        judged.as_ref().map(|judged| Line::centre(judged.mean, format!("Mean {}", decimal(judged.mean))));
    let dot = |i: usize, label: &str, judged: &Judged| Dot {
        label: label.to_owned(),
        value: judged.values[i],
        mark: judged.outside(i).then_some(OUTSIDE),
    };
    let points = judged.iter().flat_map(|judged| {
        chart.points.iter().enumerate().map(move |(i, (label, ..))| dot(i, label, judged))
    });
    series::draw(Series {
        title,
        desc,
        unit: "%",
        points: points.collect(),
        centre: mean,
        lines: target.into_iter().collect(),
        limits: judged.as_ref().map_or(Vec::new(), |judged| judged.limits.clone()),
        bounds: (0.0, 100.0),
        quiet: "No point lies outside its limits.",
        table,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    pub(in crate::chart) fn months(method: Method, counts: &[(u32, u32)]) -> ShareChart {
        let points =
            (1..).zip(counts).map(|(i, (k, n))| (format!("20{:02} Q{}", 20 + i / 4, i % 4 + 1), *k, *n));
        ShareChart {
            name: "p04_p".to_owned(),
            subject: "P04 Treated days".to_owned(),
            method,
            points: points.collect(),
            target: Some(90.0),
        }
    }

    pub(in crate::chart) const FALLS: [(u32, u32); 10] = [
        (160, 200),
        (181, 220),
        (150, 190),
        (166, 210),
        (190, 240),
        (158, 200),
        (170, 212),
        (120, 210),
        (165, 205),
        (159, 198),
    ];

    #[test]
    fn a_point_outside_its_own_limits_is_named() {
        let scene = share_chart(&months(Method::PPrime, &FALLS));
        assert_eq!(scene.title, "P04 Treated days: 2022 Q1 lies below its limits");
        assert!(says(&scene, "Outside") && tables(&scene, OUTSIDE.words) && tables(&scene, "57.1"));
    }

    #[test]
    fn a_small_change_that_lasts_is_seen_by_the_smoothed_chart() {
        let counts: Vec<(u32, u32)> = (0..24).map(|i| if i < 12 { (158, 200) } else { (142, 200) }).collect();
        let title = share_chart(&months(Method::Ewma, &counts)).title;
        assert!(
            title.contains("lies above its limits") && title.ends_with("lies below its limits"),
            "{title}"
        );
        let alike: Vec<(u32, u32)> = (0..24).map(|i| (148 + i % 5, 200)).collect();
        assert!(share_chart(&months(Method::Ewma, &alike)).title.contains("no point differs from 75.0%"));
    }

    #[test]
    fn a_month_without_records_makes_no_limits() {
        let scene = share_chart(&months(Method::PPrime, &[(1, 2), (0, 0)]));
        assert_eq!(scene.title, "P04 Treated days: not enough data for limits");
    }

    proptest! {
        #[test]
        fn no_text_meets_another_and_no_limit_leaves_the_scale(
            counts in prop::collection::vec((0_u32..40, 0_u32..40), 2..40), smooth: bool,
        ) {
            let counts: Vec<(u32, u32)> = counts.into_iter().map(|(k, more)| (k, k + more + 1)).collect();
            let chart = months(if smooth { Method::Ewma } else { Method::PPrime }, &counts);
            fits(&share_chart(&chart))?;
            for (lower, upper) in chart.judged().map_or(Vec::new(), |judged| judged.limits) {
                prop_assert!(0.0 <= lower && upper <= 100.0);
            }
        }
    }
}
