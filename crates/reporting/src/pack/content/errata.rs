//! What was corrected since the last pack: which number of the cycle frozen before moved, for whom, by how much, and
//! whether the audit lead has signed it off.

use super::{
    View,
    board::{Moved, Side},
    origin,
    places::Place,
    shown::HELD_BACK,
};
use crate::{
    document::{Block, Cell, Column, Rating, Row, Table},
    indicators::NETWORK,
    pack::{Front, words},
    snapshot::{Corrections, Day, SignedLine},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    blocks.push(Block::section(&Place::Errata.anchor(), "Corrected since the last pack"));
    let Some(corrections) = &view.facts.governance.corrections else {
        blocks.push(Block::body(
            "The snapshot does not compare itself with one frozen before: there was none, or it was taken outside of a freeze.",
        ));
        return;
    };
    let Some(lines) = &corrections.lines else {
        blocks.push(Block::warning(format!(
            "The snapshot of {} could not be read when this cycle was frozen. What was corrected since is not known.",
            corrections.cycle
        )));
        return;
    };
    let told: Vec<(&SignedLine, Moved)> =
        lines.iter().filter_map(|line| Some((line, tell(view, line)?))).collect();
    blocks.push(Block::lead(lead(view, corrections, lines.is_empty(), told.is_empty())));
    blocks.extend(signed(corrections));
    let (seen, unseen): (Vec<_>, Vec<_>) = told.into_iter().partition(|(line, moved)| is_seen(line, moved));
    if !seen.is_empty() {
        blocks.push(Block::Table(table(view, corrections, &seen)));
    }
    if !unseen.is_empty() {
        blocks.push(Block::note(format!(
            "{} moved by less than is printed here, without another colour or signal.",
            words::count(unseen.len(), if seen.is_empty() { "number" } else { "further number" })
        )));
    }
}

/// Whether a reader of both packs sees a difference: in the number as it is printed, its colour, or what a chart signals.
fn is_seen(line: &SignedLine, moved: &Moved) -> bool {
    let printed = |side: &Side| match side {
        Side::Told { value, rating, .. } => Some((value.clone(), *rating)),
        Side::Nothing => Some((String::new(), Rating::Grey)),
        Side::HeldBack => None,
    };
    let (was, is) = (printed(&moved.was), printed(&moved.is));
    was.is_none() || was != is || !line.line.signals.is_empty()
}

/// A line as far as this copy tells it: a centre's own pack tells of that centre and of the network.
fn tell(view: &View<'_>, line: &SignedLine) -> Option<Moved> {
    let centre = line.line.centre.as_str();
    let is_theirs = view.pack.front != Front::Centre || view.is_own(centre) || centre == NETWORK;
    Moved::told(&line.line, &view.facts.centres, view.centre).filter(|_| is_theirs)
}

fn lead(view: &View<'_>, corrections: &Corrections, is_nothing: bool, is_nothing_told: bool) -> String {
    let cycle = &corrections.cycle;
    match (is_nothing, is_nothing_told) {
        (true, _) => format!("Nothing was corrected: every number of {cycle} is what it was frozen as."),
        (false, true) if view.pack.front == Front::Centre => {
            format!("No number of this centre or of the network in {cycle} moved that is told here.")
        }
        (false, true) => {
            format!("Numbers of {cycle} moved that are held back here: too few are behind them.")
        }
        (false, false) => format!(
            "Numbers of {cycle} are not what they were frozen as. The pack of {cycle} stays as it is; here is what its records give now."
        ),
    }
}

/// Who signed, and what of it is not signed.
fn signed(corrections: &Corrections) -> Option<Block> {
    let lines = corrections.lines.as_deref().filter(|lines| !lines.is_empty())?;
    let unsigned = lines.iter().filter(|line| !line.is_signed).count();
    let (Some(why), Some(Day(day))) = (&corrections.why, corrections.signed) else {
        return Some(Block::warning(
            "The corrections were not signed off by the audit lead before this freeze.",
        ));
    };
    let signed = format!("Signed off by the audit lead on {}: {why}", words::date(day));
    Some(if unsigned == 0 {
        Block::body(signed)
    } else {
        Block::warning(format!(
            "{} More moved since, and is not signed off: {}.",
            words::sentence(&signed),
            words::count(unsigned, "number")
        ))
    })
}

fn table(view: &View<'_>, corrections: &Corrections, told: &[(&SignedLine, Moved)]) -> Table {
    let row = |(line, moved): &(&SignedLine, Moved)| {
        let row = Row::new([
            Cell::new(format!("{} ({})", line.line.name, moved.indicator)),
            Cell::new(&moved.place),
            side(&moved.was),
            side(&moved.is),
            Cell::new(&moved.says),
            Cell::new(if line.is_signed { "Yes" } else { "No" }),
        ]);
        if view.is_own(&line.line.centre) { row.strong() } else { row }
    };
    let rows: Vec<Row> = told.iter().map(row).collect();
    let is_held = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.text == HELD_BACK);
    let held = format!(
        "{HELD_BACK} Held back: too few were counted, or the number would give such a small one away."
    );
    Table {
        name: "corrected".to_owned(),
        caption: format!("Numbers of {} that are not what they were", corrections.cycle),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("indicator", "Indicator", 3.0),
            Column::text("of", "Of", 1.6),
            Column::text("was", "Was", 1.4).rated(),
            Column::text("is", "Is", 1.4).rated(),
            Column::text("changed", "What changed", 2.8),
            Column::text("signed", "Signed off", 0.9),
        ],
        rows,
        notes: if is_held { vec![held] } else { Vec::new() },
    }
}

fn side(side: &Side) -> Cell {
    match side {
        Side::Nothing => Cell::default(),
        Side::HeldBack => Cell::new(HELD_BACK),
        Side::Told { value, rating, .. } => Cell::rated(value, *rating),
    }
}
