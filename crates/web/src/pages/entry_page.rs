//! The page on which a record is entered or changed. New records and edits draw the same page.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::dictionary::Dictionary;
use domain::forms::Assessment;
use domain::{FormSpec, value::CentreCode};
use store::RecordId;

use super::{Answer, chrome, desk::Desk, drafts::DraftState, html, links};
use crate::{
    App, csrf,
    entry::{Action, Beside, Entry, EntryView, Suggestions, Verdict, drop_unanswered, instrument_of},
    gate::Member,
    ui::{Aside, Chrome, Complaint, Control, ErrorSummary, Field, Link, SummaryItem, TextBox, described_by},
};

#[derive(Template)]
#[template(path = "pages/entry.html")]
struct EntryPage {
    chrome: Chrome,
    caption: String,
    action: String,
    csrf: String,
    /// Hidden controls: name and value.
    hidden: Vec<(&'static str, String)>,
    back: String,
    contents: Vec<Link>,
    view: EntryView,
    suggestions: Option<Offer>,
    reason: Option<Field>,
    save: &'static str,
    can_go_on: bool,
    status: String,
}

/// The offer to type in what is suggested.
struct Offer {
    words: String,
    button: &'static str,
}

/// What stands around the questions, whatever was answered.
pub(super) struct Sheet<'a> {
    pub app: &'a App,
    pub member: &'a Member,
    pub desk: &'a Desk,
    pub form: &'static FormSpec,
    pub title: String,
    /// What the record belongs to.
    pub caption: String,
    /// Where the form is sent.
    pub action: String,
    /// Where “Cancel” leads.
    pub back: String,
    /// The record that is changed; none for a new one.
    pub record: Option<RecordId>,
    /// The revision that is changed; empty for a new record.
    pub revision: String,
    /// Why the record is changed; only a record that exists is asked.
    pub reason: Option<Reason>,
    /// What was kept of this page so far.
    pub draft: DraftState,
    /// What the last contact suggests.
    pub suggestions: Option<Suggestions>,
    /// Suggestions that were taken over.
    pub marked: Vec<String>,
    /// What has just been done.
    pub notice: Option<String>,
    /// Why the record as a whole was not saved, apart from what was found in it.
    pub refusal: Option<String>,
}

/// The reason for a change, and what is wrong with it.
#[derive(Default)]
pub(super) struct Reason {
    pub text: String,
    pub missing: bool,
}

const REASON_MISSING: &str = "Enter why this record is changed";
/// A form with more sections than this gets a list of them at its head.
const MANY_SECTIONS: usize = 4;

impl Sheet<'_> {
    /// Draws the page for what was typed and found.
    pub(super) fn draw(&self, entry: &Entry, verdict: Verdict<'_>) -> Answer {
        let beside = Beside { suggestions: self.suggestions.as_ref(), marked: &self.marked };
        let mut view = EntryView::new(self.form, entry, verdict, beside);
        let items = self.own_problems();
        if !items.is_empty() {
            let heading = "There is a problem".to_owned();
            view.summary.get_or_insert(ErrorSummary { heading, items: Vec::new() }).items.extend(items);
        }
        let problem = view.summary.is_some();
        let page = html(&self.page(view, entry))?;
        Ok(if problem { unprocessable(page) } else { page })
    }

    fn page(&self, view: EntryView, entry: &Entry) -> EntryPage {
        let frame = chrome(self.app, &self.member.session, self.title.as_str(), links::area(self.form));
        let frame = frame.minimal("entry", "Skip to the questions").notice(self.notice.clone());
        EntryPage {
            chrome: frame.back(self.back.as_str(), "Back").problem(view.summary.is_some()),
            caption: self.caption.clone(),
            action: self.action.clone(),
            csrf: csrf::token(&self.member.session, self.app.world.now()),
            hidden: self.hidden(entry),
            back: self.back.clone(),
            contents: contents(&view),
            suggestions: self.suggestions.as_ref().map(offer),
            view,
            reason: self.reason.as_ref().map(reason_field),
            save: if self.record.is_none() { "Save" } else { "Save changes" },
            can_go_on: self.record.is_none() && super::create::goes_on(self.form),
            status: self.draft.status(self.desk),
        }
    }

    fn hidden(&self, entry: &Entry) -> Vec<(&'static str, String)> {
        let mut hidden = vec![
            ("revision", self.revision.clone()),
            ("draft.form", self.form.id.to_owned()),
            ("draft.record", self.record.map(|id| id.to_string()).unwrap_or_default()),
        ];
        let (id, version) = self.draft.id_and_version();
        hidden.extend([("draft.id", id), ("draft.version", version)]);
        hidden.extend(self.marked.iter().map(|name| ("from_last", name.clone())));
        hidden.extend(
            instrument_of(self.form, entry).map(|known| (Assessment::INSTRUMENT, known.code().to_owned())),
        );
        hidden
    }

    /// What is wrong with the page rather than with an answer.
    fn own_problems(&self) -> Vec<SummaryItem> {
        let plain = |text: String| SummaryItem { text, ..SummaryItem::default() };
        let mut items: Vec<_> = self.refusal.iter().map(|text| plain(text.clone())).collect();
        if self.reason.as_ref().is_some_and(|reason| reason.missing) {
            items.push(SummaryItem { href: "#f-reason".to_owned(), ..plain(REASON_MISSING.to_owned()) });
        }
        items.extend(self.draft.problems(self.desk));
        items
    }
}

