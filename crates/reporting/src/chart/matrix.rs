//! Indicators by centres on one page: each value with the symbol of its rating.

use super::{
    Anchor, Item, Point, Scene, Stroke, Weight,
    key::{Entry, SIZE, key},
    marks,
    measure::{shorten, widest},
    palette, words,
};
use crate::document::{Cell, Column, Rating, Row, Table};

/// What the matrix draws.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// Stem of the CSV file.
    pub name: String,
    /// `Core indicators by centre`
    pub subject: String,
    /// Heads of the columns, short: the codes of the centres, and the network.
    pub columns: Vec<String>,
    pub rows: Vec<MatrixRow>,
}

/// One indicator.
#[derive(Debug, Clone)]
pub struct MatrixRow {
    /// `P04`
    pub id: String,
    /// `Treated days, %`: with the unit.
    pub label: String,
    /// As it is written; empty for none.
    pub target: String,
    /// One for each column: the value as it is written, or what stands for it, and its rating.
    pub cells: Vec<(String, Rating)>,
}

impl Matrix {
    /// The finding: how many values are rated and how, and which indicator is red most often.
    pub fn finding(&self) -> String {
        let rated =
            |wanted: Rating| self.rows.iter().flat_map(|r| &r.cells).filter(|c| c.1 == wanted).count();
        let [green, amber, red] = [Rating::Green, Rating::Amber, Rating::Red].map(rated);
        if green + amber + red == 0 {
            return format!("{}: no value is rated", self.subject);
        }
        let reds = |row: &MatrixRow| row.cells.iter().filter(|c| c.1 == Rating::Red).count();
        let worst = self.rows.iter().rev().max_by_key(|row| reds(row)).filter(|row| reds(row) > 0);
        let worst = worst.map_or(String::new(), |row| format!("; red most often: {} {}", row.id, row.label));
        let all = green + amber + red;
        format!("{}: {green} green, {amber} amber, {red} red of {all} rated values{worst}", self.subject)
    }

    fn desc(&self) -> String {
        let row = |row: &MatrixRow| {
            let told: Vec<String> = row
                .cells
                .iter()
                .zip(&self.columns)
                .filter(|(cell, _)| cell.1 != Rating::Grey)
                .map(|((text, rating), column)| format!("{column} {text} {}", rating.word().to_lowercase()))
                .collect();
            let told = if told.is_empty() { "not rated".to_owned() } else { told.join(", ") };
            format!("{} {}: {told}", row.id, row.label)
        };
        format!("{}.", self.rows.iter().map(row).collect::<Vec<_>>().join(". "))
    }

    fn table(&self) -> Table {
        let mut columns = vec![
            Column::text("indicator", "Id", 0.9),
            Column::text("name", "Indicator", 3.2),
            Column::number("target", "Target", 0.9),
        ];
        columns.extend(self.columns.iter().map(|c| Column::number(&c.to_lowercase(), c, 1.0).rated()));
        let row = |row: &MatrixRow| {
            let named = [&row.id, &row.label, &row.target].map(Cell::new);
            let cells = row.cells.iter().map(|(text, rating)| Cell::rated(text, *rating));
            Row::new(named.into_iter().chain(cells))
        };
        words::table(&self.name, &self.subject, columns, self.rows.iter().map(row).collect())
    }
}

const WIDTH: f32 = 475.0;
const TOP: f32 = 14.0;
const ROW: f32 = 13.5;
/// The symbol of a rating and the space behind it.
const SYMBOL: f32 = 11.0;

/// Draws the matrix, rows and columns in the order given.
pub fn matrix(chart: &Matrix) -> Scene {
    let ids = widest(chart.rows.iter().map(|row| row.id.as_str()), SIZE, Weight::Bold) + 5.0;
    let targets = chart.rows.iter().map(|row| row.target.as_str()).chain(["Target"]);
    let targets = widest(targets, SIZE, Weight::Regular) + 8.0;
    let values = chart.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.0.as_str()));
    let values = widest(values, SIZE, Weight::Regular) + SYMBOL + 5.0;
    #[expect(clippy::cast_precision_loss, reason = "a handful of centres")]
    let columns = chart.columns.len().max(1) as f32;
    let least = ids + targets + 60.0;
    let left = (WIDTH - values.max(34.0) * columns).clamp(least, least + 120.0);
    let cell = (WIDTH - left) / columns;

    let mut items = heads(chart, left, cell);
    let mut y = TOP;
    for row in &chart.rows {
        items.extend(label(row, y, ids, left, left - targets));
        items.extend(cells(row, y, (left, cell), values - SYMBOL));
        y += ROW;
    }
    let rated = marks::RATINGS.into_iter().filter(|rating| *rating != Rating::Grey);
    let mut entries: Vec<Entry> = rated
        .map(|rating| Entry::new(marks::meaning(rating), move |at| vec![marks::rating(at, rating)]))
        .collect();
    entries.push(Entry::new("No symbol: not rated", |_| Vec::new()));
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

