//! The funnel over the sizes of the centres.

use super::{
    input::{Funnel, Placed},
    symbols::{entries, limit_stroke, shape, symbol},
};
use crate::{
    chart::{
        Anchor, Item, Point, Scene, Stroke, Weight,
        axis::{Scale, columns, from_zero, grid, left_of, round_range},
        bounds::{Bounds, Space},
        key::{Entry, SIZE, key},
        palette, words,
    },
    document::{Cell, Column, Row, Table},
    statistics::{Outlier, funnel_limits},
};

/// Points of fewer records are open.
const FEW: u32 = 5;

const WIDTH: f32 = 475.0;
const TOP: f32 = 8.0;
const BOTTOM: f32 = 98.0;
/// Points of a limit's curve.
const STEPS: u32 = 160;

/// Draws the funnel over the sizes of the centres.
pub(super) fn draw(chart: &Funnel) -> Scene {
    let placed = chart.placed();
    let (x, y) = scales(chart, &placed);
    let mut items = grid(&y, x.start, x.end, "%");
    items.extend(columns(&x, TOP, BOTTOM, ""));
    let axis = Point::new(f32::midpoint(x.start, x.end), BOTTOM + 23.0);
    items.push(Item::text(axis, SIZE, palette::MUTED, Anchor::Middle, words::capital(&chart.unit)));
    let lines = curves(chart.centre_line, &x, &y);
    items.extend(lines.clone());
    let at = |p: &Placed<'_>| Point::new(x.at(f64::from(p.centre.n)), y.at(100.0 * p.value));
    items.extend(labels(&placed, at, &x, &lines));
    items.extend(placed.iter().flat_map(|p| symbol(at(p), p, p.centre.n < FEW)));
    let mut explained = entries(&placed);
    if placed.iter().any(|p| p.centre.n < FEW) {
        let open = |at| vec![shape(at, Outlier::Within, true)];
        explained.push(Entry::new("Open: fewer than 5", open));
    }
    let (explained, height) = key(&explained, 0.0, WIDTH, BOTTOM + 37.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: BOTTOM + 31.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: table(chart),
    }
}

/// Sizes from nothing, values as far as the points and the limits of the smallest centre reach.
fn scales(chart: &Funnel, placed: &[Placed<'_>]) -> (Scale, Scale) {
    let sizes = placed.iter().map(|p| p.centre.n);
    let (least, most) = (sizes.clone().min().unwrap_or(1), sizes.max().unwrap_or(1));
    let limits = funnel_limits(chart.centre_line, least).unwrap_or_default();
    let values = placed.iter().map(|p| p.value).chain(limits).map(|value| 100.0 * value);
    let (low, high) = round_range(values, (0.0, 100.0));
    let y = Scale { low, high, start: BOTTOM, end: TOP };
    let (none, largest) = from_zero((1.05 * f64::from(most)).max(5.0));
    (Scale { low: none, high: largest, start: left_of(&y, "%"), end: WIDTH - 8.0 }, y)
}

/// Two standard deviations dashed, three drawn through, and the line they lie around.
fn curves(centre_line: f64, x: &Scale, y: &Scale) -> Vec<Item> {
    let largest = x.high.floor();
    let sizes = (1..=STEPS).map(|step| (largest * f64::from(step) / f64::from(STEPS)).ceil());
    let mut sizes: Vec<f64> = sizes.collect();
    sizes.dedup();
    let limits: Vec<(f64, [f64; 4])> = sizes
        .into_iter()
        .filter_map(|size| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole size")]
            Some((size, funnel_limits(centre_line, size as u32)?))
        })
        .collect();
    let curve = |i: usize| {
        let inside = limits.iter().filter(|(_, limits)| y.holds(100.0 * limits[i]));
        let points = inside.map(|(size, limits)| Point::new(x.at(*size), y.at(100.0 * limits[i])));
        Item::path(points.collect(), limit_stroke(i))
    };
    let mut items: Vec<Item> = (0..4).map(curve).collect();
    let line = y.at(100.0 * centre_line);
    items.push(Item::line(
        Point::new(x.start, line),
        Point::new(x.end, line),
        Stroke::line(palette::BRAND, 1.2),
    ));
    items
}

/// Names beside their points: the own centre and those beyond a limit first, then as many as find room.
fn labels(placed: &[Placed<'_>], at: impl Fn(&Placed<'_>) -> Point, x: &Scale, lines: &[Item]) -> Vec<Item> {
    let mut space = Space::new(Bounds { left: x.start, top: 0.0, right: WIDTH, bottom: BOTTOM });
    for p in placed {
        space.take(Bounds::around(at(p), if p.centre.own { 7.0 } else { 4.0 }));
    }
    for line in lines {
        if let Item::Poly { points, .. } = line {
            space.avoid(points);
        }
    }
    let mut order: Vec<&Placed<'_>> = placed.iter().collect();
    order.sort_by_key(|p| (!p.centre.own, std::cmp::Reverse(p.outlier)));
    order.into_iter().flat_map(|p| space.place(beside(at(p), p))).collect()
}

fn beside(at: Point, placed: &Placed<'_>) -> Vec<Item> {
    let reach = if placed.centre.own { 9.0 } else { 6.0 };
    let weight = if placed.centre.own { Weight::Bold } else { Weight::Regular };
    let text = |dx: f32, dy: f32, anchor| {
        let at = Point::new(at.x + dx, at.y + dy);
        Item::weighted(at, SIZE, weight, palette::INK, anchor, placed.centre.label.as_str())
    };
    vec![
        text(reach, 2.8, Anchor::Start),
        text(-reach, 2.8, Anchor::End),
        text(0.0, -reach, Anchor::Middle),
        text(0.0, reach + 6.5, Anchor::Middle),
        text(reach, -5.0, Anchor::Start),
        text(reach, 10.0, Anchor::Start),
        text(-reach, -5.0, Anchor::End),
        text(-reach, 10.0, Anchor::End),
    ]
}

fn table(chart: &Funnel) -> Table {
    let columns = vec![
        Column::text("centre", "Centre", 2.4),
        Column::number("n", &words::capital(&chart.unit), 1.2),
        Column::number("k", "Met", 0.9),
        Column::number("value_percent", "Value, %", 1.1),
        Column::number("lower998_percent", "99.8% from", 1.1),
        Column::number("lower95_percent", "95% from", 1.1),
        Column::number("upper95_percent", "95% to", 1.1),
        Column::number("upper998_percent", "99.8% to", 1.1),
        Column::text("place", "Place", 2.6),
    ];
    let row = |p: &Placed<'_>| {
        let limits = funnel_limits(chart.centre_line, p.centre.n).unwrap_or_default();
        let mut cells = vec![
            Cell::new(&p.centre.label),
            Cell::new(p.centre.n.to_string()),
            Cell::new(p.centre.k.to_string()),
            Cell::new(words::decimal(100.0 * p.value)),
        ];
        cells.extend(limits.map(|limit| Cell::new(words::decimal(100.0 * limit))));
        cells.push(Cell::new(words::capital(&p.words(chart.centre_line))));
        let row = Row::new(cells);
        if p.centre.own { row.strong() } else { row }
    };
    words::table(&chart.name, &chart.subject, columns, chart.placed().iter().map(row).collect())
}
