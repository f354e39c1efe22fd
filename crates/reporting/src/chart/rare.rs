//! Between one rare event and the next: the g chart of opportunities and the t chart of days.

use super::{
    Scene, run,
    series::{self, Dot, Line, Series},
    words::{self, decimal},
};
use crate::{
    document::{Cell, Column, Row, Table},
    statistics::{Signal, Verdict, g_chart, t_chart},
};

/// What the chart draws: one point for each event, how long it took since the one before.
#[derive(Debug, Clone)]
pub struct RareEvents {
    /// Stem of the CSV file.
    pub name: String,
    /// `Major adverse events (S3, S4)`
    pub subject: String,
    pub between: Between,
    /// Since the last event; it is told and not drawn, for the gap is still growing.
    pub since_last: Option<u32>,
}

/// What is counted between events, and the gaps in time order, each with the date of the event that ended it.
#[derive(Debug, Clone)]
pub enum Between {
    /// Opportunities, such as `treated contacts`: a g chart.
    Opportunities { unit: String, gaps: Vec<(String, u32)> },
    /// Days: a t chart.
    Days { gaps: Vec<(String, u32)> },
}

/// Centre and limits, and why a gap is more than chance.
struct Limits {
    centre: f64,
    lower: f64,
    upper: f64,
    signals: Vec<Option<Signal>>,
}

impl Between {
    fn gaps(&self) -> &[(String, u32)] {
        match self {
            Self::Opportunities { gaps, .. } | Self::Days { gaps } => gaps,
        }
    }

    fn unit(&self) -> &str {
        match self {
            Self::Opportunities { unit, .. } => unit,
            Self::Days { .. } => "days",
        }
    }

    fn limits(&self) -> Option<Limits> {
        let gaps: Vec<u32> = self.gaps().iter().map(|gap| gap.1).collect();
        Some(match self {
            Self::Opportunities { .. } => {
                let chart = g_chart(&gaps)?;
                let outside = |gap: &u32| {
                    let gap = f64::from(*gap);
                    (gap < chart.lower || gap > chart.upper).then_some(Signal::Outside)
                };
                let signals = gaps.iter().map(outside).collect();
                Limits { centre: chart.mean, lower: chart.lower, upper: chart.upper, signals }
            }
            Self::Days { .. } => {
                let days: Vec<f64> = gaps.iter().copied().map(f64::from).collect();
                let chart = t_chart(&days)?;
                let signals = chart.transformed.flags;
                Limits { centre: chart.centre, lower: chart.lower, upper: chart.upper, signals }
            }
        })
    }
}

impl RareEvents {
    /// Few gaps make trial limits, as few points of any series do.
    fn verdict(&self) -> Verdict {
        Verdict::of_points(self.between.gaps().len())
    }

    /// The finding: which gaps are more than chance, and how long it has been quiet.
    pub fn finding(&self) -> String {
        let unit = self.between.unit();
        let since = self.since_last.map_or(String::new(), |since| format!("; {since} {unit} since the last"));
        let Some(limits) = self.between.limits() else {
            return format!("{}: too few events for limits{since}", self.subject);
        };
        let gaps = self.between.gaps().iter().zip(&limits.signals);
        let clauses: Vec<String> = gaps
            .filter(|(_, signal)| **signal == Some(Signal::Outside))
            .map(|((label, gap), _)| {
                let rarer = if f64::from(*gap) > limits.centre { "longer" } else { "shorter" };
                format!("the gap before {label} ({gap} {unit}) is {rarer} than chance allows")
            })
            .collect();
        let others = limits.signals.iter().flatten().filter(|signal| **signal != Signal::Outside).count();
        let found = match (clauses.is_empty(), others) {
            (false, _) => clauses.join("; "),
            (true, 0) => "no gap between events is longer or shorter than chance allows".to_owned(),
            (true, _) => format!("{} of a trend or shift", words::count(others, "gap")),
        };
        format!("{}: {found}{since}", self.subject)
    }

    fn desc(&self) -> String {
        let unit = self.between.unit();
        let gaps: Vec<String> =
            self.between.gaps().iter().map(|(label, gap)| format!("{label} {gap}")).collect();
        let limits = self.between.limits().map_or(String::new(), |l| {
            format!(" Centre {}, limits {} to {}.", decimal(l.centre), decimal(l.lower), decimal(l.upper))
        });
        format!(
            "{} from one event to the next, by the date of the later one: {}.{limits} Higher is better. {}",
            words::capital(unit),
            gaps.join(", "),
            self.verdict()
        )
    }

