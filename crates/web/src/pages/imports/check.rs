//! The dry run: what would be stored, what is wrong, and the decision.

use acts::{Judged, Verdict};
use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{Level, bundle::BundleFinding};
use exchange::mend;
use store::{ImportId, UploadId};

use super::{AREA, attachment, bad_row, upload_id};
use crate::{
    App,
    csrf::{self, ProtectedForm},
    entry::number_in_words,
    extract::{Path, Query},
    gate::Member,
    pages::{Answer, chrome, html, see_other},
    problem::Problem,
    ui::{Cell, Chrome, ErrorSummary, Link, Pagination, SummaryItem, Table},
};

#[derive(Template)]
#[template(path = "pages/imports/check.html")]
struct CheckPage {
    chrome: Chrome,
    csrf: String,
    at: String,
    name: String,
    summary: Option<ErrorSummary>,
    /// Nothing can be judged; why.
    refusal: String,
    tiles: Vec<(usize, &'static str)>,
    good: usize,
    aside: usize,
    warnings: usize,
    can_import: bool,
    tabs: Vec<(Link, bool)>,
    table: Option<Table>,
    pages: Pagination,
}

/// Findings on a page.
const ROWS: usize = 200;

/// Which findings are shown.
#[derive(serde::Deserialize)]
pub(crate) struct View {
    show: Option<String>,
    page: Option<usize>,
}

/// The kinds of findings, by their weight: level, name in the address, title.
const KINDS: [(Level, &str, &str); 3] = [
    (Level::E, "errors", "To mend"),
    (Level::W, "confirm", "To confirm"),
    (Level::S, "missing", "Missing for sign-off"),
];

/// GET /imports/uploads/{id}/check
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(view): Query<View>,
    member: Member,
) -> Answer {
    let upload = upload_id(&id)?;
    match judge(&app, &member, upload).await? {
        Ok(judged) => html(&page(&app, &member, &judged, &view)),
        Err(refusal) => html(&refused(&app, &member, upload, refusal).await?),
    }
}

/// POST /imports/uploads/{id}/accept
pub(crate) async fn accept(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let id = upload_id(&id)?;
    let judged = match judge(&app, &member, id).await {
        Err(acts::Error::Store(store::Error::NotFound)) => return taken_in(&member, id).await,
        Ok(Ok(judged)) => judged,
        Ok(Err(refusal)) => return html(&refused(&app, &member, id, refusal).await?),
        Err(error) => return Err(error.into()),
    };
    let warnings = judged.checked.count(Level::W);
    let confirmed = warnings == 0 || posted.get("confirmed") == warnings.to_string();
    if judged.checked.refused || !confirmed {
        let view = View { show: (!confirmed).then(|| "confirm".to_owned()), page: None };
        let page = CheckPage { summary: Some(unconfirmed(warnings)), ..page(&app, &member, &judged, &view) };
        let mut answer = html(&page)?;
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(answer);
    }
    let call = app.call(member.session.actor());
    let done = app.acts.accept_upload(&call, &member.records, judged).await?;
    let done = done.id.ok_or_else(|| Problem::fault("an import of staged files has no id"))?;
    Ok(see_other(&format!("/imports/{done}?done=1")))
}

/// The verdict on staged files, as it is shown on every tab.
async fn judge(app: &App, member: &Member, id: UploadId) -> acts::Result<Verdict> {
    app.acts.check_upload(&app.call(member.session.actor()), &member.records, id).await
}

/// The page of files that cannot be judged.
async fn refused(app: &App, member: &Member, id: UploadId, refusal: String) -> Result<CheckPage, Problem> {
    let upload = member.records.upload_named(id).await?;
    Ok(blank(app, member, &id.to_string(), upload.name, refusal))
}

/// A second click meets files that are taken in already.
async fn taken_in(member: &Member, id: UploadId) -> Answer {
    let import = member.records.import(ImportId::new(id.uuid())).await?;
    Ok(see_other(&format!("/imports/{}?done=1", import.id)))
}

/// POST /imports/uploads/{id}/throw-away
pub(crate) async fn throw_away(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(_): ProtectedForm,
) -> Answer {
    let id = upload_id(&id)?;
    match app.store.drop_upload(member.session.actor(), app.world.now(), id).await {
        // It is gone, which is what was wanted.
        Ok(()) | Err(store::Error::NotFound) => Ok(see_other("/imports?gone=1")),
        Err(error) => Err(error.into()),
    }
}

/// Makes a file of rows: its name and its content.
type Make = fn(&[mend::BadRow]) -> exchange::Result<(String, Vec<u8>)>;

