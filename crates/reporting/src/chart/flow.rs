//! From the records that were entered to those that count, with every reason for leaving one out.

use super::{Anchor, Item, Point, Scene, Stroke, Typeface, TypefaceError, Weight, palette};
use crate::document::{Cell, Column, Row, Table};

/// A chain of stages, each the one before minus what is left out. [`FlowChart::new`] refuses a chain that doesn't add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowChart {
    title: String,
    /// What is counted, in the plural: `ECMO runs`.
    unit: String,
    stages: Vec<Stage>,
}

/// A number of records and what is left out before the next stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub label: String,
    pub count: u64,
    pub exclusions: Vec<Exclusion>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    pub reason: String,
    pub count: u64,
}

/// A flow whose numbers contradict each other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{from:?} has {count} records and leaves out {excluded}, but {to:?} has {next}")]
pub struct FlowChartError {
    from: String,
    count: u64,
    excluded: u64,
    to: String,
    next: u64,
}

impl FlowChart {
    pub fn new(title: &str, unit: &str, stages: Vec<Stage>) -> Result<Self, FlowChartError> {
        for pair in stages.windows(2) {
            let excluded = pair[0].excluded();
            if pair[0].count != pair[1].count + excluded {
                return Err(FlowChartError {
                    from: pair[0].label.clone(),
                    count: pair[0].count,
                    excluded,
                    to: pair[1].label.clone(),
                    next: pair[1].count,
                });
            }
        }
        Ok(Self { title: title.to_owned(), unit: unit.to_owned(), stages })
    }

    /// The flow as rows: stage, reason, number; what is left out is written with a minus sign.
    fn table(&self, name: &str) -> Table {
        let mut rows = Vec::new();
        for stage in &self.stages {
            rows.push(Row::new([Cell::new(&stage.label), Cell::new(stage.count.to_string())]).strong());
            let left_out = stage.exclusions.iter().filter(|e| e.count > 0);
            rows.extend(left_out.map(|e| {
                Row::new([Cell::new(format!("less: {}", e.reason)), Cell::new(e.count.to_string())])
            }));
        }
        Table {
            name: name.to_owned(),
            caption: self.title.clone(),
            context: Vec::new(),
            columns: vec![Column::text("step", "Step", 4.0), Column::number("records", &self.unit, 1.0)],
            rows,
            notes: Vec::new(),
        }
    }

    fn words(&self) -> String {
        let steps: Vec<String> = self.stages.iter().map(|s| format!("{}: {}", s.label, s.count)).collect();
        format!("{}. {}.", self.unit, steps.join("; "))
    }
}

impl Stage {
    fn excluded(&self) -> u64 {
        self.exclusions.iter().map(|e| e.count).sum()
    }
}

const WIDTH: f32 = 475.0;
const BOX: f32 = 205.0;
const SIDE: f32 = 244.0;
const LINE: f32 = 10.5;
const SIZE: f32 = 8.5;

/// Draws the flow from top to bottom, what is left out at the right. `name` becomes the stem of its CSV file.
pub fn flow_chart(flow: &FlowChart, name: &str, typeface: &Typeface) -> Result<Scene, TypefaceError> {
    let mut items = Vec::new();
    let mut y = 1.0;
    for (i, stage) in flow.stages.iter().enumerate() {
        let height = stage_box(&mut items, y, stage, typeface)?;
        let middle = BOX / 2.0;
        let last = i + 1 == flow.stages.len();
        let side = side_lines(stage, typeface)?;
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let side_height = if side.is_empty() { 0.0 } else { LINE * side.len() as f32 + 10.0 };
        let gap = match side_height {
            height if height > 0.0 => (height + 8.0).max(20.0),
            _ if last => 0.0,
            _ => 20.0,
        };
        if !last {
            arrow_down(&mut items, middle, y + height, y + height + gap);
        }
        if side_height > 0.0 {
            let at = y + height + (gap - side_height) / 2.0;
            side_box(&mut items, middle, at, side_height, &side);
        }
        y += height + gap;
    }
    Ok(Scene {
        width: WIDTH,
        height: y + 1.0,
        title: flow.title.clone(),
        desc: flow.words(),
        items,
        table: flow.table(name),
    })
}

