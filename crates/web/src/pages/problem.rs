//! A problem as a page: what happened, what to do, a way on, and the request's number.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{chrome, html, plain_chrome};
use crate::{
    App,
    gate::Session,
    problem::Problem,
    ui::{Chrome, Link},
};

#[derive(Template)]
#[template(path = "pages/problem.html")]
struct ProblemPage {
    chrome: Chrome,
    advice: String,
    ways: Vec<Link>,
    request_id: String,
}

/// Draws a problem; the menu is that of whoever is signed in.
pub(crate) fn page(app: &App, problem: &Problem, id: &str, session: Option<&Session>) -> Response {
    let chrome = match session {
        Some(session) => chrome(app, session, problem.title(), ""),
        None => plain_chrome(app, problem.title()),
    };
    let page =
        ProblemPage { chrome, advice: problem.advice(), ways: ways_on(problem), request_id: id.to_owned() };
    // A template that does not draw leaves the status, which is all that is left to say.
    html(&page).unwrap_or_else(|_| problem.status().into_response())
}

fn ways_on(problem: &Problem) -> Vec<Link> {
    let link = |href: &str, text: &str| Link { href: href.to_owned(), text: text.to_owned() };
    let home = link("/", "Go to the start page");
    match problem {
        Problem::SignInNeeded(_) | Problem::ForeignForm => vec![link("/sign-in", "Sign in"), home],
        Problem::NotFound => vec![home, link("/help", "Help")],
        _ => vec![home],
    }
}
