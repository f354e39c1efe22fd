//! Every indicator in one line.

use super::super::{
    View,
    shown::{self, counts, said},
};
use crate::{
    document::Rating,
    indicators::NETWORK,
    pack::{
        PackDefinition,
        facts::{Facts, Measured},
        protection::Protection,
    },
};

/// An indicator in one line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The indicator's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Shown at every meeting.
    pub core: bool,
    /// The value of the period; `None` where nothing was counted or the number is held back.
    pub now: Option<Told>,
    /// The value of the period before, with its unit.
    pub before: Option<String>,
    /// The target with its unit.
    pub target: Option<String>,
}

/// A value in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// With its unit: `82.5%`.
    pub value: String,
    /// What it was made of: `1305 of 1582 ECMO days, 95% interval 80.5 to 84.3`.
    pub counts: String,
    pub rating: Rating,
}

/// Each indicator of the facts in one line: of their one centre, or of the network.
pub(crate) fn lines(facts: &Facts, centre: Option<&str>, pack: &PackDefinition) -> Vec<Line> {
    let protection = if centre.is_some() { Protection::default() } else { Protection::of(facts, pack) };
    let view = View { facts, pack, centre, protection };
    let place = centre.unwrap_or(NETWORK);
    let line = |measured: &Measured| {
        let definition = &measured.definition;
        let sign = shown::unit(definition).sign;
        Line {
            id: definition.id.clone(),
            name: definition.name.clone(),
            core: definition.core,
            now: shown::of(&view, measured, place).whole().map(|value| Told {
                value: said(definition, value),
                counts: counts(definition, value),
                rating: shown::rating(value.rag),
            }),
            before: shown::before(&view, measured, place).map(|value| said(definition, value)),
            target: definition.target.map(|target| format!("{target}{sign}")),
        }
    };
    facts.indicators.iter().map(line).collect()
}
