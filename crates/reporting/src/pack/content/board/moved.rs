//! What moved between two sets of facts, as far as it may be shown.

use jiff::civil::Date;

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
    let view =
        |facts| View { facts, pack, centre: None, protection: Protection::of(facts, pack.least_denominator) };
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
    let by = moved.by.filter(|_| both).map(by);
    let colour = (both && moved.colour_changed).then(|| "Another colour.".to_owned());
    let signals = (!moved.signals_changed.is_empty())
        .then(|| format!("Another signal in {}.", words::list(&months(&moved.signals_changed))));
    [by, colour, signals].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A difference that rounding would make nothing of is there all the same.
fn by(by: f64) -> String {
    match words::decimal(by.abs()) {
        text if text == words::decimal(0.0) => "By less than 0.1.".to_owned(),
        text => format!("By {}{text}.", if by < 0.0 { "−" } else { "+" }),
    }
}

/// `2025-03` as one says it.
fn months(months: &[String]) -> Vec<String> {
    let say = |month: &String| {
        let first: Option<Date> = format!("{month}-01").parse().ok();
        first.map_or_else(|| month.clone(), words::month)
    };
    months.iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_never_told_to_be_nothing() {
        assert_eq!(
            [by(1.24), by(-12.4), by(0.04), by(-0.01)],
            ["By +1.2.", "By −12.4.", "By less than 0.1.", "By less than 0.1."]
        );
    }

    #[test]
    fn months_are_named() {
        assert_eq!(months(&["2025-03".to_owned(), "the last".to_owned()]), ["March 2025", "the last"]);
    }
}
