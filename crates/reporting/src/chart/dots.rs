//! Values side by side with their quartiles: one dot a record, the box from the lower to the upper quartile.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    axis::{Scale, columns, round_range},
    key::{Entry, SIZE, key, room_for},
    measure::{shorten, widest},
    palette,
    words::{self, decimal},
};
use crate::document::{Cell, Column, Row, Table};

/// What the chart draws. All values in the unit of the axis.
#[derive(Debug, Clone)]
pub struct DotPlot {
    /// Stem of the CSV file.
    pub name: String,
    /// `O01 Highest mobility on ECMO`
    pub subject: String,
    /// In words, for title and axis: `IMS level`, `minutes`.
    pub unit: String,
    /// The lowest and the highest value that there can be.
    pub bounds: (f64, f64),
    pub groups: Vec<Dots>,
}

/// One centre.
#[derive(Debug, Clone)]
pub struct Dots {
    pub label: String,
    /// How many values there are; `None`: held back, with the quartiles.
    pub n: Option<u32>,
    /// Lower quartile, median, upper quartile.
    pub quartiles: Option<[f64; 3]>,
    /// The values themselves; empty where the audience may not see single records.
    pub values: Vec<f64>,
    /// Its number of records is not told, since it would name the group; its quartiles are.
    pub without_size: bool,
    /// The network: written in bold, and what the title speaks of.
    pub strong: bool,
}

impl Dots {
    fn figures(&self) -> String {
        match (self.n, self.quartiles) {
            (None, _) => "held back".to_owned(),
            (Some(1..), Some([low, median, high])) if self.without_size => {
                format!("{} ({} to {})", decimal(median), decimal(low), decimal(high))
            }
            (Some(0), _) | (_, None) => "none".to_owned(),
            (Some(n), Some([low, median, high])) => {
                format!("{} ({} to {}), n {n}", decimal(median), decimal(low), decimal(high))
            }
        }
    }

    fn height(&self) -> f32 {
        if self.values.is_empty() { LOW_ROW } else { ROW }
    }

    fn median(&self) -> Option<f64> {
        self.n?;
        self.quartiles.map(|quartiles| quartiles[1])
    }
}

impl DotPlot {
    /// The finding: the network's median and where the centres' medians lie.
    pub fn finding(&self) -> String {
        let network = self.groups.iter().find(|group| group.strong).and_then(Dots::median);
        let network = network.map(|median| format!("median {} {}", decimal(median), self.unit));
        let centres: Vec<(&str, f64)> = self
            .groups
            .iter()
            .filter(|group| !group.strong)
            .filter_map(|group| Some((group.label.as_str(), group.median()?)))
            .collect();
        let span = words::ends(&centres).filter(|(low, high)| low.1 < high.1).map(|(low, high)| {
            format!("from {} at {} to {} at {}", decimal(low.1), low.0, decimal(high.1), high.0)
        });
        let parts: Vec<String> = network.into_iter().chain(span).collect();
        if parts.is_empty() {
            return format!("{}: not enough data", self.subject);
        }
        format!("{}: {}", self.subject, parts.join(", "))
    }

    fn desc(&self) -> String {
        let told: Vec<String> = self.groups.iter().map(|g| format!("{} {}", g.label, g.figures())).collect();
        format!("Medians with quartiles, in {}. {}.", self.unit, told.join("; "))
    }

