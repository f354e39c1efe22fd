//! Points over time with lines that name themselves: what every chart of a series is drawn as.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    axis::{Scale, grid, left_of, round_range, spread},
    bounds::{Bounds, Space},
    key::{Entry, LINE, SIZE, key},
    measure, palette,
};
use crate::document::Table;

/// A series as it is drawn. All values in the unit of the axis.
pub(super) struct Series {
    pub title: String,
    pub desc: String,
    pub unit: &'static str,
    pub points: Vec<Dot>,
    /// Mean or median; a stretch of points ends where it is crossed.
    pub centre: Option<Line>,
    /// Limits and target: each with its name at the right, as the centre.
    pub lines: Vec<Line>,
    /// Limits that differ from point to point, `(lower, upper)`; empty for none.
    pub limits: Vec<(f64, f64)>,
    /// The lowest and the highest value that there can be.
    pub bounds: (f64, f64),
    /// Said below a series without any signal.
    pub quiet: &'static str,
    pub table: Table,
}

impl Series {
    fn named(&self) -> impl Iterator<Item = &Line> {
        self.centre.iter().chain(&self.lines)
    }
}

/// One point in time.
pub(super) struct Dot {
    pub label: String,
    pub value: f64,
    pub mark: Option<Mark>,
}

/// Why a point is more than ordinary variation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub symbol: Symbol,
    /// At the point itself: `Outside`.
    pub name: &'static str,
    /// In the key below: `Outside the limits`.
    pub words: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    Diamond,
    Triangle,
    Square,
    Ring,
}

pub(super) struct Line {
    pub value: f64,
    pub name: String,
    pub stroke: Stroke,
}

impl Line {
    pub(super) fn centre(value: f64, name: String) -> Self {
        Self { value, name, stroke: Stroke::line(palette::MUTED, 0.9) }
    }

    pub(super) fn limit(value: f64, name: String) -> Self {
        Self { value, name, stroke: LIMIT }
    }

    pub(super) fn network(value: f64, name: String) -> Self {
        Self { value, name, stroke: Stroke::dashed(palette::BRAND, 1.1, [7.0, 2.0]) }
    }

    pub(super) fn target(value: f64) -> Self {
        let stroke = Stroke::dashed(palette::TARGET, 1.1, [1.5, 2.0]);
        Self { value, name: format!("Target {value}"), stroke }
    }
}

/// How limits are drawn.
const LIMIT: Stroke = Stroke::dashed(palette::MUTED, 0.9, [4.0, 2.5]);

const WIDTH: f32 = 475.0;
const TOP: f32 = 8.0;
const BOTTOM: f32 = 98.0;
/// The key's first line.
const KEY: f32 = BOTTOM + 25.0;

/// Where the field of the chart lies.
struct Frame {
    left: f32,
    right: f32,
    y: Scale,
    count: usize,
}

impl Frame {
    fn of(series: &Series) -> Self {
        let y = vertical(series);
        let names = series.named().map(|line| line.name.as_str());
        let right = WIDTH - measure::widest(names, SIZE, Weight::Regular) - 6.0;
        Self { left: left_of(&y, series.unit).max(28.0), right, y, count: series.points.len() }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few dozen points")]
    fn x(&self, index: usize) -> f32 {
        let inset = 8.0;
        let span = self.right - self.left - 2.0 * inset;
        let share = if self.count < 2 { 0.5 } else { index as f32 / (self.count - 1) as f32 };
        self.left + inset + span * share
    }

    fn place(&self, index: usize, value: f64) -> Point {
        Point::new(self.x(index), self.y.at(value))
    }
}

/// Draws the series, points in the order given.
pub(super) fn draw(series: Series) -> Scene {
    let frame = Frame::of(&series);
    let mut items = grid(&frame.y, frame.left, frame.right, series.unit);
    items.extend(lines(&frame, series.named().collect()));
    items.extend(steps(&frame, &series.limits));
    let places: Vec<Point> =
        series.points.iter().enumerate().map(|(i, point)| frame.place(i, point.value)).collect();
    items.push(Item::path(places.clone(), Stroke::line(palette::BRAND, 1.0)));
    items.extend(names(&frame, &places, &series));
    for (at, point) in places.iter().zip(&series.points) {
        items.push(symbol(*at, point.mark));
    }
    items.extend(labels(&frame, &series.points));
    let (explained, height) = explain(&series);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: KEY - LINE / 2.0 + height + 2.0,
        title: series.title,
        desc: series.desc,
        items,
        table: series.table,
    }
}

