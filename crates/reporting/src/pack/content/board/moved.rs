//! What moved between two sets of facts: whole, and as far as it may be shown.

use jiff::civil::Date;

use super::super::{
    View,
    shown::{self, counts, said},
};
use crate::{
    delta,
    document::Rating,
    indicators::{NETWORK, Rag},
    pack::{
        PackDefinition,
        facts::{Centre, Facts},
        protection::Protection,
        words,
    },
    snapshot::{Correction, CorrectionSide},
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
    Told { value: String, counts: String, rating: Rating },
}

/// All that moved between two sets of facts, each with what members may be shown of it.
pub(crate) fn corrections(
    was: &Facts,
    is: &Facts,
    all: &[delta::Moved],
    pack: &PackDefinition,
) -> Vec<Correction> {
    let view = |facts| View { facts, pack, centre: None, protection: Protection::of(facts, pack) };
    let (was, is) = (view(was), view(is));
    let line = |moved: &delta::Moved| Correction {
        indicator: moved.indicator.clone(),
        name: moved.name.clone(),
        centre: moved.centre.clone(),
        was: side(&was, moved),
        is: side(&is, moved),
        by: moved.by.map(by),
        signals: months(&moved.signals_changed),
    };
    all.iter().map(line).collect()
}

fn side(view: &View<'_>, moved: &delta::Moved) -> CorrectionSide {
    let nothing = || CorrectionSide { value: None, counts: String::new(), rag: Rag::Grey, is_shown: true };
    let found = view.facts.indicators.iter().find(|measured| measured.definition.id == moved.indicator);
    let Some((measured, value)) =
        found.and_then(|measured| Some((measured, measured.of(&moved.centre).filter(|value| value.n > 0)?)))
    else {
        return nothing();
    };
    CorrectionSide {
        value: Some(said(&measured.definition, value)),
        counts: counts(&measured.definition, value),
        rag: value.rag,
        is_shown: shown::of(view, measured, &moved.centre).whole().is_some(),
    }
}

impl Moved {
    /// A correction as far as it may be shown to a member, to whose `own` centre all of its own is; what is held back on both
    /// sides says nothing and is left out.
    pub(crate) fn told(line: &Correction, centres: &[Centre], own: Option<&str>) -> Option<Self> {
        let is_own = own == Some(line.centre.as_str());
        let (was, is) = (Side::of(&line.was, is_own), Side::of(&line.is, is_own));
        let is_told = |side: &Side| matches!(side, Side::Told { .. });
        if !is_told(&was) && !is_told(&is) {
            return None;
        }
        let centre = centres.iter().find(|centre| centre.code == line.centre);
        let place = match centre {
            Some(centre) => centre.name.clone(),
            None if line.centre == NETWORK => "The network".to_owned(),
            None => line.centre.clone(),
        };
        let says = says(line, is_told(&was) && is_told(&is));
        Some(Self { indicator: line.indicator.clone(), place, was, is, says })
    }
}

impl Side {
    fn of(side: &CorrectionSide, is_own: bool) -> Self {
        match &side.value {
            None => Self::Nothing,
            Some(_) if !side.is_shown && !is_own => Self::HeldBack,
            Some(value) => Self::Told {
                value: value.clone(),
                counts: side.counts.clone(),
                rating: shown::rating(side.rag),
            },
        }
    }
}

/// `By +1.2. Another colour.` A difference from what is held back would tell it.
fn says(line: &Correction, both: bool) -> String {
    let by = line.by.as_ref().filter(|_| both).map(|by| format!("By {by}."));
    let colour = (both && line.was.rag != line.is.rag).then(|| "Another colour.".to_owned());
    let signals =
        (!line.signals.is_empty()).then(|| format!("Another signal in {}.", words::list(&line.signals)));
    [by, colour, signals].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A difference that rounding would make nothing of is there all the same.
fn by(by: f64) -> String {
    match words::decimal(by.abs()) {
        text if text == words::decimal(0.0) => "less than 0.1".to_owned(),
        text => format!("{}{text}", if by < 0.0 { "−" } else { "+" }),
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
            ["+1.2", "−12.4", "less than 0.1", "less than 0.1"]
        );
    }

    #[test]
    fn months_are_named() {
        assert_eq!(months(&["2025-03".to_owned(), "the last".to_owned()]), ["March 2025", "the last"]);
    }

    fn side(value: &str, rag: Rag, is_shown: bool) -> CorrectionSide {
        let value = Some(value).filter(|value| !value.is_empty()).map(str::to_owned);
        CorrectionSide { value, counts: "9 of 12 runs".to_owned(), rag, is_shown }
    }

    fn line(was: CorrectionSide, is: CorrectionSide) -> Correction {
        Correction {
            indicator: "P07".to_owned(),
            name: "Runs ever mobilised".to_owned(),
            centre: "STH".to_owned(),
            was,
            is,
            by: Some("+8.3".to_owned()),
            signals: Vec::new(),
        }
    }

    #[test]
    fn what_is_held_back_on_both_sides_is_told_to_its_own_centre_alone() {
        let hidden = line(side("66.7%", Rag::Grey, false), side("75.0%", Rag::Grey, false));
        assert_eq!(Moved::told(&hidden, &[], None), None);
        assert_eq!(Moved::told(&hidden, &[], Some("PAP")), None);
        let own = Moved::told(&hidden, &[], Some("STH")).unwrap();
        assert_eq!(own.says, "By +8.3.");
    }

    #[test]
    fn a_difference_is_not_told_where_one_side_is_held_back() {
        let half = line(side("66.7%", Rag::Amber, false), side("75.0%", Rag::Green, true));
        let told = Moved::told(&half, &[], None).unwrap();
        assert_eq!((told.was, told.says.as_str()), (Side::HeldBack, ""));
        assert_eq!(Moved::told(&half, &[], Some("STH")).unwrap().says, "By +8.3. Another colour.");
    }

    #[test]
    fn what_was_not_there_before_is_nothing_and_not_held_back() {
        let new = line(side("", Rag::Grey, true), side("75.0%", Rag::Grey, true));
        assert_eq!(Moved::told(&new, &[], None).unwrap().was, Side::Nothing);
    }
}
