//! Whether every run is there, and who has signed off.

use acts::{Live, london};
use askama::Template;
use axum::extract::State;
use domain::cycle::Cycle;
use reporting::{
    document::{Block, Document, Table},
    export::{
        csv,
        html::{Links, fragment},
    },
    indicators::Period,
};
use store::CentreStanding;

use super::{
    super::{
        Answer, chrome, html, imports,
        indicators::{Numbers, age},
    },
    Cycles, FINDINGS, OVERSIGHT, sign_off,
};
use crate::{
    App,
    extract::{Path, Query},
    gate::AuditLead,
    problem::Problem,
    ui::{Chrome, Link, SelectOption},
};

#[derive(Template)]
#[template(path = "pages/oversight.html")]
struct OversightPage {
    chrome: Chrome,
    age: String,
    action: &'static str,
    cycles: Vec<SelectOption>,
    body: String,
    ways: Vec<Link>,
}

/// The cycle that is asked for.
#[derive(serde::Deserialize)]
pub(crate) struct Which {
    cycle: Option<String>,
}

/// GET /network/oversight
pub(crate) async fn show(
    State(app): State<App>,
    Query(which): Query<Which>,
    lead: AuditLead,
    Numbers(live): Numbers,
) -> Answer {
    let cycles = cycles(&app, &which).await?;
    let cycle = cycles.chosen();
    let id = &cycle.dates.id;
    let period = period(cycle)?;
    let age = age(&live, app.world.now())?;
    let sign_off = sign_off_table(&app, &lead, cycle).await?;
    let mut document = ascertainment(&app, live, period).await?;
    document.blocks.push(Block::Table(sign_off));
    let after = format!("?cycle={id}");
    let before = format!("{OVERSIGHT}/csv/");
    let title = "Ascertainment and sign-off";
    html(&OversightPage {
        chrome: chrome(&app, &lead.session, title, "/network").back("/network", "Network"),
        age,
        action: OVERSIGHT,
        cycles: cycles.options(),
        body: fragment(&document, Links { before: &before, after: &after, records: None }),
        ways: vec![
            Link { href: format!("{FINDINGS}{after}"), text: "What the rules find".to_owned() },
            Link { href: format!("/network/cycles/{id}"), text: format!("The cycle {id}") },
        ],
    })
}

/// GET /network/oversight/csv/{table}
pub(crate) async fn table(
    State(app): State<App>,
    Path(table): Path<String>,
    Query(which): Query<Which>,
    lead: AuditLead,
    Numbers(live): Numbers,
) -> Answer {
    let cycles = cycles(&app, &which).await?;
    let cycle = cycles.chosen();
    let name = table.strip_suffix(".csv").ok_or(Problem::NotFound)?;
    let found = if name == sign_off::NAME {
        Some(sign_off_table(&app, &lead, cycle).await?)
    } else {
        ascertainment_table(&app, live, period(cycle)?, name.to_owned()).await?
    };
    let bytes = csv::write(&found.ok_or(Problem::NotFound)?).map_err(Problem::fault)?;
    Ok(imports::attachment(&format!("ecmopt-{}-{table}", cycle.dates.id), bytes))
}

async fn cycles(app: &App, which: &Which) -> Result<Cycles, Problem> {
    let today = london()?.to_datetime(app.world.now()).date();
    Cycles::read(app, today, which.cycle.as_deref()).await
}

fn period(cycle: &Cycle) -> Result<Period, Problem> {
    Period::new(cycle.dates.start, cycle.dates.end).map_err(Problem::fault)
}

async fn ascertainment(app: &App, live: std::sync::Arc<Live>, period: Period) -> Result<Document, Problem> {
    let draw = move || live.board.ascertainment(period);
    app.acts.desk().moment(draw).await?.map_err(Problem::fault)
}

/// A table of ascertainment as a file has it: the months in lines of their own.
async fn ascertainment_table(
    app: &App,
    live: std::sync::Arc<Live>,
    period: Period,
    name: String,
) -> Result<Option<Table>, Problem> {
    let draw = move || {
        let lines = live.board.ascertainment_lines(period)?;
        let document = live.board.ascertainment(period)?;
        let tables = document.tables();
        Ok::<_, reporting::Error>(
            std::iter::once(&lines).chain(tables).find(|table| table.name == name).cloned(),
        )
    };
    app.acts.desk().moment(draw).await?.map_err(Problem::fault)
}

async fn sign_off_table(app: &App, lead: &AuditLead, cycle: &Cycle) -> Result<Table, Problem> {
    let now = app.world.now();
    let standings = app.store.kept_standing(lead.session.actor(), now, &cycle.dates).await?;
    let directory = app.store.directory().await?;
    Ok(sign_off::table(&CentreStanding::of(&standings), &directory, &cycle.dates.id, now))
}
