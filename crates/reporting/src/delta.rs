//! What a correction changes: the same indicators of two snapshots, set side by side.

use serde::Serialize;

use crate::indicators::{Definition, Indicators, NETWORK, Period, Rag, Value};
use crate::statistics::Signal;

/// An indicator of one centre, or of the network, that is not what it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The definition's id.
    pub indicator: String,
    /// Its name.
    pub name: String,
    /// A centre's code, or the network.
    pub centre: String,
    /// What it was; `None` of a centre that was not there.
    pub before: Option<Value>,
    /// What it is; `None` of a centre that is not there any more.
    pub after: Option<Value>,
    /// By how much the value moved, in its own unit; `None` where one of the two is none.
    pub by: Option<f64>,
    /// Another colour.
    pub colour_changed: bool,
    /// Months of the last two years, in the network, of which the control chart says something else now.
    pub signals_changed: Vec<String>,
}

/// Months of the control chart, counted back from the end of the period.
const MONTHS: u8 = 24;

/// Everything that moved between two snapshots in a period, in the order of the definitions and of the centres.
///
/// Both are to be measured with the same definitions: what differs then comes from the records.
pub fn between(before: &Indicators, after: &Indicators, period: Period) -> Vec<Moved> {
    let mut places: Vec<&str> = after.centres().iter().chain(before.centres()).map(String::as_str).collect();
    places.sort_unstable();
    places.dedup();
    places.push(NETWORK);
    let mut all = Vec::new();
    for definition in after.definitions() {
        for place in &places {
            all.extend(moved(before, after, definition, place, period));
        }
    }
    all
}

fn moved(
    before: &Indicators,
    after: &Indicators,
    definition: &Definition,
    place: &str,
    period: Period,
) -> Option<Moved> {
    let value = |of: &Indicators| {
        let is_there = place == NETWORK || of.centres().iter().any(|centre| centre == place);
        of.value(&definition.id, place, period).filter(|_| is_there)
    };
    let (was, is) = (value(before), value(after));
    let signals_changed = if place == NETWORK {
        changed(&signals(before, definition, period), &signals(after, definition, period))
    } else {
        Vec::new()
    };
    if was == is && signals_changed.is_empty() {
        return None;
    }
    let number = |value: &Option<Value>| value.as_ref().and_then(|value| value.value);
    let colour = |value: &Option<Value>| value.as_ref().map_or(Rag::Grey, |value| value.rag);
    Some(Moved {
        indicator: definition.id.clone(),
        name: definition.name.clone(),
        centre: place.to_owned(),
        by: number(&is).zip(number(&was)).map(|(is, was)| is - was),
        colour_changed: colour(&was) != colour(&is),
        signals_changed,
        before: was,
        after: is,
    })
}

/// What the control chart says of each month with a value.
fn signals(of: &Indicators, definition: &Definition, period: Period) -> Vec<(String, Option<Signal>)> {
    let points = of.monthly(&definition.id, NETWORK, period.reaching_back(MONTHS));
    let known: Vec<(String, f64)> = points
        .iter()
        .filter_map(|point| Some((point.month.strftime("%Y-%m").to_string(), point.value?)))
        .collect();
    let values: Vec<f64> = known.iter().map(|(_, value)| *value).collect();
    let flags = definition.kind.estimator().chart(&values).map(|(chart, _)| chart.flags).unwrap_or_default();
    known.into_iter().map(|(month, _)| month).zip(flags).collect()
}

/// The months whose signal is another one, or that only one of the two has with a signal.
fn changed(before: &[(String, Option<Signal>)], after: &[(String, Option<Signal>)]) -> Vec<String> {
    let signal = |list: &[(String, Option<Signal>)], month: &str| {
        list.iter().find(|(own, _)| own == month).and_then(|(_, signal)| *signal)
    };
    let mut months: Vec<&String> = before.iter().chain(after).map(|(month, _)| month).collect();
    months.sort_unstable();
    months.dedup();
    let differs = |month: &&String| signal(before, month) != signal(after, month);
    months.into_iter().filter(differs).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_counts_as_changed_when_the_chart_says_something_else_of_it() {
        let months = |signals: [Option<Signal>; 3]| -> Vec<(String, Option<Signal>)> {
            ["2026-04", "2026-05", "2026-06"].map(str::to_owned).into_iter().zip(signals).collect()
        };
        let before = months([None, Some(Signal::Outside), None]);
        assert!(changed(&before, &before).is_empty());
        assert_eq!(changed(&before, &months([None, None, Some(Signal::Shift)])), ["2026-05", "2026-06"]);
        assert_eq!(
            changed(&before, &before[..1]),
            ["2026-05"],
            "a month that is gone takes its signal along"
        );
    }
}
