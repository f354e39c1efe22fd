//! Who changed a record, what, when and why: its versions, the steps of its life and its queries, by time.

use askama::Template;
use axum::extract::State;
use domain::{FormSpec, Raw, actor::Action, dictionary::Dictionary, query::Message};
use jiff::{Timestamp, tz::TimeZone};
use store::{LifeEvent, LifeStep, Query, Version};

use super::{Answer, chrome, html, links, queries, trail, work};
use crate::{
    App,
    entry::{capitalised, changes, instant_in_words},
    extract::{self, Path},
    gate::Member,
    problem::Problem,
    ui::{Cell, Chrome, Table},
};

#[derive(Template)]
#[template(path = "pages/history.html")]
struct HistoryPage {
    chrome: Chrome,
    caption: String,
    entries: Vec<Entry>,
    /// Who has looked at it, for whoever may know.
    trail: Option<String>,
}

/// Something that happened to the record.
struct Entry {
    at: Timestamp,
    heading: String,
    by: String,
    reason: String,
    changes: Option<Table>,
}

/// GET /records/{form}/{id}/history
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let versions = member.records.history(form, id).await?;
    let latest = versions.first().ok_or(Problem::NotFound)?;
    let caption = format!("{} {}", form.title, latest.raw.natural_key(form));
    let steps = member.records.life_events(form, id).await?;
    let queries = member.records.queries_of(id).await?;
    let zone = work::centre(&app, &member).await?.zone;
    let dictionary = app.store.dictionary().await?;
    let mut entries = revisions(form, &dictionary, &versions, &zone);
    // What the network asked is told by its message.
    entries.extend(steps.iter().filter(|step| step.what != LifeStep::Asked).map(|of| step(of, &zone)));
    entries.extend(queries.iter().flat_map(|query| said(query, &zone)));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let trail = member.session.offers(Action::ReadTrail).then(|| trail::Asked::about(id).address(""));
    let frame = chrome(&app, &member.session, "History", links::area(form));
    let chrome = frame.back(links::details(form, id), "Back to the record");
    html(&HistoryPage { chrome, caption, entries, trail })
}

/// The versions, each against the one before it.
fn revisions(
    form: &'static FormSpec,
    dictionary: &Dictionary,
    versions: &[Version],
    zone: &TimeZone,
) -> Vec<Entry> {
    let mut before = Raw::blank(form);
    let mut entries = Vec::new();
    for version in versions.iter().rev() {
        entries.push(revision(form, dictionary, &before, version, zone));
        before.clone_from(&version.raw);
    }
    entries.reverse();
    entries
}

fn revision(
    form: &'static FormSpec,
    dictionary: &Dictionary,
    before: &Raw,
    version: &Version,
    zone: &TimeZone,
) -> Entry {
    let rows: Vec<_> = changes(form, dictionary, before, &version.raw)
        .into_iter()
        .map(|change| vec![Cell::text(change.label), Cell::text(change.before), Cell::text(change.after)])
        .collect();
    let first = version.revision == store::Revision::FIRST;
    Entry {
        at: version.at,
        heading: format!("Revision {}", version.revision),
        by: format!("{} by {}", instant_in_words(version.at, zone), version.actor),
        reason: version.reason.as_ref().map_or_else(String::new, |reason| format!("Reason: {reason}")),
        changes: (!rows.is_empty()).then(|| Table {
            caption: if first { "Answers entered" } else { "Answers that changed" }.to_owned(),
            heads: vec!["Answer", "Before", "After"],
            rows,
        }),
    }
}

fn step(event: &LifeEvent, zone: &TimeZone) -> Entry {
    let reason = event.reason.as_ref();
    Entry {
        at: event.at,
        heading: capitalised(event.what.label()),
        by: format!("{} by {}", instant_in_words(event.at, zone), event.by),
        reason: reason.map_or_else(String::new, |reason| match event.what {
            LifeStep::Unlocked | LifeStep::Withdrawn => format!("Reason: {reason}"),
            _ => format!("Cycle {reason}"),
        }),
        changes: None,
    }
}

/// The messages of a query.
fn said<'a>(query: &'a Query, zone: &'a TimeZone) -> impl Iterator<Item = Entry> + 'a {
    let field = queries::field_label(query);
    query.messages.iter().map(move |message: &Message| Entry {
        at: message.at,
        heading: format!("Query: {field}"),
        by: format!("{} by {}", instant_in_words(message.at, zone), message.by),
        reason: message.text.clone(),
        changes: None,
    })
}