/// The scale holds points, lines and limits.
fn vertical(series: &Series) -> Scale {
    let (least, most) = series.bounds;
    let points = series.points.iter().map(|point| point.value);
    let limits = series.limits.iter().flat_map(|(lower, upper)| [*lower, *upper]);
    let values: Vec<f64> =
        points.clone().chain(limits).chain(series.named().map(|line| line.value)).collect();
    let top = if most.is_finite() { points.fold(most, f64::max) } else { f64::INFINITY };
    let (low, high) = round_range(values.into_iter(), (least, (top / 10.0).ceil() * 10.0));
    Scale { low, high, start: BOTTOM, end: TOP }
}

fn lines(frame: &Frame, mut shown: Vec<&Line>) -> Vec<Item> {
    shown.retain(|line| frame.y.holds(line.value));
    shown.sort_by(|a, b| b.value.total_cmp(&a.value));
    let heights = spread(shown.iter().map(|line| frame.y.at(line.value)).collect(), 9.5, BOTTOM + 1.0);
    let mut items = Vec::new();
    for (line, height) in shown.into_iter().zip(heights) {
        let at = frame.y.at(line.value);
        items.push(Item::line(Point::new(frame.left, at), Point::new(frame.right, at), line.stroke));
        let words = Point::new(frame.right + 5.0, height + 2.8);
        items.push(Item::text(words, SIZE, line.stroke.colour, Anchor::Start, line.name.as_str()));
    }
    items
}

/// Limits point by point, each as wide as the point's share of the axis.
fn steps(frame: &Frame, limits: &[(f64, f64)]) -> Vec<Item> {
    if limits.is_empty() {
        return Vec::new();
    }
    let half = if frame.count < 2 { 8.0 } else { (frame.x(1) - frame.x(0)) / 2.0 };
    let path = |limit: fn(&(f64, f64)) -> f64| {
        let corners = limits.iter().enumerate().flat_map(|(i, both)| {
            let (x, y) = (frame.x(i), frame.y.at(limit(both)));
            let (from, to) = ((x - half).max(frame.left), (x + half).min(frame.right));
            [Point::new(from, y), Point::new(to, y)]
        });
        Item::path(corners.collect(), LIMIT)
    };
    vec![path(|both| both.0), path(|both| both.1)]
}

fn symbol(at: Point, mark: Option<Mark>) -> Item {
    let edge = Stroke::line(palette::INK, 0.8);
    match mark.map(|mark| mark.symbol) {
        None => Item::dot(at, 2.3, palette::BRAND),
        Some(Symbol::Diamond) => Item::diamond(at, 4.4, palette::AMBER, edge),
        Some(Symbol::Triangle) => Item::triangle(at, 4.0, palette::AMBER, edge),
        Some(Symbol::Square) => Item::square(at, 3.0, palette::AMBER, edge),
        Some(Symbol::Ring) => Item::ring(at, 3.4, palette::AMBER, edge),
    }
}

