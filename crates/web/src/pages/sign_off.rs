//! Signing off a cycle: the centre lead's word that its records are complete.

use axum::extract::State;
use domain::{actor::Action, cycle::Cycle};
use measures::{Progress, deadline::Time};
use serde::Deserialize;

use super::{
    Answer, chrome,
    question::{self, Question},
    see_other, work,
};
use crate::{
    App,
    csrf::ProtectedForm,
    entry::number_in_words,
    extract::{Path, Query},
    gate::Member,
    problem::Problem,
    ui::SummaryList,
    worklist::{self, InWords},
};

const UNDECLARED: &str = "Tick the declaration to sign off";
const DECLARATION: &str = "I have checked these records. They are complete, as far as I know, and true.";

/// What has just been done.
#[derive(Deserialize)]
pub(crate) struct Done {
    signed: Option<u64>,
}

/// GET /cycles/{id}/sign-off
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
    member: Member,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    let mut page = page(&app, &member, &cycle, None).await?;
    page.chrome.notice = done.signed.map(|signed| {
        let signed = usize::try_from(signed).unwrap_or(usize::MAX);
        format!("{} signed off for {id}.", number_in_words(signed, "record is", "records are"))
    });
    page.draw()
}

/// POST /cycles/{id}/sign-off
pub(crate) async fn submit(
    State(app): State<App>,
    Path(id): Path<String>,
    member: Member,
    ProtectedForm(posted): ProtectedForm,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    if posted.get("declared") != "yes" {
        return page(&app, &member, &cycle, Some(UNDECLARED.to_owned())).await?.draw();
    }
    match app.store.sign_off(member.session.actor(), app.world.now(), &id).await {
        Ok(done) => Ok(see_other(&format!("/cycles/{id}/sign-off?signed={}", done.signed))),
        Err(error) => {
            let sentence = question::refusal(error)?;
            page(&app, &member, &cycle, None).await?.refuse(sentence).draw()
        }
    }
}

async fn page(
    app: &App,
    member: &Member,
    cycle: &Cycle,
    undeclared: Option<String>,
) -> Result<Question, Problem> {
    let id = &cycle.dates.id;
    let centre = work::centre(app, member).await?;
    let progress = worklist::progress(&member.records.overview().await?.standings(id).await?);
    let today = centre.zone.to_datetime(app.world.now()).date();
    let time = work::time_left(app, cycle, &centre.code, today).await?;
    let frame = chrome(app, &member.session, format!("Sign off {id}"), "/worklist");
    let worklist = format!("/cycles/{id}/worklist");
    let mut page =
        Question::new(app, &member.session, frame.back(worklist.as_str(), "Worklist"), &centre.name)
            .tell(format!("{}. {}", time.in_words(), time.advice()));
    page.facts = Some(facts(progress));
    if let Some(sentence) = hindrance(member, progress, time) {
        page.paragraphs.push(sentence);
    } else {
        page = page
            .tell("Signing off means that these records are complete and count in the next pack. They can still be \
                   changed until the cycle is locked, but then their sign-off lapses and has to be given again.")
            .ask(question::tick("declared", "Declaration", DECLARATION, undeclared))
            .send(format!("/cycles/{id}/sign-off"), button(progress));
    }
    Ok(page.way(worklist, ways(progress)))
}

fn facts(progress: Progress) -> SummaryList {
    let row = |name: &str, count: usize| (name.to_owned(), count.to_string());
    let mut rows = vec![
        row("Ready to sign off", progress.complete),
        row("Blocked: an answer is missing", progress.blocked),
        row("Blocked: a query is open", progress.queried),
        row("Signed off", progress.signed_off),
    ];
    if progress.locked > 0 {
        rows.push(row("Locked", progress.locked));
    }
    SummaryList { rows }
}

/// Why there is nothing to press, when there is not.
fn hindrance(member: &Member, progress: Progress, time: Time) -> Option<String> {
    if !time.is_running() {
        return Some("Nothing can be signed off any more.".to_owned());
    }
    if !member.session.offers(Action::SignOff) {
        return Some("The centre lead signs off. You can complete what is blocked.".to_owned());
    }
    (progress.complete == 0).then(|| match progress.open() {
        0 if progress.all() == 0 => "No record of this cycle has been entered yet.".to_owned(),
        0 => "Everything is signed off.".to_owned(),
        open => format!("Nothing is ready: {} blocked.", number_in_words(open, "record is", "records are")),
    })
}

fn button(progress: Progress) -> String {
    format!("Sign off {}", number_in_words(progress.complete, "record", "records"))
}

fn ways(progress: Progress) -> String {
    match progress.open() {
        0 => "Back to the worklist".to_owned(),
        open => format!("See {} blocked", number_in_words(open, "record that is", "records that are")),
    }
}
