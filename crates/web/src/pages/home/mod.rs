//! Where somebody starts: their centre's open work, or the network.

mod tables;
mod tasks;

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::centre::Centre;
use jiff::Timestamp;
use jiff::civil::Date;
use measures::deadline::{self, Time};
use store::{AdmissionRecords, Draft, Query, Review, StoredRecord};

use super::{
    Answer, chrome, html, see_other,
    work::{self, Tile},
};
use crate::{
    App,
    cookie::Token,
    gate::Member,
    menu::first_page,
    problem::Problem,
    ui::{Chrome, Table, TaskList},
    worklist::{self, ACTIVITY, InWords},
};

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    chrome: Chrome,
    centre_name: String,
    cycle: Option<CycleWork>,
    tasks: Vec<TaskList>,
    /// Groups without work, in words.
    done: Vec<(String, &'static str)>,
    on_ecmo: Option<Table>,
    open: Option<Table>,
}

/// The cycle that is worked on now.
struct CycleWork {
    id: String,
    time: Time,
    tiles: Vec<Tile>,
}

/// GET / leads everybody to where they start.
pub(crate) async fn start(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(cookie) = Token::from_headers(&headers, &app.config) else {
        return Ok(see_other("/sign-in"));
    };
    let state = app.store.session_find(cookie.as_str(), app.world.now(), app.config.idle).await?;
    Ok(see_other(state.live().map_or("/sign-in", |session| first_page(&session.actor))))
}

/// GET /centre
pub(crate) async fn centre(State(app): State<App>, member: Member) -> Answer {
    let work = Work::load(&app, &member).await?;
    let (tasks, done): (Vec<_>, Vec<_>) = work.tasks().into_iter().partition(|group| !group.tasks.is_empty());
    html(&HomePage {
        chrome: chrome(&app, &member.session, "My work", "/centre"),
        centre_name: work.centre.name.clone(),
        tasks,
        done: done.into_iter().map(|group| (group.heading, group.empty)).collect(),
        on_ecmo: tables::on_ecmo(&work.open, work.now, &work.centre.zone),
        open: tables::open(&work.open),
        cycle: work.cycle.map(|(review, time)| CycleWork {
            id: review.cycle.id.clone(),
            time,
            tiles: work::tiles(worklist::progress(&review)),
        }),
    })
}

/// Everything that the page is made of.
struct Work {
    centre: Centre,
    now: Timestamp,
    today: Date,
    /// The cycle that is worked on now, judged, and the time left.
    cycle: Option<(Review, Time)>,
    open: Vec<AdmissionRecords>,
    drafts: Vec<Draft>,
    queries: Vec<Query>,
    /// What follow-ups, monthly returns and the organisation's audit are told from.
    activity: Vec<StoredRecord>,
}

impl Work {
    async fn load(app: &App, member: &Member) -> Result<Self, Problem> {
        let records = &member.records;
        let centre = work::centre(app, member).await?;
        let now = app.world.now();
        let today = centre.zone.to_datetime(now).date();
        let cycles = app.store.cycles().await?;
        let cycle = match deadline::current(&cycles, today) {
            None => None,
            Some(cycle) => {
                let time = work::time_left(app, cycle, &centre.code, today).await?;
                Some((records.review(&cycle.dates).await?, time))
            }
        };
        let forms: Vec<_> = ACTIVITY.into_iter().chain(["follow_up", "org_audit"]).collect();
        Ok(Self {
            cycle,
            open: records.open_admissions().await?,
            drafts: records.drafts().await?,
            queries: records.queries(true).await?,
            activity: records.of_forms(&forms).await?,
            centre,
            now,
            today,
        })
    }
}
