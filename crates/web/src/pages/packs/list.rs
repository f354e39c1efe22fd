//! The packs that somebody may know of, newest first.

use acts::london;
use axum::extract::State;
use domain::{actor::Action, centre::Directory, pack::PackState};
use jiff::tz::TimeZone;
use store::Pack;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    AREA, address, tag, title, whose,
};
use crate::{
    App,
    entry::{day_in_words, instant_in_words},
    gate::Session,
    ui::{Cell, Link, Pagination, Table},
};

const HELP: &str = "What the network’s meetings read, made from the snapshot of a frozen cycle.";

/// GET /packs
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    let packs = app.store.packs(session.actor()).await?;
    let (directory, zone) = (app.store.directory().await?, london()?);
    let makes = session.offers(Action::MakePacks);
    let table = if makes { all } else { published };
    html(&ListPage {
        chrome: chrome(&app, &session, "Packs", AREA),
        help: HELP.to_owned(),
        new: makes.then(|| Link { href: "/packs/new".to_owned(), text: "Make a pack".to_owned() }),
        table: (!packs.is_empty()).then(|| table(&packs, &directory, &zone)),
        empty: if makes { "No pack has been made yet." } else { "No pack is published yet." }.to_owned(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

/// Who made what from which snapshot.
fn all(packs: &[Pack], directory: &Directory, zone: &TimeZone) -> Table {
    let row = |pack: &Pack| {
        vec![
            Cell::link(address(pack.id), title(&pack.of)),
            Cell::text(whose(&pack.of, directory)),
            Cell::Tag(tag(&pack.state)),
            Cell::text(format!("{}, {}", pack.asked.by, instant_in_words(pack.asked.at, zone))),
            // The first letters tell two snapshots apart; the whole hash stands on the pack's page.
            Cell::text(pack.of.snapshot.chars().take(12).collect::<String>()),
        ]
    };
    Table {
        caption: "Packs, newest first".to_owned(),
        heads: vec!["Pack", "Of", "State", "Asked for by", "Snapshot"],
        rows: packs.iter().map(row).collect(),
    }
}

/// What members read, and what they read no more.
fn published(packs: &[Pack], directory: &Directory, zone: &TimeZone) -> Table {
    let row = |pack: &Pack| {
        let what = match &pack.state {
            PackState::Published { published, .. } => {
                format!("Published on {}", day_in_words(published.at, zone))
            }
            PackState::Withdrawn { withdrawn, reason, .. } => {
                format!("Withdrawn on {}: {reason}", day_in_words(withdrawn.at, zone))
            }
            _ => String::new(),
        };
        vec![
            Cell::link(address(pack.id), title(&pack.of)),
            Cell::text(whose(&pack.of, directory)),
            Cell::text(what),
        ]
    };
    Table {
        caption: "Packs, newest first".to_owned(),
        heads: vec!["Pack", "Of", "State"],
        rows: packs.iter().map(row).collect(),
    }
}
