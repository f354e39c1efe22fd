//! Help, privacy and cookies.

use askama::Template;
use axum::extract::State;
use domain::Reason;

use super::{Answer, html, plain_chrome};
use crate::{App, ui::Chrome};

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage {
    chrome: Chrome,
    reasons: Vec<(&'static str, &'static str)>,
    idle_minutes: i64,
    absolute_hours: i64,
}

/// GET /help
pub(crate) async fn show(State(app): State<App>) -> Answer {
    html(&HelpPage {
        chrome: plain_chrome(&app, "Help, privacy and cookies").back("/", "Start page"),
        reasons: Reason::ALL.iter().map(|reason| (reason.as_str(), reason.label())).collect(),
        idle_minutes: app.config.idle.as_mins(),
        absolute_hours: app.config.absolute.as_hours(),
    })
}
