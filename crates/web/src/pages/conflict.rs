//! Two people changed one record: what differs, who changed it, and a choice for each of it.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::IntoResponse};
use domain::Raw;
use store::{Submit, Version};

use super::{
    Answer, chrome,
    desk::{Desk, asked},
    edit, entry_page, html, links,
};
use crate::{
    App,
    csrf::{self, RedrawnForm},
    entry::{Action, Difference, Posted, differences, instant_in_words, is_same, take},
    extract::{self, Path},
    gate::Member,
    problem::Problem,
    ui::{Aside, Chrome, Control, Field, Radios, SelectOption},
};

#[derive(Template)]
#[template(path = "pages/conflict.html")]
struct ConflictPage {
    chrome: Chrome,
    caption: String,
    who: Vec<String>,
    action: String,
    csrf: String,
    hidden: Vec<(&'static str, String)>,
    confirmed: Vec<String>,
    choices: Vec<Field>,
    back: String,
}

/// Shows what differs between a change and the record as somebody else has saved it meanwhile.
pub(super) async fn show(app: &App, member: &Member, desk: &Desk, change: Submit) -> Answer {
    let (form, id) = (change.form, change.id.ok_or(Problem::NotFound)?);
    let versions = member.records.history(form, id).await?;
    let saved = versions.first().ok_or(Problem::NotFound)?;
    let since = Since::new(&versions, &change, desk);
    let differing = differences(form, &desk.dictionary, &change.raw, &asked(form, &saved.raw));
    let draft = change.draft.map(|id| id.to_string()).unwrap_or_default();
    let page = html(&ConflictPage {
        chrome: chrome(app, &member.session, "Somebody else has changed this record", links::area(form)),
        caption: entry_page::caption(form, &desk.entry(form, &saved.raw), &member.centre),
        who: since.told(),
        action: format!("{}/conflict", links::details(form, id)),
        csrf: csrf::token(&member.session, app.world.now()),
        hidden: vec![
            ("revision", saved.revision.to_string()),
            ("mine", change.raw.to_json(form).to_string()),
            ("reason", change.reason.clone().unwrap_or_default()),
            ("draft.id", draft),
        ],
        choices: differing.iter().map(|difference| since.choice(difference)).collect(),
        confirmed: change.confirm.clone(),
        back: links::details(form, id),
    })?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// What others have saved since a change was begun.
struct Since<'a> {
    change: &'a Submit,
    /// The version the change was begun on.
    base: Option<&'a Version>,
    /// Those after it, newest first, each with the one before it.
    later: Vec<(&'a Version, &'a Version)>,
    desk: &'a Desk,
}

impl<'a> Since<'a> {
    fn new(versions: &'a [Version], change: &'a Submit, desk: &'a Desk) -> Self {
        let is_later = |version: &Version| change.expected.is_none_or(|base| version.revision > base);
        let pairs = versions.iter().zip(versions.iter().skip(1));
        Self {
            change,
            base: versions.iter().find(|version| !is_later(version)),
            later: pairs.filter(|(version, _)| is_later(version)).collect(),
            desk,
        }
    }

    /// Who saved it, when and why, the first first.
    fn told(&self) -> Vec<String> {
        let told = self.later.iter().rev().map(|(version, _)| {
            let at = instant_in_words(version.at, &self.desk.zone);
            match &version.reason {
                Some(reason) => format!("{} saved it on {at}: {reason}", version.actor),
                None => format!("{} saved it on {at}.", version.actor),
            }
        });
        told.collect()
    }

    /// The last version that changed a part of the record.
    fn changed_by(&self, name: &str) -> Option<&Version> {
        let form = self.change.form;
        let changed = self.later.iter().find(|(new, old)| !is_same(form, name, &new.raw, &old.raw));
        changed.map(|(version, _)| *version)
    }

    /// One answer that differs. What somebody else has changed is kept unless the person says otherwise; what
    /// only this person has changed is theirs.
    fn choice(&self, difference: &Difference) -> Field {
        let words =
            |words: &str| if words.is_empty() { "nothing entered".to_owned() } else { words.to_owned() };
        let other = self.changed_by(&difference.name);
        let hint = match other {
            Some(version) => format!("{} changed it {}.", version.actor, self.desk.clock(version.at)),
            None => "Only you have changed it.".to_owned(),
        };
        let theirs = other.is_some() || self.base.is_none();
        let option =
            |value: &str, text: String, chosen| SelectOption { value: value.to_owned(), text, chosen };
        let id = format!("c-{}", difference.name);
        Field {
            label: difference.label.clone(),
            need: String::new(),
            hint,
            errors: Vec::new(),
            confirmations: Vec::new(),
            aside: Aside::default(),
            control: Control::Radios(Radios {
                id: id.clone(),
                name: format!("pick.{}", difference.name),
                options: vec![
                    option("theirs", format!("Saved: {}", words(&difference.theirs)), theirs),
                    option("mine", format!("Yours: {}", words(&difference.mine)), !theirs),
                ],
                stacked: 2,
            }),
            id,
        }
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
    RedrawnForm(posted): RedrawnForm,
) -> Answer {
    let (form, id) = extract::record(&form, &id)?;
    let desk = Desk::of(&app, &member).await?;
    let mine = serde_json::from_str(posted.get("mine")).map_err(|_| Problem::ForeignForm)?;
    let mine = Raw::from_json(form, &mine).map_err(|_| Problem::ForeignForm)?;
    let place = edit::Place { form, id, revision: edit::revision(&posted)? };
    if Action::of(&posted) == Action::Show {
        return show(&app, &member, &desk, place.change(&member, mine, &posted)).await;
    }
    let mut raw = asked(form, &member.records.record(form, id).await?.raw);
    for difference in differences(form, &desk.dictionary, &mine, &raw) {
        if posted.get(&format!("pick.{}", difference.name)) == "mine" {
            take(form, &difference.name, &mine, &mut raw);
        }
    }
    let entry = desk.entry(form, &raw);
    let change = place.change(&member, raw, &posted);
    // This page holds choices, not answers: nothing of it goes into a draft.
    edit::save(&app, &member, &desk, change, &entry, &Posted::default()).await
}
