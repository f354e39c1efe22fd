//! Opening a locked record for a correction.

use axum::extract::State;
use domain::{FormSpec, life::Life};
use store::{Closed, RecordId, StoredRecord};

use super::super::{
    Answer, chrome, links,
    question::{self, Question, Typed},
    see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    extract::{self, Path},
    gate::Member,
    problem::Problem,
};

const HINT: &str =
    "For example: the outcome was entered for the wrong patient. No name, date of birth or number.";
const MISSING: &str = "Enter why this record is unlocked";

/// GET /records/{form}/{id}/unlock
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record_even_withdrawn(form, id).await?;
    page(&app, &member, &record, Typed::default()).await?.draw()
}

/// POST /records/{form}/{id}/unlock
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let reason = posted.get("reason").trim();
    let refused = if reason.is_empty() {
        MISSING.to_owned()
    } else {
        match unlock(&app, &member, form, id, reason).await {
            Ok(()) => return Ok(see_other(&format!("{}?saved=unlock", links::details(form, id)))),
            Err(error) => question::refused_step(error)?,
        }
    };
    let record = member.records.record_even_withdrawn(form, id).await?;
    page(&app, &member, &record, Typed::wrong(reason, refused)).await?.draw()
}

async fn unlock(
    app: &App,
    member: &Member,
    form: &'static FormSpec,
    id: RecordId,
    reason: &str,
) -> Result<(), store::SubmitError> {
    app.store.unlock(member.session.actor(), app.world.now(), form, id, reason.to_owned()).await
}

async fn page(app: &App, member: &Member, record: &StoredRecord, reason: Typed) -> Result<Question, Problem> {
    let back = links::details(record.form, record.id);
    let frame = chrome(app, &member.session, "Unlock this record", links::area(record.form));
    let page = Question::new(
        app,
        &member.session,
        frame.back(back.as_str(), "Back to the record"),
        format!("{} {}", record.form.title, record.natural_key),
    );
    if !matches!(record.life, Life::Locked { .. }) && reason.error.is_none() {
        return Ok(page
            .tell("This record is not locked: it can be changed as it is.")
            .way(back, "Go to the record"));
    }
    let closed = member.records.closed_once_unlocked(record.id).await?;
    Ok(page
        .tell("The record can be changed again, and its sign-off lapses.")
        .tell(what_then(closed.as_ref()))
        .tell("Your name and the reason stay in its history for good.")
        .ask(question::area("reason", "Why is this record unlocked?", HINT, reason))
        .send(format!("{back}/unlock"), "Unlock this record")
        .way(back, "Cancel"))
}

/// What the lapse of the sign-off means for the record's cycle.
fn what_then(closed: Option<&Closed>) -> String {
    match closed {
        None => "It counts all the same, and has to be signed off once more to be locked.".to_owned(),
        Some(Closed { cycle, is_frozen: true }) => format!(
            "Cycle {cycle} is frozen: its numbers are final, and unlocking this record changes none of them."
        ),
        Some(Closed { cycle, is_frozen: false }) => format!(
            "Cycle {cycle} is locked for your centre: once unlocked, this record cannot be signed off for it again, \
             and the pack counts it as not locked. Ask the network’s audit lead for an extension first."
        ),
    }
}
