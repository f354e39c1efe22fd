//! After signing in again: what was typed, when its page cannot be shown any more or is somebody else's.

use askama::Template;
use axum::response::IntoResponse;

use super::{Answer, chrome, html, links};
use crate::{
    App,
    gate::Session,
    kept::Kept,
    ui::{Chrome, Link, SummaryList},
};

#[derive(Template)]
#[template(path = "pages/kept.html")]
struct KeptPage {
    chrome: Chrome,
    paragraphs: Vec<&'static str>,
    typed: Option<SummaryList>,
    ways: Vec<Link>,
}

/// What was typed on a page that is not there any more, to copy from.
pub(crate) fn page(app: &App, session: &Session, kept: &Kept) -> axum::response::Response {
    let rows = kept.posted().0.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    let link = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
    let page = KeptPage {
        chrome: chrome(app, session, "The page cannot be shown any more", ""),
        paragraphs: vec![
            "The page on which you typed has changed meanwhile or is not yours to see, and \
             nothing was saved.",
            "What you typed is below, to be copied.",
        ],
        typed: Some(SummaryList { rows }),
        ways: vec![link(links::local(&kept.page), "Go to the page"), link("/", "Go to the start page")],
    };
    html(&page).unwrap_or_else(IntoResponse::into_response)
}

/// What was typed is not of the centre of whoever has signed in.
pub(crate) fn of_others(app: &App, session: &Session) -> Answer {
    html(&KeptPage {
        chrome: chrome(app, session, "You are signed in", ""),
        paragraphs: vec![
            "What was typed on this computer before you signed in was not typed on a page of your centre. It is not \
             shown to you, and nothing of it was saved.",
        ],
        typed: None,
        ways: vec![Link { href: "/".to_owned(), text: "Go to the start page".to_owned() }],
    })
}
