//! One cycle: where each centre stands, and what can be done next.

use askama::Template;
use axum::extract::State;
use domain::{
    centre::Directory,
    cycle::{Cycle, CycleState, Extension},
};
use store::{CentreStanding, Standing};

use super::{
    super::{Answer, chrome, html},
    address, last_day, tag,
};
use crate::{
    App,
    entry::date_in_words,
    extract::{Path, Query},
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, Chrome, Link, SummaryList, Table, Tag},
};

#[derive(Template)]
#[template(path = "pages/cycle.html")]
struct CyclePage {
    chrome: Chrome,
    state: Tag,
    facts: SummaryList,
    actions: Vec<Link>,
    centres: Option<Table>,
    extensions: Option<Table>,
    /// What is done at the command line next, and how.
    commands: Option<(&'static str, String)>,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// GET /network/cycles/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
    lead: AuditLead,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    let standings = app.store.kept_standing(lead.session.actor(), app.world.now(), &cycle.dates).await?;
    let extensions = app.store.extensions(&id).await?;
    let directory = app.store.directory().await?;
    let frame = chrome(&app, &lead.session, format!("Cycle {id}"), "/network/cycles");
    html(&CyclePage {
        chrome: frame.back("/network/cycles", "All cycles").notice(notice(&id, done.done.as_deref())),
        state: tag(&cycle),
        facts: facts(&cycle),
        actions: actions(&cycle),
        centres: centres(&standings, &directory),
        extensions: extensions_table(&extensions, &directory),
        commands: commands(&cycle),
    })
}

fn notice(id: &str, done: Option<&str>) -> Option<String> {
    Some(match done? {
        "open" => format!("Cycle {id} is open."),
        "grace" => format!("Every centre has more time for {id}."),
        "extend" => format!("The centre has more time for {id}."),
        "lock" => format!("Cycle {id} is locked."),
        "unlock" => format!("The lock of cycle {id} is lifted."),
        _ => return None,
    })
}

fn facts(cycle: &Cycle) -> SummaryList {
    let dates = &cycle.dates;
    let mut rows = vec![
        ("Period".to_owned(), format!("{} to {}", date_in_words(dates.start), date_in_words(dates.end))),
        ("Signed off by".to_owned(), last_day(cycle)),
    ];
    if let Some(freeze) = cycle.state.freeze_facts() {
        rows.push(("Snapshot".to_owned(), freeze.snapshot_hash.clone()));
    }
    SummaryList { rows }
}

fn actions(cycle: &Cycle) -> Vec<Link> {
    let step =
        |step: &str, text: &str| Link { href: format!("{}/{step}", address(cycle)), text: text.to_owned() };
    match cycle.state {
        CycleState::Open | CycleState::Grace { .. } => vec![
            step("lock", "Lock this cycle"),
            step("grace", "Give every centre more time"),
            step("extend", "Give one centre more time"),
        ],
        CycleState::Locking { .. } => {
            vec![
                step("extend", "Give one centre more time"),
                step("lock", "Lock what was signed off since"),
                step("unlock", "Lift the lock"),
                step("freeze", "See what a freeze does"),
            ]
        }
        CycleState::Frozen(_) | CycleState::Reported { .. } => Vec::new(),
    }
}

/// Freezing writes files beside the database, so it is done where they are.
fn commands(cycle: &Cycle) -> Option<(&'static str, String)> {
    let id = &cycle.dates.id;
    match cycle.state {
        CycleState::Locking { .. } => Some((
            "Freezing takes a snapshot of every centre’s records into files, so the operator does it at the command \
             line. What is not locked then is counted in the pack with its reason.",
            format!("ecmopt cycle freeze {id}"),
        )),
        CycleState::Frozen(_) => Some((
            "Once the pack was given to the meeting, the operator notes it at the command line.",
            format!("ecmopt cycle report {id}"),
        )),
        _ => None,
    }
}

pub(super) fn name(directory: &Directory, code: &str) -> String {
    directory.centre(code).map_or_else(|| code.to_owned(), |centre| format!("{} ({code})", centre.short_name))
}

/// Where each centre stands. Counts only.
fn centres(standings: &[Standing], directory: &Directory) -> Option<Table> {
    let centres = CentreStanding::of(standings);
    let row = |counts: &CentreStanding| {
        let numbers = [counts.records, counts.locked, counts.incomplete, counts.queried, counts.drafts];
        let mut row = vec![Cell::text(name(directory, counts.centre.as_str())), Cell::text(counts.share())];
        row.extend(numbers.map(|number| Cell::text(number.to_string())));
        row
    };
    (!centres.is_empty()).then(|| Table {
        caption: "Where each centre stands".to_owned(),
        heads: vec!["Centre", "Signed off", "Records", "Locked", "Answers missing", "Queries open", "Drafts"],
        rows: centres.iter().map(row).collect(),
    })
}

fn extensions_table(extensions: &[Extension], directory: &Directory) -> Option<Table> {
    let row = |extension: &Extension| {
        vec![
            Cell::text(name(directory, extension.centre.as_str())),
            Cell::text(date_in_words(extension.until)),
            Cell::text(extension.reason.as_str()),
        ]
    };
    (!extensions.is_empty()).then(|| Table {
        caption: "Centres with more time".to_owned(),
        heads: vec!["Centre", "Until", "Why"],
        rows: extensions.iter().map(row).collect(),
    })
}
