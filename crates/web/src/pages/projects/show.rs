//! One project: what is applied for, what was done with it, and what can be done now.

use acts::london;
use askama::Template;
use axum::extract::State;
use domain::actor::{Action, Actor};
use domain::code::Coded;
use domain::project::{Project, ProjectEntry, ProjectState, ProjectStep};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::KeptProject;

use super::{
    super::{Answer, chrome, html},
    NETWORK, OWN, project_id, tag, today,
};
use crate::{
    App,
    entry::{date_in_words, instant_in_words},
    extract::{Path, Query},
    gate::Session,
    ui::{Chrome, Link, SummaryList, Tag},
};

#[derive(Template)]
#[template(path = "pages/project.html")]
struct ProjectPage {
    chrome: Chrome,
    state: Tag,
    /// What whoever looks is to know first.
    told: Option<String>,
    actions: Vec<Link>,
    facts: SummaryList,
    /// Headings with their lines.
    texts: [(&'static str, Vec<String>); 3],
    said: Vec<Said>,
}

/// What was done.
struct Said {
    what: String,
    by: String,
    lines: Vec<String>,
    is_applicant: bool,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Just {
    done: Option<String>,
}

/// GET /projects/{id}
pub(crate) async fn own(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(just): Query<Just>,
    session: Session,
) -> Answer {
    let kept = app.store.own_project(session.actor(), project_id(&id)?).await?;
    page(&app, &session, &kept, OWN, &just)
}

/// GET /network/projects/{id}
pub(crate) async fn of_network(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(just): Query<Just>,
    session: Session,
) -> Answer {
    let kept = app.store.project(session.actor(), project_id(&id)?).await?;
    page(&app, &session, &kept, NETWORK, &just)
}

fn page(app: &App, session: &Session, kept: &KeptProject, area: &'static str, just: &Just) -> Answer {
    let (project, today, zone) = (&kept.project, today(app)?, london()?);
    let frame = chrome(app, session, project.proposal.title.clone(), area).back(area, "Research projects");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let proposal = &project.proposal;
    html(&ProjectPage {
        chrome: frame.notice(notice(just.done.as_deref(), project)),
        state: tag(project, today),
        told: told(project, session.actor(), area),
        actions: actions(kept, session, area, today),
        facts: SummaryList::of(facts(project, &zone)),
        texts: [
            ("Question", lines(&proposal.question)),
            ("Lay summary", lines(&proposal.summary)),
            ("People", proposal.people.iter().map(domain::project::Investigator::line).collect()),
        ],
        said: project.entries().iter().map(|entry| said(project, entry, &zone)).collect(),
    })
}

fn notice(done: Option<&str>, project: &Project) -> Option<String> {
    let notice = match (done?, project.state()) {
        ("registered", _) => "The project is registered. Read it through, then submit it.",
        ("changed", _) => "The project is changed.",
        ("submit", _) => "The project is submitted. Two people of the network decide about it.",
        ("approve", ProjectState::ApprovedOnce(_)) => {
            "Your approval is kept. Another person’s is needed as well."
        }
        ("approve", ProjectState::Approved(_)) => "The project is approved: yours was the second approval.",
        ("refuse", _) => "The project is refused. The applicant reads why.",
        ("withdraw", _) => "The project is stopped. The applicant reads why.",
        ("close", _) => "The project is closed.",
        _ => return None,
    };
    Some(notice.to_owned())
}

/// What is to be known before anything else: why somebody can do nothing, or what is to be done.
fn told(project: &Project, actor: &Actor, area: &str) -> Option<String> {
    let waits = matches!(project.state(), ProjectState::Submitted | ProjectState::ApprovedOnce(_));
    let sentence = match project.state() {
        ProjectState::Draft => "Nobody but you sees it. Submit it when it is right.",
        _ if area == OWN || !waits => return None,
        _ if project.applicant == actor.member => {
            "You have applied for this project yourself: two others decide about it."
        }
        _ if project.is_approved_by(actor.member) => {
            "You have approved it. The second approval is another person’s."
        }
        _ => return None,
    };
    Some(sentence.to_owned())
}

/// What whoever looks can do now.
fn actions(kept: &KeptProject, session: &Session, area: &str, today: Date) -> Vec<Link> {
    let KeptProject { id, project } = kept;
    let link = |way: &str, text: &str| Link { href: format!("{area}/{id}/{way}"), text: text.to_owned() };
    let can = |step| project.allows(step, session.actor().member, today).is_ok();
    let approval = ProjectStep::Approve(project.proposal.last_day);
    let offered = if area == OWN {
        [
            (project.is_draft(), "edit", "Change it"),
            (can(ProjectStep::Submit), "submit", "Submit it"),
            (can(ProjectStep::Close), "close", "Close it"),
        ]
    } else if session.offers(Action::ApproveProjects) {
        [
            (can(approval), "approve", "Approve it"),
            (can(ProjectStep::Refuse), "refuse", "Refuse it"),
            (can(ProjectStep::Withdraw), "withdraw", "Stop it"),
        ]
    } else {
        return Vec::new();
    };
    offered.into_iter().filter(|(is_open, ..)| *is_open).map(|(_, way, text)| link(way, text)).collect()
}

fn facts(project: &Project, zone: &TimeZone) -> [(&'static str, String); 7] {
    let proposal = &project.proposal;
    let until = match project.state() {
        ProjectState::ApprovedOnce(until) => {
            format!("Not yet; the first approval lasts until {}", date_in_words(until))
        }
        ProjectState::Approved(until) => date_in_words(until),
        ProjectState::Draft | ProjectState::Submitted => "Not yet".to_owned(),
        ProjectState::Refused | ProjectState::Withdrawn | ProjectState::Closed => "Not any more".to_owned(),
    };
    let registered = &project.registered;
    [
        ("Applicant", format!("{}, registered on {}", registered.by, instant_in_words(registered.at, zone))),
        ("First day", date_in_words(proposal.first_day)),
        ("Last day", date_in_words(proposal.last_day)),
        ("Approved until", until),
        ("Legal basis", proposal.basis.label().to_owned()),
        ("Its reference", proposal.reference.clone()),
        ("Funding", proposal.funding.clone()),
    ]
}

fn said(project: &Project, entry: &ProjectEntry, zone: &TimeZone) -> Said {
    let what = match entry.step {
        ProjectStep::Submit => "Submitted".to_owned(),
        ProjectStep::Approve(until) => format!("Approved until {}", date_in_words(until)),
        ProjectStep::Refuse => "Refused".to_owned(),
        ProjectStep::Withdraw => "Stopped".to_owned(),
        ProjectStep::Close => "Closed".to_owned(),
    };
    let mut lines: Vec<_> = entry.text.lines().map(str::to_owned).collect();
    if lines.is_empty() && entry.step.until().is_some() {
        lines.push("Without conditions.".to_owned());
    }
    Said {
        what,
        by: format!("{}, {}", entry.by, instant_in_words(entry.at, zone)),
        lines,
        is_applicant: entry.member == project.applicant,
    }
}
