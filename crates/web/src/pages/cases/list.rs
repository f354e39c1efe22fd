//! The cases that somebody may know of: what is due first.

use acts::london;
use axum::extract::State;
use domain::{actor::Action, centre::Directory};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use store::KeptCase;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    AREA, address, kind, tag, title, whose,
};
use crate::{
    App,
    entry::{day_in_words, number_in_words},
    extract::Query,
    gate::Session,
    ui::{Cell, Link, Pagination, Table},
};

const HELP_OF_NETWORK: &str = "Numbers of frozen cycles that lie beyond what chance allows, one case each. The centre’s lead is told of each; an alarm for \
                               the worse asks for a response within 60 days. Decide once there is one, then close the case when what was decided is done.";

const HELP_OF_CENTRE: &str = "Numbers of your centre in frozen cycles that lie beyond what chance allows, one case each. An alarm for the worse asks for your \
                              response within 60 days; to the others you may respond. No other centre sees them here.";

/// Which cases are listed, and what has just been done.
#[derive(Deserialize)]
pub(crate) struct Which {
    show: Option<String>,
    opened: Option<usize>,
}

/// GET /cases
pub(crate) async fn show(State(app): State<App>, Query(which): Query<Which>, session: Session) -> Answer {
    let is_all = which.show.as_deref() == Some("all");
    let mut cases = app.store.cases(session.actor()).await?;
    cases.retain(|kept| is_all || kept.case.is_open());
    let (directory, zone, runs) = (app.store.directory().await?, london()?, session.offers(Action::RunCases));
    let (href, text) = if is_all {
        (AREA.to_owned(), "Show open cases only")
    } else {
        (format!("{AREA}?show=all"), "Show closed cases too")
    };
    let frame = chrome(&app, &session, "Cases", AREA);
    html(&ListPage {
        chrome: frame.notice(which.opened.map(opened)),
        help: if runs { HELP_OF_NETWORK } else { HELP_OF_CENTRE }.to_owned(),
        new: runs
            .then(|| Link { href: format!("{AREA}/open"), text: "Open the cases of a cycle".to_owned() }),
        table: (!cases.is_empty()).then(|| table(&cases, &directory, app.world.now(), &zone, runs)),
        empty: if is_all { "There is no case." } else { "No case is open." }.to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![Link { href, text: text.to_owned() }],
    })
}

fn opened(new: usize) -> String {
    match new {
        0 => "Every case of the cycle was open already, or none was found.".to_owned(),
        _ => format!("{} opened.", number_in_words(new, "case was", "cases were")),
    }
}

fn table(cases: &[KeptCase], directory: &Directory, now: Timestamp, zone: &TimeZone, of_all: bool) -> Table {
    let row = |kept: &KeptCase| {
        let case = &kept.case;
        let mut row = vec![Cell::link(address(kept.id), title(case))];
        if of_all {
            row.push(Cell::text(whose(case, directory)));
        }
        row.extend([
            Cell::text(case.found.cycle.clone()),
            Cell::text(kind(case)),
            Cell::text(day_in_words(case.notified.at, zone)),
            Cell::Tag(tag(case, now, zone)),
        ]);
        row
    };
    let heads = ["Number", "Centre", "Cycle", "Case", "Told", "State"];
    Table {
        caption: "Cases, what is due first".to_owned(),
        heads: heads.into_iter().filter(|head| of_all || *head != "Centre").collect(),
        rows: cases.iter().map(row).collect(),
    }
}
