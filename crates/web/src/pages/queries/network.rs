//! The network's side of queries. It sees keys, fields and threads, never what a record says.

use axum::extract::State;
use domain::query::QueryState;
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Query as Asked, QueryId};

use super::{
    super::{
        Answer, chrome, html,
        question::{self, Typed},
        records::ListPage,
        see_other,
    },
    age, field_label, record_name, tag, thread,
    thread::{AnswerBox, ThreadPage},
};
use crate::{
    App, csrf,
    csrf::ProtectedForm,
    extract::{Path, Query},
    gate::AuditLead,
    problem::Problem,
    ui::{Cell, ErrorSummary, Link, Pagination, SummaryItem, SummaryList, Table},
};

const MISSING: &str = "Enter what you ask";

/// Which queries are listed.
#[derive(Deserialize)]
pub(crate) struct Which {
    show: Option<String>,
}

/// GET /network/queries
pub(crate) async fn list(State(app): State<App>, Query(which): Query<Which>, lead: AuditLead) -> Answer {
    let is_all = which.show.as_deref() == Some("all");
    let queries = app.store.queries(lead.session.actor(), !is_all).await?;
    let (href, text) = if is_all {
        ("/network/queries", "Show open queries only")
    } else {
        ("/network/queries?show=all", "Show closed queries too")
    };
    html(&ListPage {
        chrome: chrome(&app, &lead.session, "Queries", "/network/queries"),
        help: "What the network asks the centres about their records. Answered queries wait for you to close them \
               or to ask again."
            .to_owned(),
        new: Some(Link { href: "/network/queries/new".to_owned(), text: "Ask a centre".to_owned() }),
        table: (!queries.is_empty()).then(|| table(&app, &queries)),
        empty: "No query is open.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![Link { href: href.to_owned(), text: text.to_owned() }],
    })
}

fn table(app: &App, queries: &[Asked]) -> Table {
    let now = app.world.now();
    let row = |query: &Asked| {
        vec![
            Cell::link(format!("/network/queries/{}", query.id), field_label(query)),
            Cell::text(query.centre.to_string()),
            Cell::text(record_name(query)),
            Cell::text(age(query, now, &TimeZone::UTC)),
            Cell::Tag(tag(query)),
        ]
    };
    Table {
        caption: "Queries to the centres".to_owned(),
        heads: vec!["Answer asked about", "Centre", "Record", "Asked", "State"],
        rows: queries.iter().map(row).collect(),
    }
}

/// GET /network/queries/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<QueryId>, lead: AuditLead) -> Answer {
    let query = app.store.query(lead.session.actor(), id).await?;
    page(&app, &lead, &query, Typed::default()).await
}

/// POST /network/queries/{id}
pub(crate) async fn reply(
    State(app): State<App>,
    Path(id): Path<QueryId>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let query = app.store.query(lead.session.actor(), id).await?;
    let text = posted.get("text").trim();
    let refused = if text.is_empty() {
        MISSING.to_owned()
    } else {
        match app.store.reply(lead.session.actor(), app.world.now(), id, text.to_owned()).await {
            Ok(()) => return Ok(see_other(&format!("/network/queries/{id}"))),
            Err(error) => question::refusal(error)?,
        }
    };
    page(&app, &lead, &query, Typed::wrong(text, refused)).await
}

/// POST /network/queries/{id}/close
pub(crate) async fn close(
    State(app): State<App>,
    Path(id): Path<QueryId>,
    lead: AuditLead,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    app.store
        .close_query(lead.session.actor(), app.world.now(), id)
        .await
        .or_else(|error| question::refusal(error).and_then(|sentence| Err(Problem::WrongState(sentence))))?;
    Ok(see_other(&format!("/network/queries/{id}")))
}

async fn page(app: &App, lead: &AuditLead, query: &Asked, typed: Typed) -> Answer {
    let directory = app.store.directory().await?;
    let centre = directory.centre(query.centre.as_str());
    let zone = centre.map_or(TimeZone::UTC, |centre| centre.zone.clone());
    let name = centre.map_or_else(|| query.centre.to_string(), |centre| centre.name.clone());
    let error = typed.error.clone();
    let frame = chrome(app, &lead.session, field_label(query), "/network/queries");
    let page = ThreadPage {
        chrome: frame.back("/network/queries", "All queries").problem(error.is_some()),
        summary: error.map(|text| ErrorSummary {
            heading: "There is a problem".to_owned(),
            items: vec![SummaryItem::link("#f-text", text)],
        }),
        caption: record_name(query),
        state: tag(query),
        facts: SummaryList::of([("Centre", name)]),
        ways: Vec::new(),
        messages: thread::said(query, &zone),
        csrf: csrf::token(&lead.session, app.world.now()),
        answer: query.state.is_open().then(|| answer_box(query, typed)),
        close: query.state.is_open().then(|| format!("/network/queries/{}/close", query.id)),
        closed: thread::closed(query, &zone),
    };
    Ok(question::with_status(page.summary.is_some(), html(&page)?))
}

fn answer_box(query: &Asked, typed: Typed) -> AnswerBox {
    let label = if query.state == QueryState::Asked { "Add to your question" } else { "Ask again" };
    AnswerBox {
        action: format!("/network/queries/{}", query.id),
        field: question::area("text", label, "No name, date of birth or number.", typed),
        button: "Send to the centre",
    }
}
