//! How a value appears in a table: rated, marked, or held back.

use std::collections::BTreeMap;

use super::View;
use crate::{
    document::{Cell, Column, Rating},
    indicators::{Flag, NETWORK, Rag, Value, kind::Unit},
    pack::{facts::Measured, words},
};
use disclosure::members::{self, Hidden};

/// Stands for a number that is held back.
pub(super) const HELD_BACK: &str = "*";
/// Points to the note on small denominators.
pub(super) const FEW: &str = "†";

/// A centre's value as far as the meeting may see it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shown<'a> {
    /// No record in the denominator.
    Nothing,
    Hidden(Hidden),
    Value(&'a Value),
}

/// What may be shown of each centre, in the order of the directory.
pub(super) fn centres<'a>(
    view: &View<'a>,
    measured: &'a Measured,
) -> Vec<(&'a super::super::facts::Centre, Shown<'a>)> {
    let counts = measured.values.iter().filter(|value| value.centre != NETWORK);
    let counts = counts.map(|value| (value.centre.as_str(), value.n));
    let hidden: BTreeMap<String, Hidden> = members::hidden(counts, view.pack.least_denominator);
    let centres = view.facts.centres.iter();
    centres
        .map(|centre| {
            let shown = match (hidden.get(&centre.code), measured.of(&centre.code)) {
                (Some(why), _) => Shown::Hidden(*why),
                (None, Some(value)) if value.n > 0 => Shown::Value(value),
                _ => Shown::Nothing,
            };
            (centre, shown)
        })
        .collect()
}

/// The column of a unit's values: `Value, %`.
pub(super) fn value_column(unit: Unit, width: f32) -> Column {
    Column::number(&format!("value_{}", unit.name), &format!("Value, {}", unit.sign), width)
}

/// The value itself with its rating.
pub(super) fn value_cell(shown: Shown<'_>) -> Cell {
    match shown {
        Shown::Nothing => Cell::default(),
        Shown::Hidden(_) => Cell::new(HELD_BACK),
        Shown::Value(value) => {
            let cell = Cell::rated(value.display.clone().unwrap_or_default(), rating(value.rag));
            if value.flags.contains(&Flag::LowN) { cell.marked(FEW) } else { cell }
        }
    }
}

/// `n`, `k`, value, limits and remark: one row of an indicator's table.
pub(super) fn cells(shown: Shown<'_>) -> Vec<Cell> {
    let held_back = |why: &str| {
        let star = || Cell::new(HELD_BACK);
        vec![star(), star(), star(), star(), star(), Cell::new(why)]
    };
    match shown {
        Shown::Nothing => {
            let zero = || Cell::new("0");
            vec![zero(), zero(), Cell::default(), Cell::default(), Cell::default(), Cell::new("No records")]
        }
        Shown::Hidden(Hidden::Small) => held_back("Held back: few"),
        Shown::Hidden(Hidden::Companion) => held_back("Held back: cover"),
        Shown::Value(value) => vec![
            Cell::new(value.n.to_string()),
            Cell::new(value.k.map_or(String::new(), |k| k.to_string())),
            value_cell(shown),
            Cell::new(value.lower.map_or(String::new(), words::decimal)),
            Cell::new(value.upper.map_or(String::new(), words::decimal)),
            Cell::new(remark(value)),
        ],
    }
}

fn remark(value: &Value) -> String {
    let words = value.flags.iter().map(|flag| match flag {
        Flag::LowN => "Fewer than 10",
        Flag::Over100 => "Over 100%",
    });
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn rating(rag: Rag) -> Rating {
    match rag {
        Rag::Green => Rating::Green,
        Rag::Amber => Rating::Amber,
        Rag::Red => Rating::Red,
        Rag::Grey => Rating::Grey,
    }
}

/// The notes that the signs in a table call for.
pub(super) fn notes(view: &View<'_>, shown: &[Shown<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    if shown.iter().any(|s| matches!(s, Shown::Hidden(_))) {
        notes.push(format!(
            "{HELD_BACK} Held back: a denominator below {}, or (cover) one that would give such a denominator away.",
            view.pack.least_denominator
        ));
    }
    if shown.iter().any(|s| matches!(s, Shown::Value(value) if value.flags.contains(&Flag::LowN))) {
        notes.push(format!("{FEW} Fewer than 10 records: not rated."));
    }
    notes
}
