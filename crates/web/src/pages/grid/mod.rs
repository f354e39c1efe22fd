//! The contacts of one patient on one day, in a grid: what is there, and rows for more.

mod columns;
mod rows;
mod save;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use domain::{code::Coded, forms::PhysioContact};
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use store::{AdmissionRecords, StoredRecord};

use self::{
    columns::{Column, columns},
    rows::{Row, RowView},
};
use super::{Answer, chrome, desk::Desk, html, links, references, see_other};
use crate::{
    App, csrf,
    csrf::RedrawnForm,
    entry::{CREW_HELP, date_in_words, number_in_words},
    extract::{Path, Query},
    gate::Member,
    problem::Problem,
    ui::{Chrome, ErrorSummary, Link},
};

#[derive(Template)]
#[template(path = "pages/grid.html")]
struct GridPage {
    chrome: Chrome,
    caption: String,
    action: String,
    csrf: String,
    days: [Link; 2],
    columns: &'static [Column],
    held: Vec<HeldRow>,
    rows: Vec<RowView>,
    summary: Option<ErrorSummary>,
    interventions: Vec<(&'static str, &'static str)>,
    crew_help: &'static str,
    full_page: String,
}

/// A contact that is there already.
struct HeldRow {
    href: String,
    time: String,
    cells: Vec<String>,
}

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    saved: Option<usize>,
}

/// Blank rows of a fresh page, and rows that the button adds.
const FRESH_ROWS: usize = 3;
const MORE_ROWS: usize = 5;

/// GET /admissions/{reference}/days/{date}
pub(crate) async fn show(
    State(app): State<App>,
    Path((reference, date)): Path<(String, String)>,
    Query(done): Query<Done>,
    member: Member,
) -> Answer {
    let grid = Grid::open(&app, &member, &reference, &date).await?;
    let rows = grid.blank_rows(FRESH_ROWS)?;
    let saved = done.saved.map(|count| format!("{} saved.", number_in_words(count, "contact", "contacts")));
    let closed = member.records.closed_on(grid.date).await?.map(|closed| closed.sentence());
    let said: Vec<String> = saved.into_iter().chain(closed).collect();
    grid.draw(&rows, (!said.is_empty()).then(|| said.join(" ")))
}

/// POST /admissions/{reference}/days/{date}
///
/// Each row is a record of its own: what is right is saved, what is not stays on the page as it was typed.
pub(crate) async fn submit(
    State(app): State<App>,
    Path((reference, date)): Path<(String, String)>,
    member: Member,
    RedrawnForm(posted): RedrawnForm,
) -> Answer {
    let mut grid = Grid::open(&app, &member, &reference, &date).await?;
    let mut rows = rows::read(&posted);
    match posted.get("action") {
        "more" => {
            rows.extend(grid.blank_rows(MORE_ROWS)?);
            return grid.draw(&rows, None);
        }
        "show" => return grid.draw(&rows, None),
        "drafts" => grid.keep_as_drafts(&mut rows).await?,
        _ => grid.save(&mut rows, posted.get("csrf")).await?,
    }
    let done = rows.iter().filter(|row| row.is_done).count();
    rows.retain(|row| !row.is_done && !row.is_blank());
    if rows.is_empty() {
        return Ok(see_other(&match posted.get("action") {
            "drafts" => "/drafts".to_owned(),
            _ => format!("{}?saved={done}", links::day(&reference, &date)),
        }));
    }
    grid.held = member.records.admission(&reference).await?;
    let saved =
        (done > 0).then(|| format!("{} saved. The others are below.", number_in_words(done, "row", "rows")));
    grid.draw(&rows, saved)
}

/// One day of one admission.
struct Grid<'a> {
    app: &'a App,
    member: &'a Member,
    desk: Desk,
    reference: &'a str,
    date: Date,
    held: AdmissionRecords,
}

impl<'a> Grid<'a> {
    async fn open(app: &'a App, member: &'a Member, reference: &'a str, date: &str) -> Result<Self, Problem> {
        let date: Date = date.parse().map_err(|_| Problem::NotFound)?;
        let held = member.records.admission(reference).await?;
        Ok(Self { app, member, desk: Desk::of(app, member).await?, reference, date, held })
    }

    fn blank_rows(&self, count: usize) -> Result<Vec<Row>, Problem> {
        let form = PhysioContact::FORM_SPEC;
        (0..count).map(|_| Ok(Row::blank(references::made(self.app, form)?))).collect()
    }

    fn contacts(&self) -> impl Iterator<Item = &StoredRecord> {
        let day = self.date.to_string();
        let of_day = move |record: &&StoredRecord| {
            record.form.id == PhysioContact::ID
                && record.raw.get(record.form, PhysioContact::START_AT).starts_with(&day)
        };
        self.held.records.iter().filter(of_day)
    }

    fn draw(&self, rows: &[Row], notice: Option<String>) -> Answer {
        let summary = rows::summary(rows);
        let status = if summary.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let mut page: Response = html(&self.page(rows, summary, notice))?;
        *page.status_mut() = status;
        Ok(page)
    }

    fn page(&self, rows: &[Row], summary: Option<ErrorSummary>, notice: Option<String>) -> GridPage {
        let date = self.date.to_string();
        let title = format!("Contacts on {}", date_in_words(self.date));
        let back = links::record(&self.held.admission);
        let frame = chrome(self.app, &self.member.session, title, "/admissions");
        let frame = frame.minimal("grid", "Skip to the grid").notice(notice).problem(summary.is_some());
        let day = |days: i8, text: &str| {
            let date = self.date.saturating_add(days.days()).to_string();
            Link { href: links::day(self.reference, &date), text: text.to_owned() }
        };
        let here = links::day(self.reference, &date);
        let answers = [
            (PhysioContact::ADMISSION_REF, self.reference),
            (PhysioContact::START_AT, &date),
            ("back", &here),
        ];
        GridPage {
            chrome: frame.back(back, format!("Admission {}", self.reference)),
            caption: format!("Admission {}", self.reference),
            csrf: csrf::token(&self.member.session, self.app.world.now()),
            days: [day(-1, "Day before"), day(1, "Day after")],
            columns: columns(),
            held: self.contacts().map(held_row).collect(),
            rows: rows.iter().enumerate().map(|(index, row)| row.view(index)).collect(),
            summary,
            interventions: interventions(),
            crew_help: CREW_HELP,
            full_page: links::create(PhysioContact::ID, &answers),
            action: here,
        }
    }
}

fn held_row(record: &StoredRecord) -> HeldRow {
    let mut cells = columns().iter().map(|column| column.of_record(record));
    HeldRow {
        href: links::details(record.form, record.id),
        time: cells.next().unwrap_or_default(),
        cells: cells.collect(),
    }
}

/// Codes of interventions and their meaning.
fn interventions() -> Vec<(&'static str, &'static str)> {
    domain::forms::physio_contact::Intervention::LIST
        .codes
        .iter()
        .map(|entry| (&*entry.code, &*entry.label))
        .collect()
}
