//! How many have had an event by a given day, and what came first for the others (Aalen–Johansen curves).

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    axis::{Scale, grid, left_of, spread},
    key::SIZE,
    measure::{self, widest},
    palette,
    words::{self, percent},
};
use crate::document::{Cell, Column, Row, Table};

/// What the chart draws. Times in hours, shares from 0 to 1.
#[derive(Debug, Clone)]
pub struct Incidence {
    /// Stem of the CSV file.
    pub name: String,
    /// `P09 First mobilisation out of bed`
    pub subject: String,
    /// Who is followed, in the plural: `runs`.
    pub unit: String,
    /// Where the axis ends.
    pub horizon: f64,
    /// Times at which the shares are told and the numbers at risk stand; those beyond the horizon are left out.
    pub at: Vec<f64>,
    /// The event in question first, then those that compete with it: at most four.
    pub curves: Vec<Curve>,
    /// How many are still followed without an event just before each time of `at`; `None`: held back.
    pub at_risk: Vec<Option<u32>>,
}

/// One event.
#[derive(Debug, Clone)]
pub struct Curve {
    /// `Mobilised`
    pub label: String,
    /// Each time at which somebody had the event with the share just after it, in order.
    pub steps: Vec<(f64, f64)>,
}

impl Curve {
    fn at(&self, time: f64) -> f64 {
        self.steps.iter().take_while(|step| step.0 <= time).last().map_or(0.0, |step| step.1)
    }

    /// The first time at which half have had the event.
    fn median(&self) -> Option<f64> {
        self.steps.iter().find(|step| step.1 >= 0.5).map(|step| step.0)
    }
}

impl Incidence {
    fn times(&self) -> impl Iterator<Item = (f64, Option<&Option<u32>>)> {
        let at_risk = self.at_risk.iter().map(Some).chain(std::iter::repeat(None));
        self.at.iter().copied().zip(at_risk).filter(|(time, _)| *time <= self.horizon)
    }

    /// The finding: how many by the horizon, half by when, and what came first for others.
    pub fn finding(&self) -> String {
        let Some((event, competing)) = self.curves.split_first() else { return self.subject.clone() };
        let by = day(self.horizon);
        let reached = percent(100.0 * event.at(self.horizon));
        let half = match event.median().filter(|time| *time <= self.horizon) {
            Some(time) => format!("half by day {}", words::decimal(time / 24.0)),
            None => "fewer than half".to_owned(),
        };
        let first: Vec<String> = competing
            .iter()
            .map(|c| format!("{} first: {}", c.label.to_lowercase(), percent(100.0 * c.at(self.horizon))))
            .collect();
        let first = if first.is_empty() { String::new() } else { format!("; {}", first.join(", ")) };
        format!("{}: {} {reached} by {by}, {half}{first}", self.subject, event.label.to_lowercase())
    }

    fn desc(&self) -> String {
        let told = self.times().map(|(time, risk)| {
            let shares: Vec<String> = self
                .curves
                .iter()
                .map(|curve| format!("{} {}", curve.label.to_lowercase(), percent(100.0 * curve.at(time))))
                .collect();
            format!(
                "By {}: {}; {} {} without an event",
                day(time),
                shares.join(", "),
                followed(risk),
                self.unit
            )
        });
        let told: Vec<String> = told.collect();
        format!("Cumulative incidence with competing events. {}.", told.join(". "))
    }

    fn table(&self) -> Table {
        let mut columns = vec![Column::text("time", "By", 1.4), Column::number("hours", "Hours", 1.0)];
        for (i, curve) in (1..).zip(&self.curves) {
            columns.push(Column::number(&format!("event{i}_percent"), &format!("{}, %", curve.label), 1.4));
        }
        columns.push(Column::number("at_risk", &format!("{} at risk", words::capital(&self.unit)), 1.4));
        let rows = self.times().map(|(time, risk)| {
            let mut cells = vec![Cell::new(words::capital(&day(time))), Cell::new(format!("{time}"))];
            cells.extend(self.curves.iter().map(|curve| Cell::new(words::decimal(100.0 * curve.at(time)))));
            cells.push(Cell::new(followed(risk)));
            Row::new(cells)
        });
        let rows = rows.collect();
        words::table(&self.name, &self.subject, columns, rows)
    }
}

fn day(hours: f64) -> String {
    format!("day {}", (hours / 24.0 * 10.0).round() / 10.0)
}

fn followed(risk: Option<&Option<u32>>) -> String {
    match risk {
        Some(Some(n)) => n.to_string(),
        Some(None) => words::HELD_BACK.to_owned(),
        None => "–".to_owned(),
    }
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 8.0;
const BOTTOM: f32 = 118.0;

/// Draws the curves, each with its name and its last share at the right, and the numbers at risk below the axis.
pub fn incidence(chart: &Incidence) -> Scene {
    let names: Vec<String> = chart
        .curves
        .iter()
        .map(|curve| format!("{} {}", curve.label, percent(100.0 * curve.at(chart.horizon))))
        .collect();
    let right = WIDTH - widest(names.iter().map(String::as_str), SIZE, Weight::Bold) - 6.0;
    let highest = chart.curves.iter().map(|curve| curve.at(chart.horizon)).fold(0.0, f64::max) * 100.0;
    let high = if highest > 50.0 { 100.0 } else { 50.0 };
    let y = Scale { low: 0.0, high, start: BOTTOM, end: TOP };
    let risk = format!("{} at risk", words::capital(&chart.unit));
    let head = measure::width(&risk, SIZE, Weight::Regular);
    let left = left_of(&y, "%").max(head + 16.0);
    let x = Scale { low: 0.0, high: chart.horizon, start: left, end: right };

    let mut items = grid(&y, left, right, "%");
    items.extend(times(chart, &x, &risk));
    let heights: Vec<f32> = chart.curves.iter().map(|curve| y.at(100.0 * curve.at(chart.horizon))).collect();
    for ((i, curve), (height, name)) in
        chart.curves.iter().enumerate().zip(apart(&heights).into_iter().zip(names))
    {
        items.push(Item::path(staircase(curve, &x, &y), stroke(i)));
        let at = Point::new(right + 5.0, height + 2.8);
        items.push(if i == 0 {
            Item::bold(at, SIZE, palette::BRAND, Anchor::Start, name)
        } else {
            Item::text(at, SIZE, palette::INK, Anchor::Start, name)
        });
    }
    Scene {
        width: WIDTH,
        height: BOTTOM + 31.0,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: chart.table(),
    }
}

/// Heights of the names, moved apart, in the order of the curves.
fn apart(heights: &[f32]) -> Vec<f32> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]));
    let spread = spread(order.iter().map(|&i| heights[i]).collect(), 9.5, BOTTOM + 1.0);
    let mut placed = vec![0.0; heights.len()];
    order.into_iter().zip(spread).for_each(|(i, height)| placed[i] = height);
    placed
}

