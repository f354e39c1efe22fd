//! Completeness, field by centre: the number in each cell, which the shade only repeats.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    key::{Entry, SIZE, key},
    measure::{shorten, widest},
    palette::{self, Colour},
    words::{self, percent},
};
use crate::document::{Cell, Column, Row, Table, Way};

/// What a heat map draws: shares in percent, high is good.
#[derive(Debug, Clone)]
pub struct HeatMap {
    /// Stem of the CSV file.
    pub name: String,
    /// `Key fields filled`
    pub subject: String,
    /// What a column is.
    pub across: Across,
    /// Heads of the columns, short: the codes of the centres, or months.
    pub columns: Vec<String>,
    /// What a field is expected to reach, in percent: the target of completeness. The title counts those that don't.
    pub expected: f64,
    /// Fields with a cell for each column, at most fifty of them to a page.
    pub rows: Vec<HeatRow>,
}

/// What stands side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Across {
    Centres,
    Months,
}

impl Across {
    /// How one speaks of one of them, of each, and of one by name.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Centres => ["at some centre", "at every centre", "at"],
            Self::Months => ["in some month", "in every month", "in"],
        }
    }
}

#[derive(Debug, Clone)]
pub struct HeatRow {
    pub label: String,
    pub cells: Vec<HeatCell>,
    /// Where its cells lead on a screen, in their order; those that are not there lead nowhere.
    pub ways: Vec<Option<Way>>,
    /// A total: written in bold.
    pub strong: bool,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HeatCell {
    Percent(f64),
    HeldBack,
    /// No record to fill.
    Nothing,
}

impl HeatCell {
    fn text(self) -> String {
        match self {
            Self::Percent(value) => words::decimal(value),
            Self::HeldBack => words::HELD_BACK.to_owned(),
            Self::Nothing => "–".to_owned(),
        }
    }
}

/// Where a shade ends, its fill and its meaning; the first that a value lies below.
const SHADES: [(f64, Colour, &str); 5] = [
    (60.0, palette::HEAT[3], "below 60%"),
    (80.0, palette::HEAT[2], "60 to below 80%"),
    (90.0, palette::HEAT[1], "80 to below 90%"),
    (95.0, palette::HEAT[0], "90 to below 95%"),
    (f64::INFINITY, palette::WHITE, "95% and more"),
];

fn shade(cell: HeatCell) -> Colour {
    match cell {
        HeatCell::Percent(value) => {
            SHADES.iter().find(|shade| value < shade.0).map_or(palette::WHITE, |shade| shade.1)
        }
        HeatCell::HeldBack | HeatCell::Nothing => palette::WHITE,
    }
}

impl HeatMap {
    /// The finding: how many fields fall short somewhere, and the lowest cell.
    pub fn finding(&self) -> String {
        let fields = self.rows.iter().filter(|row| !row.strong);
        let short = fields.clone().filter(|row| row.cells.iter().any(|c| self.low(*c).is_some())).count();
        let total = fields.clone().count();
        let cells = fields.flat_map(|row| {
            let named = row.cells.iter().zip(&self.columns);
            named.filter_map(|(cell, column)| Some((self.low(*cell)?, &row.label, column)))
        });
        let [some, every, at] = self.across.words();
        match cells.min_by(|a, b| a.0.total_cmp(&b.0)) {
            None => {
                format!("{}: every field shown reaches {}% {every}", self.subject, self.expected)
            }
            Some((value, field, column)) => format!(
                "{}: {short} of {} below {}% {some}, lowest {field} {at} {column} ({})",
                self.subject,
                words::count(total, "field"),
                self.expected,
                percent(value)
            ),
        }
    }

    /// A value that falls short.
    fn low(&self, cell: HeatCell) -> Option<f64> {
        match cell {
            HeatCell::Percent(value) if value < self.expected => Some(value),
            _ => None,
        }
    }