    fn table(&self, limits: Option<&Limits>) -> Table {
        let columns = vec![
            Column::text("event", "Event", 2.0),
            Column::number(
                "gap",
                &format!("{} since the one before", words::capital(self.between.unit())),
                2.0,
            ),
            Column::text("signal", "Special cause", 3.0),
        ];
        let signal = |i: usize| limits.and_then(|limits| limits.signals.get(i).copied().flatten());
        let rows = self.between.gaps().iter().enumerate().map(|(i, (label, gap))| {
            let said = signal(i).map_or("", run::signal_words);
            Row::new([Cell::new(label), Cell::new(gap.to_string()), Cell::new(said)])
        });
        let mut rows: Vec<Row> = rows.collect();
        if let Some(limits) = limits {
            let lines =
                [("Upper limit", limits.upper), ("Centre", limits.centre), ("Lower limit", limits.lower)];
            rows.extend(lines.map(|(name, value)| {
                Row::new([Cell::new(name), Cell::new(decimal(value)), Cell::default()]).strong()
            }));
        }
        words::table(&self.name, &self.subject, columns, rows)
    }
}

/// Draws the gaps in the order given.
pub fn rare_events(chart: &RareEvents) -> Scene {
    let limits = chart.between.limits();
    let signals = limits.as_ref().map_or(Vec::new(), |limits| limits.signals.clone());
    let signals = signals.into_iter().chain(std::iter::repeat(None));
    let centre = limits.as_ref().map(|l| Line::centre(l.centre, format!("Centre {}", decimal(l.centre))));
    let trial = if chart.verdict().is_enough() { "" } else { " (trial)" };
    let lines = limits.iter().flat_map(|limits| {
        [("Upper", limits.upper), ("Lower", limits.lower)]
            .map(|(which, at)| Line::limit(at, format!("{which} limit{trial} {}", decimal(at))))
    });
    let points = chart.between.gaps().iter().zip(signals).map(|((label, gap), signal)| Dot {
        label: label.clone(),
        value: f64::from(*gap),
        mark: signal.map(run::mark),
    });
    series::draw(Series {
        title: chart.finding(),
        desc: chart.desc(),
        unit: "",
        points: points.collect(),
        centre,
        lines: lines.collect(),
        limits: Vec::new(),
        bounds: (0.0, f64::INFINITY),
        quiet: "No gap is longer or shorter than chance allows. Higher is better: events are rarer.",
        table: chart.table(limits.as_ref()),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    fn dated(gaps: &[u32]) -> Vec<(String, u32)> {
        (1..).zip(gaps).map(|(day, gap)| (format!("{day} May 2025"), *gap)).collect()
    }

    pub(in crate::chart) fn contacts(gaps: &[u32]) -> RareEvents {
        RareEvents {
            name: "ae_g".to_owned(),
            subject: "Major adverse events".to_owned(),
            between: Between::Opportunities { unit: "treated contacts".to_owned(), gaps: dated(gaps) },
            since_last: Some(212),
        }
    }

    pub(in crate::chart) fn days(gaps: &[u32]) -> RareEvents {
        RareEvents { name: "ae_t".to_owned(), between: Between::Days { gaps: dated(gaps) }, ..contacts(&[]) }
    }

    pub(in crate::chart) const LONG_LAST: [u32; 15] =
        [40, 35, 52, 44, 38, 41, 47, 50, 36, 45, 43, 39, 42, 48, 900];

    #[test]
    fn a_gap_beyond_chance_is_named_in_title_and_picture() {
        let scene = rare_events(&contacts(&LONG_LAST));
        assert_eq!(
            scene.title,
            "Major adverse events: the gap before 15 May 2025 (900 treated contacts) is longer than chance allows; \
             212 treated contacts since the last"
        );
        assert!(says(&scene, "Outside") && tables(&scene, "Outside the limits") && tables(&scene, "900"));
    }

    #[test]
    fn one_event_is_told_without_limits() {
        let scene = rare_events(&days(&[30]));
        assert_eq!(scene.title, "Major adverse events: too few events for limits; 212 days since the last");
    }

    #[test]
    fn ordinary_gaps_are_said_to_be_so() {
        let scene = rare_events(&days(&[30, 12, 55, 41, 9, 70]));
        assert!(
            scene.title.starts_with("Major adverse events: no gap between events is longer or shorter"),
            "{}",
            scene.title
        );
    }

    proptest! {
        #[test]
        fn no_text_meets_another(gaps in prop::collection::vec(0_u32..4_000, 0..40)) {
            fits(&rare_events(&contacts(&gaps)))?;
            fits(&rare_events(&days(&gaps)))?;
        }
    }
}
