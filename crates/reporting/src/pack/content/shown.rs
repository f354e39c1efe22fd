//! How a value appears: rated, marked, or held back; in a table's cells and in a sentence.

use disclosure::tables::LEAST_PARTS;

use super::View;
use crate::{
    document::{Cell, Column, Rating, Row},
    indicators::{Better, Definition, Flag, NETWORK, Rag, Value, kind::Unit},
    pack::{
        facts::{Centre, Measured},
        protection::Open,
        words,
    },
    statistics::LEAST_RECORDS,
};

/// Stands for a number that is held back.
pub(super) const HELD_BACK: &str = "*";
/// Points to the note on small denominators.
pub(super) const FEW: &str = "†";
/// Fewer records than this leave much to chance.
pub(super) const SMALL: u32 = 30;

/// A value as far as the reader of this copy may see it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shown<'a> {
    /// No record in the denominator.
    Nothing,
    Hidden,
    /// Its denominator; its numerator is held back, but for what it is at most.
    Part(&'a Value, Option<u32>),
    Value(&'a Value),
}

/// A comparison needs this many centres on the chart (data dictionary, 7.5).
pub(super) const LEAST_CENTRES: usize = 3;

/// What may be shown of a centre, or of the network. A centre's own copy shows its own whole.
pub(super) fn of<'a>(view: &View<'_>, measured: &'a Measured, code: &str) -> Shown<'a> {
    let Some(value) = measured.of(code).filter(|value| value.n > 0) else { return Shown::Nothing };
    let open = if view.is_own(code) {
        Open::Whole
    } else if code != NETWORK && view.hides_names(&measured.definition) {
        Open::Nothing
    } else {
        view.protection.at(&measured.definition.id, code)
    };
    Shown::as_open(value, open)
}

/// What may be shown of other centres without their names: each value that is not held back, in the order of the directory.
pub(super) fn unnamed<'a>(view: &View<'_>, measured: &'a Measured) -> Vec<&'a Value> {
    let others = view.facts.centres.iter().filter(|centre| !view.is_own(&centre.code));
    let is_open = |code: &str| view.protection.at(&measured.definition.id, code) == Open::Whole;
    others
        .filter(|centre| is_open(&centre.code))
        .filter_map(|centre| measured.of(&centre.code).filter(|value| value.n > 0))
        .collect()
}

/// What may be shown of each centre, in the order of the directory.
pub(super) fn centres<'a>(view: &View<'a>, measured: &'a Measured) -> Vec<(&'a Centre, Shown<'a>)> {
    view.facts.centres.iter().map(|centre| (centre, of(view, measured, &centre.code))).collect()
}

pub(super) fn network<'a>(view: &View<'_>, measured: &'a Measured) -> Shown<'a> {
    of(view, measured, NETWORK)
}

/// What may be told of the period before: of a centre that reads its own copy, and of a network of so many centres that
/// none of them knows another's by taking its own away.
pub(super) fn before<'a>(view: &View<'_>, measured: &'a Measured, code: &str) -> Option<&'a Value> {
    let of_centres = |value: &&Value| value.centre != NETWORK && value.n > 0;
    let is_open = view.is_own(code)
        || !measured.definition.counts.is_of_patient()
        || measured.before.iter().filter(of_centres).count() >= LEAST_PARTS;
    measured.before(code).filter(|_| is_open)
}

impl<'a> Shown<'a> {
    /// A value as far as it may be seen.
    pub(super) fn as_open(value: &'a Value, open: Open) -> Self {
        match open {
            Open::Whole => Self::Value(value),
            Open::AtMost(most) => Self::Part(value, Some(most)),
            Open::Denominator => Self::Part(value, None),
            Open::Nothing => Self::Hidden,
        }
    }

