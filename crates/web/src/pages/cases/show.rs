//! One case: what was found, its clocks, what was written, and the form for the next step.

use acts::london;
use askama::Template;
use axum::{extract::State, http::StatusCode};
use domain::{
    case::{Case, CaseEntry, CaseStep},
    query::Side,
};
use jiff::tz::TimeZone;
use store::KeptCase;

use super::{
    super::{Answer, chrome, html},
    AREA, case_id,
    forms::{self, Sent, StepForm},
    kind, tag, title, whose,
};
use crate::{
    App, csrf,
    entry::{day_in_words, instant_in_words},
    extract::Path,
    gate::Session,
    ui::{Chrome, ErrorSummary, SummaryItem, SummaryList, Tag},
};

#[derive(Template)]
#[template(path = "pages/case.html")]
struct CasePage {
    chrome: Chrome,
    summary: Option<ErrorSummary>,
    caption: String,
    state: Tag,
    /// What was found, in the words of the pack.
    found: String,
    facts: SummaryList,
    said: Vec<Said>,
    csrf: String,
    forms: Vec<StepForm>,
}

/// What was written.
struct Said {
    what: String,
    by: String,
    lines: Vec<String>,
    is_centre: bool,
}

/// GET /cases/{id}
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>, session: Session) -> Answer {
    let kept = app.store.case(session.actor(), case_id(&id)?).await?;
    page(&app, &session, &kept, None).await
}

/// The page, with what was sent and refused on it.
pub(super) async fn page(app: &App, session: &Session, kept: &KeptCase, sent: Option<&Sent>) -> Answer {
    let (case, zone, now) = (&kept.case, london()?, app.world.now());
    let directory = app.store.directory().await?;
    let refusal = sent.map(|sent| sent.refusal.clone());
    let forms = forms::of(kept, session.actor(), now, sent);
    let frame = chrome(app, session, title(case), AREA).back(AREA, "All cases");
    let page = CasePage {
        chrome: frame.problem(refusal.is_some()),
        summary: refusal.map(|sentence| ErrorSummary {
            heading: "There is a problem".to_owned(),
            items: vec![SummaryItem::link(to_mend(&forms), sentence)],
        }),
        caption: format!("{}, {}", whose(case, &directory), case.found.cycle),
        state: tag(case, now, &zone),
        found: found(case, session),
        facts: SummaryList { rows: facts(case, &zone) },
        said: case.entries().iter().map(|entry| said(case, entry, &zone)).collect(),
        csrf: csrf::token(session, now),
        forms,
    };
    let is_refused = page.summary.is_some();
    let mut answer = html(&page)?;
    if is_refused {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// The control that is to be mended; nothing when the step is open to nobody any more.
fn to_mend(forms: &[StepForm]) -> String {
    let mut wrong = forms.iter().flat_map(|form| &form.fields).filter(|field| !field.errors.is_empty());
    wrong.next().map_or_else(String::new, |field| format!("#{}", field.id))
}

/// What was found. The network is shown what the members' pack shows.
fn found(case: &Case, session: &Session) -> String {
    let is_own = session.actor().centre.as_ref() == Some(&case.found.centre);
    if is_own || case.found.is_shown {
        return case.found.words.clone();
    }
    "The number itself is held back, as in the members’ pack: few are behind it. The centre sees it."
        .to_owned()
}

fn facts(case: &Case, zone: &TimeZone) -> Vec<(String, String)> {
    let day = |at| day_in_words(at, zone);
    let of = |entry: Option<&CaseEntry>| entry.map_or_else(|| "Not yet".to_owned(), |entry| day(entry.at));
    let due = case.due.map_or_else(|| "Nothing is due; a response is welcome".to_owned(), day);
    let decision = case
        .decision()
        .map_or_else(|| "Not yet".to_owned(), |(decision, entry)| format!("{decision}, {}", day(entry.at)));
    let rows = [
        ("Case", kind(case)),
        ("Centre told", format!("{} by {}", instant_in_words(case.notified.at, zone), case.notified.by)),
        ("Response due by", due),
        ("Response", of(case.response())),
        ("Decision", decision),
        ("Closed", of(case.closed())),
        ("Definition", format!("{}, version {}", case.found.indicator, case.found.version)),
    ];
    rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn said(case: &Case, entry: &CaseEntry, zone: &TimeZone) -> Said {
    let is_centre = entry.step.side() == Side::Centre;
    let side = if is_centre { case.found.centre.to_string() } else { "the network".to_owned() };
    let what = match entry.step {
        CaseStep::Respond => "Response".to_owned(),
        CaseStep::NoteOfCentre | CaseStep::NoteOfNetwork => "Note".to_owned(),
        CaseStep::Decide(decision) => decision.to_string(),
        CaseStep::Close => "Closed".to_owned(),
    };
    Said {
        what,
        by: format!("{}, for {side}, {}", entry.by, instant_in_words(entry.at, zone)),
        lines: entry.text.lines().map(str::to_owned).collect(),
        is_centre,
    }
}
