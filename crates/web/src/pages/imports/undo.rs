//! Undoing an import, after a question.

use axum::{extract::State, http::StatusCode};
use domain::FormSpec;
use store::{ImportId, UndoError, UndoPreview};

use super::{AREA, import_id};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::number_in_words,
    extract::Path,
    gate::Member,
    pages::{
        Answer, chrome,
        question::{self, Question, Typed},
        see_other,
    },
    problem::Problem,
    ui::{Cell, Table},
};

const HINT: &str = "For example: the file was of another month. No name, date of birth or number.";
const MISSING: &str = "Enter why this import is undone";

/// GET /imports/{id}/undo
pub(crate) async fn ask(State(app): State<App>, Path(id): Path<String>, member: Member) -> Answer {
    page(&app, &member, import_id(&id)?, Typed::default()).await?.draw()
}

/// POST /imports/{id}/undo
pub(crate) async fn undo(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let id = import_id(&id)?;
    let reason = posted.get("reason").trim();
    if reason.is_empty() {
        return page(&app, &member, id, Typed::wrong(reason, MISSING)).await?.draw();
    }
    match app.store.undo_import(member.session.actor(), app.world.now(), id, reason).await {
        // A second click finds what the first has done.
        Ok(_) | Err(UndoError::Already) => Ok(see_other(&format!("/imports/{id}?undone=1"))),
        Err(UndoError::NotFound) => Err(Problem::NotFound),
        Err(UndoError::Store(error)) => {
            let sentence = question::refusal(error)?;
            page(&app, &member, id, Typed::wrong(reason, sentence)).await?.draw()
        }
        Err(refused @ UndoError::Edited(_)) => {
            let page = page(&app, &member, id, Typed::of(reason)).await?;
            let mut answer = page.refuse(refused.to_string()).draw()?;
            *answer.status_mut() = StatusCode::CONFLICT;
            Ok(answer)
        }
    }
}

/// Says what will happen to which records, and asks why; or says why it cannot be done.
async fn page(app: &App, member: &Member, id: ImportId, reason: Typed) -> Result<Question, Problem> {
    let import = member.records.import(id).await?;
    let UndoPreview { forms, refusal } = member.records.undo_preview(id).await?;
    let back = format!("/imports/{id}");
    let frame = chrome(app, &member.session, "Undo this import?", AREA).back(back.as_str(), "Import");
    let page = Question::new(app, &member.session, frame, import.name);
    if let Some(refusal) = refusal {
        return Ok(page.tell(refusal.to_string()).way(back, "Go to the import"));
    }
    let aside = usize::try_from(import.aside).unwrap_or(usize::MAX);
    let mut page =
        page.tell("New records are withdrawn; their history stays. Changed records are as they were before.");
    if aside > 0 {
        let rows = number_in_words(aside, "row kept aside is", "rows kept aside are");
        page = page.tell(format!("{rows} thrown away."));
    }
    Ok(page
        .tell("It is done as a whole or not at all: not when one of the records was changed, signed off or asked about since, or when others were entered that belong to them.")
        .tell("Your name and the reason stay in the history of each record for good.")
        .show(table(member.centre.as_str(), &forms))
        .ask(question::area("reason", "Why is this import undone?", HINT, reason))
        .send(format!("{back}/undo"), "Undo this import")
        .warn()
        .way(back, "Leave it as it is"))
}

fn table(centre: &str, forms: &[(&'static FormSpec, usize, usize)]) -> Option<Table> {
    let row = |(form, created, changed): &(&FormSpec, usize, usize)| {
        vec![Cell::text(form.title), Cell::text(created.to_string()), Cell::text(changed.to_string())]
    };
    (!forms.is_empty()).then(|| Table {
        caption: format!("What happens to records of {centre}"),
        heads: vec!["Records", "Withdrawn", "As they were before"],
        rows: forms.iter().map(row).collect(),
    })
}
