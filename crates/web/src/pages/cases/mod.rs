//! Cases: numbers of a frozen cycle beyond what chance allows. The audit lead opens, decides and closes them; a centre's
//! lead responds to the own ones and knows of no other.
//!
//! ```text
//! /cases ─► /cases/open                      for whoever leads the audit
//!       └─► /cases/{id} ─► …/centre          a response, or what was done since
//!                     └──► …/network         a note, the decision, the closing
//! ```

mod forms;
pub(crate) mod list;
pub(crate) mod open;
pub(crate) mod show;
pub(crate) mod step;

use domain::{
    case::{Case, CaseState},
    centre::Directory,
};
use jiff::{Timestamp, tz::TimeZone};
use store::CaseId;

use crate::{
    entry::day_in_words,
    problem::Problem,
    ui::{Colour, Tag},
};

/// The entry of the menu.
const AREA: &str = "/cases";

fn case_id(text: &str) -> Result<CaseId, Problem> {
    CaseId::parse(text).ok_or(Problem::NotFound)
}

/// The page of a case.
pub(super) fn address(id: CaseId) -> String {
    format!("{AREA}/{id}")
}

/// `ECMO days with any physiotherapy (P04)`
pub(super) fn title(case: &Case) -> String {
    format!("{} ({})", case.found.name, case.found.indicator)
}

/// `Alarm, worse`
fn kind(case: &Case) -> String {
    format!("{}, {}", case.found.level, case.found.direction)
}

/// Whose number it is.
fn whose(case: &Case, directory: &Directory) -> String {
    directory.in_words(case.found.centre.as_str())
}

/// How far a case has come, with what is due or overdue.
pub(super) fn tag(case: &Case, now: Timestamp, zone: &TimeZone) -> Tag {
    match (case.state(), case.due) {
        (CaseState::Notified, Some(due)) if case.is_overdue(now) => {
            Tag::new(Colour::Red, format!("Response overdue since {}", day_in_words(due, zone)))
        }
        (CaseState::Notified, Some(due)) => {
            Tag::new(Colour::Yellow, format!("Response due by {}", day_in_words(due, zone)))
        }
        (CaseState::Notified, None) => Tag::new(Colour::Blue, "Centre told, nothing due"),
        (CaseState::Responded, _) => Tag::new(Colour::Yellow, "To be decided"),
        (CaseState::Decided, _) => Tag::new(
            Colour::Blue,
            case.decision().map_or_else(String::new, |(decision, _)| decision.to_string()),
        ),
        (CaseState::Closed, _) => Tag::new(Colour::Grey, "Closed"),
    }
}
