//! The questions that the network adds for a cycle.

pub(crate) mod cycle;
mod one;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use domain::reference::CycleDates;

use super::{Answer, chrome, html};
use crate::{
    App,
    entry::number_in_words,
    gate::AuditLead,
    ui::{Cell, Chrome, Colour, Table, Tag},
};

/// The entry of the menu.
const AREA: &str = "/questions";

#[derive(Template)]
#[template(path = "pages/questions/list.html")]
struct ListPage {
    chrome: Chrome,
    cycles: Table,
}

/// GET /questions
pub(crate) async fn list(State(app): State<App>, lead: AuditLead) -> Answer {
    let dictionary = app.store.dictionary().await?;
    let frozen: BTreeSet<String> = app
        .store
        .cycles()
        .await?
        .into_iter()
        .filter(|cycle| cycle.state.freeze_facts().is_some())
        .map(|cycle| cycle.dates.id)
        .collect();
    let mut calendar = app.store.calendar().await?.cycles;
    calendar.reverse();
    let row = |dates: &CycleDates| {
        let count = dictionary.questions_of(&dates.id).map_or(0, |set| set.questions.len());
        let state = if frozen.contains(&dates.id) {
            Cell::Tag(Tag::new(Colour::Grey, "Frozen"))
        } else {
            Cell::Tag(Tag::new(Colour::Green, "Can be changed"))
        };
        vec![
            Cell::link(format!("{AREA}/{}", dates.id), dates.id.as_str()),
            Cell::text(format!("{} to {}", dates.start, dates.end)),
            Cell::text(number_in_words(count, "question", "questions")),
            state,
        ]
    };
    html(&ListPage {
        chrome: chrome(&app, &lead.session, "Questions of the network", AREA),
        cycles: Table {
            caption: "Cycles".to_owned(),
            heads: vec!["Cycle", "Period", "Questions", "State"],
            rows: calendar.iter().map(row).collect(),
        },
    })
}
