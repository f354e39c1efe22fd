//! Drafts: what was typed and not yet handed in, resumed on any device of the centre.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::FormSpec;
use serde::Deserialize;
use serde_json::json;
use store::{Draft, DraftError, DraftId, RecordId, SaveDraft, SubmitError};

use super::{Answer, chrome, desk::Desk, html, links, see_other};
use crate::{
    App, csrf,
    csrf::ProtectedForm,
    entry::{Posted, in_sentence},
    extract::{self, Path, Query},
    gate::Member,
    problem::Problem,
    respond::Json,
    ui::{Cell, Chrome, SummaryItem, SummaryList, Table},
};

/// What has been kept of an entry page.
pub(super) enum DraftState {
    /// Nothing.
    None,
    /// This draft, as it stands.
    Kept(Draft),
    /// This draft, without a text of the page that seems to identify a person.
    Partly(Draft),
    /// Somebody else has saved the draft since this page was drawn; this page has not.
    Elsewhere(Box<Draft>),
}

impl DraftState {
    /// The line that says what was kept.
    pub(super) fn status(&self, desk: &Desk) -> String {
        match self {
            Self::Kept(draft) | Self::Partly(draft) => {
                format!("Draft saved {} by {}{}", desk.clock(draft.at), draft.by, without(draft))
            }
            Self::None | Self::Elsewhere(_) => String::new(),
        }
    }

    /// What the page sends back with its answers.
    pub(super) fn id_and_version(&self) -> (String, String) {
        match self {
            Self::Kept(draft) | Self::Partly(draft) => (draft.id.to_string(), draft.version.to_string()),
            Self::None | Self::Elsewhere(_) => Default::default(),
        }
    }

    /// The lines of the error summary: about a draft that was saved elsewhere, or about what was left out of it.
    pub(super) fn problems(&self, desk: &Desk) -> Vec<SummaryItem> {
        match self {
            Self::Elsewhere(draft) => vec![elsewhere(draft, desk)],
            Self::Partly(draft) => {
                draft.left_out().into_iter().map(|(name, label)| not_kept(name, &label)).collect()
            }
            Self::None | Self::Kept(_) => Vec::new(),
        }
    }
}

/// The line about a text that a draft does not hold.
fn not_kept(name: &str, label: &str) -> SummaryItem {
    let text = format!(
        "“{label}” is not kept in the draft: it seems to hold something that identifies a person, and the whole centre \
         reads drafts. Everything else is kept. Take it out: no names, numbers, addresses or dates of birth belong \
         in the audit."
    );
    SummaryItem { href: format!("#f-{}", name.replace('.', "-")), text, ..SummaryItem::default() }
}

/// The end of a sentence about a draft: what it does not hold.
fn without(draft: &Draft) -> String {
    let labels: Vec<_> = draft.left_out().into_iter().map(|(_, label)| format!("“{label}”")).collect();
    if labels.is_empty() {
        return String::new();
    }
    format!(", without {}, which seems to identify a person", labels.join(" and "))
}

/// The notice on a page that is gone on with from a draft which lacks a text.
pub(super) fn lacks(draft: &Draft) -> Option<String> {
    let without = without(draft);
    (!without.is_empty())
        .then(|| format!("This draft was saved{without}. Type it again without names, numbers or dates."))
}

/// The line about a draft that was saved elsewhere.
fn elsewhere(draft: &Draft, desk: &Desk) -> SummaryItem {
    let text = format!(
        "{} saved this draft {}, on another page or device. Open that draft to see what was typed \
             there. What you typed stands below; saving keeps it as well.",
        draft.by,
        desk.clock(draft.at)
    );
    SummaryItem { href: links::draft(draft), text, ..SummaryItem::default() }
}

/// The draft that a page is made from.
pub(super) fn id_of(posted: &Posted) -> Option<DraftId> {
    DraftId::parse(posted.get("draft.id"))
}

fn to_save(form: &'static FormSpec, record: Option<RecordId>, posted: &Posted) -> SaveDraft {
    SaveDraft {
        id: id_of(posted),
        form,
        record,
        expected: posted.get("draft.version").parse().ok(),
        fields: posted.controls(),
    }
}

