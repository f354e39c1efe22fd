//! Where somebody starts: their centre's open work, or the network.

mod tables;
mod tasks;

use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use domain::actor::Action;
use domain::centre::Centre;
use domain::forms::{EcmoActivityReturn, OrgAudit};
use domain::reference::CycleDates;
use jiff::{Timestamp, civil::Date};
use measures::{
    Progress,
    ascertainment::MonthCount,
    deadline::{self, Time},
    follow_up::FollowUpDue,
};
use store::{Draft, GapFilter, KeptCase, OpenAdmission, Overview, Part, Query, Reviewed, StoredRecord};

use super::{
    Answer, chrome, glass, html, permission, see_other,
    work::{self, Tile},
};
use crate::{
    App,
    cookie::Token,
    csrf,
    gate::Member,
    menu::first_page,
    problem::Problem,
    ui::{Chrome, Table, TaskList},
    worklist::{self, InWords},
};

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    chrome: Chrome,
    centre_name: String,
    csrf: String,
    /// Who took sight of the centre's records.
    glass: Vec<glass::Told>,
    /// What is to be known of the centre's permission to submit.
    permission: Option<String>,
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
        csrf: csrf::token(&member.session, app.world.now()),
        glass: glass::Told::all(&app, &member.session, &work.centre.zone).await?,
        centre_name: work.centre.name.clone(),
        permission: work.permission.clone(),
        tasks,
        done: done.into_iter().map(|group| (group.heading, group.empty)).collect(),
        on_ecmo: tables::on_ecmo(&work.on_ecmo),
        open: tables::open(&work.open),
        cycle: work.cycle.map(|current| CycleWork {
            id: current.dates.id,
            time: current.time,
            tiles: work::tiles(current.progress),
        }),
    })
}

/// The most rows of a table, and pieces of a group; the rest is a link away.
const ROWS: u64 = 50;
const SHOWN: usize = 8;

/// Everything that the page is made of: parts of lists, and numbers.
struct Work {
    centre: Centre,
    today: Date,
    /// What is to be known of the permission to submit.
    permission: Option<String>,
    cycle: Option<Current>,
    on_ecmo: Part<(StoredRecord, StoredRecord)>,
    open: Part<OpenAdmission>,
    drafts: Vec<Draft>,
    queries: Vec<Query>,
    /// Those that wait for a response; `None` for whoever does not see cases.
    cases: Option<Vec<KeptCase>>,
    now: Timestamp,
    follow_ups: Part<FollowUpDue>,
}

/// The cycle that is worked on now.
struct Current {
    dates: CycleDates,
    time: Time,
    progress: Progress,
    gaps: Part<Reviewed>,
    months: Vec<MonthCount>,
    has_audit: bool,
}

impl Work {
    async fn load(app: &App, member: &Member) -> Result<Self, Problem> {
        let records = &member.records;
        let centre = work::centre(app, member).await?;
        let today = centre.zone.to_datetime(app.world.now()).date();
        let overview = records.overview().await?;
        Ok(Self {
            permission: permission::warned(app, &member.session, today).await?,
            cycle: Current::load(app, member, &overview, &centre, today).await?,
            on_ecmo: overview.on_ecmo(ROWS).await?,
            open: overview.open_admissions(ROWS).await?,
            follow_ups: overview.follow_ups(today, SHOWN as u64).await?,
            drafts: records.drafts().await?,
            queries: records.queries(true).await?,
            cases: waiting(app, member).await?,
            now: app.world.now(),
            centre,
            today,
        })
    }
}

/// The cases that wait for a response of whoever may give it.
async fn waiting(app: &App, member: &Member) -> Result<Option<Vec<KeptCase>>, Problem> {
    if !member.session.offers(Action::AnswerCases) {
        return Ok(None);
    }
    let mut cases = app.store.cases(member.session.actor()).await?;
    cases.retain(|kept| kept.case.awaits_response());
    Ok(Some(cases))
}

impl Current {
    async fn load(
        app: &App,
        member: &Member,
        overview: &Overview<'_>,
        centre: &Centre,
        today: Date,
    ) -> Result<Option<Self>, Problem> {
        let cycles = app.store.cycles().await?;
        let Some(cycle) = deadline::current(&cycles, today) else { return Ok(None) };
        let dates = cycle.dates.clone();
        let reports = member.records.of_forms(&[EcmoActivityReturn::ID, OrgAudit::ID]).await?;
        let (audits, returns): (Vec<_>, Vec<_>) =
            reports.into_iter().partition(|report| report.form.id == OrgAudit::ID);
        let entered = overview.entered().await?;
        Ok(Some(Self {
            time: work::time_left(app, cycle, &centre.code, today).await?,
            progress: worklist::progress(&overview.standings(&dates.id).await?),
            gaps: overview.gaps(&dates.id, &GapFilter::default(), 0, SHOWN as u64).await?,
            months: worklist::by_month(&entered, &returns, &dates, app.world.now(), &centre.zone),
            has_audit: audits.iter().any(|audit| audit.natural_key == dates.id),
            dates,
        }))
    }
}