    fn desc(&self) -> String {
        let [_, every, at] = self.across.words();
        let cells = self.rows.iter().flat_map(|row| {
            row.cells.iter().zip(&self.columns).filter_map(|(cell, column)| {
                Some(format!("{} {at} {column} {}", row.label, percent(self.low(*cell)?)))
            })
        });
        let cells: Vec<String> = cells.collect();
        let below = if cells.is_empty() { "none".to_owned() } else { cells.join("; ") };
        format!("Share of filled cells of each field {every}. Below {}%: {below}.", self.expected)
    }

    fn table(&self) -> Table {
        let mut columns = vec![Column::text("field", "Field", 4.0)];
        columns.extend(
            self.columns.iter().map(|c| Column::number(&format!("{}_percent", c.to_lowercase()), c, 1.0)),
        );
        let row = |row: &HeatRow| {
            let cells = row.cells.iter().map(|cell| match cell {
                HeatCell::Nothing => Cell::default(),
                cell => Cell::new(cell.text()),
            });
            let drawn = Row::new(std::iter::once(Cell::new(&row.label)).chain(cells));
            if row.strong { drawn.strong() } else { drawn }
        };
        words::table(
            &self.name,
            &format!("{}, %", self.subject),
            columns,
            self.rows.iter().map(row).collect(),
        )
    }
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 14.0;
const ROW: f32 = 13.0;

/// Draws the map, rows and columns in the order given.
pub fn heat_map(chart: &HeatMap) -> Scene {
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let columns = chart.columns.len().max(1) as f32;
    let heads = widest(chart.columns.iter().map(String::as_str), SIZE, Weight::Bold).max(22.0) + 4.0;
    let left = (WIDTH - heads * columns).clamp(90.0, 190.0);
    let cell = (WIDTH - left) / columns;
    let mut items = Vec::new();
    let mut x = left;
    for head in &chart.columns {
        let head = shorten(head, cell - 2.0, SIZE, Weight::Bold);
        items.push(Item::bold(Point::new(x + cell / 2.0, 9.0), SIZE, palette::MUTED, Anchor::Middle, head));
        x += cell;
    }
    let mut y = TOP;
    for row in &chart.rows {
        items.extend(drawn(row, y, left, cell));
        y += ROW;
    }
    let entries: Vec<Entry> = SHADES.iter().map(|shade| entry(shade.1, shade.2)).collect();
    let (explained, height) = key(&entries, 0.0, WIDTH, y + 12.0);
    items.extend(explained);
    Scene {
        width: WIDTH,
        height: y + 6.0 + height,
        title: chart.finding(),
        desc: chart.desc(),
        items,
        table: chart.table(),
    }
}

fn entry(colour: Colour, words: &str) -> Entry {
    Entry::new(words, move |at| vec![tile(Point::new(at.x - 5.0, at.y - 4.5), 10.0, 9.0, colour)])
}

fn tile(at: Point, width: f32, height: f32, colour: Colour) -> Item {
    Item::rect(at, width, height, Some(colour), Some(Stroke::line(palette::RULE, 0.6)))
}

fn drawn(row: &HeatRow, y: f32, left: f32, cell: f32) -> Vec<Item> {
    let base = y + ROW / 2.0 + 2.8;
    let weight = if row.strong { Weight::Bold } else { Weight::Regular };
    let write = |x: f32, anchor, colour, text: String| {
        Item::weighted(Point::new(x, base), SIZE, weight, colour, anchor, text)
    };
    let label = shorten(&row.label, left - 8.0, SIZE, weight);
    let mut items = vec![write(0.0, Anchor::Start, palette::INK, label)];
    let mut x = left;
    for (place, value) in row.cells.iter().enumerate() {
        let colour = shade(*value);
        items.push(tile(Point::new(x, y), cell, ROW, colour));
        let ink = if colour.contrast(palette::INK) < 4.5 { palette::WHITE } else { palette::INK };
        items.push(write(x + cell / 2.0, Anchor::Middle, ink, value.text()));
        let way = row.ways.get(place).cloned().flatten();
        items.extend(way.map(|way| Item::Area { at: Point::new(x, y), width: cell, height: ROW, way }));
        x += cell;
    }
    items
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    pub(in crate::chart) fn completeness() -> HeatMap {
        use HeatCell::{HeldBack, Nothing, Percent};
        let row = |label: &str, cells: [HeatCell; 5]| HeatRow {
            label: label.to_owned(),
            cells: cells.to_vec(),
            ways: Vec::new(),
            strong: label.starts_with("All"),
        };
        HeatMap {
            name: "completeness".to_owned(),
            subject: "Key fields filled".to_owned(),
            across: Across::Centres,
            columns: ["LEE", "RBH", "PAP", "ABD", "All"].map(str::to_owned).to_vec(),
            expected: 90.0,
            rows: vec![
                row("Mode of ECMO", [Percent(100.0), Percent(98.2), Percent(95.0), HeldBack, Percent(98.0)]),
                row(
                    "Clinical Frailty Scale before admission",
                    [Percent(81.0), Percent(92.4), Percent(55.1), HeldBack, Percent(79.9)],
                ),
                row(
                    "Highest mobility achieved",
                    [Percent(94.9), Percent(72.0), Percent(88.8), Nothing, Percent(85.0)],
                ),
                row("All key fields", [Percent(92.0), Percent(87.5), Percent(79.6), HeldBack, Percent(87.6)]),
            ],
        }
    }

    #[test]
    fn the_title_counts_what_falls_short_and_names_the_lowest() {
        assert_eq!(
            completeness().finding(),
            "Key fields filled: 2 of 3 fields below 90% at some centre, lowest Clinical Frailty Scale before admission at PAP (55.1%)"
        );
    }

    #[test]
    fn of_months_it_speaks_of_months() {
        let months = ["Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "All"].map(str::to_owned).to_vec();
        let map = HeatMap { across: Across::Months, columns: months, ..completeness() };
        assert!(
            map.finding().ends_with(
                "in some month, lowest Clinical Frailty Scale before admission in Jun 2026 (55.1%)"
            )
        );
    }

    #[test]
    fn each_number_stands_in_its_cell_and_in_the_table() {
        let scene = heat_map(&completeness());
        for number in ["55.1", "98.2", "*"] {
            assert!(says(&scene, number) && tables(&scene, number), "{number}");
        }
    }

    #[test]
    fn on_a_screen_a_cell_leads_to_its_records() {
        let way = Way { form: "form", field: "field", of: "LEE".to_owned() };
        let mut map = completeness();
        map.rows[1].ways = vec![Some(way.clone()), None];
        let scene = heat_map(&map);
        let address = |way: &Way| format!("/{}/{}?at={}", way.form, way.field, way.of);
        let svg = scene.svg_leading("f", Some(&address));
        assert_eq!(svg.matches("<a href=\"/form/field?at=LEE\" tabindex=\"-1\">").count(), 1, "{svg}");
        assert!(svg.contains("role=\"group\""), "links are nothing that a picture can hold");
        assert!(!scene.svg("f").contains("<a "), "in a pack it leads nowhere");
    }

    #[test]
    fn numbers_read_on_every_shade() {
        for (_, colour, words) in SHADES {
            let best = colour.contrast(palette::INK).max(colour.contrast(palette::WHITE));
            assert!(best >= 4.5, "{words}");
        }
    }

    #[test]
    fn shades_change_at_their_bounds() {
        assert!(shade(HeatCell::Percent(95.0)) == palette::WHITE);
        assert!(shade(HeatCell::Percent(94.9)) == palette::HEAT[0]);
        assert!(shade(HeatCell::Percent(0.0)) == palette::HEAT[3]);
    }

    proptest! {
        #[test]
        fn no_text_meets_another(columns in 1_usize..13, rows in prop::collection::vec(0_u32..=1000, 1..30)) {
            let rows = rows.into_iter().map(|tenths| HeatRow {
                label: "Reason why the patient was not mobilised".to_owned(),
                cells: vec![HeatCell::Percent(f64::from(tenths) / 10.0); columns],
                ways: Vec::new(),
                strong: tenths % 2 == 0,
            });
            let chart = HeatMap { columns: vec!["WYTH".to_owned(); columns], rows: rows.collect(), ..completeness() };
            fits(&heat_map(&chart))?;
        }
    }
}