/// Keeps a page as it was typed. A draft that was handed in or thrown away meanwhile is begun anew.
pub(super) async fn keep(
    app: &App,
    member: &Member,
    form: &'static FormSpec,
    record: Option<RecordId>,
    posted: &Posted,
) -> Result<DraftState, Problem> {
    let (actor, now) = (member.session.actor(), app.world.now());
    let draft = to_save(form, record, posted);
    let kept = match app.store.save_draft(actor, now, draft.clone()).await {
        Err(DraftError::NotFound) => {
            app.store.save_draft(actor, now, SaveDraft { id: None, expected: None, ..draft }).await
        }
        answer => answer,
    };
    match kept {
        Ok(draft) if draft.left_out().is_empty() => Ok(DraftState::Kept(draft)),
        Ok(draft) => Ok(DraftState::Partly(draft)),
        Err(DraftError::Conflict(theirs)) => Ok(DraftState::Elsewhere(theirs)),
        Err(error) => Err(error.into()),
    }
}

/// Keeps a page that has a draft already; one without is left alone.
pub(super) async fn keep_on(
    app: &App,
    member: &Member,
    form: &'static FormSpec,
    record: Option<RecordId>,
    posted: &Posted,
) -> Result<DraftState, Problem> {
    match id_of(posted) {
        Some(_) => keep(app, member, form, record, posted).await,
        None => Ok(DraftState::None),
    }
}

/// Keeps a page whose record cannot be stored now: as a draft where the centre has no permission, because it is stored
/// when there is one; otherwise as [`keep_on`].
pub(super) async fn keep_refused(
    app: &App,
    member: &Member,
    form: &'static FormSpec,
    record: Option<RecordId>,
    posted: &Posted,
    why: &SubmitError,
) -> Result<DraftState, Problem> {
    if why.is_unpermitted() {
        keep(app, member, form, record, posted).await
    } else {
        keep_on(app, member, form, record, posted).await
    }
}

