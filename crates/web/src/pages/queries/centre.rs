//! A centre's queries: the inbox, and one thread with the answer that it is about.

use axum::extract::State;
use domain::{Raw, query::QueryState};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Query as Asked, QueryId, StoredRecord};

use super::{
    super::{
        Answer, chrome, html, life, links,
        question::{self, Typed},
        records::ListPage,
        see_other,
    },
    age, field, field_label, record_name, tag, thread,
    thread::{AnswerBox, ThreadPage},
};
use crate::{
    App, csrf,
    csrf::ProtectedForm,
    entry::answer_in_words,
    extract::{Path, Query},
    gate::Member,
    problem::Problem,
    ui::{Cell, ErrorSummary, Link, Pagination, SummaryItem, SummaryList, Table},
    worklist::control,
};

const MISSING: &str = "Enter an answer";

/// Which queries are listed.
#[derive(Deserialize)]
pub(crate) struct Which {
    show: Option<String>,
}

/// GET /queries
pub(crate) async fn list(State(app): State<App>, Query(which): Query<Which>, member: Member) -> Answer {
    let is_all = which.show.as_deref() == Some("all");
    let queries = member.records.queries(!is_all).await?;
    let zone = zone(&app, &member).await?;
    let (href, text) = if is_all {
        ("/queries", "Show open queries only")
    } else {
        ("/queries?show=all", "Show closed queries too")
    };
    html(&ListPage {
        chrome: chrome(&app, &member.session, "Queries", "/queries"),
        help:
            "The network asks about an answer; your centre answers here, or corrects the record and says so. \
               A record with an open query cannot be signed off."
                .to_owned(),
        new: None,
        table: (!queries.is_empty()).then(|| table(&app, &queries, &zone)),
        empty: "No query is open: the network has no question about your records.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![Link { href: href.to_owned(), text: text.to_owned() }],
    })
}

fn table(app: &App, queries: &[Asked], zone: &TimeZone) -> Table {
    let now = app.world.now();
    let row = |query: &Asked| {
        vec![
            Cell::link(format!("/queries/{}", query.id), field_label(query)),
            Cell::text(record_name(query)),
            Cell::text(query.messages.last().map_or("", |message| message.text.as_str())),
            Cell::text(age(query, now, zone)),
            Cell::Tag(tag(query)),
        ]
    };
    Table {
        caption: "Queries about your records".to_owned(),
        heads: vec!["Answer asked about", "Record", "Last message", "Asked", "State"],
        rows: queries.iter().map(row).collect(),
    }
}

/// GET /queries/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<QueryId>, member: Member) -> Answer {
    let query = member.records.query(id).await?;
    page(&app, &member, &query, Typed::default()).await
}

/// POST /queries/{id}
pub(crate) async fn reply(
    State(app): State<App>,
    Path(id): Path<QueryId>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let query = member.records.query(id).await?;
    let text = posted.get("text").trim();
    let refused = if text.is_empty() {
        MISSING.to_owned()
    } else {
        match app.store.reply(member.session.actor(), app.world.now(), id, text.to_owned()).await {
            Ok(()) => return Ok(see_other(&format!("/queries/{id}"))),
            Err(error) => question::refusal(error)?,
        }
    };
    page(&app, &member, &query, Typed::wrong(text, refused)).await
}

async fn page(app: &App, member: &Member, query: &Asked, typed: Typed) -> Answer {
    let record = member.records.record_even_withdrawn(query.form, query.record).await?;
    let zone = zone(app, member).await?;
    let error = typed.error.clone();
    let frame = chrome(app, &member.session, field_label(query), "/queries");
    let page = ThreadPage {
        chrome: frame.back("/queries", "All queries").problem(error.is_some()),
        summary: error.map(|text| ErrorSummary {
            heading: "There is a problem".to_owned(),
            items: vec![SummaryItem::link("#f-text", text)],
        }),
        caption: record_name(query),
        state: tag(query),
        facts: SummaryList::of([("Answer on the record now", answer(query, &record))]),
        ways: ways(query, &record),
        messages: thread::said(query, &zone),
        csrf: csrf::token(&member.session, app.world.now()),
        answer: query.state.is_open().then(|| answer_box(query, typed)),
        close: None,
        closed: thread::closed(query, &zone),
    };
    Ok(question::with_status(page.summary.is_some(), html(&page)?))
}

fn answer_box(query: &Asked, typed: Typed) -> AnswerBox {
    let label = if query.state == QueryState::Asked { "Your answer" } else { "Add to your answer" };
    let hint = "Say what was checked, or what was corrected. No name, date of birth or number.";
    AnswerBox {
        action: format!("/queries/{}", query.id),
        field: question::area("text", label, hint, typed),
        button: "Send to the network",
    }
}

/// What stands in the field now, in words.
fn answer(query: &Asked, record: &StoredRecord) -> String {
    let (spec, raw): (_, Option<&Raw>) = match &query.child {
        None => (record.form, Some(&record.raw)),
        Some((list, row)) => {
            let index = record.form.child_index(list);
            let rows = index.and_then(|index| record.raw.children.get(index));
            (
                record.form.child(list).map_or(record.form, |child| child.spec),
                rows.and_then(|rows| rows.get(*row)),
            )
        }
    };
    let Some(raw) = raw else { return "This row is no longer there".to_owned() };
    let words = match field(query) {
        Some(field) => answer_in_words(field, raw.get(spec, &query.column)),
        None => raw.extra.get(&query.column).cloned().unwrap_or_default(),
    };
    if words.is_empty() { "Nothing was entered".to_owned() } else { words }
}

fn ways(query: &Asked, record: &StoredRecord) -> Vec<Link> {
    let mut ways = Vec::new();
    if life::is_open(record) {
        let place = control(query.child.as_ref(), &query.column);
        let href = links::control(record.form, record.id, &place);
        ways.push(Link { href, text: "Change the answer".to_owned() });
    }
    let href = links::details(record.form, record.id);
    ways.push(Link { href, text: "See the whole record".to_owned() });
    ways
}

async fn zone(app: &App, member: &Member) -> Result<TimeZone, Problem> {
    let directory = app.store.directory().await?;
    directory.centre(member.centre.as_str()).map(|centre| centre.zone.clone()).ok_or(Problem::NotFound)
}
