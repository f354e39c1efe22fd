//! Centres side by side: estimate and interval of each, sorted, with the network's value and the target as lines.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    axis::{Scale, columns, from_zero},
    bounds::{Bounds, Space},
    key::{Entry, SIZE, key, room_for},
    marks,
    measure::{shorten, widest},
    palette,
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
/// Base lines of the heads, of the names of the lines, and the top of the field.
const HEADS: f32 = 9.0;
const NAMES: f32 = 20.0;
const TOP: f32 = 28.0;
const ROW: f32 = 11.4;

/// Draws the chart, highest value first.
pub fn caterpillar(chart: Caterpillar) -> Scene {
    let mut estimates = chart.estimates;
    estimates.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.label.cmp(&b.label)));
    let lines = chart.network.iter().map(|(network, _)| *network).chain(chart.goal.map(|(_, goal)| goal));
    let x = scale(&estimates, lines);
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let bottom = TOP + ROW * estimates.len() as f32 + 2.0;

    let mut items = columns(&x, TOP - 2.0, bottom, chart.unit);
    items.extend(heads());
    items.extend(reference_lines(&x, bottom, chart.network.as_ref(), chart.goal));
    let mut y = TOP + ROW / 2.0 + 1.0;
    for estimate in &estimates {
        items.extend(row(&x, y, estimate));
        y += ROW;
    }
    let (explained, height) = key(&entries(&estimates), 0.0, WIDTH, bottom + 23.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: bottom + 17.0 + height,
        title: chart.title,
        desc: chart.desc,
        items,
        table: chart.table,
    }
}

/// From nothing to the largest value that is drawn, so that lengths compare; the figures have their room at the right.
fn scale(estimates: &[Estimate], lines: impl Iterator<Item = f64>) -> Scale {
    let largest = estimates.iter().map(|e| e.upper.max(e.value)).chain(lines).fold(0.0, f64::max);
    let (low, high) = from_zero(largest);
    let figures = widest(estimates.iter().map(|e| e.figures.as_str()), SIZE, Weight::Regular);
    let start = room_for(estimates.iter().map(|e| e.label.as_str()));
    Scale { low, high, start, end: WIDTH - figures.max(48.0) - 14.0 }
}

fn heads() -> [Item; 2] {
    let head =
        |at: f32, anchor, text: &str| Item::text(Point::new(at, HEADS), SIZE, palette::MUTED, anchor, text);
    [head(0.0, Anchor::Start, "Centre"), head(WIDTH, Anchor::End, "(95% interval)")]
}

/// The lines of the network and the goal. Their names stand on the outer sides of the two, so that they can't run into
/// each other; where one has no room there, it stands over its line, in the row of the heads.
fn reference_lines(
    x: &Scale,
    bottom: f32,
    network: Option<&(f64, String)>,
    goal: Option<(&str, f64)>,
) -> Vec<Item> {
    let network_is_left = network.zip(goal).is_none_or(|((network, _), (_, goal))| *network <= goal);
    let mut wanted = Vec::new();
    if let Some((value, text)) = network {
        let stroke = Stroke::line(palette::BRAND, 1.2);
        wanted.push((*value, format!("Network {text}"), stroke, network_is_left));
    }
    if let Some((name, value)) = goal {
        let stroke = Stroke::dashed(palette::TARGET, 1.2, [3.0, 2.0]);
        wanted.push((value, format!("{name} {value}"), stroke, !network_is_left));
    }
    let mut space = Space::new(Bounds { left: 0.0, top: 0.0, right: WIDTH, bottom: TOP });
    heads().iter().filter_map(Bounds::of_text).for_each(|head| space.take(head));
    let mut items = Vec::new();
    for (value, name, stroke, left) in wanted {
        let at = x.at(value);
        items.push(Item::line(Point::new(at, TOP - 6.0), Point::new(at, bottom), stroke));
        let text = |dx: f32, y: f32, anchor| {
            Item::bold(Point::new(at + dx, y), SIZE, stroke.colour, anchor, name.as_str())
        };
        let (outer, inner) = ((-2.0, Anchor::End), (2.0, Anchor::Start));
        let (first, second) = if left { (outer, inner) } else { (inner, outer) };
        let places = [NAMES, HEADS].into_iter().flat_map(|y| [first, second].map(|(dx, a)| text(dx, y, a)));
        items.extend(space.place(places));
    }
    items
}

