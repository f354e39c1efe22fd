//! Centres side by side: estimate and interval of each, sorted, with the network's value and the target as lines.

use super::{
    Anchor, Item, Point, Scene, Stroke,
    axis::Scale,
    palette::{self, Colour},
};
use crate::document::{Rating, Table};

/// What a caterpillar chart draws. All values in the unit of the axis.
#[derive(Debug, Clone)]
pub struct Caterpillar {
    pub title: String,
    pub desc: String,
    /// Behind each tick of the axis: `%`.
    pub unit: &'static str,
    pub estimates: Vec<Estimate>,
    /// Value of the network, drawn as a line, and as the table beside the chart writes it.
    pub network: Option<(f64, String)>,
    /// A target or an aspiration with its name, drawn as a dashed line.
    pub goal: Option<(&'static str, f64)>,
    /// The same numbers as a table.
    pub table: Table,
}

/// One centre.
#[derive(Debug, Clone)]
pub struct Estimate {
    pub label: String,
    pub value: f64,
    pub lower: f64,
    pub upper: f64,
    pub rating: Rating,
    /// Printed at the right: `91.2 (85.3 to 94.8)`.
    pub figures: String,
}

const WIDTH: f32 = 475.0;
const LEFT: f32 = 118.0;
const RIGHT: f32 = 366.0;
const TOP: f32 = 20.0;
const ROW: f32 = 12.4;

/// Draws the chart, highest value first.
pub fn caterpillar(chart: Caterpillar) -> Scene {
    let mut estimates = chart.estimates;
    estimates.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.label.cmp(&b.label)));
    let x = scale(
        &estimates,
        chart.network.iter().map(|(network, _)| *network).chain(chart.goal.map(|(_, goal)| goal)),
    );
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let bottom = TOP + ROW * estimates.len() as f32 + 2.0;

    let mut items = frame(&x, bottom, chart.unit);
    items.extend(reference_lines(&x, bottom, chart.network.as_ref(), chart.goal));
    let mut y = TOP + ROW / 2.0 + 1.0;
    for estimate in &estimates {
        items.extend(row(&x, y, estimate));
        y += ROW;
    }
    items.extend(key(bottom + 22.0, &estimates));
    Scene {
        width: WIDTH,
        height: bottom + 25.0,
        title: chart.title,
        desc: chart.desc,
        items,
        table: chart.table,
    }
}

/// From nothing to the largest value that is drawn, so that lengths compare.
fn scale(estimates: &[Estimate], lines: impl Iterator<Item = f64>) -> Scale {
    let largest = estimates.iter().map(|e| e.upper.max(e.value)).chain(lines).fold(0.0, f64::max);
    Scale { low: 0.0, high: (largest / 10.0).ceil().max(1.0) * 10.0, start: LEFT, end: RIGHT }
}

fn frame(x: &Scale, bottom: f32, unit: &str) -> Vec<Item> {
    let mut items = Vec::new();
    for tick in x.ticks() {
        let at = x.at(tick);
        let line = Stroke::line(palette::GRID, 0.7);
        items.push(Item::line(Point::new(at, TOP - 2.0), Point::new(at, bottom), line));
        let label = format!("{tick}{unit}");
        items.push(Item::text(Point::new(at, bottom + 9.0), 7.0, palette::MUTED, Anchor::Middle, label));
    }
    let head =
        |at: f32, anchor, text: &str| Item::text(Point::new(at, 8.0), 7.0, palette::MUTED, anchor, text);
    items.push(head(0.0, Anchor::Start, "Centre"));
    items.push(head(WIDTH, Anchor::End, "(95% interval)"));
    items
}

fn reference_lines(
    x: &Scale,
    bottom: f32,
    network: Option<&(f64, String)>,
    goal: Option<(&str, f64)>,
) -> Vec<Item> {
    let mut items = Vec::new();
    let mut mark = |value: f64, name: String, stroke: Stroke, anchor: Anchor, nudge: f32| {
        let at = x.at(value);
        items.push(Item::line(Point::new(at, TOP - 4.0), Point::new(at, bottom), stroke));
        items.push(Item::bold(Point::new(at + nudge, 8.0), 7.0, stroke.colour, anchor, name));
    };
    // The names stand on the outer sides of the two lines, so that they can't run into each other.
    let network_is_left = network.zip(goal).is_none_or(|((network, _), (_, goal))| *network <= goal);
    let (left, right) = ((Anchor::End, -2.0), (Anchor::Start, 2.0));
    let (n, g) = if network_is_left { (left, right) } else { (right, left) };
    if let Some((value, text)) = network {
        mark(*value, format!("Network {text}"), Stroke::line(palette::BRAND, 1.2), n.0, n.1);
    }
    if let Some((name, value)) = goal {
        mark(value, format!("{name} {value}"), Stroke::dashed(palette::TARGET, 1.2, [3.0, 2.0]), g.0, g.1);
    }
    items
}

fn row(x: &Scale, y: f32, estimate: &Estimate) -> Vec<Item> {
    let (colour, _) = look(estimate.rating);
    let bar = Stroke::line(colour, 1.1);
    let (from, to) = (x.at(estimate.lower), x.at(estimate.upper));
    vec![
        Item::text(Point::new(0.0, y + 2.8), 8.0, palette::INK, Anchor::Start, estimate.label.as_str()),
        Item::line(Point::new(from, y), Point::new(to, y), bar),
        Item::line(Point::new(from, y - 2.2), Point::new(from, y + 2.2), bar),
        Item::line(Point::new(to, y - 2.2), Point::new(to, y + 2.2), bar),
        symbol(Point::new(x.at(estimate.value), y), estimate.rating),
        Item::text(Point::new(WIDTH, y + 2.8), 8.0, palette::INK, Anchor::End, estimate.figures.as_str()),
    ]
}

/// A shape of its own for each rating: the colour only repeats it.
fn symbol(at: Point, rating: Rating) -> Item {
    let (colour, fill) = look(rating);
    let edge = Stroke::line(colour, 1.1);
    match rating {
        Rating::Green => Item::ring(at, 3.2, fill, edge),
        Rating::Amber => Item::triangle(at, 3.9, fill, edge),
        Rating::Red => Item::square(at, 2.9, fill, edge),
        Rating::Grey => Item::ring(at, 3.0, fill, edge),
    }
}

fn look(rating: Rating) -> (Colour, Colour) {
    match rating {
        Rating::Green => (palette::GREEN, palette::GREEN),
        Rating::Amber => (palette::AMBER_EDGE, palette::AMBER),
        Rating::Red => (palette::RED, palette::RED),
        Rating::Grey => (palette::MUTED, palette::WHITE),
    }
}

/// Explains the symbols that occur.
fn key(y: f32, estimates: &[Estimate]) -> Vec<Item> {
    let meaning = [
        (Rating::Green, "Green: meets the target"),
        (Rating::Amber, "Amber: misses it, may be chance"),
        (Rating::Red, "Red: misses it beyond chance"),
        (Rating::Grey, "Not rated"),
    ];
    let mut items = Vec::new();
    let mut left = 4.0;
    for (rating, words) in meaning {
        if estimates.iter().any(|e| e.rating == rating) {
            items.push(symbol(Point::new(left, y - 2.4), rating));
            items.push(Item::text(Point::new(left + 8.0, y), 7.0, palette::MUTED, Anchor::Start, words));
            #[expect(clippy::cast_precision_loss, reason = "a short label")]
            let advance = 24.0 + 3.4 * words.len() as f32;
            left += advance;
        }
    }
    items
}
