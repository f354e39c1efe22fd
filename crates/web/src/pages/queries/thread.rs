//! The thread of a query, the same for both sides.

use askama::Template;
use domain::query::{QueryState, Side};
use jiff::tz::TimeZone;
use store::Query;

use crate::{
    entry::instant_in_words,
    ui::{Chrome, Field, Link, SummaryList, Tag},
};

/// The page of a thread.
#[derive(Template)]
#[template(path = "pages/query.html")]
pub(super) struct ThreadPage {
    pub chrome: Chrome,
    pub summary: Option<crate::ui::ErrorSummary>,
    pub caption: String,
    pub state: Tag,
    pub facts: SummaryList,
    pub ways: Vec<Link>,
    pub messages: Vec<Said>,
    pub csrf: String,
    pub answer: Option<AnswerBox>,
    /// Where the query is closed, for those who may.
    pub close: Option<String>,
    pub closed: String,
}

/// The box for the next message.
pub(super) struct AnswerBox {
    pub action: String,
    pub field: Field,
    pub button: &'static str,
}

/// A message of the thread.
pub(super) struct Said {
    pub by: String,
    pub at: String,
    pub lines: Vec<String>,
    pub is_centre: bool,
}

/// The messages of a query, oldest first.
pub(super) fn said(query: &Query, zone: &TimeZone) -> Vec<Said> {
    let message = |message: &domain::query::Message| Said {
        by: match message.side {
            Side::Network => format!("{}, for the network", message.by),
            Side::Centre => format!("{}, for {}", message.by, query.centre),
        },
        at: instant_in_words(message.at, zone),
        lines: message.text.lines().map(str::to_owned).collect(),
        is_centre: message.side == Side::Centre,
    };
    query.messages.iter().map(message).collect()
}

/// When the query was closed; nothing while it is open.
pub(super) fn closed(query: &Query, zone: &TimeZone) -> String {
    match query.state {
        QueryState::Closed { at } => format!("This query was closed on {}.", instant_in_words(at, zone)),
        QueryState::Asked | QueryState::Answered => String::new(),
    }
}
