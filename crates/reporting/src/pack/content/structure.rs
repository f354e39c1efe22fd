//! Centres by staffing, service, protocols and equipment, part by part of the organisational audit.

use std::ops::Range;

use super::{View, origin, places::Place};
use crate::{
    document::{Block, Cell, Column, Row, Table},
    pack::{structure::Group, words},
};

/// As many questions as a page is wide for.
const ABREAST: usize = 5;

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(
        &Place::Structure.anchor(),
        "How the centres are staffed, equipped and organised",
    ));
    blocks.push(Block::lead(answered(view)));
    blocks.push(Block::body(
        "What each centre said in its organisational audit, counted on the census date. WTE: whole-time equivalents. A dash: not answered.",
    ));
    for group in &view.facts.structure {
        for (part, range) in parts(group.questions.len()).enumerate() {
            blocks.push(Block::Table(table(view, group, part, range)));
        }
    }
}

/// How many centres answered, and who did not.
fn answered(view: &View<'_>) -> String {
    let has = |code: &String| view.facts.structure.iter().any(|group| group.answers.contains_key(code));
    let (with, without): (Vec<_>, Vec<_>) = view.facts.centres.iter().partition(|centre| has(&centre.code));
    let names: Vec<String> = without.iter().map(|centre| centre.name.clone()).collect();
    let missing =
        if names.is_empty() { String::new() } else { format!(" Not from {}.", words::list(&names)) };
    format!(
        "{} of {} sent an organisational audit of the period.{missing}",
        with.len(),
        words::count(view.facts.centres.len(), "centre")
    )
}

/// As many questions side by side as fit, and as evenly as they can be parted.
fn parts(questions: usize) -> impl Iterator<Item = Range<usize>> {
    let each = questions.div_ceil(questions.div_ceil(ABREAST).max(1)).max(1);
    (0..questions).step_by(each).map(move |first| first..(first + each).min(questions))
}

fn table(view: &View<'_>, group: &Group, part: usize, range: Range<usize>) -> Table {
    let (first, last) = (range.start, range.end);
    // A few questions do not spread over the whole page: the names take what is left.
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let mut columns = vec![Column::text("centre", "Centre", 1.5 + (first + ABREAST - last) as f32)];
    columns.extend(group.questions[first..last].iter().map(|q| Column::text(&q.key, &q.label, 1.0)));
    let rows = view.facts.centres.iter().map(|centre| {
        let answers = group.answers.get(&centre.code);
        let cells = (first..last).map(|i| {
            let said = answers.map_or("", |answers| answers[i].as_str());
            Cell::new(if said.is_empty() { "–" } else { said })
        });
        let row = Row::new(std::iter::once(Cell::new(&centre.name)).chain(cells));
        if view.is_own(&centre.code) { row.strong() } else { row }
    });
    let more = if part == 0 { "" } else { ", continued" };
    let stem: String =
        group.title.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    Table {
        name: format!("structure_{stem}_{}", part + 1),
        caption: format!("{}{more}", group.title),
        context: origin(&view.facts.source),
        columns,
        rows: rows.collect(),
        notes: Vec::new(),
    }
}
