//! The projects that were submitted to the network: what waits for whoever looks comes first.

use acts::london;
use axum::extract::State;
use domain::actor::{Action, MemberId};
use domain::project::{Project, ProjectState, ProjectStep};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::KeptProject;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    NETWORK, tag, today,
};
use crate::{
    App,
    entry::day_in_words,
    gate::Session,
    ui::{Cell, Link, Pagination, Table},
};

const HELP: &str = "Researchers register what they want to find out; two different people of the network approve it, each until a day that \
                    they name, and the earlier day holds. What waits for you comes first.";

/// GET /network/projects
pub(crate) async fn list(State(app): State<App>, session: Session) -> Answer {
    let mut projects = app.store.projects(session.actor()).await?;
    let (today, zone) = (today(&app)?, london()?);
    let decider = session.offers(Action::ApproveProjects).then_some(session.actor().member);
    projects.sort_by_key(|kept| turn(&kept.project, decider));
    html(&ListPage {
        chrome: chrome(&app, &session, "Research projects", NETWORK),
        help: HELP.to_owned(),
        new: None,
        table: (!projects.is_empty()).then(|| table(&projects, decider, today, &zone)),
        empty: "No project has been submitted yet.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![Link {
            href: "/research".to_owned(),
            text: "What everybody reads of approved projects".to_owned(),
        }],
    })
}

/// What waits for somebody, then what waits for another, then the rest.
fn turn(project: &Project, decider: Option<MemberId>) -> u8 {
    match waits(project, decider) {
        "You" => 0,
        "" => 2,
        _ => 1,
    }
}

/// For whom a project waits.
fn waits(project: &Project, decider: Option<MemberId>) -> &'static str {
    match project.state() {
        ProjectState::Submitted | ProjectState::ApprovedOnce(_) => {
            if decider.is_some_and(|decider| project.waits_for(decider)) { "You" } else { "Others" }
        }
        _ => "",
    }
}

fn table(projects: &[KeptProject], decider: Option<MemberId>, today: Date, zone: &TimeZone) -> Table {
    let row = |KeptProject { id, project }: &KeptProject| {
        let mut submitted = project.entries().iter().filter(|entry| entry.step == ProjectStep::Submit);
        let submitted = submitted.next().map(|entry| day_in_words(entry.at, zone));
        vec![
            Cell::link(format!("{NETWORK}/{id}"), project.proposal.title.clone()),
            Cell::text(project.registered.by.clone()),
            Cell::text(submitted.unwrap_or_default()),
            Cell::text(waits(project, decider)),
            Cell::Tag(tag(project, today)),
        ]
    };
    Table {
        caption: "Projects, what waits for you first".to_owned(),
        heads: vec!["Project", "Applicant", "Submitted", "Waits for", "State"],
        rows: projects.iter().map(row).collect(),
    }
}