    /// The value, where all of it may be seen.
    pub(super) fn whole(self) -> Option<&'a Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// How many centres have this rating, of those whose value may be seen.
pub(super) fn rated(view: &View<'_>, measured: &Measured, rag: Rag) -> usize {
    centres(view, measured)
        .iter()
        .filter_map(|(_, shown)| shown.whole())
        .filter(|value| value.rag == rag)
        .count()
}

pub(super) fn unit(definition: &Definition) -> Unit {
    definition.kind.estimator().unit()
}

/// `82.5%`
pub(super) fn said(definition: &Definition, value: &Value) -> String {
    format!("{}{}", value.display.as_deref().unwrap_or("–"), unit(definition).sign)
}

/// Whether a numerator is shown beside the denominator: each thing counted is in it or is not. A sum, as of minutes, is not.
fn has_numerator(definition: &Definition) -> bool {
    definition.kind.estimator().is_met_or_not() || unit(definition).name == "percent"
}

/// Whether a value is made of so few patients that much of it is chance.
fn is_small(definition: &Definition, value: &Value) -> bool {
    value.n < SMALL && definition.counts.is_of_patient()
}

/// `1305 of 1582 ECMO days, 95% interval 80.5 to 84.3`
pub(super) fn counts(definition: &Definition, value: &Value) -> String {
    let limits = value.lower.zip(value.upper).map_or(String::new(), |(lower, upper)| {
        format!(", 95% interval {} to {}", words::decimal(lower), words::decimal(upper))
    });
    counted(definition, value) + &limits
}

/// `1305 of 1582 ECMO days`
pub(super) fn counted(definition: &Definition, value: &Value) -> String {
    let counted = words::counted(definition.counts.frame());
    let counted = if value.n == 1 { counted.trim_end_matches('s') } else { counted };
    match value.k.filter(|_| has_numerator(definition)) {
        Some(yes) if unit(definition).name == "percent" => format!("{yes} of {} {counted}", value.n),
        Some(events) => format!(
            "{} in {} {counted}",
            words::count(usize::try_from(events).unwrap_or(usize::MAX), "event"),
            value.n
        ),
        None => format!("{} {counted}", value.n),
    }
}

/// `Value, %`
pub(super) fn value_column(unit: Unit, width: f32) -> Column {
    Column::number(&format!("value_{}", unit.name), &headed("Value", unit), width)
}

/// A heading with the unit where there is one: `Value, %`.
pub(super) fn headed(name: &str, unit: Unit) -> String {
    match unit.sign.trim() {
        // A name can say its unit itself.
        sign if sign.is_empty() || name.contains(sign) => name.to_owned(),
        sign => format!("{name}, {sign}"),
    }
}

/// What an indicator's table has beside denominator and value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parts {
    pub numerator: bool,
    pub limits: bool,
}

impl Parts {
    pub(super) fn of(measured: &Measured) -> Self {
        let limits = measured.values.is_empty() || measured.values.iter().any(|value| value.lower.is_some());
        Self { numerator: has_numerator(&measured.definition), limits }
    }
}

/// The columns behind a centre's name: what was counted, of these how many, value and limits.
pub(super) fn columns(definition: &Definition, parts: Parts) -> Vec<Column> {
    let unit = unit(definition);
    let counted = words::sentence(words::counted(definition.counts.frame()));
    let mut columns = vec![Column::number("n", counted.trim_end_matches('.'), 1.2)];
    if parts.numerator {
        columns.push(Column::number("k", numerator(definition), 1.2));
    }
    columns.push(value_column(unit, 1.3).rated());
    let limits = [
        Column::number(&format!("lower95_{}", unit.name), "95% interval from", 1.3),
        Column::number(&format!("upper95_{}", unit.name), "to", 0.9),
    ];
    columns.extend(limits.into_iter().filter(|_| parts.limits));
    columns
}

/// What is counted of the denominator, as the head of a column.
fn numerator(definition: &Definition) -> &'static str {
    match (unit(definition).name, definition.better) {
        ("percent", Better::High) => "Of these, met",
        ("percent", Better::Low) => "Of these, found",
        _ => "Events",
    }
}

