//! The network's cycles and centres: numbers only.

use askama::Template;
use axum::extract::State;
use domain::{
    centre::Directory,
    cycle::{Cycle, CycleState},
};
use jiff::{civil::Date, tz::TimeZone};

use super::{Answer, chrome, html};
use crate::{
    App,
    gate::AuditLead,
    ui::{Cell, Chrome, Colour, Table},
};

#[derive(Template)]
#[template(path = "pages/network.html")]
struct NetworkPage {
    chrome: Chrome,
    cycles: Table,
    centres: Table,
}

/// GET /network
pub(crate) async fn show(State(app): State<App>, lead: AuditLead) -> Answer {
    let directory = app.store.directory().await?;
    let cycles = app.store.cycles().await?;
    let today = TimeZone::UTC.to_datetime(app.world.now()).date();
    html(&NetworkPage {
        chrome: chrome(&app, &lead.session, "Network", "/network"),
        cycles: cycles_table(&cycles),
        centres: centres_table(&directory, today),
    })
}

fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn cycles_table(cycles: &[Cycle]) -> Table {
    let row = |cycle: &Cycle| {
        let dates = &cycle.dates;
        let state = match cycle.state {
            CycleState::Open => Cell::tag(Colour::Blue, "Open"),
            CycleState::Locking { .. } => Cell::tag(Colour::Yellow, "Being completed"),
            CycleState::Frozen(_) => Cell::tag(Colour::Grey, "Frozen"),
            CycleState::Reported { .. } => Cell::tag(Colour::Green, "Reported"),
        };
        vec![
            Cell::text(dates.id.as_str()),
            Cell::text(date(dates.start)),
            Cell::text(date(dates.end)),
            Cell::text(date(dates.lock_deadline)),
            state,
        ]
    };
    Table {
        caption: "Cycles".to_owned(),
        heads: vec!["Cycle", "First day", "Last day", "Complete by", "State"],
        rows: cycles.iter().rev().map(row).collect(),
    }
}

fn centres_table(directory: &Directory, today: Date) -> Table {
    let row = |centre: &domain::centre::Centre| {
        let designated = directory.designated(&centre.code, today);
        vec![
            Cell::text(format!("{} ({})", centre.short_name, centre.code)),
            Cell::text(if designated { "Yes" } else { "No" }),
        ]
    };
    Table {
        caption: "Centres".to_owned(),
        heads: vec!["Centre", "Takes runs now"],
        rows: directory.centres.iter().map(row).collect(),
    }
}
