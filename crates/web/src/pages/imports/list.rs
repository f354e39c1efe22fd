//! What a centre has imported, and where it sends the next files.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use store::ImportSummary;

use super::AREA;
use crate::{
    App, csrf,
    entry::instant_in_words,
    extract::Query,
    gate::Member,
    pages::{Answer, chrome, desk::Desk, html, see_other},
    ui::{Cell, Chrome, Colour, ErrorSummary, SummaryItem, Table, Tag},
    upload::ProtectedFiles,
};

#[derive(Template)]
#[template(path = "pages/imports/list.html")]
struct ListPage {
    chrome: Chrome,
    csrf: String,
    summary: Option<ErrorSummary>,
    error: String,
    table: Option<Table>,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Done {
    gone: Option<String>,
}

/// GET /imports
pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, member: Member) -> Answer {
    let notice = done.gone.map(|_| "The upload was thrown away. Nothing of it was stored.".to_owned());
    page(&app, &member, notice, None).await
}

/// POST /imports
pub(crate) async fn stage(
    State(app): State<App>,
    member: Member,
    ProtectedFiles(files): ProtectedFiles,
) -> Answer {
    if files.is_empty() {
        return refuse(&app, &member, "Choose a file first.".to_owned()).await;
    }
    match app.acts.stage_upload(&app.call(member.session.actor()), files).await {
        Ok(id) => Ok(see_other(&format!("/imports/uploads/{id}"))),
        Err(acts::Error::Exchange(exchange::Error::Refused(sentence))) => {
            refuse(&app, &member, sentence).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn refuse(app: &App, member: &Member, sentence: String) -> Answer {
    let mut page = page(app, member, None, Some(sentence)).await?;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page)
}

async fn page(app: &App, member: &Member, notice: Option<String>, error: Option<String>) -> Answer {
    let imports = member.records.imports().await?;
    let desk = Desk::of(app, member).await?;
    let item = |text: String| SummaryItem { href: "#files".to_owned(), text, ..SummaryItem::default() };
    let summary = error
        .clone()
        .map(|text| ErrorSummary { heading: "There is a problem".to_owned(), items: vec![item(text)] });
    let frame = chrome(app, &member.session, "Import and export", AREA).notice(notice);
    html(&ListPage {
        chrome: frame.problem(summary.is_some()),
        csrf: csrf::token(&member.session, app.world.now()),
        summary,
        error: error.unwrap_or_default(),
        table: table(&imports, &desk),
    })
}

fn table(imports: &[ImportSummary], desk: &Desk) -> Option<Table> {
    let row = |import: &ImportSummary| {
        let name = if import.name.is_empty() { "Import" } else { &import.name };
        let state = match (&import.undone, import.aside) {
            (Some(_), _) => Cell::Tag(Tag::new(Colour::Grey, "Undone")),
            (None, 0) => Cell::Tag(Tag::new(Colour::Green, "Complete")),
            (None, rows) => Cell::Tag(Tag::new(Colour::Blue, super::rows_in_words(rows, "to mend"))),
        };
        vec![
            Cell::link(format!("/imports/{}", import.id), name),
            Cell::text(instant_in_words(import.at, &desk.zone)),
            Cell::text(import.by.as_str()),
            Cell::text(import.created.to_string()),
            Cell::text(import.updated.to_string()),
            state,
        ]
    };
    (!imports.is_empty()).then(|| Table {
        caption: "Imports of your centre".to_owned(),
        heads: vec!["File", "When", "By", "New", "Changed", "State"],
        rows: imports.iter().map(row).collect(),
    })
}
