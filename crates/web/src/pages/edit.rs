//! Changing a record, with the reason for it.

use axum::extract::State;
use domain::FormSpec;
use serde::Deserialize;
use store::{RecordId, Revision, Submit, SubmitError};

use super::{
    Answer, conflict,
    desk::Desk,
    drafts::{self, DraftState},
    entry_page::{self, Reason, Sheet},
    links, see_other,
};
use crate::{
    App,
    csrf::RedrawnForm,
    entry::{Action, Entry, Posted, Verdict, in_sentence},
    extract::{self, Path, Query},
    gate::Member,
    problem::Problem,
};

/// The draft to go on with.
#[derive(Deserialize)]
pub(crate) struct Resume {
    draft: Option<String>,
}

/// GET /records/{form}/{id}/edit
pub(crate) async fn show(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    Query(resume): Query<Resume>,
    member: Member,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let record = member.records.record(form, id).await?;
    if let Err(error) = record.life.clone().edit() {
        return Err(Problem::WrongState(error.to_string()));
    }
    let desk = Desk::of(&app, &member).await?;
    let mut place = Place { form, id, revision: record.revision };
    let Some(draft) = resume.draft else {
        let entry = desk.entry(form, &record.raw);
        return sheet(&app, &member, &desk, &place, &entry, Reason::default()).draw(&entry, Verdict::NONE);
    };
    let draft = drafts::resume(&member, form, Some(id), &draft).await?;
    let posted = Posted(draft.fields.clone());
    // The draft goes on from the revision it was begun on; what was saved meanwhile is a conflict.
    place.revision = revision(&posted)?;
    let entry = desk.read(form, &member.centre, &posted);
    let reason = Reason { text: posted.get("reason").to_owned(), missing: false };
    let sheet = sheet(&app, &member, &desk, &place, &entry, reason);
    Sheet { notice: drafts::lacks(&draft), draft: DraftState::Kept(draft), ..sheet }
        .draw(&entry, Verdict::NONE)
}

/// POST /records/{form}/{id}/edit
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    RedrawnForm(posted): RedrawnForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let desk = Desk::of(&app, &member).await?;
    let mut entry = desk.read(form, &member.centre, &posted);
    let place = Place { form, id, revision: revision(&posted)? };
    let text = posted.get("reason").trim().to_owned();
    let action = Action::of(&posted);
    let is_final = matches!(action, Action::Save | Action::SaveAndNext);
    if is_final && !text.is_empty() {
        entry_page::tidy(form, &mut entry);
        let raw = entry.to_raw(form, &member.centre);
        return save(&app, &member, &desk, place.change(&member, raw, &posted), &entry, &posted).await;
    }
    let draft = match action {
        Action::Draft => drafts::keep(&app, &member, form, Some(id), &posted).await?,
        Action::Show => drafts::as_it_stands(&member, form, Some(id), &posted).await?,
        _ => drafts::keep_on(&app, &member, form, Some(id), &posted).await?,
    };
    if let (Action::Draft, DraftState::Kept(draft)) = (&action, &draft) {
        return Ok(see_other(&links::draft(draft)));
    }
    entry_page::change_rows(&action, form, &mut entry);
    let reason = Reason { text, missing: is_final };
    let sheet = sheet(&app, &member, &desk, &place, &entry, reason);
    Sheet { draft, ..sheet }.draw(&entry, Verdict::NONE)
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
            draft: drafts::id_of(posted),
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
pub(super) async fn save(
    app: &App,
    member: &Member,
    desk: &Desk,
    change: Submit,
    entry: &Entry,
    posted: &Posted,
) -> Answer {
    let (form, id) = (change.form, change.id.ok_or(Problem::NotFound)?);
    let place = Place { form, id, revision: change.expected.ok_or(Problem::NotFound)? };
    let reason = Reason { text: change.reason.clone().unwrap_or_default(), missing: false };
    let sheet = sheet(app, member, desk, &place, entry, reason);
    if let Some(theirs) = drafts::saved_elsewhere(member, posted).await? {
        return Sheet { draft: DraftState::Elsewhere(theirs), ..sheet }.draw(entry, Verdict::NONE);
    }
    match app.store.submit(member.session.actor(), app.world.now(), change.clone()).await {
        Ok(saved) => Ok(see_other(&format!("{}?saved=change", links::details(form, saved.id)))),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            let draft = drafts::keep_on(app, member, form, Some(id), posted).await?;
            let verdict = Verdict { findings: &findings, confirmed: &change.confirm };
            Sheet { draft, ..sheet }.draw(entry, verdict)
        }
        Err(SubmitError::Conflict { .. }) => conflict::show(app, member, desk, change).await,
        Err(error) => {
            let Some(sentence) = error.refusal_now() else { return Err(error.into()) };
            let draft = drafts::keep_refused(app, member, form, Some(id), posted, &error).await?;
            Sheet { draft, refusal: Some(sentence), ..sheet }.draw(entry, Verdict::NONE)
        }
    }
}

fn sheet<'a>(
    app: &'a App,
    member: &'a Member,
    desk: &'a Desk,
    place: &Place,
    entry: &Entry,
    reason: Reason,
) -> Sheet<'a> {
    let Place { form, id, revision } = *place;
    Sheet {
        app,
        member,
        desk,
        form,
        title: format!("Change {}", in_sentence(form.title)),
        caption: entry_page::caption(form, entry, &member.centre),
        action: links::edit(form, id),
        back: links::details(form, id),
        record: Some(id),
        revision: revision.to_string(),
        reason: Some(reason),
        draft: DraftState::None,
        suggestions: None,
        marked: Vec::new(),
        notice: None,
        refusal: None,
    }
}