fn stage_box(
    items: &mut Vec<Item>,
    y: f32,
    stage: &Stage,
    typeface: &Typeface,
) -> Result<f32, TypefaceError> {
    let lines = typeface.wrap(&stage.label, BOX - 20.0, SIZE, Weight::Regular)?;
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = 24.0 + LINE * lines.len() as f32;
    let edge = Stroke::line(palette::BRAND, 1.0);
    items.push(Item::rect(Point::new(0.5, y), BOX, height, Some(palette::TINT), Some(edge)));
    let number = Point::new(10.0, y + 15.0);
    items.push(Item::bold(number, 11.5, palette::BRAND, Anchor::Start, stage.count.to_string()));
    let mut base = y + 26.5;
    for line in lines {
        items.push(Item::text(Point::new(10.0, base), SIZE, palette::INK, Anchor::Start, line));
        base += LINE;
    }
    Ok(height)
}

/// The lines of the box at the right: first the count, then the reason, continued below it where it is long.
fn side_lines(stage: &Stage, typeface: &Typeface) -> Result<Vec<(Option<u64>, String)>, TypefaceError> {
    let mut lines = Vec::new();
    for exclusion in stage.exclusions.iter().filter(|e| e.count > 0) {
        let wrapped = typeface.wrap(&exclusion.reason, WIDTH - SIDE - 58.0, SIZE, Weight::Regular)?;
        for (i, line) in wrapped.into_iter().enumerate() {
            lines.push(((i == 0).then_some(exclusion.count), line));
        }
    }
    Ok(lines)
}

fn side_box(items: &mut Vec<Item>, middle: f32, y: f32, height: f32, lines: &[(Option<u64>, String)]) {
    let line = Stroke::line(palette::MUTED, 0.8);
    let centre = y + height / 2.0;
    items.push(Item::line(Point::new(middle, centre), Point::new(SIDE, centre), line));
    items.push(Item::rect(Point::new(SIDE, y), WIDTH - SIDE - 0.5, height, Some(palette::WHITE), Some(line)));
    let mut base = y + 12.5;
    for (count, words) in lines {
        if let Some(count) = count {
            let at = Point::new(SIDE + 43.0, base);
            items.push(Item::bold(at, SIZE, palette::INK, Anchor::End, format!("– {count}")));
        }
        items.push(Item::text(
            Point::new(SIDE + 49.0, base),
            SIZE,
            palette::INK,
            Anchor::Start,
            words.as_str(),
        ));
        base += LINE;
    }
}

fn arrow_down(items: &mut Vec<Item>, x: f32, from: f32, to: f32) {
    items.push(Item::line(Point::new(x, from), Point::new(x, to - 4.0), Stroke::line(palette::MUTED, 1.0)));
    let head = vec![Point::new(x - 3.0, to - 5.0), Point::new(x + 3.0, to - 5.0), Point::new(x, to)];
    items.push(Item::area(head, palette::MUTED));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::check::fits;
    use proptest::prelude::*;

    fn stage(label: &str, count: u64, out: u64) -> Stage {
        let exclusions = vec![Exclusion { reason: "under 16".into(), count: out }];
        Stage { label: label.into(), count, exclusions }
    }

    #[test]
    fn refuses_numbers_that_do_not_add_up() {
        let error = FlowChart::new("Runs", "runs", vec![stage("entered", 10, 2), stage("in scope", 9, 0)])
            .unwrap_err();
        assert_eq!(error.to_string(), r#""entered" has 10 records and leaves out 2, but "in scope" has 9"#);
    }

    #[test]
    fn draws_each_number_that_its_table_holds() {
        let chart =
            FlowChart::new("Runs", "runs", vec![stage("entered", 10, 2), stage("in scope", 8, 0)]).unwrap();
        let scene = flow_chart(&chart, "flow_runs", &Typeface::load().unwrap()).unwrap();
        let svg = scene.svg("f");
        for number in ["10", "– 2", "8"] {
            assert!(svg.contains(&format!(">{number}</text>")), "{number}");
        }
    }

    proptest! {
        #[test]
        fn no_text_meets_another(outs in prop::collection::vec((0_u64..3, 0_u64..1_000_000), 1..6)) {
            let reasons = ["under 16", "support for the heart, or for heart and lungs, or resuscitation with ECMO"];
            let mut count = 9_999_999;
            let mut stages = Vec::new();
            for (reasons_given, left_out) in outs {
                let exclusions: Vec<Exclusion> = (0..reasons_given)
                    .zip(reasons)
                    .map(|(_, reason)| Exclusion { reason: reason.to_owned(), count: left_out })
                    .collect();
                let stage = Stage { label: "ECMO runs with an opportunity day".to_owned(), count, exclusions };
                count -= stage.excluded();
                stages.push(stage);
            }
            let chart = FlowChart::new("Runs", "runs", stages).expect("adds up");
            fits(&flow_chart(&chart, "flow_runs", &Typeface::load().expect("the fonts")).expect("a scene"))?;
        }
    }
}
