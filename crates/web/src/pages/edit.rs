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
    App, csrf::ProtectedForm,
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
    let sheet = sheet(&app, &member, form, id, &entry);
    Sheet { revision: record.revision.to_string(), ..sheet }.draw(&entry, Verdict::NONE)
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
    let text = posted.get("reason").trim().to_owned();
    let missing = is_final && text.is_empty();
    let sheet = Sheet {
        revision: posted.get("revision").to_owned(),
        reason: Some(Reason { text, missing }),
        ..sheet(&app, &member, form, id, &entry)
    };
    if !is_final || missing {
        return sheet.draw(&entry, Verdict::NONE);
    }
    let submit = change(form, id, &member, &entry, &posted)?;
    match app.store.submit(member.session.actor(), app.world.now(), submit.clone()).await {
        Ok(_) => Ok(see_other(&format!("{}?saved=change", links::details(form, id)))),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            sheet.draw(&entry, Verdict { findings: &findings, confirmed: &submit.confirm })
        }
        Err(SubmitError::Conflict { .. }) => conflict::show(&app, &member, submit).await,
        Err(error) => Err(error.into()),
    }
}

fn change(
    form: &'static FormSpec,
    id: RecordId,
    member: &Member,
    entry: &Entry,
    posted: &Posted,
) -> Result<Submit, Problem> {
    Ok(Submit {
        form,
        centre: member.centre.clone(),
        raw: entry.to_raw(form, &member.centre),
        confirm: posted.confirmed(),
        idempotency_key: None,
        id: Some(id),
        expected: Some(revision(posted)?),
        reason: Some(posted.get("reason").trim().to_owned()),
    })
}

/// The revision that a page was drawn from.
pub(super) fn revision(posted: &Posted) -> Result<Revision, Problem> {
    // Pages of ours always hold one.
    posted.get("revision").parse().map(Revision).map_err(|_| Problem::ForeignForm)
}

fn sheet<'a>(
    app: &'a App,
    member: &'a Member,
    form: &'static FormSpec,
    id: RecordId,
    entry: &Entry,
) -> Sheet<'a> {
    Sheet {
        app,
        session: &member.session,
        form,
        title: format!("Change {}", form.title.to_lowercase()),
        caption: entry_page::caption(form, entry, &member.centre),
        action: links::edit(form, id),
        back: links::details(form, id),
        revision: String::new(),
        reason: Some(Reason::default()),
    }
}

/// The entry page of a change that was put together elsewhere and has findings.
pub(super) fn redraw(
    app: &App,
    member: &Member,
    change: &Submit,
    findings: &[domain::Finding],
) -> Answer {
    let entry = Entry::from_raw(change.form, &change.raw);
    let id = change.id.ok_or(Problem::NotFound)?;
    let text = change.reason.clone().unwrap_or_default();
    let sheet = Sheet {
        revision: change.expected.map(|revision| revision.to_string()).unwrap_or_default(),
        reason: Some(Reason { text, missing: false }),
        ..sheet(app, member, change.form, id, &entry)
    };
    sheet.draw(&entry, Verdict { findings, confirmed: &change.confirm })
}
