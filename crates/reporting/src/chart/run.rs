//! A measure over time with the limits of its ordinary variation (`XmR` chart).

use super::{
    Anchor, Item, Point, Scene, Stroke,
    axis::{Scale, grid, round_range},
    palette,
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

/// Every signal, in the order in which the rules name a point.
const SIGNALS: [Signal; 4] = [Signal::Outside, Signal::Trend, Signal::TwoOfThree, Signal::Shift];

/// What a signal means, for keys and tables.
pub fn signal_words(signal: Signal) -> &'static str {
    match signal {
        Signal::Outside => "Outside the limits",
        Signal::Trend => "Seven rising or falling",
        Signal::TwoOfThree => "Two of three near a limit",
        Signal::Shift => "Seven on one side of the mean",
    }
}

const WIDTH: f32 = 475.0;
const LEFT: f32 = 34.0;
const RIGHT: f32 = 388.0;
const TOP: f32 = 6.0;
const BOTTOM: f32 = 110.0;

/// Draws the chart, points in the order given.
pub fn run_chart(chart: RunChart) -> Scene {
    let y = vertical(&chart);
    let mut items = grid(&y, LEFT, RIGHT, chart.unit);
    items.extend(lines(&y, chart.limits, chart.target));
    let places: Vec<Point> = (0..chart.points.len())
        .zip(&chart.points)
        .map(|(i, point)| Point::new(across(i, chart.points.len()), y.at(point.value)))
        .collect();
    items.push(Item::path(places.clone(), Stroke::line(palette::BRAND, 1.0)));
    for (at, point) in places.iter().zip(&chart.points) {
        items.push(symbol(*at, point.signal));
    }
    items.extend(labels(&chart.points));
    items.extend(key(&chart.points));
    Scene {
        width: WIDTH,
        height: BOTTOM + 30.0,
        title: chart.title,
        desc: chart.desc,
        items,
        table: chart.table,
    }
}

/// The scale holds points, target and limits.
fn vertical(chart: &RunChart) -> Scale {
    let limits = chart.limits.into_iter().flat_map(|l| [l.mean, l.lower, l.upper]);
    let values = chart.points.iter().map(|p| p.value);
    let (least, most) = chart.bounds;
    let top = if most.is_finite() { most } else { limits.clone().fold(least, f64::max) };
    let top = chart.points.iter().map(|p| p.value).fold(top, f64::max);
    let (low, high) =
        round_range(values.chain(limits).chain(chart.target), (least, (top / 10.0).ceil() * 10.0));
    Scale { low, high, start: BOTTOM, end: TOP }
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen points")]
fn across(index: usize, count: usize) -> f32 {
    let inset = 8.0;
    let span = RIGHT - LEFT - 2.0 * inset;
    if count < 2 {
        LEFT + inset + span / 2.0
    } else {
        LEFT + inset + span * index as f32 / (count - 1) as f32
    }
}

fn lines(y: &Scale, limits: Option<Limits>, target: Option<f64>) -> Vec<Item> {
    let mut wanted = Vec::new();
    if let Some(limits) = limits {
        let trial = if limits.trial { " (trial)" } else { "" };
        let edge = Stroke::dashed(palette::MUTED, 0.9, [4.0, 2.5]);
        wanted.push((limits.upper, format!("Upper limit{trial} {:.1}", limits.upper), edge));
        wanted.push((limits.mean, format!("Mean {:.1}", limits.mean), Stroke::line(palette::MUTED, 0.9)));
        wanted.push((limits.lower, format!("Lower limit{trial} {:.1}", limits.lower), edge));
    }
    if let Some(target) = target {
        wanted.push((target, format!("Target {target}"), Stroke::dashed(palette::TARGET, 1.1, [1.5, 2.0])));
    }
    wanted.retain(|(value, ..)| y.holds(*value));
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let heights = spread(wanted.iter().map(|(value, ..)| y.at(*value)).collect(), 8.5);
    let mut items = Vec::new();
    for ((value, words, stroke), height) in wanted.into_iter().zip(heights) {
        let at = y.at(value);
        items.push(Item::line(Point::new(LEFT, at), Point::new(RIGHT, at), stroke));
        items.push(Item::text(
            Point::new(RIGHT + 5.0, height + 2.4),
            7.0,
            stroke.colour,
            Anchor::Start,
            words,
        ));
    }
    items
}

/// Moves labels, given from top to bottom, apart until they are `gap` from one another.
fn spread(mut heights: Vec<f32>, gap: f32) -> Vec<f32> {
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + gap);
    }
    let over = heights.last().map_or(0.0, |last| (last - BOTTOM - 4.0).max(0.0));
    if over > 0.0 {
        for i in (0..heights.len()).rev() {
            let limit = if i + 1 < heights.len() { heights[i + 1] - gap } else { heights[i] - over };
            heights[i] = heights[i].min(limit);
        }
    }
    heights
}

fn symbol(at: Point, signal: Option<Signal>) -> Item {
    let edge = Stroke::line(palette::INK, 0.8);
    match signal {
        None => Item::dot(at, 2.3, palette::BRAND),
        Some(Signal::Outside) => Item::diamond(at, 4.4, palette::AMBER, edge),
        Some(Signal::Trend) => Item::triangle(at, 4.0, palette::AMBER, edge),
        Some(Signal::TwoOfThree) => Item::square(at, 3.0, palette::AMBER, edge),
        Some(Signal::Shift) => Item::ring(at, 3.4, palette::AMBER, edge),
    }
}

/// As many labels as fit without touching.
fn labels(points: &[RunPoint]) -> Vec<Item> {
    let count = points.len();
    let gap = if count < 2 { WIDTH } else { across(1, count) - across(0, count) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive count")]
    let every = (62.0 / gap).ceil() as usize;
    let each = points.iter().enumerate().step_by(every.max(1));
    each.map(|(i, point)| {
        let at = Point::new(across(i, count).max(LEFT + 18.0), BOTTOM + 11.0);
        Item::text(at, 7.0, palette::MUTED, Anchor::Middle, point.label.as_str())
    })
    .collect()
}

fn key(points: &[RunPoint]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut left = LEFT + 4.0;
    for signal in SIGNALS {
        if points.iter().any(|point| point.signal == Some(signal)) {
            items.push(symbol(Point::new(left, BOTTOM + 24.5), Some(signal)));
            let at = Point::new(left + 8.0, BOTTOM + 27.0);
            items.push(Item::text(at, 7.0, palette::MUTED, Anchor::Start, signal_words(signal)));
            left += 118.0;
        }
    }
    if items.is_empty() && !points.is_empty() {
        let at = Point::new(LEFT, BOTTOM + 27.0);
        items.push(Item::text(
            at,
            7.0,
            palette::MUTED,
            Anchor::Start,
            "No point shows special-cause variation.",
        ));
    }
    items
}
