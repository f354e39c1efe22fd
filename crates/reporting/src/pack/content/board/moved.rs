//! What moved between two sets of facts, as far as it may be shown.

use super::super::{
    View,
    shown::{self, said},
};
use crate::{
    delta,
    document::Rating,
    pack::{PackDefinition, facts::Facts, protection::Protection, words},
};

/// A number that is not what it was, as far as it may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// The indicator's id.
    pub indicator: String,
    /// A centre's name, or the network.
    pub place: String,
    pub was: Side,
    pub is: Side,
    /// By how much, and whether colour or signal changed.
    pub says: String,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Side {
    /// Nothing was counted.
    Nothing,
    /// Too few to be shown.
    HeldBack,
    /// With its unit and rating.
    Told { value: String, rating: Rating },
}

/// What moved between two sets of facts; what is held back on both sides says nothing and is left out.
pub(crate) fn moved(was: &Facts, is: &Facts, all: &[delta::Moved], pack: &PackDefinition) -> Vec<Moved> {
    let view = |facts| View { facts, pack, centre: None, protection: Protection::of(facts, pack) };
    let (was, is) = (view(was), view(is));
    let line = |moved: &delta::Moved| {
        let sides = (side(&was, moved), side(&is, moved));
        let is_told = [&sides.0, &sides.1].iter().any(|side| matches!(side, Side::Told { .. }));
        let centre = is.facts.centres.iter().find(|centre| centre.code == moved.centre);
        is_told.then(|| Moved {
            indicator: moved.indicator.clone(),
            place: centre.map_or_else(|| "The network".to_owned(), |centre| centre.name.clone()),
            says: told(moved, matches!(sides, (Side::Told { .. }, Side::Told { .. }))),
            was: sides.0,
            is: sides.1,
        })
    };
    all.iter().filter_map(line).collect()
}

fn side(view: &View<'_>, moved: &delta::Moved) -> Side {
    let found = view.facts.indicators.iter().find(|measured| measured.definition.id == moved.indicator);
    let Some(measured) = found else { return Side::Nothing };
    match shown::of(view, measured, &moved.centre) {
        shown::Shown::Nothing => Side::Nothing,
        shown::Shown::Hidden | shown::Shown::Part(..) => Side::HeldBack,
        shown::Shown::Value(value) => {
            Side::Told { value: said(&measured.definition, value), rating: shown::rating(value.rag) }
        }
    }
}

/// `By +1.2. Another colour.` A difference from what is held back would tell it.
fn told(moved: &delta::Moved, both: bool) -> String {
    let by = moved
        .by
        .filter(|_| both)
        .map(|by| format!("By {}{}.", if by < 0.0 { "−" } else { "+" }, words::decimal(by.abs())));
    let colour = (both && moved.colour_changed).then(|| "Another colour.".to_owned());
    let signals = (!moved.signals_changed.is_empty())
        .then(|| format!("Another signal in {}.", words::list(&moved.signals_changed)));
    [by, colour, signals].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
