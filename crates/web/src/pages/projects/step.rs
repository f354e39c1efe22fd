//! One step of a project, asked about before it is taken.

use axum::extract::State;
use domain::project::{Project, ProjectState, ProjectStep};
use store::{KeptProject, ProjectId};

use super::{
    super::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    NETWORK, OWN, project_id, today,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Posted, date_in_words, read_date},
    extract::Path,
    gate::Session,
    problem::Problem,
};

const NO_DATE: &str = "Enter the last day of the approval, like 31 December 2026";

/// A step that somebody takes here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Submit,
    Close,
    Approve,
    Refuse,
    Withdraw,
}

impl Way {
    /// The step that stands in an address of an area.
    fn parse(area: &str, text: &str) -> Result<Self, Problem> {
        let ways = if area == OWN {
            &[Self::Submit, Self::Close][..]
        } else {
            &[Self::Approve, Self::Refuse, Self::Withdraw]
        };
        ways.iter().copied().find(|way| way.as_str() == text).ok_or(Problem::NotFound)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Close => "close",
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Submit => "Submit this project",
            Self::Close => "Close this project",
            Self::Approve => "Approve this project",
            Self::Refuse => "Refuse this project",
            Self::Withdraw => "Stop this project",
        }
    }

    /// What comes of it.
    const fn told(self) -> &'static str {
        match self {
            Self::Submit => {
                "Two people of the network decide about it. From now on nothing of it can be changed; you can close it."
            }
            Self::Close => {
                "Nobody works in it any more, from now on. A closed project is not opened again: register another."
            }
            Self::Approve => {
                "Two different people approve a project; the earlier of their two last days holds. Its applicant reads \
                 your name and your conditions. Once both have approved, everybody reads its title, its lay summary, its \
                 institutions and its days."
            }
            Self::Refuse => {
                "One refusal ends it. Its applicant reads your name and why, and may register another."
            }
            Self::Withdraw => {
                "Its approval ends at once: nobody works in it any more. Its applicant reads your name and why. Everybody \
                 reads that it has ended, not why."
            }
        }
    }
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Answers {
    until: Typed,
    text: Typed,
    refused: Option<String>,
}

/// GET /projects/{id}/{step}
pub(crate) async fn ask_own(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    session: Session,
) -> Answer {
    let kept = app.store.own_project(session.actor(), project_id(&id)?).await?;
    page(&app, &session, &kept, Way::parse(OWN, &step)?, OWN, Answers::default()).draw()
}

/// POST /projects/{id}/{step}
pub(crate) async fn take_own(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let way = Way::parse(OWN, &step)?;
    let kept = app.store.own_project(session.actor(), project_id(&id)?).await?;
    take(&app, &session, &kept, way, OWN, &posted).await
}

/// GET /network/projects/{id}/{step}
pub(crate) async fn ask_network(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    session: Session,
) -> Answer {
    let kept = app.store.project(session.actor(), project_id(&id)?).await?;
    page(&app, &session, &kept, Way::parse(NETWORK, &step)?, NETWORK, Answers::default()).draw()
}

/// POST /network/projects/{id}/{step}
pub(crate) async fn take_network(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    session: Session,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let way = Way::parse(NETWORK, &step)?;
    let kept = app.store.project(session.actor(), project_id(&id)?).await?;
    take(&app, &session, &kept, way, NETWORK, &posted).await
}

async fn take(
    app: &App,
    session: &Session,
    kept: &KeptProject,
    way: Way,
    area: &'static str,
    posted: &Posted,
) -> Answer {
    let answers = match wanted(way, posted) {
        Err(answers) => *answers,
        Ok((step, text)) => match send(app, session, kept.id, step, &text).await? {
            None => return Ok(see_other(&format!("{area}/{}?done={}", kept.id, way.as_str()))),
            Some(sentence) => Answers { refused: Some(sentence), ..Answers::typed(way, posted) },
        },
    };
    page(app, session, kept, way, area, answers).draw()
}

/// Takes the step; the sentence with which it is refused.
async fn send(
    app: &App,
    session: &Session,
    id: ProjectId,
    step: ProjectStep,
    text: &str,
) -> Result<Option<String>, Problem> {
    let (now, today) = (app.world.now(), today(app)?);
    match app.store.take_project(session.actor(), now, today, id, step, text).await {
        Ok(()) => Ok(None),
        Err(error) => question::refusal(error).map(Some),
    }
}

/// The step that was posted with its text, or what is wrong with it.
fn wanted(way: Way, posted: &Posted) -> Result<(ProjectStep, String), Box<Answers>> {
    let mut answers = Answers::typed(way, posted);
    let text = answers.text.text.clone();
    let step = match way {
        Way::Submit => Some(ProjectStep::Submit),
        Way::Close => Some(ProjectStep::Close),
        Way::Refuse => Some(ProjectStep::Refuse),
        Way::Withdraw => Some(ProjectStep::Withdraw),
        Way::Approve => read_date(&answers.until.text).map(ProjectStep::Approve),
    };
    match step {
        Some(step) if step.needs_no_text() || !text.is_empty() => Ok((step, text)),
        Some(_) => {
            answers.text.error = Some("Enter why".to_owned());
            Err(Box::new(answers))
        }
        None => {
            answers.until.error = Some(NO_DATE.to_owned());
            Err(Box::new(answers))
        }
    }
}

impl Answers {
    fn typed(way: Way, posted: &Posted) -> Self {
        let text = if way == Way::Approve { "conditions" } else { "reason" };
        let typed = |name| Typed::of(posted.get(name).trim());
        Self { until: typed("until"), text: typed(text), refused: None }
    }
}

fn page(
    app: &App,
    session: &Session,
    kept: &KeptProject,
    way: Way,
    area: &'static str,
    answers: Answers,
) -> Question {
    let (back, project) = (format!("{area}/{}", kept.id), &kept.project);
    let frame = chrome(app, session, way.title(), area).back(back.as_str(), "The project");
    let page = Question::new(app, session, frame, project.proposal.title.clone()).tell(way.told());
    let Answers { until, text, refused } = answers;
    let (name, label) = match way {
        Way::Submit | Way::Close => ("reason", "Why it ends, or what came of it"),
        Way::Refuse => ("reason", "Why it is refused"),
        Way::Withdraw => ("reason", "Why it is stopped"),
        Way::Approve => ("conditions", "Conditions, if there are any"),
    };
    let text = question::area(name, label, "Name no patient.", text);
    let page = match way {
        Way::Submit => page,
        Way::Close | Way::Refuse | Way::Withdraw => page.ask(text),
        Way::Approve => page
            .tell_if(first(project))
            .ask(question::line("until", "Last day of the approval", &last_day(project), "20", until))
            .ask(text),
    };
    let page = page.send(format!("{back}/{}", way.as_str()), way.title());
    let page = if matches!(way, Way::Submit | Way::Approve) { page } else { page.warn() };
    let page = refused.into_iter().fold(page, Question::refuse);
    page.way(back, "Cancel")
}

/// What the first of two has approved.
fn first(project: &Project) -> Option<String> {
    let ProjectState::ApprovedOnce(until) = project.state() else { return None };
    let entry = project.entries().iter().find(|entry| entry.step.until().is_some())?;
    let conditions = if entry.text.is_empty() { "without conditions" } else { &entry.text };
    Some(format!("{} has approved it until {}: {conditions}", entry.by, date_in_words(until)))
}

fn last_day(project: &Project) -> String {
    let last = date_in_words(project.proposal.last_day);
    format!("Day first. The project ends on {last}; an approval lasts no longer.")
}
