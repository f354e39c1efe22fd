//! Queries: the network asks about a field, the centre answers. Both sides see the same thread.

pub(crate) mod ask;
pub(crate) mod centre;
pub(crate) mod network;
mod thread;

use domain::{FieldSpec, query::QueryState};
use jiff::{Timestamp, tz::TimeZone};
use store::Query;

use crate::ui::{Colour, Tag};

/// The field that a query is about, in the dictionary; a network question has no entry there.
pub(super) fn field(query: &Query) -> Option<&'static FieldSpec> {
    match &query.child {
        None => query.form.field(&query.column),
        Some((list, _)) => query.form.child(list)?.spec.field(&query.column),
    }
}

/// The field in words, with its row when it stands in a repeated group.
pub(super) fn field_label(query: &Query) -> String {
    let label = field(query).map_or(query.column.as_str(), |field| &field.label);
    match &query.child {
        None => label.to_owned(),
        Some((list, row)) => {
            let group = query.form.child(list).map_or(list.as_str(), |child| child.spec.title);
            format!("{label} ({group}, {})", row + 1)
        }
    }
}

/// Whose turn it is, as a tag.
pub(super) fn tag(query: &Query) -> Tag {
    match query.state {
        QueryState::Asked => Tag::new(Colour::Yellow, "Waiting for the centre"),
        QueryState::Answered => Tag::new(Colour::Blue, "Answered"),
        QueryState::Closed { .. } => Tag::new(Colour::Grey, "Closed"),
    }
}

/// The record that a query is about, as people name it.
fn record_name(query: &Query) -> String {
    format!("{} {}", query.form.title, query.key)
}

/// How long ago a query was asked: `today`, `1 day`, `12 days`.
fn age(query: &Query, now: Timestamp, zone: &TimeZone) -> String {
    let Some(first) = query.messages.first() else { return String::new() };
    let date = |instant| zone.to_datetime(instant).date();
    match date(first.at).until(date(now)).map_or(0, |span| span.get_days()) {
        0 => "today".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
