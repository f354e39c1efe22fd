//! Where somebody starts: their centre's open work, or the network.

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::actor::Role;
use store::{AdmissionRecords, StoredRecord};

use super::{Answer, chrome, html, links, see_other};
use crate::{
    App,
    cookie::Token,
    entry::{number_in_words, wall_time_in_words},
    gate::Member,
    problem::Problem,
    ui::{Cell, Chrome, Table},
};

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    chrome: Chrome,
    centre_name: String,
    tiles: Vec<Tile>,
    on_ecmo: Option<Table>,
    open: Option<Table>,
    missing: Option<Table>,
}

struct Tile {
    number: String,
    words: &'static str,
}

/// GET / leads everybody to where they start.
pub(crate) async fn start(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(cookie) = Token::from_headers(&headers, &app.config) else {
        return Ok(see_other("/sign-in"));
    };
    let session = app.store.session_find(cookie.as_str(), app.world.now()).await?;
    Ok(see_other(match session.map(|session| session.actor.role) {
        Some(Role::AuditLead) => "/network",
        Some(_) => "/centre",
        None => "/sign-in",
    }))
}

/// Rows of “Missing before sign-off”.
const MISSING_ROWS: u64 = 100;

/// GET /centre
pub(crate) async fn centre(State(app): State<App>, member: Member) -> Answer {
    let open = member.records.open_admissions().await?;
    let missing = member.records.on_hold(MISSING_ROWS).await?;
    let directory = app.store.directory().await?;
    let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
    let on_ecmo: Vec<_> = open.iter().flat_map(running).collect();
    let more = if missing.len() as u64 == MISSING_ROWS { " or more" } else { "" };
    let tile = |number: String, words| Tile { number, words };
    html(&HomePage {
        chrome: chrome(&app, &member.session, "Home", "/centre"),
        centre_name: centre.name.clone(),
        tiles: vec![
            tile(on_ecmo.len().to_string(), "on ECMO now"),
            tile(open.len().to_string(), "open admissions"),
            tile(format!("{}{more}", missing.len()), "records with answers missing"),
        ],
        on_ecmo: on_ecmo_table(&on_ecmo),
        open: open_table(&open),
        missing: missing_table(&missing),
    })
}

/// The runs of an admission whose flow has not stopped here.
fn running(held: &AdmissionRecords) -> impl Iterator<Item = (&StoredRecord, &StoredRecord)> {
    let is_running = |record: &&StoredRecord| {
        let get = |name| record.raw.get(record.form, name);
        record.form.id == "ecmo_run" && get("time_off").is_empty() && get("left_on_ecmo") != "true"
    };
    held.records.iter().filter(is_running).map(|run| (&held.admission, run))
}

fn on_ecmo_table(runs: &[(&StoredRecord, &StoredRecord)]) -> Option<Table> {
    let row = |(admission, run): &(&StoredRecord, &StoredRecord)| {
        let mode = super::admission::answer(run, "initial_mode");
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(run.raw.get(run.form, "run_no")),
            Cell::text(mode),
            Cell::text(wall_time_in_words(run.raw.get(run.form, "time_on"))),
            Cell::link(links::contact(admission, Some(run)), "Enter a contact"),
        ]
    };
    (!runs.is_empty()).then(|| Table {
        caption: "On ECMO now".to_owned(),
        heads: vec!["Admission", "Run", "Mode at start", "Flow started", "Next step"],
        rows: runs.iter().map(row).collect(),
    })
}

fn open_table(open: &[AdmissionRecords]) -> Option<Table> {
    let row = |held: &AdmissionRecords| {
        let count = |form: &str| held.records.iter().filter(|record| record.form.id == form).count();
        let admission = &held.admission;
        vec![
            Cell::link(links::record(admission), admission.natural_key.as_str()),
            Cell::text(admission.raw.get(admission.form, "patient_ref")),
            Cell::text(wall_time_in_words(admission.raw.get(admission.form, "icu_admitted_at"))),
            Cell::text(number_in_words(count("ecmo_run"), "run", "runs")),
            Cell::text(number_in_words(count("physio_contact"), "contact", "contacts")),
        ]
    };
    (!open.is_empty()).then(|| Table {
        caption: "Open admissions".to_owned(),
        heads: vec!["Admission", "Patient", "Admitted", "Runs", "Contacts"],
        rows: open.iter().map(row).collect(),
    })
}

fn missing_table(missing: &[StoredRecord]) -> Option<Table> {
    let row = |record: &StoredRecord| {
        let holds = usize::try_from(record.holds).unwrap_or(usize::MAX);
        vec![
            Cell::link(
                links::details(record.form, record.id),
                format!("{} {}", record.form.title, record.natural_key),
            ),
            Cell::text(record.parent_key.as_deref().unwrap_or_default()),
            Cell::text(number_in_words(holds, "answer", "answers")),
        ]
    };
    (!missing.is_empty()).then(|| Table {
        caption: "Missing before sign-off".to_owned(),
        heads: vec!["Record", "Belongs to", "Missing"],
        rows: missing.iter().map(row).collect(),
    })
}
