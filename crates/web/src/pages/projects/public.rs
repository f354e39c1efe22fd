//! What everybody reads of approved projects.

use acts::london;
use askama::Template;
use axum::extract::State;
use domain::project::{PublicProject, PublicStanding};
use jiff::civil::Date;

use super::{
    super::{Answer, html, plain_chrome},
    today,
};
use crate::{
    App,
    entry::date_in_words,
    ui::{Chrome, Colour, SummaryList, Tag},
};

#[derive(Template)]
#[template(path = "pages/research.html")]
struct ResearchPage {
    chrome: Chrome,
    projects: Vec<Told>,
}

/// A project in words.
struct Told {
    title: String,
    state: Tag,
    lines: Vec<String>,
    facts: SummaryList,
}

/// GET /research
pub(crate) async fn show(State(app): State<App>) -> Answer {
    let (today, zone) = (today(&app)?, london()?);
    let mut projects = app.store.public_projects().await?;
    projects.sort_by_key(|project| project.standing(today));
    let ended = |project: &PublicProject| project.ended_at.map(|at| zone.to_datetime(at).date());
    html(&ResearchPage {
        chrome: plain_chrome(&app, "Research with the network’s data").back("/", "Start page"),
        projects: projects.into_iter().map(|project| told(ended(&project), project, today)).collect(),
    })
}

fn told(ended: Option<Date>, project: PublicProject, today: Date) -> Told {
    let state = match project.standing(today) {
        PublicStanding::Running => Tag::new(Colour::Green, "Running"),
        PublicStanding::Coming => Tag::new(Colour::Blue, "Not begun yet"),
        PublicStanding::Ended => Tag::new(Colour::Grey, "Ended"),
    };
    let last = ended.map_or(project.until, |ended| ended.min(project.until));
    let facts = SummaryList::of([
        ("Institutions", project.institutions.join("; ")),
        ("From", date_in_words(project.first_day)),
        (
            if project.standing(today) == PublicStanding::Ended { "Ended on" } else { "Until" },
            date_in_words(last),
        ),
    ]);
    let lines = project.summary.lines().map(str::to_owned).collect();
    Told { title: project.title, state, lines, facts }
}
