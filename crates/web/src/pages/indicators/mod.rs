//! Indicators of the records as they are now: of one's own centre with the frozen network beside it, or of all centres for whoever
//! leads the audit.
//!
//! ```text
//! /indicators ─► /indicators/corrections           what moved since the last freeze, for whoever leads the audit
//!             ─► /indicators/{id} ─► …/records      what a number was made of, record by record
//!                              └─► …/csv/{table}  its numbers to keep
//! ```

pub(crate) mod corrections;
mod lacking;
pub(crate) mod list;
pub(crate) mod period;
pub(crate) mod records;
pub(crate) mod show;
pub(crate) mod stratum;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use acts::{Live, london};
use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};
use domain::value::CentreCode;
use jiff::{SignedDuration, Timestamp};
use reporting::document::Rating;
use store::RecordId;

use super::{chrome, html, look_again};
use crate::{
    App,
    entry::instant_in_words,
    gate::Session,
    problem::Problem,
    ui::{Chrome, Colour, Tag},
};

/// The entry of the menu.
const AREA: &str = "/indicators";

/// The ids of records, by form and key.
type Ids = BTreeMap<(&'static str, String), RecordId>;

/// How long the first page waits for the first numbers; after that it says that they are on their way.
const PATIENCE: Duration = Duration::from_secs(4);

fn address(id: &str) -> String {
    format!("{AREA}/{id}")
}

/// Whose numbers somebody sees: a centre's, or the network's.
fn own(session: &Session) -> Option<&CentreCode> {
    session.actor().centre.as_ref()
}

/// The numbers there are. Where there are none yet the answer is a page that says that they are on their way.
pub(crate) struct Numbers(pub Arc<Live>);

/// There is nothing to show yet.
#[derive(Template)]
#[template(path = "pages/indicators_waiting.html")]
struct Waiting {
    chrome: Chrome,
    why: String,
}

impl FromRequestParts<App> for Numbers {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let session = Session::from_request_parts(parts, app).await.map_err(Problem::into_response)?;
        let shown = app.acts.live(&app.call(session.actor()), PATIENCE).await;
        let shown = shown.map_err(|error| Problem::from(error).into_response())?;
        shown.live.map(Self).ok_or_else(|| {
            let waiting = "The indicators are being worked out from the records. That takes some seconds.";
            let why = shown.failed.as_deref().unwrap_or(waiting).to_owned();
            let page = html(&Waiting { chrome: chrome(app, &session, "Indicators", AREA), why });
            page.map_or_else(Problem::into_response, look_again)
        })
    }
}

/// `The records as of 15 October 2026 at 12:00, read 3 minutes ago.`
pub(super) fn age(live: &Live, now: Timestamp) -> Result<String, Problem> {
    let (zone, as_of) = (london()?, live.board.as_of());
    let age = ago(now.duration_since(live.read_at));
    Ok(format!("From the records as of {}, read {age}.", instant_in_words(as_of, &zone)))
}

fn ago(age: SignedDuration) -> String {
    match age.as_mins() {
        ..1 => "just now".to_owned(),
        1 => "1 minute ago".to_owned(),
        minutes @ 2..120 => format!("{minutes} minutes ago"),
        minutes => format!("{} hours ago", minutes / 60),
    }
}

/// A value with the word of its rating.
fn rated(value: &str, rating: Rating) -> Tag {
    let colour = match rating {
        Rating::Green => Colour::Green,
        Rating::Amber => Colour::Yellow,
        Rating::Red => Colour::Red,
        Rating::Grey => return Tag::new(Colour::Grey, value),
    };
    Tag::new(colour, format!("{value} {}", rating.word().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_as_one_says_it() {
        let minutes = [0, 1, 14, 119, 120, 600].map(SignedDuration::from_mins);
        assert_eq!(
            minutes.map(ago),
            ["just now", "1 minute ago", "14 minutes ago", "119 minutes ago", "2 hours ago", "10 hours ago"]
        );
    }

    #[test]
    fn a_clock_that_was_set_back_tells_no_negative_age() {
        assert_eq!(ago(SignedDuration::from_secs(-90)), "just now");
    }
}
