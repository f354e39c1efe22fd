//! A researcher's own projects.

use axum::extract::State;
use jiff::civil::Date;
use store::KeptProject;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    OWN, tag, today,
};
use crate::{
    App,
    entry::date_in_words,
    gate::Session,
    ui::{Cell, Link, Pagination, Table},
};

const HELP: &str = "Numbers for research are given for a project. Register yours, then submit it: two people of the network decide, each \
                    until a day that they name. While it is approved you may work in it.";

/// GET /projects
pub(crate) async fn list(State(app): State<App>, session: Session) -> Answer {
    let projects = app.store.own_projects(session.actor()).await?;
    let today = today(&app)?;
    html(&ListPage {
        chrome: chrome(&app, &session, "Research projects", OWN),
        help: HELP.to_owned(),
        new: Some(Link { href: format!("{OWN}/new"), text: "Register a research project".to_owned() }),
        table: (!projects.is_empty()).then(|| table(&projects, today)),
        empty: "You have registered no project yet.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![Link {
            href: "/research".to_owned(),
            text: "What everybody reads of approved projects".to_owned(),
        }],
    })
}

fn table(projects: &[KeptProject], today: Date) -> Table {
    let row = |KeptProject { id, project }: &KeptProject| {
        let proposal = &project.proposal;
        vec![
            Cell::link(format!("{OWN}/{id}"), proposal.title.clone()),
            Cell::text(format!(
                "{} to {}",
                date_in_words(proposal.first_day),
                date_in_words(proposal.last_day)
            )),
            Cell::Tag(tag(project, today)),
        ]
    };
    Table {
        caption: "Your projects, the newest first".to_owned(),
        heads: vec!["Project", "Planned", "State"],
        rows: projects.iter().map(row).collect(),
    }
}
