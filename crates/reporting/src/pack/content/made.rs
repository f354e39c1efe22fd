//! How this pack was made: what proves it.

use super::{View, places::Place};
use crate::{
    document::{Block, Fact},
    pack::words,
};

pub(super) fn write(view: &View<'_>, blocks: &mut Vec<Block>) {
    let source = &view.facts.source;
    blocks.push(Block::section(&Place::Made.anchor(), "How this pack was made"));
    blocks.push(Block::body(
        "The pack follows from its snapshot, its definition, the indicators' definitions and the program's version alone. \
         Building it again from the same inputs gives the same bytes; manifest.json lists the SHA-256 of every file.",
    ));
    let versions =
        view.facts.indicators.iter().map(|m| format!("{} {}", m.definition.id, m.definition.version));
    let mut facts = vec![
        Fact::new("Reporting period", words::period(source.period)),
        Fact::new("Audit cycle", source.cycle.clone().unwrap_or_else(|| "none (free period)".to_owned())),
        Fact::new("Records as of", words::moment(source.extract_at)),
        Fact::new("Synthetic data", if source.synthetic { "yes: nobody in it is real" } else { "no" }),
    ];
    if let Some(own) = view.facts.centres.iter().find(|centre| view.is_own(&centre.code)) {
        facts.push(Fact::new("Copy for", format!("{} ({})", own.name, own.code)));
    }
    facts.extend([
        Fact::new("Snapshot (SHA-256)", source.snapshot.clone()),
        Fact::new(
            "Audit chain head",
            source.audit_head.clone().unwrap_or_else(|| "none: made without the audit log".to_owned()),
        ),
        Fact::new("Data dictionary", format!("version {}", source.dictionary_version)),
        Fact::new("Indicator versions", versions.collect::<Vec<_>>().join(", ")),
        Fact::new(
            "Pack and program",
            format!("{} {}, ecmopt {}", view.pack.name, view.pack.version, source.code_version),
        ),
    ]);
    blocks.push(Block::Facts(facts));
}
