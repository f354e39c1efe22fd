//! One indicator: what the pack says of it, of the records as they are now.

use acts::{Live, london};
use askama::Template;
use axum::extract::State;
use domain::{actor::Action, value::CentreCode};
use reporting::{
    document::Document,
    export::{
        csv,
        html::{Links, fragment},
    },
    indicators::{Definition, Period},
};

use super::{
    super::{Answer, chrome, html, imports},
    AREA, Numbers, address, age, own,
    period::{Asked, Chosen, Filter},
};
use crate::{
    App,
    extract::{Path, Query},
    gate::Session,
    problem::Problem,
    ui::{Chrome, Link, SummaryList},
};

#[derive(Template)]
#[template(path = "pages/indicator.html")]
struct IndicatorPage {
    chrome: Chrome,
    caption: String,
    age: String,
    action: String,
    filter: Filter,
    /// What the number was made of.
    records: Option<Link>,
    /// Words, tables and charts.
    body: String,
    facts: SummaryList,
}

/// GET /indicators/{id}
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    session: Session,
    Numbers(live): Numbers,
) -> Answer {
    let definition = live.board.definition(&id).cloned().ok_or(Problem::NotFound)?;
    let now = app.world.now();
    let Chosen { period, query, filter } = asked.choose(&live.board, london()?.to_datetime(now).date())?;
    let facts = SummaryList { rows: facts(&definition, &live) };
    let age = age(&live, now)?;
    let centre = own(&session).cloned();
    let caption = super::list::whose(&live, centre.as_ref());
    let document = document(&app, live, id.clone(), period, centre).await?;
    let before = format!("{}/csv/", address(&id));
    let traces = session.offers(Action::TraceIndicators) && definition.counts.is_of_patient();
    html(&IndicatorPage {
        chrome: chrome(&app, &session, format!("{} ({id})", definition.name), AREA)
            .back(format!("{AREA}{query}"), "All indicators"),
        caption,
        age,
        action: address(&id),
        filter,
        records: traces.then(|| Link {
            href: format!("{}/records{query}", address(&id)),
            text: "The records behind this number".to_owned(),
        }),
        body: fragment(&document, Links { before: &before, after: &query }),
        facts,
    })
}

/// GET /indicators/{id}/csv/{table}
pub(crate) async fn table(
    State(app): State<App>,
    Path((id, table)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    session: Session,
    Numbers(live): Numbers,
) -> Answer {
    let Chosen { period, .. } = asked.choose(&live.board, london()?.to_datetime(app.world.now()).date())?;
    let name = table.strip_suffix(".csv").ok_or(Problem::NotFound)?;
    let document = document(&app, live, id, period, own(&session).cloned()).await?;
    let found = document.tables().into_iter().find(|table| table.name == name).ok_or(Problem::NotFound)?;
    let bytes = csv::write(found).map_err(Problem::fault)?;
    Ok(imports::attachment(&format!("ecmopt-{period}-{table}"), bytes))
}

/// The page's content: a centre's with the frozen network beside it, or the network's.
async fn document(
    app: &App,
    live: std::sync::Arc<Live>,
    id: String,
    period: Period,
    centre: Option<CentreCode>,
) -> Result<Document, Problem> {
    let draw = move || match centre {
        Some(code) => {
            let frozen = live.frozen.as_ref().map(|frozen| (&frozen.board, &frozen.cycle));
            live.board.page_of_centre(&id, period, code.as_str(), frozen)
        }
        None => live.board.page_of_network(&id, period),
    };
    app.acts.desk().moment(draw).await?.map_err(Problem::fault)?.ok_or(Problem::NotFound)
}

/// Where the definition and the numbers come from.
fn facts(definition: &Definition, live: &Live) -> Vec<(String, String)> {
    let facts = [
        ("Why it is looked at", definition.rationale.clone()),
        ("Source", definition.source.clone()),
        ("Version of the definition", definition.version.clone()),
        ("Snapshot (SHA-256)", live.board.snapshot().to_owned()),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