    fn table(&self) -> Table {
        let columns = vec![
            Column::text("centre", "Centre", 2.6),
            Column::number("n", "Records", 1.0),
            Column::number("lower_quartile", "Lower quartile", 1.3),
            Column::number("median", "Median", 1.0),
            Column::number("upper_quartile", "Upper quartile", 1.3),
        ];
        let row = |group: &Dots| {
            let quartile = |i: usize| group.quartiles.map_or(String::new(), |q| decimal(q[i]));
            let texts = [group.n.unwrap_or_default().to_string(), quartile(0), quartile(1), quartile(2)];
            let held = |text: String| if group.n.is_some() { text } else { words::HELD_BACK.to_owned() };
            let mut cells = texts.map(|text| Cell::new(held(text)));
            if group.without_size {
                cells[0] = Cell::new(words::HELD_BACK);
            }
            let row = Row::new(std::iter::once(Cell::new(&group.label)).chain(cells));
            if group.strong { row.strong() } else { row }
        };
        let caption = format!("{}, {}", self.subject, self.unit);
        words::table(&self.name, &caption, columns, self.groups.iter().map(row).collect())
    }
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 4.0;
/// A row with single records needs room to stack them.
const ROW: f32 = 22.0;
const LOW_ROW: f32 = 15.0;
const BOX: f32 = 9.0;
const DOT: f32 = 1.5;

/// Draws the groups in the order given.
pub fn dot_plot(chart: &DotPlot) -> Scene {
    let figures: Vec<String> = chart.groups.iter().map(Dots::figures).collect();
    let right = WIDTH - widest(figures.iter().map(String::as_str), SIZE, Weight::Bold) - 14.0;
    let shown = chart.groups.iter().filter(|group| group.n.is_some());
    let values = shown.flat_map(|g| g.values.iter().copied().chain(g.quartiles.into_iter().flatten()));
    let (low, high) = round_range(values, chart.bounds);
    let left = room_for(chart.groups.iter().map(|g| g.label.as_str()));
    let x = Scale { low, high, start: left, end: right };
    let bottom = TOP + chart.groups.iter().map(Dots::height).sum::<f32>();
    let mut items = columns(&x, TOP, bottom, "");
    let mut top = TOP;
    for (group, figures) in chart.groups.iter().zip(figures) {
        let y = top + group.height() / 2.0;
        items.extend(names(y, left, group, figures));
        if group.n.is_some() {
            items.extend(drawn(&x, y, group));
        }
        top += group.height();
    }
    let (explained, height) = key(&entries(chart), 0.0, WIDTH, bottom + 23.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: bottom + 17.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: chart.table(),
    }
}

fn names(y: f32, left: f32, group: &Dots, figures: String) -> [Item; 2] {
    let weight = if group.strong { Weight::Bold } else { Weight::Regular };
    let label = shorten(&group.label, left - 10.0, SIZE, weight);
    let write = |x: f32, anchor, text: String| {
        Item::weighted(Point::new(x, y + 2.8), SIZE, weight, palette::INK, anchor, text)
    };
    [write(0.0, Anchor::Start, label), write(WIDTH, Anchor::End, figures)]
}

fn drawn(x: &Scale, y: f32, group: &Dots) -> Vec<Item> {
    let mut items = Vec::new();
    if let Some([low, _, high]) = group.quartiles {
        items.push(quartile_box(Point::new(x.at(low), y - BOX / 2.0), x.at(high) - x.at(low)));
    }
    items.extend(dots(x, y, &group.values));
    if let Some([_, median, _]) = group.quartiles {
        items.push(median_mark(Point::new(x.at(median), y)));
    }
    items
}

fn quartile_box(at: Point, width: f32) -> Item {
    let edge = Stroke::line(palette::MUTED, 0.9);
    Item::rect(at, width.max(0.8), BOX, Some(palette::HEAT[0]), Some(edge))
}

fn median_mark(at: Point) -> Item {
    let (top, bottom) = (Point::new(at.x, at.y - 6.5), Point::new(at.x, at.y + 6.5));
    Item::line(top, bottom, Stroke::line(palette::BRAND, 2.2))
}

/// Dots of one place are stacked around the middle of the row, closer the more there are.
fn dots(x: &Scale, y: f32, values: &[f64]) -> Vec<Item> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let places: Vec<f32> = sorted.iter().map(|value| (x.at(*value) / DOT).round() * DOT).collect();
    let mut items = Vec::new();
    for stack in places.chunk_by(|a, b| (a - b).abs() < f32::EPSILON) {
        #[expect(clippy::cast_precision_loss, reason = "the records of a centre")]
        let (members, room) = (stack.len() as f32, ROW - 2.0 * DOT - 2.0);
        let gap = (2.0 * DOT + 0.4).min(room / (members - 1.0).max(1.0));
        let mut at = y - gap * (members - 1.0) / 2.0;
        for place in stack {
            let edge = Stroke::line(palette::BRAND, 0.6);
            items.push(Item::ring(Point::new(*place, at), DOT, palette::WHITE, edge));
            at += gap;
        }
    }
    items
}

