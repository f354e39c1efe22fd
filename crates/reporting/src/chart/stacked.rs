//! Shares of a whole, one bar for each centre: domains, reasons for not treating, mobility levels.

use super::{
    Anchor, Item, Point, Scene, Weight,
    hatch::{filled, look},
    key::{Entry, SIZE, key, room_for},
    measure::{self, shorten, widest},
    palette,
    words::{self, percent},
};
use crate::document::{Cell, Column, Row, Table};

/// What stacked bars draw.
#[derive(Debug, Clone)]
pub struct StackedBars {
    /// Stem of the CSV file.
    pub name: String,
    /// What is divided: `Reasons for not treating`.
    pub subject: String,
    /// What is counted, in the plural: `contacts`.
    pub unit: String,
    /// The parts, in the order in which they are stacked.
    pub parts: Vec<String>,
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    /// The count of each part; `None` for a bar that is held back.
    pub counts: Option<Vec<u32>>,
    /// The network, or a total: set off from the others, and what the title speaks of.
    pub strong: bool,
}

impl Bar {
    fn total(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    /// The part's share of the bar, in percent; `None` where there is nothing to divide, or it is held back.
    fn share(&self, part: usize) -> Option<f64> {
        let count = f64::from(*self.counts.as_ref()?.get(part)?);
        (self.total() > 0).then(|| 100.0 * count / f64::from(self.total()))
    }

    fn remark(&self) -> &'static str {
        if self.counts.is_none() { "held back" } else { "none" }
    }
}

