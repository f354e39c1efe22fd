//! From counts to a value that can be read (G12, G13, G16).

use std::collections::BTreeMap;

use super::definition::{Better, Definition};
use super::period::Period;
use super::tally::Sum;
use super::value::{Extra, Flag, Rag, Value};
use crate::statistics::{Interval, round_half_away, wilson95};

/// Fewer cases than this are shown, and not judged.
const ENOUGH: u32 = 10;

/// The value that counts make in a period.
pub(super) fn value(definition: &Definition, centre: &str, period: Period, sum: Sum) -> Value {
    let Sum { n, k, extra } = sum;
    let percent = |fraction: f64| fraction * 100.0;
    let limits = wilson95(k, n).map(|i| Interval { lower: percent(i.lower), upper: percent(i.upper) });
    Value {
        indicator: definition.id.clone(),
        centre: centre.to_owned(),
        from: period.from(),
        to: period.to(),
        n,
        k,
        value: (n > 0).then(|| percent(f64::from(k) / f64::from(n))),
        display: round_half_away(i64::from(k) * 100, i64::from(n), 1),
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        rag: rag(definition, n, k, limits),
        flags: flags(n, k),
        extra: shown(extra),
    }
}

fn flags(n: u32, k: u32) -> Vec<Flag> {
    let flags = [(k > n, Flag::Over100), (n < ENOUGH, Flag::LowN)];
    flags.into_iter().filter_map(|(holds, flag)| holds.then_some(flag)).collect()
}

/// The version of the rule by which values get their colour (G16).
pub(crate) const RULE: u8 = 2;

/// The value decides whether the target is met, the interval whether a miss may be chance.
/// Value, limits and target are compared unrounded; the value as the fraction that it is.
fn rag(definition: &Definition, n: u32, k: u32, limits: Option<Interval>) -> Rag {
    let (Some(target), Some(limits)) = (definition.reachable_target(), limits) else { return Rag::Grey };
    if n < ENOUGH {
        return Rag::Grey;
    }
    let (hundred_k, target_n) = (f64::from(k) * 100.0, target * f64::from(n));
    let (met, missed) = match definition.better {
        Better::High => (hundred_k >= target_n, limits.upper < target),
        Better::Low => (hundred_k <= target_n, limits.lower > target),
    };
    match (met, missed) {
        (true, _) => Rag::Green,
        (_, true) => Rag::Red,
        _ => Rag::Amber,
    }
}

/// A count of records left out is only shown when there are any.
fn shown(mut extra: BTreeMap<String, Extra>) -> BTreeMap<String, Extra> {
    extra.retain(|name, extra| !(name.starts_with("n_excluded") && *extra == Extra::Count(0)));
    extra
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(id: &str, k: u32, n: u32) -> Value {
        let definitions = Definition::shipped().expect("definitions");
        let definition = definitions.iter().find(|d| d.id == id).expect("a definition");
        let period = "2026-04-01..2026-09-30".parse().expect("a period");
        value(definition, "STH", period, Sum { n, k, extra: BTreeMap::new() })
    }

    #[test]
    fn the_value_decides_whether_the_target_is_met_and_the_interval_whether_a_miss_may_be_chance() {
        assert_eq!(judged("P04", 29, 29).rag, Rag::Green);
        assert_eq!(judged("P04", 900, 1000).rag, Rag::Green);
        assert_eq!(judged("P04", 899, 1000).rag, Rag::Amber);
        assert_eq!(judged("P04", 500, 1000).rag, Rag::Red);
    }

    #[test]
    fn where_high_is_bad_the_colours_turn_over() {
        assert_eq!(judged("P14", 10, 1000).rag, Rag::Green);
        assert_eq!(judged("P14", 500, 1000).rag, Rag::Red);
    }

    #[test]
    fn few_cases_are_shown_and_not_judged() {
        let few = judged("P04", 9, 9);
        assert_eq!((few.rag, few.flags.as_slice()), (Rag::Grey, &[Flag::LowN][..]));
        assert_eq!((few.display.as_deref(), few.upper), (Some("100.0"), Some(100.0)));
    }

    #[test]
    fn an_empty_denominator_has_no_value() {
        let none = judged("P04", 0, 0);
        assert_eq!((none.value, none.display, none.lower, none.rag), (None, None, None, Rag::Grey));
    }

    #[test]
    fn more_than_everything_is_flagged_and_not_capped() {
        let over = judged("D01", 12, 11);
        assert_eq!((over.display.as_deref(), over.lower, over.rag), (Some("109.1"), None, Rag::Grey));
        assert_eq!(over.flags, [Flag::Over100]);
    }

    #[test]
    fn an_aspiration_at_the_end_of_the_scale_has_no_colour() {
        assert_eq!(judged("P16", 100, 100).rag, Rag::Grey);
    }
}
