//! The tokens of programs.

use acts::london;
use axum::extract::State;
use domain::{actor::Action, centre::Directory};
use jiff::tz::TimeZone;
use serde::Deserialize;
use store::{Token, TokenState};

use super::{
    super::{
        super::{chrome, html, records::ListPage, trail},
        AREA, last_day, post_in_words,
    },
    ADDRESS, Answer, remit_in_words,
};
use crate::{
    App,
    entry::{day_in_words, instant_in_words},
    extract::Query,
    gate::Session,
    ui::{Cell, Colour, Link, Pagination, SummaryItem, Table, Tag},
};

const HELP: &str = "A program that sends or reads records by itself, such as a hospital’s own system, shows who it is with \
    a token. It may do what the token is for, and never more than the person whom it acts for.";

/// What has just been done, and whether tokens are listed that no longer work.
#[derive(Deserialize)]
pub(crate) struct Which {
    show: Option<String>,
    done: Option<String>,
}

/// GET /people/programs
pub(crate) async fn show(State(app): State<App>, Query(which): Query<Which>, session: Session) -> Answer {
    let (actor, now) = (session.actor(), app.world.now());
    let (directory, zone) = (app.store.directory().await?, london()?);
    let is_all = which.show.as_deref() == Some("all");
    let mut tokens = app.store.tokens(actor, now).await?;
    tokens.retain(|token| is_all || token.state == TokenState::Valid);
    let rows: Vec<_> = tokens.iter().map(|token| row(token, &directory, &zone)).collect();
    let notice = (which.done.as_deref() == Some("ended"))
        .then(|| "The token no longer works, within a few seconds at the latest.".to_owned());
    let other = if is_all {
        link(ADDRESS.to_owned(), "Show those that work only")
    } else {
        link(format!("{ADDRESS}?show=all"), "Show those that no longer work too")
    };
    html(&ListPage {
        chrome: chrome(&app, &session, "Programs", AREA).back(AREA, "People").notice(notice),
        help: HELP.to_owned(),
        new: session
            .offers(Action::MakeTokens)
            .then(|| link(format!("{ADDRESS}/new"), "Make a token for a program")),
        table: (!rows.is_empty()).then(|| Table {
            caption: "Tokens of programs".to_owned(),
            heads: vec![
                "What it is for",
                "What it may do",
                "Acts for",
                "Last used",
                "State",
                "What can be done",
            ],
            rows,
        }),
        empty: "No program has a token.".to_owned(),
        pages: Pagination { first: None, next: None },
        ways: vec![other],
    })
}

fn link(href: String, text: &str) -> Link {
    Link { href, text: text.to_owned() }
}

fn row(token: &Token, directory: &Directory, zone: &TimeZone) -> Vec<Cell> {
    let used = match (token.used_at, &token.used_from) {
        (Some(at), Some(from)) => format!("{}, from {from}", instant_in_words(at, zone)),
        (Some(at), None) => instant_in_words(at, zone),
        (None, _) => "never".to_owned(),
    };
    let did = trail::Asked::through_token(token.id).address("");
    let mut acts = vec![SummaryItem::link(did, format!("What it did: {}", token.label))];
    if token.state == TokenState::Valid {
        acts.insert(
            0,
            SummaryItem::link(format!("{ADDRESS}/{}/end", token.id), format!("End: {}", token.label)),
        );
    }
    vec![
        Cell::text(token.label.clone()),
        Cell::text(remit_in_words(&token.remit)),
        Cell::text(format!("{}, {}", token.holder, post_in_words(&token.post, directory))),
        Cell::text(used),
        Cell::Tag(state(token, zone)),
        Cell::Links(acts),
    ]
}

fn state(token: &Token, zone: &TimeZone) -> Tag {
    match (token.state, token.expires_at) {
        (TokenState::Valid, Some(end)) => {
            Tag::new(Colour::Green, format!("works until {}", last_day(end, zone)))
        }
        (TokenState::Valid, None) => Tag::new(Colour::Yellow, "works without an end"),
        (TokenState::Ended(at), _) => Tag::new(Colour::Grey, format!("ended on {}", day_in_words(at, zone))),
        (TokenState::Over, Some(end)) => Tag::new(Colour::Grey, format!("ended on {}", last_day(end, zone))),
        (TokenState::Over | TokenState::HolderLeft, _) => Tag::new(Colour::Grey, "its holder has left"),
    }
}
