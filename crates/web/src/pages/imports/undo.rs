//! Undoing an import, after a question.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use store::{ImportSummary, UndoError};

use super::{AREA, import_id};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    extract::Path,
    gate::Member,
    pages::{Answer, chrome, html, see_other},
    problem::Problem,
    ui::{Chrome, ErrorSummary, SummaryItem},
};

#[derive(Template)]
#[template(path = "pages/imports/undo.html")]
struct UndoPage {
    chrome: Chrome,
    csrf: String,
    at: String,
    import: ImportSummary,
    summary: Option<ErrorSummary>,
}

/// GET /imports/{id}/undo
pub(crate) async fn ask(State(app): State<App>, Path(id): Path<String>, member: Member) -> Answer {
    let import = member.records.import(import_id(&id)?).await?;
    html(&page(&app, &member, import, None))
}

/// POST /imports/{id}/undo
pub(crate) async fn undo(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let id = import_id(&id)?;
    match app.store.undo_import(member.session.actor(), app.world.now(), id).await {
        // A second click finds what the first has done.
        Ok(_) | Err(UndoError::Already) => Ok(see_other(&format!("/imports/{id}?undone=1"))),
        Err(UndoError::NotFound) => Err(Problem::NotFound),
        Err(UndoError::Store(error)) => Err(error.into()),
        Err(refused @ UndoError::Edited(_)) => {
            let import = member.records.import(id).await?;
            let mut answer = html(&page(&app, &member, import, Some(refused.to_string())))?;
            *answer.status_mut() = StatusCode::CONFLICT;
            Ok(answer)
        }
    }
}

fn page(app: &App, member: &Member, import: ImportSummary, refusal: Option<String>) -> UndoPage {
    let at = format!("/imports/{}", import.id);
    let item = |text| SummaryItem { text, ..SummaryItem::default() };
    let summary = refusal
        .map(|text| ErrorSummary { heading: "Nothing was undone".to_owned(), items: vec![item(text)] });
    let frame = chrome(app, &member.session, "Undo this import?", AREA).back(at.as_str(), "Import");
    UndoPage {
        chrome: frame.problem(summary.is_some()),
        csrf: csrf::token(member.session.cookie(), app.world.now()),
        at,
        import,
        summary,
    }
}