/// The rule's name at the first point of each stretch that it marks; where that point has no room, at the next one.
fn names(frame: &Frame, places: &[Point], series: &Series) -> Vec<Item> {
    let points = &series.points;
    let area = Bounds { left: frame.left, top: 0.0, right: frame.right, bottom: BOTTOM + 5.0 };
    let mut space = Space::new(area);
    for at in places {
        space.take(Bounds::around(*at, 4.5));
    }
    space.avoid(places);
    for line in series.named() {
        let at = frame.y.at(line.value);
        space.avoid(&[Point::new(frame.left, at), Point::new(frame.right, at)]);
    }
    let high = |i: usize| series.centre.as_ref().is_some_and(|centre| points[i].value > centre.value);
    let all: Vec<usize> = (0..points.len()).collect();
    let stretches = all
        .chunk_by(|&a, &b| points[a].mark == points[b].mark && goes_on(points[a].mark, high(a) == high(b)));
    let mut items = Vec::new();
    for stretch in stretches {
        let Some(mark) = stretch.first().and_then(|&i| points[i].mark) else { continue };
        let around = stretch.iter().flat_map(|&i| beside(places[i], mark.name));
        items.extend(space.place(around));
    }
    items
}

/// Whether two marked neighbours are one finding. Each point outside the limits is one of its own; a trend may cross
/// the centre; the other rules speak of one side of it.
fn goes_on(mark: Option<Mark>, same_side: bool) -> bool {
    match mark.map(|mark| mark.symbol) {
        Some(Symbol::Diamond) => false,
        Some(Symbol::Triangle) => true,
        _ => same_side,
    }
}

fn beside(at: Point, name: &str) -> Vec<Item> {
    let text = |dx: f32, dy: f32, anchor| {
        Item::bold(Point::new(at.x + dx, at.y + dy), SIZE, palette::INK, anchor, name)
    };
    vec![
        text(0.0, -7.0, Anchor::Middle),
        text(0.0, 13.0, Anchor::Middle),
        text(6.0, 2.8, Anchor::Start),
        text(-6.0, 2.8, Anchor::End),
        text(5.0, -6.0, Anchor::Start),
        text(-5.0, -6.0, Anchor::End),
        text(5.0, 12.0, Anchor::Start),
        text(-5.0, 12.0, Anchor::End),
    ]
}

/// As many labels of the time axis as fit without touching.
fn labels(frame: &Frame, points: &[Dot]) -> Vec<Item> {
    let widest = measure::widest(points.iter().map(|p| p.label.as_str()), SIZE, Weight::Regular);
    let gap = if points.len() < 2 { WIDTH } else { frame.x(1) - frame.x(0) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive count")]
    let every = ((widest + 8.0) / gap).ceil() as usize;
    let each = points.iter().enumerate().step_by(every.max(1));
    each.map(|(i, point)| {
        let middle = frame.x(i).clamp(widest / 2.0, WIDTH - widest / 2.0);
        let at = Point::new(middle, BOTTOM + 12.0);
        Item::text(at, SIZE, palette::MUTED, Anchor::Middle, point.label.as_str())
    })
    .collect()
}

/// The marks that occur, in the order of their symbols.
fn explain(series: &Series) -> (Vec<Item>, f32) {
    let mut marks: Vec<Mark> = series.points.iter().filter_map(|point| point.mark).collect();
    marks.sort_by_key(|mark| mark.symbol);
    marks.dedup_by_key(|mark| mark.symbol);
    let mut entries = Vec::new();
    if !series.limits.is_empty() {
        entries.push(Entry::new("Limits of each point", |at| {
            vec![Item::line(Point::new(at.x - 6.0, at.y), Point::new(at.x + 6.0, at.y), LIMIT)]
        }));
    }
    let marked = marks.into_iter();
    entries.extend(marked.map(|mark| Entry::new(mark.words, move |at| vec![symbol(at, Some(mark))])));
    let (mut items, mut height) = key(&entries, 0.0, WIDTH, KEY);
    if series.points.iter().all(|point| point.mark.is_none()) {
        let at = Point::new(0.0, KEY + height + 2.8);
        items.push(Item::text(at, SIZE, palette::MUTED, Anchor::Start, series.quiet));
        height += LINE;
    }
    (items, height)
}