/// The value itself with its rating.
pub(super) fn value_cell(definition: &Definition, shown: Shown<'_>) -> Cell {
    match shown {
        Shown::Nothing => Cell::default(),
        Shown::Hidden | Shown::Part(_, None) => Cell::new(HELD_BACK),
        Shown::Part(value, Some(most)) => Cell::new(at_most(definition, value, most)),
        Shown::Value(value) => {
            let cell = Cell::rated(value.display.clone().unwrap_or_default(), rating(value.rag));
            if is_small(definition, value) { cell.marked(FEW) } else { cell }
        }
    }
}

/// The value that the most a numerator can be would make: `≤5.8`. It says nothing that the numerator's range does not.
fn at_most(definition: &Definition, value: &Value, most: u32) -> String {
    let sum = crate::indicators::kind::Sum { n: value.n, k: most.min(value.n), ..Default::default() };
    definition.kind.estimator().display(&sum).map_or_else(|| HELD_BACK.to_owned(), |most| format!("≤{most}"))
}

/// The cells of [`columns`].
pub(super) fn cells(definition: &Definition, shown: Shown<'_>, parts: Parts) -> Vec<Cell> {
    let star = || Cell::new(HELD_BACK);
    let (n, k, limits) = match shown {
        Shown::Nothing => (Cell::new("0"), Cell::default(), [Cell::default(), Cell::default()]),
        Shown::Hidden => (star(), star(), [star(), star()]),
        Shown::Part(value, most) => {
            let k = most.map_or_else(star, |most| Cell::new(format!("≤{most}")));
            (Cell::new(value.n.to_string()), k, [star(), star()])
        }
        Shown::Value(value) => {
            let limit = |limit: Option<f64>| Cell::new(limit.map_or(String::new(), words::decimal));
            let k = Cell::new(value.k.map_or(String::new(), |yes| yes.to_string()));
            (Cell::new(value.n.to_string()), k, [limit(value.lower), limit(value.upper)])
        }
    };
    let mut cells = vec![n];
    if parts.numerator {
        cells.push(k);
    }
    cells.push(value_cell(definition, shown));
    cells.extend(limits.into_iter().filter(|_| parts.limits));
    cells
}

pub(super) fn rating(rag: Rag) -> Rating {
    match rag {
        Rag::Green => Rating::Green,
        Rag::Amber => Rating::Amber,
        Rag::Red => Rating::Red,
        Rag::Grey => Rating::Grey,
    }
}

/// The notes that the signs in a table call for; `seen` is what its values are.
pub(super) fn notes<'a>(
    view: &View<'_>,
    rows: &[Row],
    mut seen: impl Iterator<Item = Shown<'a>>,
) -> Vec<String> {
    let any = |sign: fn(&Cell) -> bool| rows.iter().flat_map(|row| &row.cells).any(sign);
    let mut notes = Vec::new();
    if any(|cell| cell.text == HELD_BACK) {
        let least = view.pack.least_denominator;
        notes.push(format!(
            "{HELD_BACK} Held back: fewer than {least} were counted, or the number would give such a small one away."
        ));
    }
    if any(|cell| cell.text.starts_with('≤')) {
        notes.push(
            "≤ At least 1 and at most this: small numbers of other centres are not told exactly.".to_owned(),
        );
    }
    if any(|cell| cell.mark == Some(FEW)) {
        let rule = format!("with fewer than {LEAST_RECORDS} there is no rating");
        notes.push(format!("{FEW} Small: fewer than {SMALL} were counted, much is chance; {rule}."));
    }
    if seen.any(|shown| shown.whole().is_some_and(|value| value.flags.contains(&Flag::Over100))) {
        let question = "A question to the data, without interval or rating.";
        notes.push(format!("More than 100%: more was sent than declared. {question}"));
    }
    notes
}