fn row(x: &Scale, y: f32, estimate: &Estimate) -> Vec<Item> {
    let (colour, _) = marks::look(estimate.rating);
    let bar = Stroke::line(colour, 1.1);
    let (from, to) = (x.at(estimate.lower), x.at(estimate.upper));
    let label = shorten(&estimate.label, x.start - 12.0, SIZE, Weight::Regular);
    vec![
        Item::text(Point::new(0.0, y + 2.8), SIZE, palette::INK, Anchor::Start, label),
        Item::line(Point::new(from, y), Point::new(to, y), bar),
        Item::line(Point::new(from, y - 2.2), Point::new(from, y + 2.2), bar),
        Item::line(Point::new(to, y - 2.2), Point::new(to, y + 2.2), bar),
        marks::rating(Point::new(x.at(estimate.value), y), estimate.rating),
        Item::text(Point::new(WIDTH, y + 2.8), SIZE, palette::INK, Anchor::End, estimate.figures.as_str()),
    ]
}

/// Explains the symbols that occur.
fn entries(estimates: &[Estimate]) -> Vec<Entry> {
    let occurs = |rating: &Rating| estimates.iter().any(|e| e.rating == *rating);
    let explained = marks::RATINGS.into_iter().filter(occurs);
    explained
        .map(|rating| Entry::new(marks::meaning(rating), move |at| vec![marks::rating(at, rating)]))
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{empty_table, fits, says};
    use proptest::prelude::*;

    fn estimate(label: &str, value: f64, rating: Rating) -> Estimate {
        let (lower, upper) = ((value - 9.0).max(0.0), (value + 9.0).min(100.0));
        let figures = format!("{value:.1} ({lower:.1} to {upper:.1})");
        Estimate { label: label.to_owned(), value, lower, upper, rating, figures }
    }

    pub(in crate::chart) fn chart(values: &[f64], network: f64, goal: f64) -> Caterpillar {
        let names = ["Leeds", "Royal Brompton and Harefield Hospitals, London", "Papworth"];
        let estimates = values.iter().zip(names.iter().cycle()).zip(marks::RATINGS.iter().cycle());
        Caterpillar {
            title: "P04".to_owned(),
            desc: String::new(),
            unit: "%",
            estimates: estimates.map(|((value, name), rating)| estimate(name, *value, *rating)).collect(),
            network: Some((network, format!("{network:.1}"))),
            goal: Some(("Aspiration", goal)),
            table: empty_table(),
        }
    }

    #[test]
    fn the_highest_centre_stands_first() {
        let scene = caterpillar(chart(&[20.0, 80.0], 50.0, 90.0));
        let height = |wanted: &str| {
            scene.items.iter().find_map(|item| match item {
                Item::Text { at, text, .. } if text == wanted => Some(at.y),
                _ => None,
            })
        };
        assert!(height("80.0 (71.0 to 89.0)") < height("20.0 (11.0 to 29.0)"));
    }

    #[test]
    fn the_lines_are_named_wherever_they_lie() {
        for network in [0.0, 2.0, 50.0, 97.0, 100.0] {
            for goal in [0.0, 50.0, 90.0, 100.0] {
                let scene = caterpillar(chart(&[20.0, 80.0], network, goal));
                assert!(says(&scene, &format!("Network {network:.1}")), "{network} {goal}");
                assert!(says(&scene, &format!("Aspiration {goal}")), "{network} {goal}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_meets_another(
            values in prop::collection::vec(0_u16..=1000, 1..12), network in 0_u16..=1000, goal in 0_u16..=100,
        ) {
            let values: Vec<f64> = values.into_iter().map(|v| f64::from(v) / 10.0).collect();
            fits(&caterpillar(chart(&values, f64::from(network) / 10.0, f64::from(goal))))?;
        }
    }
}
