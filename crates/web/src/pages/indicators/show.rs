//! One indicator: what the pack says of it, of the records as they are now.

use acts::{Live, london};
use askama::Template;
use axum::extract::State;
use domain::{actor::Action, value::CentreCode};
use reporting::{
    board,
    document::{Document, Way},
    export::{
        csv,
        html::{Links, fragment},
    },
    indicators::{Counted, Definition, Period, Stratum},
};

use super::{
    super::{Answer, chrome, html, imports, queries::ask::About},
    AREA, Numbers, address, age, lacking,
    list::whose,
    own,
    period::{Asked, Chosen, Filter},
    stratum::{self, Choice, Narrowed},
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
    /// The parts of it that can be looked at.
    choice: Option<Choice>,
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
    Query(narrowed): Query<Narrowed>,
    session: Session,
    Numbers(live): Numbers,
) -> Answer {
    let definition = live.board.definition(&id).cloned().ok_or(Problem::NotFound)?;
    let now = app.world.now();
    let chosen = asked.choose(&live.board, london()?.to_datetime(now).date())?;
    let within = narrowed.within(&live.board, &id)?;
    let choice = stratum::choice(&live.board, &id, &chosen, within.as_ref());
    let Chosen { period, query: of_period, mut filter } = chosen;
    filter.stratum = within.as_ref().map(ToString::to_string);
    let query = stratum::query(&of_period, within.as_ref());
    let facts = SummaryList { rows: facts(&definition, &live) };
    let age = age(&live, now)?;
    let centre = own(&session).cloned();
    let part = within.as_ref().and_then(|stratum| live.board.words(&id, stratum));
    let caption = [Some(whose(&live, centre.as_ref())), part].into_iter().flatten().collect::<Vec<_>>();
    let document = document(&app, live, id.clone(), period, within, centre).await?;
    let before = format!("{}/csv/", address(&id));
    html(&IndicatorPage {
        chrome: chrome(&app, &session, format!("{} ({id})", definition.name), AREA)
            .back(format!("{AREA}{of_period}"), "All indicators"),
        caption: caption.join(": "),
        age,
        action: address(&id),
        filter,
        choice,
        records: records(&session, &definition, &query),
        body: fragment(&document, Links { before: &before, after: &query, records: Some(&way(&session)) }),
        facts,
    })
}

/// To what the number was made of, for whoever may see records.
fn records(session: &Session, definition: &Definition, query: &str) -> Option<Link> {
    let text = match definition.counts {
        Counted::Services => return None,
        Counted::Fields => "The records without a value",
        _ => "The records behind this number",
    };
    let href = format!("{}/records{query}", address(&definition.id));
    session.offers(Action::TraceIndicators).then(|| Link { href, text: text.to_owned() })
}

/// Where a cell of the map of fields leads: in a month of one's own centre to the records that lack the field, at a centre to the
/// question that asks for them.
fn way(session: &Session) -> impl Fn(&Way) -> String + use<> {
    let traces = session.offers(Action::TraceIndicators);
    move |way| {
        if traces {
            return lacking::address(way);
        }
        let field = format!("{}:{}", way.form, way.field);
        About { centre: &way.of, key: "", field: &field, rule: "" }.address()
    }
}

/// GET /indicators/{id}/csv/{table}
pub(crate) async fn table(
    State(app): State<App>,
    Path((id, table)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    Query(narrowed): Query<Narrowed>,
    session: Session,
    Numbers(live): Numbers,
) -> Answer {
    let within = narrowed.within(&live.board, &id)?;
    let Chosen { period, .. } = asked.choose(&live.board, london()?.to_datetime(app.world.now()).date())?;
    let name = table.strip_suffix(".csv").ok_or(Problem::NotFound)?;
    let document = document(&app, live, id, period, within, own(&session).cloned()).await?;
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
    within: Option<Stratum>,
    centre: Option<CentreCode>,
) -> Result<Document, Problem> {
    let draw = move || {
        let asked = board::Asked { id: &id, period, within: within.as_ref() };
        match centre {
            Some(code) => {
                let frozen = live.frozen.as_ref().map(|frozen| (&frozen.board, &frozen.cycle));
                live.board.page_of_centre(&asked, code.as_str(), frozen)
            }
            None => live.board.page_of_network(&asked),
        }
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
