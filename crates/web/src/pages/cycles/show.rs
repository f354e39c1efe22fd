//! One cycle: where each centre stands, and what can be done next.

use askama::Template;
use axum::extract::State;
use domain::{
    centre::Directory,
    cycle::{Cycle, CycleState, Extension},
};
use store::{CentreStanding, Standing};

use super::{
    super::{Answer, chrome, html, look_again},
    address, last_day, tag,
};
use crate::{
    App,
    entry::date_in_words,
    extract::{Path, Query},
    freezes::Freezing,
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
    /// How far the freeze is that goes on, or why it was not done.
    freezing: Option<String>,
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
    let freezing = app.freezes.of(&id);
    let is_running = matches!(freezing, Some(Freezing::Running(..)));
    let page = html(&CyclePage {
        chrome: frame.back("/network/cycles", "All cycles").notice(notice(&cycle, done.done.as_deref())),
        state: tag(&cycle),
        facts: facts(&cycle),
        actions: if is_running { Vec::new() } else { actions(&cycle) },
        centres: centres(&standings, &directory),
        extensions: extensions_table(&extensions, &directory),
        freezing: freezing.map(told),
        commands: commands(&cycle),
    })?;
    Ok(if is_running { look_again(page) } else { page })
}

/// How a freeze stands, in words.
fn told(freezing: Freezing) -> String {
    match freezing {
        Freezing::Running(done, total) if total > 0 => {
            format!(
                "The cycle is being frozen: {done} of {total} kinds of records are in the snapshot. This page looks again by itself."
            )
        }
        Freezing::Running(..) => "The cycle is being frozen. This page looks again by itself.".to_owned(),
        Freezing::Refused(sentence) => format!("The cycle was not frozen. {sentence}"),
    }
}

fn notice(cycle: &Cycle, done: Option<&str>) -> Option<String> {
    let id = &cycle.dates.id;
    Some(match done? {
        "freeze" if cycle.state.freeze_facts().is_some() => format!("Cycle {id} is frozen."),
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
                step("freeze", "Freeze this cycle"),
            ]
        }
        CycleState::Frozen(_) | CycleState::Reported { .. } => {
            let of = |page: &str, text: &str| Link {
                href: format!("{page}?cycle={}", cycle.dates.id),
                text: text.to_owned(),
            };
            vec![of("/packs/new", "Make a pack of it"), of("/cases/open", "Open its cases")]
        }
    }
}

fn commands(cycle: &Cycle) -> Option<(&'static str, String)> {
    let CycleState::Frozen(_) = cycle.state else { return None };
    Some((
        "Once the pack was given to the meeting, the operator notes it at the command line.",
        format!("ecmopt cycle report {}", cycle.dates.id),
    ))
}

/// Where each centre stands. Counts only.
fn centres(standings: &[Standing], directory: &Directory) -> Option<Table> {
    let centres = CentreStanding::of(standings);
    let row = |counts: &CentreStanding| {
        let numbers = [counts.records, counts.locked, counts.incomplete, counts.queried, counts.drafts];
        let mut row =
            vec![Cell::text(directory.in_words(counts.centre.as_str())), Cell::text(counts.share())];
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
            Cell::text(directory.in_words(extension.centre.as_str())),
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
