//! The worklist of a cycle: what keeps a centre's records from sign-off, and how complete they are.

mod filter;
mod tables;

use askama::Template;
use axum::extract::State;
use domain::{centre::Centre, cycle::Cycle};
use store::Review;

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
    worklist::{self, ACTIVITY, Progress, Time},
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
    let cycle = worklist::current(&cycles, today).ok_or(Problem::NotFound)?;
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
    let centre = work::centre(&app, &member).await?;
    let review = member.records.review(&cycle.dates).await?;
    let drafts = member.records.drafts().await?.len();
    let activity = member.records.of_forms(&ACTIVITY).await?;
    let today = centre.zone.to_datetime(app.world.now()).date();
    let time = work::time_left(&app, &cycle, &centre.code, today).await?;
    let months = worklist::by_month(&activity, &cycle.dates, today, &centre.zone);
    let page = Drawn { cycle: &cycle, centre: &centre, review: &review, chosen: &chosen };
    let mut page = page.draw(chrome(&app, &member.session, format!("Worklist for {id}"), "/worklist"), time);
    page.months = tables::months(&months);
    page.tiles.push(Tile::new(drafts, "draft", "drafts"));
    page.drafts =
        (drafts > 0).then(|| Link { href: "/drafts".to_owned(), text: "Go on with a draft".to_owned() });
    html(&page)
}

/// What a worklist is drawn from.
struct Drawn<'a> {
    cycle: &'a Cycle,
    centre: &'a Centre,
    review: &'a Review,
    chosen: &'a Chosen,
}

impl Drawn<'_> {
    fn draw(&self, chrome: Chrome, time: Time) -> WorklistPage {
        let Self { cycle, centre, review, chosen } = self;
        let address = format!("/cycles/{}/worklist", cycle.dates.id);
        let filter = chosen.filter();
        let gaps = worklist::gaps(review, &filter);
        let rows = usize::try_from(ROWS).unwrap_or(usize::MAX);
        let start = chosen.page().saturating_sub(1).saturating_mul(rows);
        let shown = gaps.get(start..gaps.len().min(start.saturating_add(rows))).unwrap_or_default();
        let fills = worklist::by_field(review);
        let progress = Progress::of(review);
        WorklistPage {
            chrome,
            caption: centre.name.clone(),
            time,
            tiles: work::tiles(progress),
            sign_off: format!("/cycles/{}/sign-off", cycle.dates.id),
            gaps: (!shown.is_empty()).then(|| tables::gaps(shown, &filter, &centre.zone)),
            empty: empty(cycle, progress, chosen),
            count: filter::count(start, shown.len(), gaps.len()),
            filter: FilterForm::new(&address, chosen, review),
            pages: chosen.pages(&address, start + shown.len() < gaps.len()),
            months: tables::months(&[]),
            fields: tables::fields(&fills, &address),
            complete_fields: tables::complete_fields(&fills),
            drafts: None,
        }
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
