//! Pages for people. Each file is one page: its context, its template, its handlers.

pub(crate) mod account;
pub(crate) mod admission;
pub(crate) mod admissions;
pub(crate) mod cases;
pub(crate) mod conflict;
mod contribution;
pub(crate) mod create;
pub(crate) mod cycles;
mod desk;
pub(crate) mod drafts;
pub(crate) mod edit;
mod entry_page;
pub(crate) mod exports;
pub(crate) mod forgotten;
pub(crate) mod glass;
pub(crate) mod grid;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod imports;
pub(crate) mod indicators;
mod instruments;
pub(crate) mod join;
pub(crate) mod kept;
pub(crate) mod life;
pub(crate) mod links;
pub(crate) mod network;
pub(crate) mod oversight;
pub(crate) mod packs;
pub(crate) mod people;
pub(crate) mod permission;
pub(crate) mod problem;
pub(crate) mod projects;
pub(crate) mod provider;
pub(crate) mod queries;
mod question;
pub(crate) mod questions;
pub(crate) mod record;
pub(crate) mod records;
mod references;
pub(crate) mod releases;
pub(crate) mod second;
pub(crate) mod sign_in;
pub(crate) mod sign_off;
mod signing;
pub(crate) mod tables;
pub(crate) mod trail;
mod work;
pub(crate) mod worklist;

use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::{
    App, csrf,
    gate::Session,
    menu::menu,
    problem::Problem,
    ui::{Chrome, SignedIn},
};

/// What a page's handler returns.
pub(crate) type Answer = Result<Response, Problem>;

/// Draws a page.
pub(crate) fn html(page: &impl Template) -> Answer {
    page.render().map(|text| Html(text).into_response()).map_err(Problem::fault)
}

/// Has the browser ask for a page again after some seconds, without any script.
pub(crate) fn look_again(mut page: Response) -> Response {
    page.headers_mut().insert(header::REFRESH, HeaderValue::from_static("3"));
    page
}

/// Leads to another page after a form was taken in, so that reloading does not send it again.
pub(crate) fn see_other(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The frame of a page for somebody who is signed in; `area` is the address of its menu entry.
pub(crate) fn chrome(app: &App, session: &Session, title: impl Into<String>, area: &str) -> Chrome {
    let actor = session.actor();
    Chrome {
        user: Some(SignedIn {
            name: actor.name.clone(),
            role: actor.role.label().to_owned(),
            csrf: csrf::token(session, app.world.now()),
        }),
        nav: menu(actor, area),
        glass: glass::banner(session),
        ..plain_chrome(app, title)
    }
}

/// The frame of a page for somebody who is not signed in.
pub(crate) fn plain_chrome(app: &App, title: impl Into<String>) -> Chrome {
    Chrome {
        title: title.into(),
        brand: app.config.brand.clone(),
        user: None,
        nav: Vec::new(),
        synthetic: app.config.synthetic,
        glass: None,
        back: None,
        notice: None,
        problem: false,
        skip: ("maincontent", "Skip to main content"),
    }
}