/// The event drawn through, what competes with it dashed, each in its own way.
fn stroke(curve: usize) -> Stroke {
    match curve {
        0 => Stroke::line(palette::BRAND, 2.0),
        1 => Stroke::dashed(palette::INK, 1.2, [5.0, 2.5]),
        2 => Stroke::dashed(palette::INK, 1.2, [1.5, 2.0]),
        _ => Stroke::dashed(palette::MUTED, 1.2, [9.0, 2.0]),
    }
}

fn staircase(curve: &Curve, x: &Scale, y: &Scale) -> Vec<Point> {
    let mut points = vec![Point::new(x.at(0.0), y.at(0.0))];
    let mut last = 0.0;
    for &(time, share) in curve.steps.iter().filter(|step| step.0 <= x.high) {
        points.push(Point::new(x.at(time), y.at(100.0 * last)));
        points.push(Point::new(x.at(time), y.at(100.0 * share)));
        last = share;
    }
    points.push(Point::new(x.at(x.high), y.at(100.0 * last)));
    points
}

/// The days below the axis and how many are still followed at each, as far as they stand clear of one another.
fn times(chart: &Incidence, x: &Scale, risk: &str) -> Vec<Item> {
    let head = Item::text(Point::new(0.0, BOTTOM + 24.0), SIZE, palette::MUTED, Anchor::Start, risk);
    let mut items = vec![head];
    let mut free = 0.0;
    for (time, n) in chart.times() {
        let at = x.at(time);
        items.push(Item::line(
            Point::new(at, BOTTOM),
            Point::new(at, BOTTOM + 3.0),
            Stroke::line(palette::MUTED, 0.8),
        ));
        let texts = [(day(time), 12.0, palette::MUTED), (followed(n), 24.0, palette::INK)];
        let half = widest(texts.iter().map(|t| t.0.as_str()), SIZE, Weight::Regular) / 2.0;
        if at - half < free {
            continue;
        }
        free = at + half + 4.0;
        items.extend(texts.map(|(text, down, colour)| {
            Item::text(Point::new(at, BOTTOM + down), SIZE, colour, Anchor::Middle, text)
        }));
    }
    items
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    fn curve(label: &str, steps: &[(f64, f64)]) -> Curve {
        Curve { label: label.to_owned(), steps: steps.to_vec() }
    }

    pub(in crate::chart) fn mobilised() -> Incidence {
        Incidence {
            name: "p09_curve".to_owned(),
            subject: "P09 First mobilisation".to_owned(),
            unit: "runs".to_owned(),
            horizon: 672.0,
            at: vec![0.0, 72.0, 168.0, 336.0, 672.0],
            curves: vec![
                curve("Mobilised", &[(30.0, 0.05), (70.0, 0.2), (150.0, 0.41), (204.0, 0.52), (400.0, 0.6)]),
                curve("Died", &[(50.0, 0.04), (200.0, 0.1), (500.0, 0.15)]),
                curve("Decannulated", &[(90.0, 0.08), (160.0, 0.12), (300.0, 0.15)]),
                curve("Transferred", &[(100.0, 0.02)]),
            ],
            at_risk: vec![Some(118), Some(84), Some(46), Some(17), None],
        }
    }

    #[test]
    fn the_title_says_how_many_by_when_and_what_came_first() {
        assert_eq!(
            mobilised().finding(),
            "P09 First mobilisation: mobilised 60.0% by day 28, half by day 8.5; \
             died first: 15.0%, decannulated first: 15.0%, transferred first: 2.0%"
        );
        let mut few = mobilised();
        few.curves = vec![curve("Mobilised", &[(30.0, 0.3)])];
        assert_eq!(few.finding(), "P09 First mobilisation: mobilised 30.0% by day 28, fewer than half");
    }

    #[test]
    fn numbers_at_risk_stand_below_their_day() {
        let scene = incidence(&mobilised());
        assert!(says(&scene, "day 7") && says(&scene, "46") && says(&scene, "*"));
        assert!(tables(&scene, "41.0") && tables(&scene, "46"));
    }

    proptest! {
        #[test]
        fn no_text_meets_another(
            shares in prop::collection::vec((0.0..0.25_f64, 1.0..700.0_f64), 1..=4), n in 0_u32..100_000,
        ) {
            let curves = shares.iter().map(|(share, time)| curve("Decannulated", &[(*time, *share)])).collect();
            fits(&incidence(&Incidence { curves, at_risk: vec![Some(n); 5], ..mobilised() }))?;
        }
    }
}