impl StackedBars {
    /// The finding: the largest part, and between which bars it varies.
    pub fn finding(&self) -> String {
        let Some(whole) = self.bars.iter().find(|bar| bar.strong && bar.total() > 0) else {
            return format!("{}: shares of each bar", self.subject);
        };
        let largest = (0..self.parts.len())
            .filter_map(|part| Some((part, whole.share(part)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        let Some((part, share)) = largest else { return self.subject.clone() };
        let span = self.span(part).unwrap_or_default();
        format!("{}: {} is the largest part, {}{span}", self.subject, self.parts[part], percent(share))
    }

    /// Between which bars a part varies.
    fn span(&self, part: usize) -> Option<String> {
        let others = self.bars.iter().filter(|bar| !bar.strong);
        let shares: Vec<(&str, f64)> =
            others.filter_map(|bar| Some((bar.label.as_str(), bar.share(part)?))).collect();
        let (low, high) = words::ends(&shares).filter(|(low, high)| low.0 != high.0)?;
        Some(format!(" (from {} at {} to {} at {})", percent(low.1), low.0, percent(high.1), high.0))
    }

    fn desc(&self) -> String {
        let bar = |bar: &Bar| {
            let parts = self.parts.iter().enumerate();
            let shares = parts.filter_map(|(i, part)| Some(format!("{part} {}", percent(bar.share(i)?))));
            let told = shares.collect::<Vec<_>>().join(", ");
            format!("{}: {}", bar.label, if told.is_empty() { bar.remark() } else { &told })
        };
        format!("Shares of all {}. {}.", self.unit, self.bars.iter().map(bar).collect::<Vec<_>>().join(". "))
    }

    fn table(&self) -> Table {
        let mut columns =
            vec![Column::text("bar", "Bar", 2.4), Column::number("n", &words::capital(&self.unit), 1.2)];
        for (i, part) in (1..).zip(&self.parts) {
            columns.push(Column::number(&format!("part{i}"), part, 1.2));
            columns.push(Column::number(&format!("part{i}_percent"), "%", 0.9));
        }
        let row = |bar: &Bar| {
            let mut cells = vec![Cell::new(&bar.label)];
            let shown = |text: String| {
                if bar.counts.is_some() { Cell::new(text) } else { Cell::new(words::HELD_BACK) }
            };
            cells.push(shown(bar.total().to_string()));
            for part in 0..self.parts.len() {
                let count = bar.counts.as_ref().and_then(|counts| counts.get(part));
                cells.push(shown(count.map_or(String::new(), u32::to_string)));
                cells.push(shown(bar.share(part).map_or(String::new(), words::decimal)));
            }
            let row = Row::new(cells);
            if bar.strong { row.strong() } else { row }
        };
        let rows = self.bars.iter().map(row).collect();
        words::table(&self.name, &self.subject, columns, rows)
    }
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 16.0;
const ROW: f32 = 18.0;
const BAR: f32 = 13.0;

/// Draws the bars in the order given, with each part's pattern explained below.
pub fn stacked_bars(chart: &StackedBars) -> Scene {
    let totals: Vec<String> = chart.bars.iter().map(total).collect();
    let room = widest(totals.iter().map(String::as_str), SIZE, Weight::Regular).max(measure::width(
        &chart.unit,
        SIZE,
        Weight::Regular,
    ));
    let (left, right) = (room_for(chart.bars.iter().map(|bar| bar.label.as_str())), WIDTH - room - 8.0);
    let mut items =
        vec![Item::text(Point::new(WIDTH, 8.0), SIZE, palette::MUTED, Anchor::End, chart.unit.as_str())];
    let mut y = TOP;
    for (bar, total) in chart.bars.iter().zip(totals) {
        items.extend(row(bar, y, (left, right)));
        let at = Point::new(WIDTH, y + BAR / 2.0 + 2.8);
        items.push(Item::text(at, SIZE, palette::INK, Anchor::End, total));
        y += ROW;
    }
    let entries: Vec<Entry> = chart.parts.iter().enumerate().map(|(i, part)| entry(i, part)).collect();
    let (explained, height) = key(&entries, 0.0, WIDTH, y + 8.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: y + 2.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: chart.table(),
    }
}

fn total(bar: &Bar) -> String {
    if bar.counts.is_some() { bar.total().to_string() } else { words::HELD_BACK.to_owned() }
}

fn entry(part: usize, words: &str) -> Entry {
    let words = shorten(words, WIDTH / 2.0, SIZE, Weight::Regular);
    Entry::new(words, move |at| filled(Point::new(at.x - 5.0, at.y - 4.5), 10.0, 9.0, look(part)))
}

fn row(bar: &Bar, y: f32, (left, right): (f32, f32)) -> Vec<Item> {
    let weight = if bar.strong { Weight::Bold } else { Weight::Regular };
    let label = shorten(&bar.label, left - 8.0, SIZE, weight);
    let base = y + BAR / 2.0 + 2.8;
    let name = Item::weighted(Point::new(0.0, base), SIZE, weight, palette::INK, Anchor::Start, label);
    let mut items = vec![name];
    if bar.total() == 0 {
        items.push(Item::text(Point::new(left, base), SIZE, palette::MUTED, Anchor::Start, bar.remark()));
        return items;
    }
    let mut x = left;
    for part in 0..bar.counts.as_ref().map_or(0, Vec::len) {
        #[expect(clippy::cast_possible_truncation, reason = "a place on paper")]
        let width = (bar.share(part).unwrap_or_default() / 100.0) as f32 * (right - left);
        if width > 0.0 {
            items.extend(filled(Point::new(x, y), width, BAR, look(part)));
            items.extend(inside(bar.share(part).unwrap_or_default(), x, y, width));
        }
        x += width;
    }
    items
}

/// The share in its segment, on white so that no pattern runs through it; nothing where it doesn't fit.
fn inside(share: f64, x: f32, y: f32, width: f32) -> Vec<Item> {
    let text = words::whole(share);
    let wide = measure::width(&text, SIZE, Weight::Regular);
    if wide + 6.0 > width {
        return Vec::new();
    }
    let middle = x + width / 2.0;
    let plate = Point::new(middle - wide / 2.0 - 1.5, y + BAR / 2.0 - 4.2);
    vec![
        Item::rect(plate, wide + 3.0, 8.4, Some(palette::WHITE), None),
        Item::text(Point::new(middle, y + BAR / 2.0 + 2.8), SIZE, palette::INK, Anchor::Middle, text),
    ]
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    pub(in crate::chart) fn reasons() -> StackedBars {
        let bar = |label: &str, counts: [u32; 5], strong| Bar {
            label: label.to_owned(),
            counts: Some(counts.to_vec()),
            strong,
        };
        StackedBars {
            name: "ntr_centres".to_owned(),
            subject: "Reasons for not treating".to_owned(),
            unit: "contacts".to_owned(),
            parts: ["Unstable", "Procedure", "Sedation", "No staff", "Declined"].map(str::to_owned).to_vec(),
            bars: vec![
                bar("Leeds", [30, 10, 5, 4, 1], false),
                bar("Royal Brompton and Harefield", [12, 18, 3, 0, 2], false),
                bar("Papworth", [0, 0, 0, 0, 0], false),
                Bar { label: "Aberdeen".to_owned(), counts: None, strong: false },
                bar("Network", [42, 28, 8, 4, 3], true),
            ],
        }
    }

    #[test]
    fn the_title_says_the_largest_part_and_its_span() {
        assert_eq!(
            reasons().finding(),
            "Reasons for not treating: Unstable is the largest part, 49.4% (from 34.3% at Royal Brompton and Harefield to 60.0% at Leeds)"
        );
    }

    #[test]
    fn a_bar_held_back_says_so_and_its_counts_stand_nowhere() {
        let scene = stacked_bars(&reasons());
        assert!(says(&scene, "held back") && says(&scene, "none") && tables(&scene, "*"));
        assert!(scene.desc.contains("Aberdeen: held back"), "{}", scene.desc);
    }

    #[test]
    fn each_share_stands_in_the_table() {
        assert!(tables(&stacked_bars(&reasons()), "60.0"));
    }

    proptest! {
        #[test]
        fn no_text_meets_another(bars in prop::collection::vec(prop::option::of(prop::collection::vec(0_u32..3_000, 11)), 1..12)) {
            let chart = StackedBars {
                parts: (0..11).map(|level| format!("IMS {level}: standing with the help of others")).collect(),
                bars: bars
                    .into_iter()
                    .map(|counts| Bar { label: "Wythenshawe Hospital".to_owned(), counts, strong: false })
                    .collect(),
                ..reasons()
            };
            fits(&stacked_bars(&chart))?;
        }
    }
}
