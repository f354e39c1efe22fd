//! The releases, newest first.

use acts::london;
use axum::extract::State;
use domain::pack::PackState;
use jiff::tz::TimeZone;
use store::Pack;

use super::{
    super::{Answer, chrome, html, records::ListPage},
    AREA, address, name, tag,
};
use crate::{
    App,
    entry::instant_in_words,
    gate::Session,
    ui::{Cell, Link, Pagination, Table},
};

const HELP: &str = "What researchers and the public are told of the network’s patients: every table that can be asked for, \
    adjusted once so that nobody can be found in it, attacked before it is signed, and never changed.";

/// GET /releases
pub(crate) async fn show(State(app): State<App>, session: Session) -> Answer {
    let (releases, zone) = (app.store.releases(session.actor()).await?, london()?);
    html(&ListPage {
        chrome: chrome(&app, &session, "Releases", AREA),
        help: HELP.to_owned(),
        new: Some(Link { href: format!("{AREA}/new"), text: "Make a release".to_owned() }),
        table: (!releases.is_empty()).then(|| table(&releases, &zone)),
        empty: "No release has been made yet.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: Vec::new(),
    })
}

fn table(releases: &[Pack], zone: &TimeZone) -> Table {
    let row = |release: &Pack| {
        let signed = match &release.state {
            PackState::Published { published, .. } => {
                format!("{}, {}", published.by, instant_in_words(published.at, zone))
            }
            PackState::Withdrawn { reason, .. } => reason.clone(),
            _ => "–".to_owned(),
        };
        vec![
            Cell::link(address(release.id), name(&release.of)),
            Cell::Tag(tag(&release.state)),
            Cell::text(format!("{}, {}", release.asked.by, instant_in_words(release.asked.at, zone))),
            Cell::text(signed),
        ]
    };
    Table {
        caption: "Releases, newest first".to_owned(),
        heads: vec!["Release", "State", "Asked for by", "Signed by, or why withdrawn"],
        rows: releases.iter().map(row).collect(),
    }
}
