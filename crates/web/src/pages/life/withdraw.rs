//! Taking a record out.

use axum::extract::State;
use store::{Revision, StoredRecord, SubmitError};

use super::super::{
    Answer, chrome, edit, links,
    question::{self, Question, Typed},
    see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::Posted,
    extract::{self, Path},
    gate::Member,
};

const HINT: &str = "For example: entered twice. No name, date of birth or number.";
const MISSING: &str = "Enter why this record is withdrawn";
const CHANGED: &str =
    "Somebody else has changed this record in the meantime. Look at it again, then withdraw it.";

/// GET /records/{form}/{id}/withdraw
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    page(&app, &member, &record, Typed::default()).draw()
}

/// POST /records/{form}/{id}/withdraw
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    let reason = posted.get("reason").trim();
    if reason.is_empty() {
        return page(&app, &member, &record, Typed::wrong(reason, MISSING)).draw();
    }
    let refused = match withdraw(&app, &member, &record, &posted).await {
        Ok(()) => return Ok(see_other(&format!("{}?saved=withdraw", links::details(form, id)))),
        Err(SubmitError::Conflict { .. }) => CHANGED.to_owned(),
        Err(error) => question::refused_step(error)?,
    };
    page(&app, &member, &record, Typed::wrong(reason, refused)).draw()
}

async fn withdraw(
    app: &App,
    member: &Member,
    record: &StoredRecord,
    posted: &Posted,
) -> Result<(), SubmitError> {
    let (actor, now, reason) = (member.session.actor(), app.world.now(), posted.get("reason").trim());
    // A page without a revision is none of ours: it meets a conflict, as one that is too old does.
    let expected = edit::revision(posted).unwrap_or(Revision(0));
    app.store.withdraw(actor, now, record.form, record.id, expected, reason.to_owned()).await
}

fn page(app: &App, member: &Member, record: &StoredRecord, reason: Typed) -> Question {
    let back = links::details(record.form, record.id);
    let frame = chrome(app, &member.session, "Withdraw this record", links::area(record.form));
    let page = Question::new(
        app,
        &member.session,
        frame.back(back.as_str(), "Back to the record"),
        format!("{} {}", record.form.title, record.natural_key),
    );
    if !super::is_open(record) && reason.error.is_none() {
        return page
            .tell("This record cannot be withdrawn: it is locked, or it was withdrawn before.")
            .way(back, "Go to the record");
    }
    let mut page = page
        .tell("A withdrawn record is kept with its history, but it is counted nowhere. It cannot be brought back.")
        .tell("A record that others belong to, like an admission with contacts, can be withdrawn only after those.")
        .ask(question::area("reason", "Why is this record withdrawn?", HINT, reason))
        .send(format!("{back}/withdraw"), "Withdraw this record")
        .warn()
        .way(back, "Cancel");
    page.hidden.push(("revision", record.revision.to_string()));
    page
}
