//! Research projects: researchers register and submit their own; two of the network approve each; everybody reads what is
//! approved.
//!
//! ```text
//! /research                                          for everybody, without signing in
//! /projects ─► /projects/new, /projects/{id}/edit    a researcher's own
//!          └─► /projects/{id} ─► …/submit, …/close
//! /network/projects ─► /network/projects/{id} ─► …/approve, …/refuse, …/withdraw
//! ```

mod answers;
pub(crate) mod form;
pub(crate) mod network;
pub(crate) mod own;
pub(crate) mod public;
pub(crate) mod show;
pub(crate) mod step;

use acts::london;
use domain::project::{Project, ProjectState};
use jiff::civil::Date;
use store::ProjectId;

use crate::{
    App,
    entry::date_in_words,
    problem::Problem,
    ui::{Colour, Tag},
};

/// The entry of a researcher's menu.
const OWN: &str = "/projects";

/// The entry of the network's menu.
const NETWORK: &str = "/network/projects";

fn project_id(text: &str) -> Result<ProjectId, Problem> {
    ProjectId::parse(text).ok_or(Problem::NotFound)
}

/// The day by which projects are judged: the network's, by the clock of London.
fn today(app: &App) -> Result<Date, Problem> {
    Ok(london()?.to_datetime(app.world.now()).date())
}

/// How far a project has come on a day.
fn tag(project: &Project, today: Date) -> Tag {
    match project.state() {
        ProjectState::Draft => Tag::new(Colour::Blue, "Draft"),
        ProjectState::Submitted => Tag::new(Colour::Yellow, "Waits for two approvals"),
        ProjectState::ApprovedOnce(_) => Tag::new(Colour::Yellow, "Waits for one more approval"),
        ProjectState::Approved(until) if until < today => {
            Tag::new(Colour::Grey, format!("Ended on {}", date_in_words(until)))
        }
        ProjectState::Approved(until) if project.is_current(today) => {
            Tag::new(Colour::Green, format!("Approved until {}", date_in_words(until)))
        }
        ProjectState::Approved(_) => {
            Tag::new(Colour::Blue, format!("Approved, begins {}", date_in_words(project.proposal.first_day)))
        }
        ProjectState::Refused => Tag::new(Colour::Grey, "Refused"),
        ProjectState::Withdrawn => Tag::new(Colour::Grey, "Stopped by the network"),
        ProjectState::Closed => Tag::new(Colour::Grey, "Closed by its applicant"),
    }
}
