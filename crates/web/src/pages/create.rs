//! A new record.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::{
    FormSpec,
    forms::{Assessment, IcuAdmission},
};
use store::{RecordId, Submit, SubmitError, Submitted};

use super::{
    Answer,
    desk::Desk,
    drafts::{self, DraftState},
    entry_page::{self, Sheet},
    instruments, links, references, see_other,
};
use crate::{
    App,
    csrf::RedrawnForm,
    entry::{Action, Entry, Posted, Verdict, in_sentence},
    extract::{self, Path, Query},
    gate::Member,
    problem::Problem,
};

/// GET /records/{form}/new
///
/// What stands behind the question mark is typed in beforehand, so that a link from an admission brings its
/// reference along; `draft` goes on with a draft.
pub(crate) async fn show(
    State(app): State<App>,
    Path(form): Path<String>,
    Query(answers): Query<BTreeMap<String, String>>,
    member: Member,
) -> Answer {
    let form = extract::form(&form)?;
    let desk = Desk::of(&app, &member).await?;
    if let Some(id) = answers.get("draft") {
        return resume(&app, &member, &desk, form, id).await;
    }
    if form.id == Assessment::ID && !answers.contains_key(Assessment::INSTRUMENT) {
        return instruments::choose(&app, &member, &answers);
    }
    let mut entry = Entry::blank(form);
    for (name, answer) in &answers {
        entry.suggest(form, name, answer);
    }
    references::suggest(&app, form, &mut entry)?;
    let entry = desk.entry(form, &entry.to_raw(form, &member.centre));
    let back = answers.get("back").map_or("/centre", |back| links::local(back));
    let notice = match answers.get("saved") {
        Some(id) => Some(saved(&member, form, id).await?),
        None => None,
    };
    let sheet = Sheet { notice, ..sheet(&app, &member, &desk, form, &entry, back).await? };
    sheet.draw(&entry, Verdict::NONE)
}

async fn resume(app: &App, member: &Member, desk: &Desk, form: &'static FormSpec, id: &str) -> Answer {
    let draft = drafts::resume(member, form, None, id).await?;
    let posted = Posted(draft.fields.clone());
    let entry = desk.read(form, &member.centre, &posted);
    let sheet = Sheet {
        marked: posted.all("from_last").map(str::to_owned).collect(),
        notice: drafts::lacks(&draft),
        draft: DraftState::Kept(draft),
        ..sheet(app, member, desk, form, &entry, "/drafts").await?
    };
    sheet.draw(&entry, Verdict::NONE)
}

/// POST /records/{form}/new
pub(crate) async fn submit(
    State(app): State<App>,
    Path(form): Path<String>,
    member: Member,
    RedrawnForm(posted): RedrawnForm,
) -> Answer {
    let form = extract::form(&form)?;
    let desk = Desk::of(&app, &member).await?;
    let mut entry = desk.read(form, &member.centre, &posted);
    let action = Action::of(&posted);
    let back = links::local(posted.get("back"));
    let marked: Vec<_> = posted.all("from_last").map(str::to_owned).collect();
    if matches!(action, Action::Save | Action::SaveAndNext) {
        entry_page::tidy(form, &mut entry);
        let sheet = Sheet { marked, ..sheet(&app, &member, &desk, form, &entry, back).await? };
        return save(sheet, entry, &posted, &action).await;
    }
    let draft = match action {
        Action::Draft => drafts::keep(&app, &member, form, None, &posted).await?,
        Action::Show => drafts::as_it_stands(&member, form, None, &posted).await?,
        _ => drafts::keep_on(&app, &member, form, None, &posted).await?,
    };
    if let (Action::Draft, DraftState::Kept(draft)) = (&action, &draft) {
        return Ok(see_other(&links::draft(draft)));
    }
    entry_page::change_rows(&action, form, &mut entry);
    let mut sheet = Sheet { draft, marked, ..sheet(&app, &member, &desk, form, &entry, back).await? };
    if let (Action::FillIn, Some(suggestions)) = (&action, &sheet.suggestions) {
        sheet.marked.extend(suggestions.fill(&mut entry));
    }
    sheet.draw(&entry, Verdict::NONE)
}

