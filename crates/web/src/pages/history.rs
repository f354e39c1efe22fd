//! Who changed a record, what, when and why.

use askama::Template;
use axum::extract::State;
use domain::{FormSpec, Raw, questions::Questions};
use jiff::tz::TimeZone;
use store::Version;

use super::{Answer, chrome, html, links};
use crate::{
    App,
    entry::{changes, instant_in_words},
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
    revisions: Vec<Revision>,
}

struct Revision {
    number: String,
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
    let directory = app.store.directory().await?;
    let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
    let questions = app.store.questions().await?;
    let mut revisions = Vec::new();
    let mut before = Raw::blank(form);
    for version in versions.iter().rev() {
        revisions.push(revision(form, &questions, &before, version, &centre.zone));
        before.clone_from(&version.raw);
    }
    revisions.reverse();
    let frame = chrome(
        &app,
        &member.session,
        format!("History of a {}", form.title.to_lowercase()),
        links::area(form),
    );
    html(&HistoryPage {
        chrome: frame.back(links::details(form, id), "Back to the record"),
        caption: format!("{} {}", form.title, latest.raw.natural_key(form)),
        revisions,
    })
}

fn revision(
    form: &'static FormSpec,
    questions: &Questions,
    before: &Raw,
    version: &Version,
    zone: &TimeZone,
) -> Revision {
    let rows: Vec<_> = changes(form, questions, before, &version.raw)
        .into_iter()
        .map(|change| vec![Cell::text(change.label), Cell::text(change.before), Cell::text(change.after)])
        .collect();
    let number = version.revision.to_string();
    let first = version.revision == store::Revision::FIRST;
    Revision {
        heading: format!("Revision {number}"),
        by: format!("{} by {}", instant_in_words(version.at, zone), version.actor),
        reason: version.reason.clone().unwrap_or_default(),
        changes: (!rows.is_empty()).then(|| Table {
            caption: if first { "Answers entered" } else { "Answers that changed" }.to_owned(),
            heads: vec!["Answer", "Before", "After"],
            rows,
        }),
        number,
    }
}
