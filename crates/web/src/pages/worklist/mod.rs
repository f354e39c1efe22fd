//! The worklist of a cycle: what keeps a centre's records from sign-off, and how complete they are.

mod filter;
mod tables;

use askama::Template;
use axum::extract::State;
use domain::forms::EcmoActivityReturn;
use domain::{centre::Centre, cycle::Cycle};
use measures::{
    Progress,
    ascertainment::MonthCount,
    completeness::FieldFill,
    deadline::{self, Time},
};
use store::{Part, Reviewed, Standing};

use self::filter::{Chosen, FilterForm};
use super::{
    Answer, chrome, html,
    records::ROWS,
    see_other,
    work::{self, Tile},
};
use crate::{
    App,
    extract::{Path, Query},
    gate::Member,
    problem::Problem,
    ui::{Chrome, Link, Pagination, Table},
    worklist::{self, InWords},
};

#[derive(Template)]
#[template(path = "pages/worklist.html")]
struct WorklistPage {
    chrome: Chrome,
    caption: String,
    time: Time,
    tiles: Vec<Tile>,
    sign_off: String,
    gaps: Option<Table>,
    /// What to say when no record is listed.
    empty: String,
    count: String,
    filter: FilterForm,
    pages: Pagination,
    months: Table,
    fields: Option<Table>,
    complete_fields: String,
    drafts: Option<Link>,
}

/// GET /worklist leads to that of the cycle that is worked on now.
pub(crate) async fn current(State(app): State<App>, member: Member) -> Answer {
    let centre = work::centre(&app, &member).await?;
    let today = centre.zone.to_datetime(app.world.now()).date();
    let cycles = app.store.cycles().await?;
    let cycle = deadline::current(&cycles, today).ok_or(Problem::NotFound)?;
    Ok(see_other(&format!("/cycles/{}/worklist", cycle.dates.id)))
}

/// GET /cycles/{id}/worklist
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
    member: Member,
) -> Answer {
    let cycle = app.store.cycle(&id).await?.ok_or(Problem::NotFound)?;
    let frame = chrome(&app, &member.session, format!("Worklist for {id}"), "/worklist");
    let work = Work::load(&app, &member, cycle, &chosen).await?;
    html(&work.draw(frame, &chosen))
}

/// What a worklist is drawn from.
struct Work {
    cycle: Cycle,
    centre: Centre,
    time: Time,
    standings: Vec<Standing>,
    fills: Vec<FieldFill>,
    gaps: Part<Reviewed>,
    months: Vec<MonthCount>,
    drafts: usize,
}

impl Work {
    async fn load(app: &App, member: &Member, cycle: Cycle, chosen: &Chosen) -> Result<Self, Problem> {
        let centre = work::centre(app, member).await?;
        let now = app.world.now();
        let today = centre.zone.to_datetime(now).date();
        let id = &cycle.dates.id;
        let overview = member.records.overview().await?;
        let returns = member.records.of_forms(&[EcmoActivityReturn::ID]).await?;
        let entered = overview.entered().await?;
        Ok(Self {
            time: work::time_left(app, &cycle, &centre.code, today).await?,
            standings: overview.standings(id).await?,
            fills: overview.fills(id).await?,
            gaps: overview.gaps(id, &chosen.filter(), chosen.from(), ROWS).await?,
            months: worklist::by_month(&entered, &returns, &cycle.dates, now, &centre.zone),
            drafts: member.records.drafts().await?.len(),
            cycle,
            centre,
        })
    }

    fn draw(&self, chrome: Chrome, chosen: &Chosen) -> WorklistPage {
        let address = format!("/cycles/{}/worklist", self.cycle.dates.id);
        let filter = chosen.filter();
        let gaps = worklist::gaps(&self.gaps.shown, &filter);
        let shown = chosen.range(self.gaps.all);
        let progress = worklist::progress(&self.standings);
        WorklistPage {
            chrome,
            caption: self.centre.name.clone(),
            time: self.time,
            tiles: self.tiles(progress),
            sign_off: format!("/cycles/{}/sign-off", self.cycle.dates.id),
            gaps: (!gaps.is_empty()).then(|| tables::gaps(&gaps, &filter, &self.centre.zone)),
            empty: empty(&self.cycle, progress, chosen),
            count: filter::count(&shown, self.gaps.all),
            filter: FilterForm::new(&address, chosen, &self.standings),
            pages: chosen.pages(&address, shown.end < self.gaps.all),
            months: tables::months(&self.months),
            fields: tables::fields(&self.fills, &address),
            complete_fields: tables::complete_fields(&self.fills),
            drafts: self.drafts(),
        }
    }

    fn tiles(&self, progress: Progress) -> Vec<Tile> {
        let mut tiles = work::tiles(progress);
        tiles.push(Tile::new(self.drafts, "draft", "drafts"));
        tiles
    }

    fn drafts(&self) -> Option<Link> {
        let link = || Link { href: "/drafts".to_owned(), text: "Go on with a draft".to_owned() };
        (self.drafts > 0).then(link)
    }
}

fn empty(cycle: &Cycle, progress: Progress, chosen: &Chosen) -> String {
    let id = &cycle.dates.id;
    match progress {
        _ if chosen.filter().is_narrow() => "No record matches. Show all to see the whole list.".to_owned(),
        progress if progress.all() == 0 => format!("No record of {id} has been entered yet."),
        progress if progress.complete > 0 => {
            format!("Nothing blocks the sign-off of {id}. {} to be signed off.", work::waiting(progress))
        }
        _ => format!("All done for {id}: every record is signed off."),
    }
}