/// Saves a new record, or shows what keeps it from being saved.
async fn save(mut sheet: Sheet<'_>, entry: Entry, posted: &Posted, action: &Action) -> Answer {
    let (app, member, form) = (sheet.app, sheet.member, sheet.form);
    if let Some(theirs) = drafts::saved_elsewhere(member, posted).await? {
        sheet.draft = DraftState::Elsewhere(theirs);
        return sheet.draw(&entry, Verdict::NONE);
    }
    let submit = new_record(form, member, &entry, posted);
    match submit_once(app, member, submit.clone()).await {
        Ok(saved) => Ok(see_other(&match action {
            Action::SaveAndNext => next(form, &submit, saved.id, &sheet.back),
            _ => format!("{}?saved=new", links::details(form, saved.id)),
        })),
        Err(SubmitError::Refused(findings) | SubmitError::NeedsConfirmation(findings)) => {
            sheet.draft = drafts::keep_on(app, member, form, None, posted).await?;
            sheet.draw(&entry, Verdict { findings: &findings, confirmed: &submit.confirm })
        }
        Err(error) => {
            let Some(sentence) = error.refusal_now() else { return Err(error.into()) };
            sheet.draft = drafts::keep_refused(app, member, form, None, posted, &error).await?;
            sheet.refusal = Some(sentence);
            sheet.draw(&entry, Verdict::NONE)
        }
    }
}

/// Saves a new record once, however often its page is sent. A page that was sent before with other answers
/// is another record.
pub(super) async fn submit_once(
    app: &App,
    member: &Member,
    submit: Submit,
) -> Result<Submitted, SubmitError> {
    let (actor, now) = (member.session.actor(), app.world.now());
    match app.store.submit(actor, now, submit.clone()).await {
        Err(SubmitError::KeyReused) => {
            app.store.submit(actor, now, Submit { idempotency_key: None, ..submit }).await
        }
        answer => answer,
    }
}

fn new_record(form: &'static FormSpec, member: &Member, entry: &Entry, posted: &Posted) -> Submit {
    Submit {
        form,
        centre: member.centre.clone(),
        raw: entry.to_raw(form, &member.centre),
        confirm: posted.confirmed(),
        // The token differs from page to page.
        idempotency_key: Some(posted.get("csrf").to_owned()),
        id: None,
        expected: None,
        reason: None,
        draft: drafts::id_of(posted),
        mends: None,
    }
}

/// Whether records of a form are often entered one after the other: several of them belong to one admission.
pub(super) fn goes_on(form: &FormSpec) -> bool {
    form.parent.is_some_and(|parent| parent.form == IcuAdmission::ID)
        && form.own_references().next().is_some()
}

/// The page for the next record of the same admission.
/// What is said above the blank page after a record was saved from it.
async fn saved(member: &Member, form: &FormSpec, id: &str) -> Result<String, Problem> {
    let closed = match RecordId::parse(id) {
        Some(id) => member.records.closed_to(id).await?.map(|closed| closed.sentence()),
        None => None,
    };
    let sentences = [Some(format!("{} saved.", form.title)), closed, Some("Enter the next one.".to_owned())];
    Ok(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// The blank page for the next record of the same admission.
fn next(form: &FormSpec, submit: &Submit, saved: RecordId, back: &str) -> String {
    let id = saved.to_string();
    let mut answers = vec![("saved", id.as_str()), ("back", back)];
    let carried =
        [Assessment::ADMISSION_REF, Assessment::INSTRUMENT, Assessment::VERSION, Assessment::LANGUAGE];
    for name in carried {
        answers.push((name, submit.raw.get(form, name)));
    }
    answers.retain(|(_, answer)| !answer.is_empty());
    links::create(form.id, &answers)
}

async fn sheet<'a>(
    app: &'a App,
    member: &'a Member,
    desk: &'a Desk,
    form: &'static FormSpec,
    entry: &Entry,
    back: &str,
) -> Result<Sheet<'a>, Problem> {
    Ok(Sheet {
        app,
        member,
        desk,
        form,
        title: instruments::title(form, entry).unwrap_or_else(|| format!("New {}", in_sentence(form.title))),
        caption: entry_page::caption(form, entry, &member.centre),
        action: links::create(form.id, &[]),
        back: back.to_owned(),
        record: None,
        revision: String::new(),
        reason: None,
        draft: DraftState::None,
        suggestions: desk.suggestions(member, form, entry).await?,
        marked: Vec::new(),
        notice: None,
        refusal: None,
    })
}