/// GET /imports/uploads/{id}/rows/{kind}
pub(crate) async fn download(
    State(app): State<App>,
    Path((id, kind)): Path<(String, String)>,
    member: Member,
) -> Answer {
    let make: Make = match kind.as_str() {
        "csv" => mend::csv,
        "xlsx" => |rows| Ok(("rows-to-mend.xlsx".to_owned(), mend::xlsx(rows)?)),
        _ => return Err(Problem::NotFound),
    };
    let judged = judge(&app, &member, upload_id(&id)?).await?.map_err(Problem::Malformed)?;
    let (name, bytes) = app.acts.desk().long(move |_| make(&bad_rows(&judged))).await??;
    Ok(attachment(&name, bytes))
}

/// The rows to mend, where they stood and what is wrong with each.
fn bad_rows(judged: &Judged) -> Vec<mend::BadRow> {
    let placed =
        |row: mend::BadRow| mend::BadRow { place: judged.places.find(&row.file, row.row, ""), ..row };
    judged.aside().iter().map(bad_row).map(placed).collect()
}

fn unconfirmed(warnings: usize) -> ErrorSummary {
    let text = format!("Tick that you have checked the {}.", number_in_words(warnings, "value", "values"));
    let item = SummaryItem { href: "#confirmed".to_owned(), text, ..SummaryItem::default() };
    ErrorSummary { heading: "There is a problem".to_owned(), items: vec![item] }
}

fn page(app: &App, member: &Member, judged: &Judged, view: &View) -> CheckPage {
    let checked = &judged.checked;
    let counts = KINDS.map(|(level, _, _)| checked.count(level));
    let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
    let shown = KINDS.iter().position(|(_, name, _)| view.show.as_deref() == Some(name)).unwrap_or(first);
    let at = format!("/imports/uploads/{}", judged.id);
    let tab = |index: usize| {
        let (_, name, title) = KINDS[index];
        let text = format!("{title} ({})", counts[index]);
        (Link { href: format!("{at}/check?show={name}"), text }, index == shown)
    };
    let of_level: Vec<_> =
        checked.findings.iter().filter(|finding| finding.level == KINDS[shown].0).collect();
    let page = view.page.unwrap_or(0);
    let (good, aside) = (checked.records.len(), checked.set_aside.len());
    CheckPage {
        tiles: vec![
            (good, plural(good, "good record", "good records")),
            (aside, plural(aside, "row to mend", "rows to mend")),
            (counts[1], plural(counts[1], "value to confirm", "values to confirm")),
            (counts[2], plural(counts[2], "answer missing for sign-off", "answers missing for sign-off")),
        ],
        good,
        aside,
        warnings: counts[1],
        can_import: !checked.refused && good + aside > 0,
        tabs: (0..KINDS.len()).map(tab).collect(),
        table: table(judged, &of_level, page),
        pages: pages(&format!("{at}/check?show={}", KINDS[shown].1), of_level.len(), page),
        ..blank(app, member, &judged.id.to_string(), judged.name.clone(), String::new())
    }
}

/// The page without any judgement on it.
fn blank(app: &App, member: &Member, id: &str, name: String, refusal: String) -> CheckPage {
    let at = format!("/imports/uploads/{id}");
    CheckPage {
        chrome: chrome(app, &member.session, "Check before importing", AREA).back(at.as_str(), "Columns"),
        csrf: csrf::token(&member.session, app.world.now()),
        at,
        name,
        summary: None,
        refusal,
        tiles: Vec::new(),
        good: 0,
        aside: 0,
        warnings: 0,
        can_import: false,
        tabs: Vec::new(),
        table: None,
        pages: Pagination { first: None, next: None },
    }
}

fn table(judged: &Judged, findings: &[&BundleFinding], page: usize) -> Option<Table> {
    let row = |finding: &&BundleFinding| {
        vec![
            Cell::text(judged.place(&finding.file, finding.row, &finding.column)),
            Cell::text(finding.message.as_str()),
            Cell::text(finding.rule.as_str()),
        ]
    };
    let from = page.saturating_mul(ROWS).min(findings.len());
    let to = (from + ROWS).min(findings.len());
    (from < to).then(|| Table {
        caption: format!("Findings {} to {to} of {}", from + 1, findings.len()),
        heads: vec!["Where", "What is found, and how to mend it", "Rule"],
        rows: findings[from..to].iter().map(row).collect(),
    })
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn pages(address: &str, findings: usize, page: usize) -> Pagination {
    let more = page.saturating_add(1).saturating_mul(ROWS) < findings;
    Pagination {
        first: (page > 0).then(|| address.to_owned()),
        next: more.then(|| format!("{address}&page={}", page + 1)),
    }
}