fn entries(chart: &DotPlot) -> Vec<Entry> {
    let mut entries = vec![
        Entry::new("Median", |at| vec![median_mark(at)]),
        Entry::new("Lower to upper quartile", |at| {
            vec![quartile_box(Point::new(at.x - 5.0, at.y - BOX / 2.0), 10.0)]
        }),
    ];
    if chart.groups.iter().any(|group| !group.values.is_empty()) {
        let dot = |at| vec![Item::ring(at, DOT, palette::WHITE, Stroke::line(palette::BRAND, 0.6))];
        entries.push(Entry::new("One record", dot));
    }
    entries
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use crate::statistics::quantile7;
    use proptest::prelude::*;

    fn group(label: &str, values: &[f64]) -> Dots {
        let quartile = |p| quantile7(values, p).expect("values");
        Dots {
            label: label.to_owned(),
            n: u32::try_from(values.len()).ok(),
            quartiles: Some([0.25, 0.5, 0.75].map(quartile)),
            values: values.to_vec(),
            without_size: false,
            strong: label == "Network",
        }
    }

    pub(in crate::chart) fn mobility() -> DotPlot {
        DotPlot {
            name: "o01_centres".to_owned(),
            subject: "O01 Highest mobility on ECMO".to_owned(),
            unit: "IMS level".to_owned(),
            bounds: (0.0, 10.0),
            groups: vec![
                group("Leeds", &[0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 3.0, 4.0, 7.0]),
                group("Royal Brompton and Harefield", &[1.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 8.0]),
                Dots {
                    label: "Aberdeen".to_owned(),
                    n: None,
                    quartiles: None,
                    values: vec![],
                    without_size: false,
                    strong: false,
                },
                Dots {
                    label: "Cardiff".to_owned(),
                    n: Some(0),
                    quartiles: None,
                    values: vec![],
                    without_size: false,
                    strong: false,
                },
                group("Network", &[0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 7.0, 8.0]),
            ],
        }
    }

    #[test]
    fn the_title_says_the_median_and_its_span() {
        assert_eq!(
            mobility().finding(),
            "O01 Highest mobility on ECMO: median 3.0 IMS level, from 1.0 at Leeds to 3.5 at Royal Brompton and Harefield"
        );
    }

    #[test]
    fn a_centre_held_back_has_no_number_anywhere() {
        let scene = dot_plot(&mobility());
        assert!(says(&scene, "held back") && says(&scene, "none") && tables(&scene, "*"));
        let one_dot_each = scene.items.iter().filter(|item| matches!(item, Item::Circle { .. })).count();
        assert_eq!(one_dot_each, 9 + 8 + 14 + 1, "and one in the key");
    }

    #[test]
    fn a_centre_without_its_size_has_its_quartiles_and_no_count() {
        let mut chart = mobility();
        chart.groups[0].without_size = true;
        let scene = dot_plot(&chart);
        assert!(says(&scene, "1.0 (1.0 to 3.0)") && !scene.desc.contains("n 9"), "{}", scene.desc);
        assert_eq!(scene.table.rows[0].cells[1].text, "*");
    }

    proptest! {
        #[test]
        fn no_text_meets_another_and_no_dot_leaves_the_chart(
            groups in prop::collection::vec(prop::collection::vec(0_u32..=10, 1..120), 1..12),
        ) {
            let groups = groups.iter().map(|values| {
                group("University Hospital Southampton", &values.iter().copied().map(f64::from).collect::<Vec<_>>())
            });
            fits(&dot_plot(&DotPlot { groups: groups.collect(), ..mobility() }))?;
        }
    }
}