fn heads(chart: &Matrix, left: f32, cell: f32) -> Vec<Item> {
    let mut items = vec![head(left - 6.0, "Target".to_owned())];
    let mut x = left;
    for column in &chart.columns {
        x += cell;
        items.push(head(x - 4.0, shorten(column, cell - 6.0, SIZE, Weight::Bold)));
    }
    items
}

fn head(x: f32, text: String) -> Item {
    Item::bold(Point::new(x, 9.0), SIZE, palette::MUTED, Anchor::End, text)
}

fn label(row: &MatrixRow, y: f32, ids: f32, left: f32, end: f32) -> Vec<Item> {
    let base = y + ROW / 2.0 + 2.8;
    let name = shorten(&row.label, end - ids - 4.0, SIZE, Weight::Regular);
    vec![
        Item::line(Point::new(0.0, y), Point::new(WIDTH, y), Stroke::line(palette::RULE, 0.5)),
        Item::bold(Point::new(0.0, base), SIZE, palette::INK, Anchor::Start, row.id.as_str()),
        Item::text(Point::new(ids, base), SIZE, palette::INK, Anchor::Start, name),
        Item::text(Point::new(left - 6.0, base), SIZE, palette::MUTED, Anchor::End, row.target.as_str()),
    ]
}

/// The symbols stand in a column of their own, before the widest value.
fn cells(row: &MatrixRow, y: f32, (left, cell): (f32, f32), widest: f32) -> Vec<Item> {
    let middle = y + ROW / 2.0;
    let mut items = Vec::new();
    let mut x = left;
    for (text, rating) in &row.cells {
        x += cell;
        let text = shorten(text, cell - SYMBOL - 4.0, SIZE, Weight::Regular);
        let end = Point::new(x - 4.0, middle + 2.8);
        items.push(Item::text(end, SIZE, palette::INK, Anchor::End, text));
        if *rating != Rating::Grey {
            items.push(marks::rating(
                Point::new((x - widest - SYMBOL / 2.0).max(x - cell + SYMBOL / 2.0), middle),
                *rating,
            ));
        }
    }
    items
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::check::{fits, says, tables};
    use proptest::prelude::*;

    fn row(id: &str, label: &str, target: &str, cells: [(&str, Rating); 4]) -> MatrixRow {
        let cells = cells.map(|(text, rating)| (text.to_owned(), rating)).to_vec();
        MatrixRow { id: id.to_owned(), label: label.to_owned(), target: target.to_owned(), cells }
    }

    pub(in crate::chart) fn core() -> Matrix {
        use Rating::{Amber, Green, Grey, Red};
        Matrix {
            name: "matrix".to_owned(),
            subject: "Core indicators by centre".to_owned(),
            columns: ["LEE", "PAP", "ABD", "All"].map(str::to_owned).to_vec(),
            rows: vec![
                row(
                    "D01",
                    "Case ascertainment, %",
                    "95",
                    [("90.5", Amber), ("80.0", Red), ("*", Grey), ("86.1", Red)],
                ),
                row(
                    "P04",
                    "Treated days, %",
                    "90",
                    [("91.2", Green), ("88.0", Amber), ("*", Grey), ("89.9", Amber)],
                ),
                row(
                    "P05adj",
                    "Rehabilitation days, adjusted, %",
                    "80",
                    [("61.0", Red), ("70.2", Red), ("*", Grey), ("64.4", Red)],
                ),
                row(
                    "P09",
                    "Hours to first mobilisation, median",
                    "",
                    [("96.5", Grey), ("120.3", Grey), ("–", Grey), ("101.0", Grey)],
                ),
            ],
        }
    }

    #[test]
    fn the_title_counts_the_colours_and_names_the_reddest() {
        assert_eq!(
            core().finding(),
            "Core indicators by centre: 1 green, 3 amber, 5 red of 9 rated values; red most often: P05adj Rehabilitation days, adjusted, %"
        );
    }

    #[test]
    fn each_value_stands_in_its_cell_and_in_the_table() {
        let scene = matrix(&core());
        for value in ["91.2", "*", "120.3", "90"] {
            assert!(says(&scene, value) && tables(&scene, value), "{value}");
        }
    }

    #[test]
    fn each_rating_has_its_symbol() {
        let scene = matrix(&core());
        let squares = scene.items.iter().filter(|item| matches!(item, Item::Rect { .. })).count();
        assert_eq!(squares, 5 + 1, "five reds and the key");
    }

    proptest! {
        #[test]
        fn no_text_meets_another(columns in 1_usize..11, rows in prop::collection::vec(0_u32..200_000, 1..26)) {
            let rows = rows.into_iter().map(|tenths| MatrixRow {
                cells: vec![(format!("{}.{}", tenths / 10, tenths % 10), Rating::Amber); columns],
                ..row("P05adj", "Rehabilitation days, adjusted, %", "≥ 80", [("", Rating::Grey); 4])
            });
            fits(&matrix(&Matrix { columns: vec!["WYTH".to_owned(); columns], rows: rows.collect(), ..core() }))?;
        }
    }
}
