//! The question set of one cycle: its text, a form to add a question, how the questions look, its history.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{
    questions::{Question, QuestionSet},
    reference::CycleDates,
};
use jiff::tz::TimeZone;

use super::{AREA, one};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::{self, Posted, instant_in_words},
    extract::{Path, Query},
    gate::AuditLead,
    pages::{Answer, chrome, html, see_other},
    problem::Problem,
    ui::{Cell, Chrome, ErrorSummary, Field, SummaryItem, Table},
};

#[derive(Template)]
#[template(path = "pages/questions/cycle.html")]
struct CyclePage {
    chrome: Chrome,
    csrf: String,
    at: String,
    summary: Option<ErrorSummary>,
    text: String,
    error: String,
    preview: Vec<Preview>,
    new: Vec<Field>,
    history: Option<Table>,
}

/// The questions on one form, as they will look.
struct Preview {
    title: &'static str,
    fields: Vec<Field>,
}

/// What has just been done.
#[derive(serde::Deserialize)]
pub(crate) struct Done {
    saved: Option<String>,
}

/// GET /questions/{cycle}
pub(crate) async fn show(
    State(app): State<App>,
    Path(cycle): Path<String>,
    Query(done): Query<Done>,
    lead: AuditLead,
) -> Answer {
    let dates = dates(&app, &cycle).await?;
    let text = app.store.questions_text(&cycle).await?;
    let text = text.unwrap_or_else(|| format!("cycle = \"{cycle}\"\n"));
    let notice = done.saved.map(|_| "The questions are saved. They are asked from now on.".to_owned());
    let desk = Page { app: &app, lead: &lead, dates, notice };
    html(&desk.draw(&Posted::default(), text, String::new()).await?)
}

/// POST /questions/{cycle}
pub(crate) async fn submit(
    State(app): State<App>,
    Path(cycle): Path<String>,
    lead: AuditLead,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let page = Page { app: &app, lead: &lead, dates: dates(&app, &cycle).await?, notice: None };
    let mut text = posted.get("text").replace("\r\n", "\n");
    let mut typed = posted.clone();
    if posted.get("action") == "add" {
        let longer = text.trim_end().to_owned() + "\n" + &one::written(&posted);
        if let Err(problem) = page.read(&longer) {
            return page.refuse(&posted, text, problem).await;
        }
        (text, typed) = (longer, Posted::default());
    }
    if let Err(problem) = page.read(&text) {
        return page.refuse(&typed, text, problem).await;
    }
    if posted.get("action") != "save" {
        return html(&page.draw(&typed, text, String::new()).await?);
    }
    match app.store.put_questions(lead.session.actor(), app.world.now(), text.clone()).await {
        Ok(cycle) => Ok(see_other(&format!("{AREA}/{cycle}?saved=1"))),
        Err(store::Error::Invalid(problem)) => page.refuse(&typed, text, problem).await,
        Err(error) => Err(error.into()),
    }
}

async fn dates(app: &App, cycle: &str) -> Result<CycleDates, Problem> {
    app.store.calendar().await?.cycle(cycle).cloned().ok_or(Problem::NotFound)
}

/// What stands around a set, whatever is in it.
struct Page<'a> {
    app: &'a App,
    lead: &'a AuditLead,
    dates: CycleDates,
    notice: Option<String>,
}

impl Page<'_> {
    /// The set that a text says, which must be this cycle's.
    fn read(&self, text: &str) -> Result<QuestionSet, String> {
        let set = QuestionSet::parse(text, std::slice::from_ref(&self.dates));
        let set = set.map_err(|error| error.to_string())?;
        reporting::paper::undrawable(text).map_or(Ok(set), Err)
    }

    async fn refuse(&self, typed: &Posted, text: String, problem: String) -> Answer {
        let mut answer = html(&self.draw(typed, text, problem).await?)?;
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(answer)
    }

    async fn draw(&self, typed: &Posted, text: String, error: String) -> Result<CyclePage, Problem> {
        let (app, session) = (self.app, &self.lead.session);
        let item = |text: &str| SummaryItem {
            href: "#text".to_owned(),
            text: text.to_owned(),
            ..SummaryItem::default()
        };
        let summary = (!error.is_empty())
            .then(|| ErrorSummary { heading: "There is a problem".to_owned(), items: vec![item(&error)] });
        let title = format!("Questions of {}", self.dates.id);
        let frame = chrome(app, session, title, AREA).back(AREA, "Questions of the network");
        Ok(CyclePage {
            chrome: frame.notice(self.notice.clone()).problem(summary.is_some()),
            csrf: csrf::token(session, app.world.now()),
            at: format!("{AREA}/{}", self.dates.id),
            summary,
            preview: self.read(&text).map(|set| preview(&set)).unwrap_or_default(),
            new: one::fields(typed),
            history: self.history().await?,
            text,
            error,
        })
    }

    async fn history(&self) -> Result<Option<Table>, Problem> {
        let zone = TimeZone::get("Europe/London").map_err(Problem::fault)?;
        let versions = app_versions(self.app, &self.dates.id).await?;
        let row = |version: &store::QuestionVersion| {
            vec![
                Cell::text(version.version.to_string()),
                Cell::text(instant_in_words(version.at, &zone)),
                Cell::text(version.by.as_str()),
            ]
        };
        Ok((!versions.is_empty()).then(|| Table {
            caption: "Versions".to_owned(),
            heads: vec!["Version", "When", "By"],
            rows: versions.iter().map(row).collect(),
        }))
    }
}

async fn app_versions(app: &App, cycle: &str) -> Result<Vec<store::QuestionVersion>, Problem> {
    let mut versions = app.store.question_versions().await?;
    versions.retain(|version| version.cycle == cycle);
    Ok(versions)
}

fn preview(set: &QuestionSet) -> Vec<Preview> {
    let mut forms: Vec<Preview> = Vec::new();
    for Question { form, field, .. } in &set.questions {
        let field = entry::preview(field);
        match forms.iter_mut().find(|shown| shown.title == form.title) {
            Some(shown) => shown.fields.push(field),
            None => forms.push(Preview { title: form.title, fields: vec![field] }),
        }
    }
    forms
}
