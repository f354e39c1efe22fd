//! The page on which a record is entered or changed. New records and edits draw the same page.

use askama::Template;
use axum::{http::StatusCode, response::Response};
use domain::{FormSpec, value::CentreCode};

use super::{Answer, chrome, html, links};
use crate::{
    App, csrf,
    entry::{Action, Entry, EntryView, Posted, Verdict},
    gate::Session,
    ui::{Chrome, Control, ErrorSummary, Field, SummaryItem, TextBox, described_by},
};

#[derive(Template)]
#[template(path = "pages/entry.html")]
struct EntryPage {
    chrome: Chrome,
    caption: String,
    action: String,
    csrf: String,
    revision: String,
    back: String,
    view: EntryView,
    reason: Option<Field>,
    save: &'static str,
}

/// What stands around the questions, whatever was answered.
pub(super) struct Sheet<'a> {
    pub app: &'a App,
    pub session: &'a Session,
    pub form: &'static FormSpec,
    pub title: String,
    /// What the record belongs to.
    pub caption: String,
    /// Where the form is sent.
    pub action: String,
    /// Where “Cancel” leads.
    pub back: String,
    /// The revision that is changed; empty for a new record.
    pub revision: String,
    /// Why the record is changed; only a record that exists is asked.
    pub reason: Option<Reason>,
}

/// The reason for a change, and what is wrong with it.
#[derive(Default)]
pub(super) struct Reason {
    pub text: String,
    pub missing: bool,
}

const REASON_MISSING: &str = "Enter why this record is changed";

impl Sheet<'_> {
    /// Draws the page for what was typed and found.
    pub(super) fn draw(&self, entry: &Entry, verdict: Verdict<'_>) -> Answer {
        let mut view = EntryView::new(self.form, entry, verdict);
        if self.reason.as_ref().is_some_and(|reason| reason.missing) {
            let item = SummaryItem { href: "#f-reason".to_owned(), text: REASON_MISSING.to_owned() };
            let heading = "There is a problem".to_owned();
            view.summary.get_or_insert(ErrorSummary { heading, items: Vec::new() }).items.push(item);
        }
        let problem = view.summary.is_some();
        let now = self.app.world.now();
        let chrome = chrome(self.app, self.session, self.title.as_str(), links::area(self.form));
        let page = html(&EntryPage {
            chrome: chrome.back(self.back.as_str(), "Back").problem(problem),
            caption: self.caption.clone(),
            action: self.action.clone(),
            csrf: csrf::token(self.session.cookie(), now),
            revision: self.revision.clone(),
            back: self.back.clone(),
            view,
            reason: self.reason.as_ref().map(reason_field),
            save: if self.revision.is_empty() { "Save" } else { "Save changes" },
        })?;
        Ok(if problem { unprocessable(page) } else { page })
    }
}

fn unprocessable(mut page: Response) -> Response {
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    page
}

fn reason_field(reason: &Reason) -> Field {
    let id = "f-reason".to_owned();
    let hint = "For example: corrected after checking the chart.".to_owned();
    let errors: Vec<_> = reason.missing.then(|| REASON_MISSING.to_owned()).into_iter().collect();
    Field {
        label: "Why is this record changed?".to_owned(),
        need: "needed".to_owned(),
        confirmations: Vec::new(),
        control: Control::Text(TextBox {
            id: id.clone(),
            name: "reason".to_owned(),
            value: reason.text.clone(),
            width: "30",
            inputmode: "",
            described_by: described_by(&id, &hint, &errors),
            invalid: reason.missing,
        }),
        id,
        hint,
        errors,
    }
}

/// Reads a posted entry page; `true` says that it is to be saved, `false` that a row was added or removed.
pub(super) fn read(form: &FormSpec, posted: &Posted) -> (Entry, bool) {
    let mut entry = Entry::from_posted(form, posted);
    match Action::of(posted) {
        Action::Save => {
            entry.drop_blank_rows();
            return (entry, true);
        }
        Action::Add(list) => entry.add_row(form, &list),
        Action::Remove(list, row) => entry.remove_row(form, &list, row),
    }
    (entry, false)
}

/// The words above the title: what the record belongs to.
pub(super) fn caption(form: &FormSpec, entry: &Entry, centre: &CentreCode) -> String {
    let raw = entry.to_raw(form, centre);
    match raw.parent_key(form) {
        Some(key) if !key.is_empty() => {
            let parent = form.parent.and_then(|parent| domain::forms::form(parent.form));
            format!("{} {key}", parent.map_or("", |parent| parent.title))
        }
        _ => String::new(),
    }
}
