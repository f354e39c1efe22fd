//! All cycles, newest first.

use axum::extract::State;
use domain::cycle::Cycle;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    address, last_day, tag,
};
use crate::{
    App,
    entry::date_in_words,
    gate::AuditLead,
    ui::{Cell, Link, Pagination, Table},
};

/// GET /network/cycles
pub(crate) async fn show(State(app): State<App>, lead: AuditLead) -> Answer {
    let cycles = app.store.cycles().await?;
    html(&ListPage {
        chrome: chrome(&app, &lead.session, "Cycles", "/network/cycles"),
        help: "Two cycles a year. A cycle is open, may be given grace, is locked, then frozen and reported."
            .to_owned(),
        new: Some(Link { href: "/network/cycles/new".to_owned(), text: "Open a cycle".to_owned() }),
        table: (!cycles.is_empty()).then(|| table(&cycles)),
        empty: "No cycle has been opened yet.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

/// The cycles, newest first.
pub(in super::super) fn table(cycles: &[Cycle]) -> Table {
    let row = |cycle: &Cycle| {
        vec![
            Cell::link(address(cycle), cycle.dates.id.as_str()),
            Cell::text(date_in_words(cycle.dates.start)),
            Cell::text(date_in_words(cycle.dates.end)),
            Cell::text(last_day(cycle)),
            Cell::Tag(tag(cycle)),
        ]
    };
    Table {
        caption: "Cycles".to_owned(),
        heads: vec!["Cycle", "First day", "Last day", "Signed off by", "State"],
        rows: cycles.iter().rev().map(row).collect(),
    }
}
