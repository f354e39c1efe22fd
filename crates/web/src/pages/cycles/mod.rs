//! Cycles as the network's audit lead runs them: numbers of every centre, never a row.

pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod show;
pub(crate) mod step;

use domain::cycle::{Cycle, CycleState};

use crate::{
    entry::date_in_words,
    ui::{Colour, Tag},
};

/// How far a cycle has come, as a tag.
pub(super) fn tag(cycle: &Cycle) -> Tag {
    match cycle.state {
        CycleState::Open => Tag::new(Colour::Blue, "Open"),
        CycleState::Grace { .. } => Tag::new(Colour::Yellow, "In grace"),
        CycleState::Locking { .. } => Tag::new(Colour::Yellow, "Locked, being completed"),
        CycleState::Frozen(_) => Tag::new(Colour::Grey, "Frozen"),
        CycleState::Reported { .. } => Tag::new(Colour::Green, "Reported"),
    }
}

/// The last day for most centres, in words.
pub(super) fn last_day(cycle: &Cycle) -> String {
    let deadline = date_in_words(cycle.dates.lock_deadline);
    match cycle.state {
        CycleState::Grace { until } => format!("{deadline}, with grace until {}", date_in_words(until)),
        _ => deadline,
    }
}

/// The page of a cycle.
fn address(cycle: &Cycle) -> String {
    format!("/network/cycles/{}", cycle.dates.id)
}