/// The draft of a page, when somebody has saved it since the page was drawn. Handing in this page would
/// end it, and what was typed there would be gone unseen.
pub(super) async fn saved_elsewhere(member: &Member, posted: &Posted) -> Result<Option<Box<Draft>>, Problem> {
    let Some(id) = id_of(posted) else { return Ok(None) };
    match member.records.draft(id).await {
        Ok(draft) if posted.get("draft.version") != draft.version.to_string() => Ok(Some(Box::new(draft))),
        Ok(_) | Err(store::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The draft of a page that is only shown: nothing is kept that nobody has pressed a button for.
pub(super) async fn as_it_stands(
    member: &Member,
    form: &'static FormSpec,
    record: Option<RecordId>,
    posted: &Posted,
) -> Result<DraftState, Problem> {
    if let Some(theirs) = saved_elsewhere(member, posted).await? {
        return Ok(DraftState::Elsewhere(theirs));
    }
    match resume(member, form, record, posted.get("draft.id")).await {
        Ok(draft) => Ok(DraftState::Kept(draft)),
        Err(Problem::NotFound) => Ok(DraftState::None),
        Err(problem) => Err(problem),
    }
}

/// The draft of an address, if it is one of this form and record.
pub(super) async fn resume(
    member: &Member,
    form: &'static FormSpec,
    record: Option<RecordId>,
    id: &str,
) -> Result<Draft, Problem> {
    let draft = member.records.draft(DraftId::parse(id).ok_or(Problem::NotFound)?).await?;
    if draft.form.id == form.id && draft.record == record { Ok(draft) } else { Err(Problem::NotFound) }
}

/// POST /drafts: the page's script keeps what was typed so far.
pub(crate) async fn autosave(
    State(app): State<App>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let form = extract::form(posted.get("draft.form"))?;
    let draft = to_save(form, RecordId::parse(posted.get("draft.record")), &posted);
    let desk = Desk::of(&app, &member).await?;
    let saved = app.store.save_draft(member.session.actor(), app.world.now(), draft).await;
    Ok(match saved {
        Ok(draft) => Json(json!({
            "id": draft.id.to_string(),
            "version": draft.version,
            "status": format!("Draft saved {}{}", desk.clock(draft.at), without(&draft)),
        }))
        .into_response(),
        Err(DraftError::Conflict(theirs)) => conflict(&theirs, &desk),
        Err(error @ DraftError::NoRoom(_)) => no_room(&error),
        Err(error) => return Err(error.into()),
    })
}

fn conflict(theirs: &Draft, desk: &Desk) -> Response {
    let message = format!(
        "{} saved this draft {}, on another page or device. What you type here is not kept until you press “Save draft”.",
        theirs.by,
        desk.clock(theirs.at)
    );
    (StatusCode::CONFLICT, Json(json!({ "message": message, "href": links::draft(theirs) }))).into_response()
}

/// What the script says; it goes on trying, because room may be made on another page.
fn no_room(error: &DraftError) -> Response {
    let message = format!("This is not kept: {error}");
    (StatusCode::INSUFFICIENT_STORAGE, Json(json!({ "message": message, "href": "/drafts" }))).into_response()
}

#[derive(Template)]
#[template(path = "pages/drafts.html")]
struct DraftsPage {
    chrome: Chrome,
    table: Option<Table>,
}

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    gone: Option<String>,
}

/// GET /drafts
pub(crate) async fn list(State(app): State<App>, Query(done): Query<Done>, member: Member) -> Answer {
    let desk = Desk::of(&app, &member).await?;
    let drafts = member.records.drafts().await?;
    let notice = done.gone.map(|_| "The draft was thrown away.".to_owned());
    html(&DraftsPage {
        chrome: chrome(&app, &member.session, "Drafts", "/drafts").back("/centre", "Home").notice(notice),
        table: drafts_table(&drafts, &desk),
    })
}

/// The drafts of a centre; nothing when there are none.
pub(super) fn drafts_table(drafts: &[Draft], desk: &Desk) -> Option<Table> {
    let row = |draft: &Draft| {
        let name = title(draft);
        vec![
            Cell::link(links::draft(draft), format!("Resume {name}")),
            Cell::text(belongs_to(draft)),
            Cell::text(format!("{}, {}{}", desk.clock(draft.at), draft.by, without(draft))),
            Cell::link(format!("/drafts/{}/throw-away", draft.id), "Throw away"),
        ]
    };
    (!drafts.is_empty()).then(|| Table {
        caption: "Drafts".to_owned(),
        heads: vec!["Draft", "Belongs to", "Saved", "Not needed"],
        rows: drafts.iter().map(row).collect(),
    })
}

fn title(draft: &Draft) -> String {
    let what = if draft.record.is_some() { "change of a" } else { "new" };
    format!("{what} {}", in_sentence(draft.form.title))
}

/// The admission or patient that the draft names.
fn belongs_to(draft: &Draft) -> String {
    let parent = draft.form.parent.map_or(draft.form.key, |parent| parent.columns);
    let typed = |name: &str| {
        let found = draft.fields.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    parent.iter().map(|name| typed(name)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "pages/draft_gone.html")]
struct ThrowAwayPage {
    chrome: Chrome,
    facts: SummaryList,
    resume: String,
    action: String,
    csrf: String,
}

/// GET /drafts/{id}/throw-away
pub(crate) async fn ask(State(app): State<App>, Path(id): Path<String>, member: Member) -> Answer {
    let draft = member.records.draft(DraftId::parse(&id).ok_or(Problem::NotFound)?).await?;
    let desk = Desk::of(&app, &member).await?;
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let mut rows = vec![
        fact("Draft", title(&draft)),
        fact("Belongs to", belongs_to(&draft)),
        fact("Saved", format!("{} by {}", desk.clock(draft.at), draft.by)),
        fact("Answers", draft.fields.len().to_string()),
    ];
    rows.retain(|(_, value)| !value.is_empty());
    html(&ThrowAwayPage {
        chrome: chrome(&app, &member.session, "Throw this draft away?", "/drafts").back("/drafts", "Drafts"),
        facts: SummaryList { rows },
        resume: links::draft(&draft),
        action: format!("/drafts/{}/throw-away", draft.id),
        csrf: csrf::token(&member.session, app.world.now()),
    })
}

/// POST /drafts/{id}/throw-away
pub(crate) async fn throw_away(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let id = DraftId::parse(&id).ok_or(Problem::NotFound)?;
    app.store.delete_draft(member.session.actor(), app.world.now(), id).await?;
    Ok(see_other("/drafts?gone=1"))
}
