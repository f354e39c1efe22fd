//! Two people changed one record: what differs, and a choice for each of it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::Raw;
use store::Submit;

use super::{Answer, chrome, edit, entry_page, html, links};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::{Difference, Entry, differences, instant_in_words, take},
    extract::{self, Path},
    gate::Member,
    problem::Problem,
    ui::{Chrome, Control, Field, Radios, SelectOption},
};

#[derive(Template)]
#[template(path = "pages/conflict.html")]
struct ConflictPage {
    chrome: Chrome,
    caption: String,
    who: String,
    action: String,
    csrf: String,
    revision: String,
    mine: String,
    reason: String,
    confirmed: Vec<String>,
    choices: Vec<Field>,
    back: String,
}

/// Shows what differs between a change and the record as somebody else has saved it meanwhile.
pub(super) async fn show(app: &App, member: &Member, change: Submit) -> Answer {
    let (form, id) = (change.form, change.id.ok_or(Problem::NotFound)?);
    let saved = member.records.record(form, id).await?;
    let latest = member.records.history(form, id).await?.into_iter().next().ok_or(Problem::NotFound)?;
    let directory = app.store.directory().await?;
    let centre = directory.centre(member.centre.as_str()).ok_or(Problem::NotFound)?;
    let page = html(&ConflictPage {
        chrome: chrome(app, &member.session, "Somebody else has changed this record", "/admissions"),
        caption: entry_page::caption(form, &Entry::from_raw(form, &saved.raw), &member.centre),
        who: format!("{} saved it on {}.", latest.actor, instant_in_words(latest.at, &centre.zone)),
        action: format!("{}/conflict", links::details(form, id)),
        csrf: csrf::token(member.session.cookie(), app.world.now()),
        revision: saved.revision.to_string(),
        mine: change.raw.to_json(form).to_string(),
        reason: change.reason.unwrap_or_default(),
        confirmed: change.confirm,
        choices: differences(form, &change.raw, &saved.raw).iter().map(choice).collect(),
        back: links::details(form, id),
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// One answer that differs; the saved one is kept unless the person says otherwise.
fn choice(difference: &Difference) -> Field {
    let words = |words: &str| if words.is_empty() { "nothing entered".to_owned() } else { words.to_owned() };
    let option = |value: &str, text: String, chosen| SelectOption { value: value.to_owned(), text, chosen };
    let id = format!("c-{}", difference.name);
    let options = vec![
        option("theirs", format!("Saved: {}", words(&difference.theirs)), true),
        option("mine", format!("Yours: {}", words(&difference.mine)), false),
    ];
    Field {
        label: difference.label.to_owned(),
        need: String::new(),
        hint: String::new(),
        errors: Vec::new(),
        confirmations: Vec::new(),
        control: Control::Radios(Radios {
            id: id.clone(),
            name: format!("pick.{}", difference.name),
            options,
        }),
        id,
    }
}

/// POST /records/{form}/{id}/conflict
///
/// The saved record with the chosen answers taken over. If it has been changed once more since the choice was
/// offered, the revision does not fit any more and the choice is offered again.
pub(crate) async fn submit(
    State(app): State<App>,
    Path((form, id)): Path<(String, String)>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let mine = serde_json::from_str(posted.get("mine")).map_err(|_| Problem::ForeignForm)?;
    let mine = Raw::from_json(form, &mine).map_err(|_| Problem::ForeignForm)?;
    let mut raw = member.records.record(form, id).await?.raw;
    for difference in differences(form, &mine, &raw) {
        if posted.get(&format!("pick.{}", difference.name)) == "mine" {
            take(form, difference.name, &mine, &mut raw);
        }
    }
    let entry = Entry::from_raw(form, &raw);
    let place = edit::Place { form, id, revision: edit::revision(&posted)? };
    edit::save(&app, &member, place.change(&member, raw, &posted), &entry).await
}
