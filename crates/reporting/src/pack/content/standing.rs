//! How far the records had come when they were frozen: nothing is dropped without a word.

use super::{ContentError, View, origin};
use crate::{
    chart::{Exclusion, FlowChart, Stage},
    document::{Cell, Column, Row, Table},
    snapshot::Lives,
};

/// What the reader must know before reading the diagram.
pub(super) const NOTE: &str = "Every live record counts for the indicators, locked or not. What is listed beside the last step was not locked \
     when the records were frozen; it is counted all the same, and each centre can see here what its sign-off waited for.";

/// From everything that was begun to what was locked.
pub(super) fn chart(view: &View<'_>) -> Result<FlowChart, ContentError> {
    let all: Lives = view.facts.standing.iter().map(|count| count.counts).sum();
    let aside: u32 = view.facts.intake.iter().flat_map(|flow| &flow.left_out).map(|out| out.n).sum();
    let stage = |label: &str, count: u32, exclusions: &[(&str, u32)]| Stage {
        label: label.to_owned(),
        count: count.into(),
        exclusions: exclusions
            .iter()
            .map(|(reason, count)| Exclusion { reason: (*reason).to_owned(), count: (*count).into() })
            .collect(),
    };
    let never_live = [
        ("drafts never handed in, whatever their dates", all.drafts),
        ("rows kept aside by imports with an error, whatever their dates", aside),
        ("withdrawn by the centre, with a reason", all.withdrawn),
    ];
    let not_locked = [
        ("signed off, not locked", all.signed_off),
        ("waiting for a query", all.queried),
        ("incomplete: something needed for sign-off is missing", all.incomplete),
        ("complete, not signed off", all.unsigned),
    ];
    let begun = all.live() + never_live.iter().map(|(_, count)| count).sum::<u32>();
    let stages = vec![
        stage("begun: drafts, imported rows and submitted records of the cycle", begun, &never_live),
        stage("live records of the cycle: all of them count for the indicators", all.live(), &not_locked),
        stage("locked", all.locked, &[]),
    ];
    Ok(FlowChart::new("Records of the cycle by their standing when they were frozen", "Records", stages)?)
}

/// The same centre by centre.
pub(super) fn table(view: &View<'_>) -> Table {
    let of = |code: &str| -> Lives {
        let own = view.facts.standing.iter().filter(|count| count.centre == code);
        own.map(|count| count.counts).sum()
    };
    let mut rows: Vec<Row> = Vec::new();
    for centre in &view.facts.centres {
        let row = row(&format!("{} ({})", centre.name, centre.code), of(&centre.code));
        rows.push(if view.is_own(&centre.code) { row.strong() } else { row });
    }
    let network = view.facts.standing.iter().map(|count| count.counts).sum();
    rows.push(row("Network", network).strong());
    Table {
        name: "standing".to_owned(),
        caption: "Records of the cycle at each centre by their standing when they were frozen".to_owned(),
        context: origin(&view.facts.source),
        columns: vec![
            Column::text("centre", "Centre", 2.4),
            Column::number("live", "Live", 1.0),
            Column::number("locked", "Locked", 1.0),
            Column::number("signed_off", "Signed off", 1.0),
            Column::number("queried", "Waiting for a query", 1.2),
            Column::number("incomplete", "Incomplete", 1.4),
            Column::number("unsigned", "Not signed off", 1.2),
            Column::number("withdrawn", "Withdrawn", 1.4),
            Column::number("drafts", "Drafts", 1.0),
        ],
        rows,
        notes: vec![
            "Live = locked + signed off + waiting for a query + incomplete + not signed off. Withdrawn records and \
             drafts are not live."
                .to_owned(),
        ],
    }
}

fn row(name: &str, lives: Lives) -> Row {
    let Lives { locked, signed_off, queried, incomplete, unsigned, withdrawn, drafts } = lives;
    let counts = [lives.live(), locked, signed_off, queried, incomplete, unsigned, withdrawn, drafts];
    Row::new(std::iter::once(Cell::new(name)).chain(counts.map(|count| Cell::new(count.to_string()))))
}
