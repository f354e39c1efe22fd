//! The first page: what this is, what it was made from, and where the network stands.

use super::{View, origin, provenance, shown};
use crate::{
    document::{Block, Cell, Column, Fact, Row, Table},
    indicators::Rag,
    pack::{facts::Measured, words},
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    let source = &view.facts.source;
    let subtitle = match &source.cycle {
        Some(cycle) => format!("Meeting pack for audit cycle {cycle}"),
        None => "Meeting pack".to_owned(),
    };
    blocks.push(Block::Title { title: view.pack.title.clone(), subtitle });
    if source.synthetic {
        blocks.push(Block::warning(
            "Synthetic data. Every patient, member of staff and event behind these numbers is invented. \
             Nothing here describes the care of any centre.",
        ));
    }
    blocks.push(Block::Facts(facts(view)));
    blocks.push(Block::Table(glance(view)));
}

fn facts(view: &View<'_>) -> Vec<Fact> {
    let source = &view.facts.source;
    let versions: Vec<String> = view
        .facts
        .indicators
        .iter()
        .map(|m| format!("{} {}", m.definition.id, m.definition.version))
        .collect();
    let mut facts = vec![
        Fact::new("Reporting period", words::period(source.period)),
        Fact::new("Audit cycle", source.cycle.clone().unwrap_or_else(|| "none (free period)".to_owned())),
        Fact::new("Records as of", words::moment(source.extract_at)),
    ];
    if let Some(own) = view.facts.centres.iter().find(|centre| view.is_own(&centre.code)) {
        facts.push(Fact::new("Copy for", format!("{} ({}), set in bold", own.name, own.code)));
    }
    facts.extend([
        Fact::new("Snapshot (SHA-256)", source.snapshot.clone()),
        Fact::new(
            "Audit chain head",
            source.audit_head.clone().unwrap_or_else(|| "none: made without the audit log".to_owned()),
        ),
        Fact::new("Data dictionary", format!("version {}", source.dictionary_version)),
        Fact::new("Indicator versions", versions.join(", ")),
        Fact::new(
            "Pack and program",
            format!("{} {}, ecmopt {}", view.pack.name, view.pack.version, source.code_version),
        ),
    ]);
    facts
}

fn glance(view: &View<'_>) -> Table {
    let context = origin(&view.facts.source);
    let mut notes = vec![
        "Centres rated green, amber and red; centres with fewer than 10 records are not rated.".to_owned(),
    ];
    notes.push(provenance(&view.facts.source, None));
    Table {
        name: "network".to_owned(),
        caption: "The network at a glance".to_owned(),
        context,
        columns: vec![
            Column::text("indicator", "Indicator", 5.0),
            Column::number("n", "n", 0.9),
            Column::number("value_percent", "Value, %", 1.3).rated(),
            Column::number("lower95_percent", "95% from", 1.2),
            Column::number("upper95_percent", "to", 0.9),
            Column::number("target_percent", "Target, %", 1.3),
            Column::number("centres_green", "G", 0.5),
            Column::number("centres_amber", "A", 0.5),
            Column::number("centres_red", "R", 0.5),
        ],
        rows: view.facts.indicators.iter().map(|measured| row(view, measured)).collect(),
        notes,
    }
}

fn row(view: &View<'_>, measured: &Measured) -> Row {
    let definition = &measured.definition;
    let name = Cell::new(format!("{} {}", definition.id, definition.name));
    let mut cells = vec![name];
    match measured.network() {
        Some(value) => cells.extend([
            Cell::new(value.n.to_string()),
            shown::value_cell(shown::Shown::Value(value)),
            Cell::new(value.lower.map_or(String::new(), words::decimal)),
            Cell::new(value.upper.map_or(String::new(), words::decimal)),
        ]),
        None => cells.extend(std::iter::repeat_n(Cell::default(), 4)),
    }
    cells.push(Cell::new(definition.target.map_or(String::new(), |target| target.to_string())));
    let rated = shown::centres(view, measured);
    for rag in [Rag::Green, Rag::Amber, Rag::Red] {
        let count = rated.iter().filter(|(_, s)| matches!(s, shown::Shown::Value(v) if v.rag == rag)).count();
        cells.push(Cell::new(if definition.target.is_some() { count.to_string() } else { String::new() }));
    }
    Row::new(cells)
}
