//! Changing a record, with the reason for it.

use axum::extract::State;
use domain::FormSpec;
use store::{RecordId, Revision, Submit, SubmitError};

use super::{
    Answer, conflict,
    entry_page::{self, Reason, Sheet},
    links, see_other,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::{Entry, Posted, Verdict},
    extract::{self, Path},
    gate::Member,
    problem::Problem,
};

/// GET /records/{form}/{id}/edit
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record(form, id).await?;
    let entry = Entry::from_raw(form, &record.raw);
    let place = Place { form, id, revision: record.revision };
    sheet(&app, &member, &place, &entry, Reason::default()).draw(&entry, Verdict::NONE)
}

/// POST /records/{form}/{id}/edit
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let (entry, is_final) = entry_page::read(form, &posted);
    let place = Place { form, id, revision: revision(&posted)? };
    let text = posted.get("reason").trim().to_owned();
    if is_final && !text.is_empty() {
        let raw = entry.to_raw(form, &member.centre);
        return save(&app, &member, place.change(&member, raw, &posted), &entry).await;
    }
    let reason = Reason { text, missing: is_final };
    sheet(&app, &member, &place, &entry, reason).draw(&entry, Verdict::NONE)
}

/// The revision of a record that a change starts from.
pub(super) struct Place {
    pub form: &'static FormSpec,
    pub id: RecordId,
    pub revision: Revision,
}

impl Place {
    /// The change of the record to `raw`.
    pub(super) fn change(&self, member: &Member, raw: domain::Raw, posted: &Posted) -> Submit {
        Submit {
            form: self.form,
            centre: member.centre.clone(),
            raw,
            confirm: posted.confirmed(),
            idempotency_key: None,
            id: Some(self.id),
            expected: Some(self.revision),
            reason: Some(posted.get("reason").trim().to_owned()),
            draft: None,
            mends: None,
        }
    }
}

/// The revision that a page was drawn from.
pub(super) fn revision(posted: &Posted) -> Result<Revision, Problem> {
    // Pages of ours always hold one.
    posted.get("revision").parse().map(Revision).map_err(|_| Problem::ForeignForm)
}

/// Saves a change, or shows what keeps it from being saved.
pub(super) async fn save(app: &App, member: &Member, change: Submit, entry: &Entry) -> Answer {
    match app.store.submit(member.session.actor(), app.world.now(), change.clone()).await {
        Ok(saved) => Ok(see_other(&format!("{}?saved=change", links::details(change.form, saved.id)))),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            let place = Place {
                form: change.form,
                id: change.id.ok_or(Problem::NotFound)?,
                revision: change.expected.ok_or(Problem::NotFound)?,
            };
            let reason = Reason { text: change.reason.unwrap_or_default(), missing: false };
            let verdict = Verdict { findings: &findings, confirmed: &change.confirm };
            sheet(app, member, &place, entry, reason).draw(entry, verdict)
        }
        Err(SubmitError::Conflict { .. }) => conflict::show(app, member, change).await,
        Err(error) => Err(error.into()),
    }
}

fn sheet<'a>(app: &'a App, member: &'a Member, place: &Place, entry: &Entry, reason: Reason) -> Sheet<'a> {
    let Place { form, id, revision } = *place;
    Sheet {
        app,
        session: &member.session,
        form,
        title: format!("Change {}", form.title.to_lowercase()),
        caption: entry_page::caption(form, entry, &member.centre),
        action: links::edit(form, id),
        back: links::details(form, id),
        revision: revision.to_string(),
        reason: Some(reason),
    }
}
