//! All indicators of a period, one line each.

use acts::{Live, london};
use askama::Template;
use axum::extract::State;
use domain::{actor::Action, value::CentreCode};
use reporting::{
    board::{Line, Told},
    indicators::Period,
};

use super::{
    super::{Answer, chrome, html},
    AREA, Numbers, address, age, own,
    period::{Asked, Filter},
    rated,
};
use crate::{
    App,
    entry::date_in_words,
    extract::Query,
    gate::Session,
    problem::Problem,
    ui::{Cell, Chrome, Link, Table},
};

#[derive(Template)]
#[template(path = "pages/indicators.html")]
struct IndicatorsPage {
    chrome: Chrome,
    /// Whose numbers they are, and of which dates.
    of: String,
    age: String,
    action: &'static str,
    filter: Filter,
    core: Table,
    further: Table,
    /// What else there is to see.
    ways: Vec<Link>,
}

/// GET /indicators
pub(crate) async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    session: Session,
    Numbers(live): Numbers,
) -> Answer {
    const TITLE: &str = "Indicators";
    let now = app.world.now();
    let chosen = asked.choose(&live.board, london()?.to_datetime(now).date())?;
    let (period, query) = (chosen.period, chosen.query);
    let centre = own(&session).cloned();
    let of = format!(
        "{}, {} to {}",
        whose(&live, centre.as_ref()),
        date_in_words(period.from()),
        date_in_words(period.to())
    );
    let age = age(&live, now)?;
    let [core, further] =
        app.acts.desk().moment(move || tables(&live, centre.as_ref(), period, &query)).await??;
    html(&IndicatorsPage {
        chrome: chrome(&app, &session, TITLE, AREA),
        of,
        age,
        action: AREA,
        filter: chosen.filter,
        core,
        further,
        ways: ways(&session),
    })
}

fn ways(session: &Session) -> Vec<Link> {
    let moved =
        Link { href: format!("{AREA}/corrections"), text: "What has moved since the last freeze".to_owned() };
    session.offers(Action::SeeNetwork).then_some(moved).into_iter().collect()
}

pub(super) fn whose(live: &Live, centre: Option<&CentreCode>) -> String {
    let Some(code) = centre else { return "The network".to_owned() };
    let known = live.board.centres().iter().find(|known| known.code == code.as_str());
    known.map_or_else(|| code.to_string(), |known| known.name.clone())
}

/// Those of every meeting, and the others.
fn tables(
    live: &Live,
    centre: Option<&CentreCode>,
    period: Period,
    query: &str,
) -> Result<[Table; 2], Problem> {
    let lines = live.board.lines(period, centre.map(CentreCode::as_str)).map_err(Problem::fault)?;
    let frozen = live.frozen.as_ref().filter(|_| centre.is_some());
    let network = frozen
        .map(|frozen| {
            let cycle = Period::new(frozen.cycle.start, frozen.cycle.end)?;
            frozen.board.lines(cycle, None)
        })
        .transpose()
        .map_err(Problem::fault)?;
    let row = |line: &Line| {
        let mut cells = vec![
            Cell::link(format!("{}{query}", address(&line.id)), format!("{} ({})", line.name, line.id)),
            told(line.now.as_ref()),
            Cell::text(line.now.as_ref().map_or_else(String::new, |told| told.counts.clone())),
            Cell::text(line.before.clone().unwrap_or_default()),
        ];
        if let Some(network) = &network {
            let same = network.iter().find(|known| known.id == line.id);
            cells.push(Cell::text(
                same.and_then(|same| same.now.as_ref()).map_or_else(String::new, |told| told.value.clone()),
            ));
        }
        cells.push(Cell::text(line.target.clone().unwrap_or_default()));
        cells
    };
    let mut heads = vec!["Indicator", "Value", "Made of", "Period before"];
    heads.extend(network.as_ref().map(|_| "Network when last frozen"));
    heads.push("Target");
    let table = |caption: &str, core: bool| Table {
        caption: caption.to_owned(),
        heads: heads.clone(),
        rows: lines.iter().filter(|line| line.core == core).map(row).collect(),
    };
    Ok([table("Core indicators", true), table("Further indicators", false)])
}

fn told(value: Option<&Told>) -> Cell {
    value.map_or_else(|| Cell::text("–"), |told| Cell::Tag(rated(&told.value, told.rating)))
}