fn offer(suggestions: &Suggestions) -> Offer {
    match &suggestions.last {
        Some(last) => Offer {
            words: format!(
                "The last contact was on {last}. What often stays the same stands beside its question."
            ),
            button: "Use the values of the last contact",
        },
        None => Offer {
            words: "This is the first contact of the admission.".to_owned(),
            button: "Use what is suggested",
        },
    }
}

/// Links to the sections of a long form.
fn contents(view: &EntryView) -> Vec<Link> {
    let link = |href: String, text: &str| Link { href, text: text.to_owned() };
    let sections = view.sections.iter().enumerate();
    let mut contents: Vec<_> =
        sections.map(|(index, section)| link(format!("#s-{index}"), section.title)).collect();
    contents.extend(view.score.iter().map(|score| link("#score".to_owned(), score.title)));
    contents.extend(view.groups.iter().map(|group| link(format!("#g-{}", group.name), group.title)));
    if contents.len() > MANY_SECTIONS { contents } else { Vec::new() }
}

fn unprocessable(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}

fn reason_field(reason: &Reason) -> Field {
    let id = "f-reason".to_owned();
    let hint = "For example: corrected after checking the chart.".to_owned();
    let complaint = || Complaint::of_page(REASON_MISSING.to_owned());
    let errors: Vec<_> = reason.missing.then(complaint).into_iter().collect();
    Field {
        label: "Why is this record changed?".to_owned(),
        need: "needed".to_owned(),
        confirmations: Vec::new(),
        aside: Aside::default(),
        control: Control::Text(TextBox {
            id: id.clone(),
            name: "reason".to_owned(),
            value: reason.text.clone(),
            width: "30",
            inputmode: "",
            autocomplete: "",
            suffix: String::new(),
            described_by: described_by(&id, &hint, &errors),
            invalid: reason.missing,
        }),
        id,
        hint,
        errors,
    }
}

/// Does what a button asks for that saves nothing.
pub(super) fn change_rows(action: &Action, form: &FormSpec, entry: &mut Entry) {
    match action {
        Action::Add(list) => entry.add_row(form, list),
        Action::Remove(list, row) => entry.remove_row(form, list, *row),
        _ => {}
    }
}

/// Leaves out what nobody has filled in, before a record is judged.
pub(super) fn tidy(form: &FormSpec, entry: &mut Entry) {
    entry.drop_blank_rows();
    drop_unanswered(form, entry);
}

/// The words above the title: what the record belongs to.
pub(super) fn caption(form: &FormSpec, entry: &Entry, centre: &CentreCode) -> String {
    let raw = entry.to_raw(form, centre);
    match raw.parent_key(form) {
        Some(key) if !key.is_empty() => {
            let parent = form.parent.and_then(|parent| Dictionary::shipped().form(parent.form));
            format!("{} {key}", parent.map_or("", |parent| parent.title))
        }
        _ => String::new(),
    }
}
